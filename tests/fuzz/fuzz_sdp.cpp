// SPDX-License-Identifier: GPL-3.0-or-later
// SDP: whatever is read can be answered in kind, and what we write is read back as what was meant.
#include "recorder/signalling/codecs.h"
#include "recorder/signalling/sdpparser.h"
#include "recorder/signalling/sdpwriter.h"
#include "tests/fuzz/property.h"

#include <algorithm>

using namespace recorder;

namespace
{
const QHostAddress kOurs(QStringLiteral("2001:db8::5"));

SessionDescription readBack(const QByteArray &written)
{
    tests::require(
        std::all_of(written.begin(), written.end(),
                    [](char c) { return static_cast<quint8>(c) >= ' ' || c == '\r' || c == '\n'; }),
        "no control characters in what we write");
    common::Result<SessionDescription> sdp = parseSdp(written);
    tests::require(sdp.has_value(), "what we write can be read");
    tests::require(sdp->origin == "- 7 8 IN IP6 2001:db8::5", "the origin is ours alone");
    return *sdp;
}

void checkAnswer(const SessionDescription &offer)
{
    QList<MediaAnswer> answers;
    for (const MediaLine &line : offer.lines) {
        answers.append({22000, answerFormats(line), {}});
        if (!line.cryptos.isEmpty()) {
            answers.last().crypto = line.cryptos.first();
        }
    }
    const SessionDescription answer = readBack(writeAnswer(offer, answers, kOurs, 7, 8));
    tests::require(answer.lines.size() == offer.lines.size(), "as many lines as the offer");
    for (qsizetype i = 0; i < offer.lines.size(); ++i) {
        const MediaLine &asked = offer.lines[i];
        const MediaLine &given = answer.lines[i];
        tests::require(given.media == asked.media && given.protocol == asked.protocol,
                       "media and protocol echoed");
        tests::require(given.label == asked.label, "label echoed");
        tests::require(asked.port != 0 || given.port == 0, "refused stays refused");
        tests::require(given.address == kOurs.toString().toLatin1(), "media comes to us");
        tests::require(given.port == 0 || given.formats == answers[i].formats, "formats echoed");
        tests::require(given.port == 0 || given.direction == MediaDirection::RecvOnly ||
                           given.direction == MediaDirection::Inactive,
                       "we never send");
    }
}

void checkOffer(const SessionDescription &sdp)
{
    const SessionDescription read = readBack(writeOffer(sdp.lines, kOurs, 7, 8));
    tests::require(read.lines.size() == sdp.lines.size(), "as many lines as were to offer");
    for (qsizetype i = 0; i < sdp.lines.size(); ++i) {
        MediaLine expected = sdp.lines[i];
        const bool inactive = expected.direction == MediaDirection::Inactive;
        expected.direction = inactive ? MediaDirection::Inactive : MediaDirection::RecvOnly;
        expected.held = inactive;
        expected.address = kOurs.toString().toLatin1();
        expected.rtcpMux = false;
        expected.rtcpPort = 0;
        if (expected.formats.isEmpty()) {
            expected.formats = read.lines[i].formats; // the grammar wants one
        }
        tests::require(read.lines[i] == expected, "an offer is read as it was meant");
    }
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    common::Result<SessionDescription> sdp =
        parseSdp(QByteArray(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)));
    if (!sdp) {
        tests::require(sdp.error().code == common::ErrorCode::Invalid, "refused as invalid");
        return 0;
    }
    tests::require(sdp->lines.size() <= SessionDescription::kMaxLines, "16 lines");
    for (const MediaLine &line : sdp->lines) {
        tests::require(packetRate(line) >= 1 && packetRate(line) <= 400, "a sane packet rate");
        for (const PayloadFormat &format : line.formats) {
            tests::require(format.payloadType >= 0 && format.payloadType < 128 && format.clockRate > 0 &&
                               format.channels > 0 && rtpClockRate(format) > 0,
                           "a sane format");
        }
    }
    checkAnswer(*sdp);
    checkOffer(*sdp);
    return 0;
}
