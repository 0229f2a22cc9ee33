// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <cstddef>
#include <optional>
#include <span>

namespace recorder
{

/// Big-endian reads; the caller has checked the bounds.
inline quint16 networkU16(const std::byte *p)
{
    return static_cast<quint16>(std::to_integer<unsigned>(p[0]) << 8 | std::to_integer<unsigned>(p[1]));
}
inline quint32 networkU32(const std::byte *p)
{
    return static_cast<quint32>(networkU16(p)) << 16 | networkU16(p + 2);
}

/// One RTP packet (RFC 3550 section 5.1) in somebody's buffer: nothing is copied. Each length that the packet
/// claims (CSRC list, extension, padding) is checked against what is there.
struct RtpPacketView {
    static constexpr std::size_t kFixedHeader = 12;

    quint8 payloadType = 0;
    bool marker = false;
    quint16 sequence = 0;
    quint32 timestamp = 0;
    quint32 ssrc = 0;
    int csrcCount = 0;
    bool hasExtension = false;
    quint16 extensionProfile = 0;
    std::span<const std::byte> extension; ///< without its 4-byte head
    std::span<const std::byte> payload;   ///< without padding; may be empty

    /// Empty when this is no RTP packet of version 2 or a length lies. Of SRTP only after decryption: before,
    /// the padding count is cipher text.
    static std::optional<RtpPacketView> parse(std::span<const std::byte> packet);
};

/// RFC 5761 section 4: on a port that carries both, a second byte of 192..223 is RTCP. Needs two bytes.
inline bool looksLikeRtcp(std::span<const std::byte> packet)
{
    return packet.size() >= 2 && std::to_integer<unsigned>(packet[1]) >= 192 &&
           std::to_integer<unsigned>(packet[1]) <= 223;
}

/// One report of a compound RTCP packet (RFC 3550 section 6.4); `body` is what follows the 4-byte head.
struct RtcpPartView {
    static constexpr int kSenderReport = 200;
    static constexpr int kReceiverReport = 201;
    static constexpr int kBye = 203;

    int count = 0;
    int type = 0;
    std::span<const std::byte> body;

    /// Takes the first report off `rest`; empty at the end or when a length lies.
    static std::optional<RtcpPartView> next(std::span<const std::byte> &rest);
};

/// The clock pair of a sender report: `rtpTimestamp` of `ssrc` was at `ntp` by the sender's wall clock.
struct SenderReportView {
    quint32 ssrc = 0;
    quint64 ntp = 0; ///< RFC 5905 format: seconds since 1900 in the upper, fraction in the lower 32 bits
    quint32 rtpTimestamp = 0;
    quint32 packets = 0;
    quint32 octets = 0;

    /// The first sender report of a compound packet.
    static std::optional<SenderReportView> find(std::span<const std::byte> rtcp);
};

/// True when the whole is a chain of reports of at least 8 bytes whose lengths add up.
inline bool isRtcp(std::span<const std::byte> packet)
{
    if (packet.size() < 8) {
        return false;
    }
    while (!packet.empty()) {
        if (!RtcpPartView::next(packet)) {
            return false;
        }
    }
    return true;
}

inline std::optional<RtpPacketView> RtpPacketView::parse(std::span<const std::byte> packet)
{
    if (packet.size() < kFixedHeader) {
        return {};
    }
    const auto first = std::to_integer<unsigned>(packet[0]);
    const auto second = std::to_integer<unsigned>(packet[1]);
    if (first >> 6 != 2) {
        return {};
    }
    RtpPacketView view;
    view.csrcCount = static_cast<int>(first & 0x0f);
    view.marker = (second & 0x80) != 0;
    view.payloadType = static_cast<quint8>(second & 0x7f);
    view.sequence = networkU16(packet.data() + 2);
    view.timestamp = networkU32(packet.data() + 4);
    view.ssrc = networkU32(packet.data() + 8);
    std::size_t at = kFixedHeader + 4 * static_cast<std::size_t>(view.csrcCount);
    if (at > packet.size()) {
        return {};
    }
    if ((first & 0x10) != 0) {
        if (at + 4 > packet.size()) {
            return {};
        }
        view.hasExtension = true;
        view.extensionProfile = networkU16(packet.data() + at);
        const std::size_t length = 4 * static_cast<std::size_t>(networkU16(packet.data() + at + 2));
        at += 4;
        if (at + length > packet.size()) {
            return {};
        }
        view.extension = packet.subspan(at, length);
        at += length;
    }
    std::size_t end = packet.size();
    if ((first & 0x20) != 0) {
        const auto padding = std::to_integer<std::size_t>(packet[end - 1]);
        if (padding == 0 || padding > end - at) {
            return {};
        }
        end -= padding;
    }
    view.payload = packet.subspan(at, end - at);
    return view;
}

inline std::optional<RtcpPartView> RtcpPartView::next(std::span<const std::byte> &rest)
{
    if (rest.size() < 4 || std::to_integer<unsigned>(rest[0]) >> 6 != 2) {
        return {};
    }
    const std::size_t length = 4 * (static_cast<std::size_t>(networkU16(rest.data() + 2)) + 1);
    const auto type = std::to_integer<int>(rest[1]);
    if (length > rest.size() || type < 192 || type > 223) {
        return {};
    }
    const RtcpPartView part{std::to_integer<int>(rest[0] & std::byte{0x1f}), type,
                            rest.subspan(4, length - 4)};
    rest = rest.subspan(length);
    return part;
}

inline std::optional<SenderReportView> SenderReportView::find(std::span<const std::byte> rtcp)
{
    while (const auto part = RtcpPartView::next(rtcp)) {
        if (part->type == RtcpPartView::kSenderReport && part->body.size() >= 24) {
            const std::byte *p = part->body.data();
            return SenderReportView{networkU32(p),
                                    static_cast<quint64>(networkU32(p + 4)) << 32 | networkU32(p + 8),
                                    networkU32(p + 12), networkU32(p + 16), networkU32(p + 20)};
        }
    }
    return {};
}

} // namespace recorder
