// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/packetbatch.h"

#include <array>
#include <ctime>

namespace recorder
{

struct PacketBatch::Arrays {
    static constexpr std::size_t kControlSize = 64; // a timespec and a counter with their heads: 56

    struct alignas(64) Packet {
        std::byte bytes[kPacketSize];
    };
    struct alignas(cmsghdr) Control {
        std::byte bytes[kControlSize];
    };
    static_assert(CMSG_SPACE(sizeof(timespec)) + CMSG_SPACE(sizeof(quint32)) <= kControlSize);
    // Not a power of two: else all packets would fall into the same sets of the first cache.
    static_assert(kPacketSize % 64 == 0 && (kPacketSize & (kPacketSize - 1)) != 0);

    std::array<mmsghdr, kPackets> heads{};
    std::array<iovec, kPackets> vectors{};
    std::array<sockaddr_storage, kPackets> names{};
    std::array<Control, kPackets> controls{};
    std::array<Packet, kPackets> packets;
    int filled = kPackets;
};

void PacketBatch::Free::operator()(Arrays *arrays) const
{
    delete arrays;
}

PacketBatch::PacketBatch()
    : m_arrays(new Arrays)
{
    Arrays &a = *m_arrays;
    for (std::size_t i = 0; i < kPackets; ++i) {
        a.vectors[i] = {a.packets[i].bytes, kPacketSize};
        a.heads[i].msg_hdr.msg_iov = &a.vectors[i];
        a.heads[i].msg_hdr.msg_iovlen = 1;
        a.heads[i].msg_hdr.msg_name = &a.names[i];
        a.heads[i].msg_hdr.msg_control = a.controls[i].bytes;
    }
}

int PacketBatch::receive(int fd)
{
    Arrays &a = *m_arrays;
    for (std::size_t i = 0; i < static_cast<std::size_t>(a.filled); ++i) {
        msghdr &head = a.heads[i].msg_hdr;
        head.msg_namelen = sizeof(sockaddr_storage);
        head.msg_controllen = Arrays::kControlSize;
        head.msg_flags = 0;
    }
    const int got = ::recvmmsg(fd, a.heads.data(), kPackets, MSG_DONTWAIT, nullptr);
    a.filled = got < 0 ? 0 : got;
    return a.filled;
}

Datagram PacketBatch::at(int index) const
{
    Arrays &a = *m_arrays;
    const auto i = static_cast<std::size_t>(index);
    msghdr &head = a.heads[i].msg_hdr;
    Datagram datagram{{a.packets[i].bytes, a.heads[i].msg_len},
                      MediaSource::from(a.names[i]),
                      0,
                      {},
                      (head.msg_flags & MSG_TRUNC) != 0};
    for (cmsghdr *c = CMSG_FIRSTHDR(&head); c != nullptr; c = CMSG_NXTHDR(&head, c)) {
        if (c->cmsg_level != SOL_SOCKET) {
            continue;
        }
        if (c->cmsg_type == SCM_TIMESTAMPNS) {
            timespec time{};
            std::memcpy(&time, CMSG_DATA(c), sizeof time);
            datagram.realtimeNs = static_cast<qint64>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
        } else if (c->cmsg_type == SO_RXQ_OVFL) {
            quint32 drops = 0;
            std::memcpy(&drops, CMSG_DATA(c), sizeof drops);
            datagram.dropTotal = drops;
        }
    }
    return datagram;
}

} // namespace recorder
