// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/mediaengine.h"
#include "recorder/capture/spool/spoolformat.h"

#include <QHostAddress>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

namespace common
{
class HostKey;
}

namespace recorder
{

/// Inclusive; RTP takes the even ports, RTCP the odd ones.
struct PortRange {
    quint16 first = 0;
    quint16 last = 0;
};

struct MediaOptions {
    QHostAddress listenAddress = QHostAddress(QHostAddress::AnyIPv4);
    PortRange siprecPorts{22000, 23999};
    PortRange ciscoPorts{20000, 21999};
    int shards = 0; ///< 0 = one less than the machine has cores, at least one
    std::chrono::milliseconds tick{20};
    std::chrono::milliseconds flush{200}; ///< longest time that a packet waits for its write()
    std::chrono::milliseconds sync{1000}; ///< group sync of all journals
    std::chrono::milliseconds portCoolDown{5000};
    std::chrono::milliseconds linger{60};    ///< close() waits so long for the last packets
    qsizetype ringBytes = 128 * 1024 * 1024; ///< per shard: what may wait for a slow disk; used only then
    int receiveBuffer = 1024 * 1024;         ///< SO_RCVBUF of an RTP socket
    SpoolMode spoolMode = SpoolMode::Sealed;
    /// For tests: called by each shard at the start of each tick. A function that blocks here stops the
    /// shard.
    std::function<void()> beforeTick{};
};

/// What the engine counts over all calls, for metrics, alarms and the watchdog. Any thread may read.
struct MediaCounters {
    std::atomic<quint64> packets{0};      ///< RTP put into journals
    std::atomic<quint64> bytes{0};        ///< their size
    std::atomic<quint64> rtcp{0};         ///< RTCP put into journals
    std::atomic<quint64> foreign{0};      ///< refused by the locks, malformed or over the rate cap
    std::atomic<quint64> capped{0};       ///< of these: over the rate cap
    std::atomic<quint64> unauthentic{0};  ///< SRTP that did not authenticate, or replayed
    std::atomic<quint64> unnegotiated{0}; ///< kept although its payload type was not in the answer
    std::atomic<quint64> kernelDrops{0};  ///< alarm: the socket buffer was full
    std::atomic<quint64> ringDrops{0};    ///< alarm: the disk was too slow for too long
    std::atomic<quint64> lateTicks{0};    ///< a shard came more than a tick late
    std::atomic<quint64> openErrors{0};   ///< alarm: a journal could not be made; it is tried again
    std::atomic<quint64> writeErrors{0};  ///< alarm: append failed; it is tried again
    std::atomic<quint64> syncErrors{0};   ///< alarm: a sync failed and the journal was moved to a new file
    std::atomic<quint64> bytesWritten{0}; ///< records handed to journals
    std::atomic<quint64> sweeps{0};       ///< these three must go on growing: the watchdog's proof of life
    std::atomic<quint64> writerRounds{0};
    std::atomic<quint64> syncRounds{0};
    std::atomic<qint64> openCalls{0};
    std::atomic<qint64> streams{0};
};

/// Starts the threads. `counters` must outlive the engine; `hostKey` is copied. The destructor stops capture:
/// what was received is written and synced, journals of calls that were not closed stay resumable.
common::Result<std::unique_ptr<MediaEngine>>
startMediaEngine(const MediaOptions &options, const common::HostKey &hostKey, MediaCounters &counters);

} // namespace recorder
