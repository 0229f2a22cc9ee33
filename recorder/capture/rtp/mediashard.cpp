// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/mediashard.h"

#include "common/core/clock.h"

#include <pthread.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace recorder
{

namespace
{

constexpr qint64 kSecond = 1'000'000'000;
constexpr std::size_t kMostOrders = 1 << 16;
constexpr std::size_t kControlEvery = 8; // RTCP sockets are looked at in every eighth tick

qint64 clockNs(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return static_cast<qint64>(time.tv_sec) * kSecond + time.tv_nsec;
}

/// Two ticks less than allowed: a packet waits up to one in the socket, and the writer takes its time.
std::size_t phasesOf(const MediaOptions &options)
{
    const auto ticks = options.flush / std::max(options.tick, std::chrono::milliseconds(1));
    return static_cast<std::size_t>(std::max<qint64>(1, ticks - 2));
}

std::size_t blocksOf(const MediaOptions &options)
{
    return std::max<std::size_t>(16, static_cast<std::size_t>(options.ringBytes) / sizeof(RecordBlock));
}

} // namespace

MediaShard::MediaShard(const MediaOptions &options, PortPool &ports, JournalDisk &disk,
                       MediaCounters &counters, int number)
    : m_options(options)
    , m_ports(ports)
    , m_counters(counters)
    , m_number(number)
    , m_orders(kMostOrders)
    , m_blocks(blocksOf(options))
    , m_writer(blocksOf(options), disk, counters, number)
    , m_phases(phasesOf(options))
{
    m_thread = std::thread([this] { run(); });
}

MediaShard::~MediaShard()
{
    stop();
}

void MediaShard::stop()
{
    if (!m_thread.joinable()) {
        return;
    }
    m_stop.store(true, std::memory_order_release);
    m_thread.join();
    m_writer.stop();
}

void MediaShard::run()
{
    ::pthread_setname_np(::pthread_self(),
                         QStringLiteral("cap-shard-%1").arg(m_number).toLatin1().constData());
    const qint64 period = std::chrono::nanoseconds(m_options.tick).count();
    readClocks();
    qint64 next = m_nowNs;
    while (!m_stop.load(std::memory_order_acquire)) {
        tick();
        next += period;
        const qint64 now = clockNs(CLOCK_MONOTONIC);
        if (now > next + period) {
            m_counters.lateTicks.fetch_add(1, std::memory_order_relaxed);
        }
        if (now >= next) {
            next = now; // no burst of ticks to catch up: one sweep takes everything that waits
            continue;
        }
        const timespec until{next / kSecond, next % kSecond};
        while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr) == EINTR) {
        }
    }
    readClocks();
    m_orders.take([this](ShardOrder &&order) { obey(std::move(order)); });
    for (const auto &[handle, call] : m_calls) {
        if (call->closing) {
            call->closing->atNs = 0;
        }
    }
    sweep();
    finishClosing();
    while (!m_streams.empty()) {
        endStream(*m_streams.back());
    }
    for (const auto &[handle, call] : m_calls) {
        flush(*call);
    }
    publish();
}

void MediaShard::tick()
{
    if (m_options.beforeTick) {
        m_options.beforeTick();
    }
    readClocks();
    RecordBlock *block = nullptr;
    while (m_writer.takeBack(block)) {
        m_blocks.giveBack(block);
    }
    m_orders.take([this](ShardOrder &&order) { obey(std::move(order)); });
    sweep();
    finishClosing();
    flushDue();
    publish();
    ++m_tick;
}

void MediaShard::readClocks()
{
    m_nowNs = clockNs(CLOCK_MONOTONIC);
    m_wallOffsetNs = clockNs(CLOCK_REALTIME) - m_nowNs;
}

void MediaShard::sweep()
{
    const std::size_t count = m_streams.size();
    m_fullStreams.clear();
    for (std::size_t i = 0; i < count; ++i) {
        MediaStream &stream = *m_streams[i];
        if (i + 1 < count) {
            __builtin_prefetch(m_streams[i + 1].get());
        }
        if (takeBatch(stream)) {
            m_fullStreams.push_back(&stream);
        }
        if ((i + m_tick) % kControlEvery == 0) {
            drainRtcp(stream);
        }
    }
    takeTurns(m_fullStreams);
}

void MediaShard::flush(ShardCall &call)
{
    if (call.fill != nullptr && call.fill->used > 0) {
        m_writer.write(*call.journal, std::exchange(call.fill, nullptr));
    }
}

void MediaShard::flushDue()
{
    // When the disk does not keep up, blocks must not be spent on a few packets each. Every fourth time all
    // go out nevertheless, so that a quiet stream does not wait without end.
    const bool scarce = m_blocks.free() < m_blocks.size() / 2 && m_tick / m_phases.size() % 4 != 0;
    for (ShardCall *call : m_phases[m_tick % m_phases.size()]) {
        if (!scarce || (call->fill != nullptr && call->fill->used > RecordBlock::kSize * 3 / 4)) {
            flush(*call);
        }
    }
}

bool MediaShard::append(ShardCall &call, const SpoolRecordHead &head, std::span<const std::byte> payload)
{
    if (call.fill != nullptr && call.fill->append(head, payload)) {
        return true;
    }
    flush(call);
    if (call.fill == nullptr) {
        call.fill = m_blocks.take();
    }
    return call.fill != nullptr && call.fill->append(head, payload);
}

void MediaShard::appendDocument(ShardCall &call, const SpoolRecordHead &head, const QByteArray &payload)
{
    const auto bytes =
        std::as_bytes(std::span(payload.constData(), static_cast<std::size_t>(payload.size())));
    if (append(call, head, bytes)) {
        return;
    }
    // Too long for a block, or no block is free: documents are never dropped.
    flush(call);
    QByteArray record(qsizetype{SpoolRecordHead::kSize}, Qt::Uninitialized);
    encodeHead(head, reinterpret_cast<std::byte *>(record.data()));
    record.append(payload);
    m_writer.write(*call.journal, record);
}

void MediaShard::publish()
{
    const auto add = [](std::atomic<quint64> &cell, quint64 n) {
        if (n != 0) {
            cell.fetch_add(n, std::memory_order_relaxed);
        }
    };
    const Tally t = std::exchange(m_tally, {});
    add(m_counters.packets, t.packets);
    add(m_counters.bytes, t.bytes);
    add(m_counters.rtcp, t.rtcp);
    add(m_counters.foreign, t.foreign);
    add(m_counters.capped, t.capped);
    add(m_counters.unauthentic, t.unauthentic);
    add(m_counters.unnegotiated, t.unnegotiated);
    add(m_counters.kernelDrops, t.kernelDrops);
    add(m_counters.ringDrops, t.ringDrops);
    add(m_counters.sweeps, 1);
    m_writer.kick();
}

} // namespace recorder
