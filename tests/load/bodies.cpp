// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/bodies.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <sstream>

namespace tests
{

std::string base64(const std::vector<std::uint8_t> &octets)
{
    static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < octets.size(); i += 3) {
        const std::size_t left = std::min<std::size_t>(3, octets.size() - i);
        std::uint32_t group = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            group = group << 8 | (j < left ? octets[i + j] : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            out += j <= left ? kDigits[(group >> (18 - 6 * j)) & 63] : '=';
        }
    }
    return out;
}

std::string randomId()
{
    std::vector<std::uint8_t> octets(16);
    const std::string digits = randomToken(32);
    for (std::size_t i = 0; i < octets.size(); ++i) {
        octets[i] = static_cast<std::uint8_t>(std::stoul(digits.substr(2 * i, 2), nullptr, 16));
    }
    return base64(octets);
}

std::string isoTime(std::int64_t unixNs)
{
    const std::time_t seconds = unixNs / 1000000000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text.data();
}

std::string makeSdp(const Offer &offer)
{
    const Codec other = otherThan(offer.codec);
    std::ostringstream out;
    out << "v=0\r\no=earshot-caller " << offer.sessionId << " " << offer.version << " IN IP4 "
        << offer.address << "\r\ns=-\r\nc=IN IP4 " << (offer.zeroAddress ? "0.0.0.0" : offer.address)
        << "\r\nt=0 0\r\n";
    for (const OfferLine &line : offer.lines) {
        out << "m=audio " << line.port << (line.srtp ? " RTP/SAVP " : " RTP/AVP ")
            << payloadTypeOf(offer.codec) << " " << payloadTypeOf(other) << " 101\r\n";
        for (const Codec codec : {offer.codec, other}) {
            out << "a=rtpmap:" << payloadTypeOf(codec) << " " << keyOf(codec) << "/8000\r\n";
        }
        out << "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:" << offer.ptimeMs << "\r\n";
        if (line.srtp) {
            out << "a=crypto:1 " << line.srtp->suite << " inline:" << base64(line.srtp->key) << "\r\n";
        }
        out << "a=" << line.direction << "\r\n";
        if (!line.label.empty()) {
            out << "a=label:" << line.label << "\r\n";
        }
    }
    return out.str();
}

namespace
{
void readMediaLine(const std::string &value, const std::string &address, std::vector<AnswerLine> &lines)
{
    std::istringstream fields(value);
    std::string media;
    AnswerLine line;
    fields >> media >> line.port >> line.protocol;
    for (int type = 0; fields >> type;) {
        line.payloadTypes.push_back(type);
    }
    line.address = address;
    lines.push_back(std::move(line));
}

void readAttribute(const std::string &value, AnswerLine &line)
{
    if (value == "sendrecv" || value == "sendonly" || value == "recvonly" || value == "inactive") {
        line.direction = value;
    } else if (value.starts_with("label:")) {
        line.label = value.substr(6);
    } else if (value.starts_with("crypto:")) {
        line.crypto = true;
    }
}
} // namespace

std::vector<AnswerLine> readSdp(const std::string &sdp)
{
    std::vector<AnswerLine> lines;
    std::string sessionAddress;
    std::istringstream in(sdp);
    for (std::string raw; std::getline(in, raw);) {
        const std::string line(trimmed(raw));
        if (line.size() < 3) {
            continue;
        }
        const std::string value = line.substr(2);
        if (line.starts_with("c=IN IP4 ")) {
            (lines.empty() ? sessionAddress : lines.back().address) = line.substr(9);
        } else if (line.starts_with("m=")) {
            readMediaLine(value, sessionAddress, lines);
        } else if (line.starts_with("a=") && !lines.empty()) {
            readAttribute(value, lines.back());
        }
    }
    return lines;
}

namespace
{
std::string escaped(const std::string &text)
{
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
        }
    }
    return out;
}
} // namespace

std::string makeMetadata(const MetadataPlan &plan)
{
    std::vector<std::string> participants;
    std::vector<std::string> streams;
    std::ostringstream out;
    const std::string &session = plan.sessionId;
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<recording "
           "xmlns=\"urn:ietf:params:xml:ns:recording:1\">\n"
        << "  <datamode>complete</datamode>\n  <session session_id=\"" << session << "\">\n    <sipSessionID>"
        << plan.callId << "</sipSessionID>\n    <start-time>" << plan.startTime
        << "</start-time>\n  </session>\n";
    for (const Attendee &attendee : plan.parties) {
        const Party &party = attendee.who;
        participants.push_back(attendee.id.empty() ? randomId() : attendee.id);
        out << "  <participant participant_id=\"" << participants.back()
            << "\">\n    <nameID aor=\"sip:" << escaped(party.number) << "@" << plan.host << "\">\n";
        if (!party.name.empty()) {
            out << "      <name xml:lang=\"en\">" << escaped(party.name) << "</name>\n";
        }
        out << "    </nameID>\n  </participant>\n";
    }
    for (const std::string &label : plan.labels) {
        streams.push_back(randomId());
        out << "  <stream stream_id=\"" << streams.back() << "\" session_id=\"" << session
            << "\">\n    <label>" << escaped(label) << "</label>\n  </stream>\n";
    }
    for (std::size_t i = 0; i < participants.size(); ++i) {
        const Attendee &party = plan.parties[i];
        out << "  <participantsessionassoc participant_id=\"" << participants[i] << "\" session_id=\""
            << session << "\">\n    <associate-time>"
            << (party.joined.empty() ? plan.startTime : party.joined) << "</associate-time>\n";
        if (!party.left.empty()) {
            out << "    <disassociate-time>" << party.left << "</disassociate-time>\n";
        }
        out << "  </participantsessionassoc>\n";
    }
    for (std::size_t i = 0; i < participants.size() && !streams.empty(); ++i) {
        if (!plan.parties[i].left.empty()) {
            continue;
        }
        const int line = plan.parties[i].line;
        const std::size_t own = std::min(line < 0 ? i : static_cast<std::size_t>(line), streams.size() - 1);
        out << "  <participantstreamassoc participant_id=\"" << participants[i] << "\">\n    <send>"
            << streams[own] << "</send>\n";
        for (std::size_t other = 0; other < streams.size(); ++other) {
            if (other != own) {
                out << "    <recv>" << streams[other] << "</recv>\n";
            }
        }
        out << "  </participantstreamassoc>\n";
    }
    out << "</recording>\n";
    return out.str();
}

SipBody makeMultipart(const std::string &sdp, const std::string &metadata)
{
    const std::string boundary = "earshot-" + randomToken(12);
    std::string content = "--" + boundary + "\r\nContent-Type: application/sdp\r\n\r\n" + sdp + "\r\n--" +
                          boundary +
                          "\r\nContent-Type: application/rs-metadata+xml\r\n"
                          "Content-Disposition: recording-session\r\n\r\n" +
                          metadata + "\r\n--" + boundary + "--\r\n";
    return {"multipart/mixed;boundary=" + boundary, std::move(content)};
}

} // namespace tests
