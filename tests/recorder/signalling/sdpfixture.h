// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/codecs.h"
#include "recorder/signalling/sdpparser.h"
#include "recorder/signalling/sdpwriter.h"

/// Offers as the tests of SDP write them.
namespace tests
{

using recorder::answerFormats;
using recorder::MediaAnswer;
using recorder::MediaLine;
using recorder::parseSdp;
using recorder::PayloadFormat;
using recorder::SessionDescription;

inline const QByteArray kHead =
    "v=0\r\no=SBC 17 3 IN IP4 192.0.2.10\r\ns=call\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n";
inline const QByteArray kKey80 = QByteArray("0123456789abcdef0123456789abcd").toBase64();

inline SessionDescription parsed(const QByteArray &body)
{
    common::Result<SessionDescription> sdp = parseSdp(body);
    return sdp ? *sdp : SessionDescription{"BROKEN", {}};
}
inline MediaLine line(const QByteArray &rest)
{
    return parsed(kHead + rest).lines.value(0);
}
inline QList<int> types(const QList<PayloadFormat> &formats)
{
    QList<int> list;
    for (const PayloadFormat &format : formats) {
        list.append(format.payloadType);
    }
    return list;
}
inline QList<MediaAnswer> acceptAll(const SessionDescription &offer)
{
    QList<MediaAnswer> answers;
    int port = 22000;
    for (const MediaLine &one : offer.lines) {
        answers.append({port += 2, answerFormats(one), {}});
    }
    return answers;
}

} // namespace tests
