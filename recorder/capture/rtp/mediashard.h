// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/inbox.h"
#include "recorder/capture/rtp/journalwriter.h"
#include "recorder/capture/rtp/mediaoptions.h"
#include "recorder/capture/rtp/mediastream.h"
#include "recorder/capture/rtp/packetbatch.h"
#include "recorder/capture/rtp/portpool.h"

#include <atomic>
#include <memory>
#include <span>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

namespace recorder
{

struct OpenOrder {
    std::shared_ptr<CallCells> cells;
    std::shared_ptr<Journal> journal;
};
struct AttachOrder {
    std::unique_ptr<MediaStream> stream;
};
struct RelockOrder {
    int index = 0;
    MediaSource expected;
    int packetRate = 50;
    std::bitset<128> payloadTypes;
    bool encrypted = false;
    bool sameKey = false;
    std::optional<SrtpReceiver> srtp;
};
struct DetachOrder {
    int index = 0;
};
struct WriteOrder {
    SpoolKind kind = SpoolKind::Message;
    quint8 stream = SpoolRecordHead::kCallStream;
    qint64 monoNs = 0;
    QByteArray payload;
};
struct CloseOrder {
    EndDocument end;
    JournalClosed closed;
};
struct ShardOrder {
    MediaCall call = 0;
    std::variant<OpenOrder, AttachOrder, RelockOrder, DetachOrder, WriteOrder, CloseOrder> what;
};

/// One thread that has a part of the calls for itself: each tick it takes what waits in all their sockets and
/// appends it to their blocks, and hands full or old blocks to its JournalWriter. Per packet there is no
/// lock, no allocation, no wake-up and no log line; per tick there is one wake-up of the writer.
class MediaShard
{
public:
    MediaShard(const MediaOptions &options, PortPool &ports, JournalDisk &disk, MediaCounters &counters,
               int number);
    ~MediaShard();
    /// Drains the sockets once more, writes everything, ends both threads.
    void stop();

    /// SIP thread. False: too many orders wait.
    bool post(ShardOrder &&order) { return m_orders.post(std::move(order)); }

private:
    /// Sums of one tick, added to the shared counters at its end.
    struct Tally {
        quint64 packets = 0, bytes = 0, rtcp = 0, foreign = 0, capped = 0, unauthentic = 0, unnegotiated = 0,
                kernelDrops = 0, ringDrops = 0;
    };
    void run();
    void tick();
    void readClocks();
    void sweep();
    bool takeBatch(MediaStream &stream);
    void takeTurns(std::span<MediaStream *> streams);
    void drainRtp(MediaStream &stream);
    void drainRtcp(MediaStream &stream);
    void drainCall(ShardCall &call);
    void onRtp(MediaStream &stream, const Datagram &datagram);
    void onControl(MediaStream &stream, const Datagram &datagram, qint64 arrivalNs);
    bool decrypt(MediaStream &stream, std::span<std::byte> &bytes, bool control);
    qint64 arrivalOf(const Datagram &datagram, qint64 emptyAtNs);
    void refuse(MediaStream &stream);
    void noteDrops(MediaStream &stream, const Datagram &datagram);
    void noteFinalDrops(MediaStream &stream);

    void keep(MediaStream &stream, qint64 arrivalNs, std::span<const std::byte> packet);
    void hold(MediaStream &stream, qint64 arrivalNs, std::span<const std::byte> packet);
    void resolveHeld(MediaStream &stream, StreamGate::Held what, quint32 ssrc);
    bool append(ShardCall &call, const SpoolRecordHead &head, std::span<const std::byte> payload);
    void appendDocument(ShardCall &call, const SpoolRecordHead &head, const QByteArray &payload);
    void flush(ShardCall &call);
    void flushDue();

    void obey(ShardOrder &&order);
    void obeyOpen(MediaCall handle, OpenOrder &&order);
    void obeyAttach(ShardCall &call, AttachOrder &&order);
    void obeyRelock(ShardCall &call, RelockOrder &&order);
    void obeyDetach(ShardCall &call, const DetachOrder &order);
    void obeyWrite(ShardCall &call, const WriteOrder &order);
    void obeyClose(ShardCall &call, CloseOrder &&order);
    MediaStream *streamOf(const ShardCall &call, int index);
    void endStream(MediaStream &stream);
    void finishClosing();
    void closeCall(ShardCall &call);
    void publish();

    const MediaOptions m_options;
    PortPool &m_ports;
    MediaCounters &m_counters;
    const int m_number;
    Inbox<ShardOrder> m_orders;
    BlockPool m_blocks;
    JournalWriter m_writer;
    PacketBatch m_batch;
    Tally m_tally;

    std::unordered_map<MediaCall, std::unique_ptr<ShardCall>> m_calls;
    std::vector<std::unique_ptr<MediaStream>> m_streams;
    std::vector<std::vector<ShardCall *>> m_phases; ///< calls by the tick of their flush
    std::vector<ShardCall *> m_closing;
    std::vector<MediaStream *> m_fullStreams; ///< within a sweep: those with more than a batch

    quint64 m_tick = 0;
    qint64 m_nowNs = 0;        ///< CLOCK_MONOTONIC at the start of this tick
    qint64 m_wallOffsetNs = 0; ///< CLOCK_REALTIME minus CLOCK_MONOTONIC
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

} // namespace recorder
