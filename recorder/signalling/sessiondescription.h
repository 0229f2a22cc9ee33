// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace recorder
{

/// Direction of one m-line as its sender sees it (RFC 8866 section 6.7); missing = SendRecv.
enum class MediaDirection { SendRecv, SendOnly, RecvOnly, Inactive };

/// One payload type of an m-line, with the static assignments of RFC 3551 filled in where a=rtpmap is
/// missing.
struct PayloadFormat {
    int payloadType = 0;
    QByteArray
        encoding; ///< upper case: "PCMU", "G729", "OPUS", "TELEPHONE-EVENT"; empty = unknown dynamic type
    int clockRate = 8000;
    int channels = 1;
    QByteArray fmtp;

    bool operator==(const PayloadFormat &) const = default;
};

/// a=crypto of RFC 4568: one offered SRTP suite with its inline key. Never logged.
struct CryptoAttribute {
    int tag = 0;
    QByteArray suite; ///< "AES_CM_128_HMAC_SHA1_80", ...
    QByteArray key;   ///< master key and salt, decoded
    std::optional<QByteArray> mki;
    QByteArray rest; ///< lifetime and session parameters as they came

    bool operator==(const CryptoAttribute &) const = default;
};

/// One m-line.
struct MediaLine {
    QByteArray media;    ///< "audio", "video", ...
    int port = 0;        ///< 0 = refused or removed
    QByteArray protocol; ///< "RTP/AVP", "RTP/SAVP"
    QByteArray address;  ///< c= of the line or of the session; empty when neither is there
    QString label;       ///< a=label, empty when missing
    MediaDirection direction = MediaDirection::SendRecv;
    bool held = false; ///< inactive, or c=0.0.0.0
    bool rtcpMux = false;
    int rtcpPort = 0; ///< a=rtcp; 0 = port + 1
    int ptime = 0;    ///< ms, 0 = not said
    QList<PayloadFormat> formats;
    QList<CryptoAttribute> cryptos;

    bool operator==(const MediaLine &) const = default;
};

/// What matters of an SDP body (RFC 8866). At most kMaxLines m-lines are kept; more is an error.
struct SessionDescription {
    static constexpr int kMaxLines = 16;
    QByteArray origin; ///< o= as it came; its version is not to be relied on
    QList<MediaLine> lines;

    bool operator==(const SessionDescription &) const = default;
};

/// How one m-line is answered. Order and count follow the offer.
struct MediaAnswer {
    int port = 0;                          ///< our RTP port; 0 refuses the line
    QList<PayloadFormat> formats;          ///< every offered one we can record, telephone-event among them
    std::optional<CryptoAttribute> crypto; ///< our key for a line answered with SAVP; its tag is the offer's

    bool operator==(const MediaAnswer &) const = default;
};

} // namespace recorder
