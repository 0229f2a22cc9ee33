// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/rtpstream.h"

#include "common/core/guarded.h"

#include <sys/socket.h>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <queue>
#include <thread>
#include <vector>

namespace tests
{

using StreamNumber = std::size_t;

struct PacingFigures {
    std::int64_t packets = 0; ///< datagrams, duplicates included
    std::int64_t worstLateNs = 0;
    std::int64_t ticksLate = 0; ///< ticks more than 20 ms late
};

/// Owns the RTP sockets and the pacing thread: wakes each millisecond on an absolute clock and gives what is
/// due to sendmmsg. Orders go in through a queue; the truth comes out after finish().
class RtpSender
{
public:
    /// Streams are bound to `address` (loopback unless the user allowed more).
    explicit RtpSender(in_addr address);
    ~RtpSender();
    RtpSender(const RtpSender &) = delete;
    RtpSender &operator=(const RtpSender &) = delete;

    /// A bound socket, -1 when the system has no more. `port` gets its number.
    int openSocket(std::uint16_t &port);

    StreamNumber add(StreamPlan plan, int socket, sockaddr_in destination);
    void pause(StreamNumber stream);
    void resume(StreamNumber stream);
    void setCodec(StreamNumber stream, Codec codec);
    void stop(StreamNumber stream, std::int64_t afterNs = 0);

    /// Stops the thread. After it `truth` and `figures` may be read.
    void finish();
    const StreamTruth &truth(StreamNumber stream) const { return m_streams.at(stream)->truth(); }
    const PacingFigures &figures() const { return m_figures; }

private:
    struct Late {
        std::int64_t dueNs;
        StreamNumber stream;
        std::vector<std::uint8_t> bytes;
        bool copy;
        bool operator<(const Late &other) const { return dueNs > other.dueNs; }
    };
    struct Due {
        std::int64_t dueNs;
        StreamNumber stream;
        bool operator<(const Due &other) const { return dueNs > other.dueNs; }
    };
    static constexpr std::size_t kBatch = 64;
    struct Batch {
        int socket = -1;
        std::size_t used = 0;
        std::array<mmsghdr, kBatch> heads{};
        std::array<std::array<iovec, 2>, kBatch> parts{};
        std::array<PacketView, kBatch> packets{};
        std::array<std::vector<std::uint8_t>, kBatch>
            owned{}; ///< sealed packets: their octets are short-lived
        std::array<StreamNumber, kBatch> streams{};
    };

    void run();
    void order(std::function<void(std::int64_t nowNs)> what);
    void takeOrders(std::int64_t nowNs);
    void serveRound(std::int64_t nowNs);
    void serve(StreamNumber stream, std::int64_t nowNs);
    void put(StreamNumber stream, const PacketView &packet, std::int64_t nowNs);
    void flush(std::int64_t nowNs);
    void dropLate(); ///< what is still held up never leaves
    void sendLate(std::int64_t nowNs);

    in_addr m_address;
    std::vector<int> m_sockets;
    std::vector<std::unique_ptr<RtpStream>> m_streams; ///< touched by the pacing thread, or after finish()
    std::size_t m_numbers = 0;
    common::Guarded<std::vector<std::function<void(std::int64_t)>>> m_orders;
    std::priority_queue<Due> m_due;
    std::priority_queue<Late> m_late;
    std::vector<std::pair<std::int64_t, StreamNumber>> m_stops;
    Batch m_batch;
    std::vector<StreamNumber> m_round;
    PacingFigures m_figures;
    std::atomic<bool> m_running{true};
    std::thread m_thread; ///< last: it uses all of the above
};

/// CLOCK_MONOTONIC, ns.
std::int64_t monotonicNs();
/// CLOCK_REALTIME, ns.
std::int64_t realtimeNs();

} // namespace tests
