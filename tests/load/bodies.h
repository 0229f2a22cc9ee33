// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/dialog.h"
#include "tests/load/rtpstream.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tests
{

/// One m-line of ours.
struct OfferLine {
    std::uint16_t port = 0;
    std::string label;
    std::string direction = "sendonly";
    std::optional<SrtpKey> srtp;
};

struct Offer {
    std::string sessionId; ///< number in o=
    int version = 1;
    std::string address;
    bool zeroAddress = false; ///< hold in the old way: c=IN IP4 0.0.0.0
    Codec codec = Codec::Pcmu;
    int ptimeMs = 20;
    std::vector<OfferLine> lines;
};
std::string makeSdp(const Offer &offer);

/// One m-line of the other side.
struct AnswerLine {
    std::uint16_t port = 0;
    std::string address;
    std::string protocol;
    std::string direction = "sendrecv";
    std::string label;
    bool crypto = false;
    std::vector<int> payloadTypes;
};
std::vector<AnswerLine> readSdp(const std::string &sdp);

struct Party {
    std::string number;
    std::string name;
};

/// A party of the metadata and when it was there.
struct Attendee {
    Party who{};
    std::string id{};     ///< empty = a new one
    int line = -1;        ///< index of the label it speaks on; -1 = that of its own place in the list
    std::string joined{}; ///< empty = at the start
    std::string left{};   ///< empty = still there
};

/// RFC 7865 metadata of a call: party i speaks on the line with label i unless it says otherwise; with one
/// label and more parties the stream is mixed.
struct MetadataPlan {
    std::string sessionId; ///< base64, like all ids here
    std::string callId;    ///< of the recorded call
    std::string startTime;
    std::string host;
    std::vector<Attendee> parties;
    std::vector<std::string> labels;
};
std::string makeMetadata(const MetadataPlan &plan);

/// SDP and metadata as multipart/mixed (RFC 7866 section 9.1).
SipBody makeMultipart(const std::string &sdp, const std::string &metadata);

std::string base64(const std::vector<std::uint8_t> &octets);
std::string randomId(); ///< 16 random octets in base64, as RFC 7865 asks for
std::string isoTime(std::int64_t unixNs);

} // namespace tests
