// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/mediasource.h"

#include <sys/socket.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

namespace recorder
{

/// One datagram in the batch's memory; valid until the next receive().
struct Datagram {
    std::span<std::byte> bytes; ///< writable: SRTP is decrypted in place; aligned to 64
    MediaSource source;
    qint64 realtimeNs = 0;            ///< the kernel's SO_TIMESTAMPNS, 0 = none
    std::optional<quint32> dropTotal; ///< SO_RXQ_OVFL: datagrams this socket has lost so far, modulo 2^32
    bool truncated = false;
};

/// The arrays for recvmmsg(2) of one thread, made once: nothing is allocated per packet.
class PacketBatch
{
public:
    static constexpr int kPackets = 32;
    static constexpr std::size_t kPacketSize = 8064; ///< the largest datagram that is kept whole

    PacketBatch();

    /// Takes up to kPackets waiting datagrams off the socket; less means that it is empty now.
    int receive(int fd);
    Datagram at(int index) const;

private:
    struct Arrays;
    struct Free {
        void operator()(Arrays *arrays) const;
    };
    std::unique_ptr<Arrays, Free> m_arrays;
};

} // namespace recorder
