// SPDX-License-Identifier: GPL-3.0-or-later
// RTP and RTCP views: every span that they hand out must lie inside the packet.
#include "recorder/capture/spool/rtppacket.h"

#include <cstdint>
#include <cstdlib>

using namespace recorder;

namespace
{

void mustLieInside(std::span<const std::byte> part, std::span<const std::byte> whole)
{
    if (!part.empty() &&
        (part.data() < whole.data() || part.data() + part.size() > whole.data() + whole.size())) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const auto packet = std::as_bytes(std::span(data, size));
    looksLikeRtcp(packet);
    if (const auto rtp = RtpPacketView::parse(packet)) {
        mustLieInside(rtp->payload, packet);
        mustLieInside(rtp->extension, packet);
    }
    std::span<const std::byte> rest = packet;
    while (const auto part = RtcpPartView::next(rest)) {
        mustLieInside(part->body, packet);
    }
    mustLieInside(rest, packet);
    isRtcp(packet);
    SenderReportView::find(packet);
    return 0;
}
