// SPDX-License-Identifier: GPL-3.0-or-later
// The part of MediaShard that runs for each packet.
#include "recorder/capture/rtp/mediashard.h"

#include "recorder/capture/spool/rtppacket.h"

#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <algorithm>

namespace recorder
{

namespace
{

// Per socket and tick: a flooded port takes 8 batches and no more, the kernel drops the rest of the flood.
constexpr int kBudget = 8;
constexpr int kDrainAll = 64 * kBudget;
constexpr int kControlPerSecond = 20;
constexpr qint64 kSecond = 1'000'000'000;
constexpr qint64 kSlackNs = 10'000'000;
constexpr qint64 kLongestQueueNs = 120 * kSecond; // what a socket buffer can hold, with room

} // namespace

/// One batch off the socket; whether more may wait there.
bool MediaShard::takeBatch(MediaStream &stream)
{
    const qint64 sweepNs = m_nowNs;
    const int count = m_batch.receive(stream.port.rtpSocket);
    for (int i = 0; i < count; ++i) {
        onRtp(stream, m_batch.at(i));
    }
    if (count == PacketBatch::kPackets) {
        return true;
    }
    stream.emptyAtNs = sweepNs;
    if (stream.held != nullptr && stream.gate.settle(m_nowNs)) {
        resolveHeld(stream, StreamGate::Held::CommitAll, 0);
    }
    return false;
}

/// What has come by now. Bounded all the same: under a flood the socket never gets empty.
void MediaShard::drainRtp(MediaStream &stream)
{
    for (int round = 0; round < kDrainAll && takeBatch(stream); ++round) {
    }
}

/// All streams in turns, a batch each: after seconds without a sweep the packets of a call's streams must not
/// stand in its journal seconds apart, because the finisher looks only so far back.
void MediaShard::takeTurns(std::span<MediaStream *> streams)
{
    for (int round = 1; round < kBudget && !streams.empty(); ++round) {
        const auto done = std::partition(streams.begin(), streams.end(),
                                         [this](MediaStream *stream) { return takeBatch(*stream); });
        streams = streams.first(static_cast<std::size_t>(done - streams.begin()));
    }
}

void MediaShard::drainRtcp(MediaStream &stream)
{
    const qint64 sweepNs = m_nowNs;
    const int count = m_batch.receive(stream.port.rtcpSocket);
    for (int i = 0; i < count; ++i) {
        const Datagram datagram = m_batch.at(i);
        onControl(stream, datagram, arrivalOf(datagram, stream.controlEmptyAtNs));
    }
    if (count < PacketBatch::kPackets) {
        stream.controlEmptyAtNs = sweepNs;
    }
}

void MediaShard::drainCall(ShardCall &call)
{
    m_fullStreams.clear();
    for (const auto &stream : m_streams) {
        if (stream->call == &call && takeBatch(*stream)) {
            m_fullStreams.push_back(stream.get());
        }
    }
    takeTurns(m_fullStreams);
    for (const auto &stream : m_streams) {
        if (stream->call == &call) {
            drainRtcp(*stream);
        }
    }
}

/// The kernel stamps the wall clock. A stamp from before the socket was last seen empty, or from after now,
/// was made before somebody set the wall clock: then the moment of the sweep is right to one tick.
qint64 MediaShard::arrivalOf(const Datagram &datagram, qint64 emptyAtNs)
{
    qint64 arrival = datagram.realtimeNs - m_wallOffsetNs;
    if (arrival > m_nowNs + kSlackNs) {
        readClocks(); // the sweep is long, or was stopped in between
        arrival = datagram.realtimeNs - m_wallOffsetNs;
    }
    const bool plausible = datagram.realtimeNs != 0 && arrival <= m_nowNs + kSlackNs &&
                           arrival >= std::max(emptyAtNs - kSlackNs, m_nowNs - kLongestQueueNs);
    return plausible ? arrival : m_nowNs;
}

void MediaShard::refuse(MediaStream &stream)
{
    StreamCells::add(stream.cells->foreign);
    ++m_tally.foreign;
}

void MediaShard::noteDrops(MediaStream &stream, const Datagram &datagram)
{
    if (!datagram.dropTotal) {
        return;
    }
    const quint64 total = stream.dropsBefore + *datagram.dropTotal;
    const quint64 known = stream.cells->kernelDrops.load(std::memory_order_relaxed);
    if (total > known) {
        m_tally.kernelDrops += total - known;
        stream.cells->kernelDrops.store(total, std::memory_order_relaxed);
    }
}

void MediaShard::noteFinalDrops(MediaStream &stream)
{
    // SO_RXQ_OVFL comes with a later packet only; after the last one the socket must be asked.
    quint32 info[SK_MEMINFO_VARS] = {};
    socklen_t length = sizeof info;
    if (::getsockopt(stream.port.rtpSocket, SOL_SOCKET, SO_MEMINFO, info, &length) == 0) {
        Datagram last;
        last.dropTotal = info[SK_MEMINFO_DROPS];
        noteDrops(stream, last);
    }
}

bool MediaShard::decrypt(MediaStream &stream, std::span<std::byte> &bytes, bool control)
{
    if (!stream.encrypted) {
        return true;
    }
    const auto attempt = [&](SrtpReceiver &receiver, std::byte *data) {
        int size = static_cast<int>(bytes.size());
        const bool good = control ? receiver.unprotectControl(data, size) : receiver.unprotect(data, size);
        if (good) {
            bytes = {data, static_cast<std::size_t>(size)};
        }
        return good;
    };
    bool good = false;
    if (stream.srtp && stream.previousSrtp) {
        // A new key is announced before the peer uses it. A failed try may have spoilt the bytes.
        alignas(64) std::byte copy[PacketBatch::kPacketSize];
        std::copy(bytes.begin(), bytes.end(), copy);
        std::byte *original = bytes.data();
        good = attempt(*stream.srtp, bytes.data());
        if (good && !control) {
            stream.previousSrtp.reset();
        } else if (!good) {
            std::copy_n(copy, bytes.size(), original);
            good = attempt(*stream.previousSrtp, original);
        }
    } else if (stream.srtp) {
        good = attempt(*stream.srtp, bytes.data());
    }
    if (!good) {
        StreamCells::add(stream.cells->unauthentic);
        ++m_tally.unauthentic;
    }
    return good;
}

void MediaShard::onRtp(MediaStream &stream, const Datagram &datagram)
{
    noteDrops(stream, datagram);
    const qint64 arrival = arrivalOf(datagram, stream.emptyAtNs);
    if (looksLikeRtcp(datagram.bytes)) {
        onControl(stream, datagram, arrival);
        return;
    }
    if (datagram.truncated || datagram.bytes.size() < RtpPacketView::kFixedHeader ||
        !stream.gate.mayPass(datagram.source, arrival)) {
        refuse(stream);
        return;
    }
    if (!stream.gate.withinRate(arrival)) {
        ++m_tally.capped;
        refuse(stream);
        return;
    }
    std::span<std::byte> bytes = datagram.bytes;
    if (!decrypt(stream, bytes, false)) {
        return;
    }
    const auto packet = RtpPacketView::parse(bytes);
    if (!packet) {
        refuse(stream);
        return;
    }
    if (!stream.payloadTypes[packet->payloadType]) {
        ++m_tally.unnegotiated;
    }
    const auto verdict =
        stream.gate.admit(datagram.source, packet->ssrc, packet->sequence, arrival, stream.encrypted);
    resolveHeld(stream, verdict.held, packet->ssrc);
    switch (verdict.action) {
    case StreamGate::Action::Accept: keep(stream, arrival, bytes); return;
    case StreamGate::Action::Hold: hold(stream, arrival, bytes); return;
    case StreamGate::Action::Refuse: refuse(stream); return;
    }
}

void MediaShard::onControl(MediaStream &stream, const Datagram &datagram, qint64 arrivalNs)
{
    if (arrivalNs - stream.controlSecond >= kSecond) {
        stream.controlSecond = arrivalNs;
        stream.controlLeft = kControlPerSecond;
    }
    if (datagram.truncated || datagram.bytes.size() < 8 || !stream.gate.mayControl(datagram.source) ||
        --stream.controlLeft < 0) {
        refuse(stream);
        return;
    }
    std::span<std::byte> bytes = datagram.bytes;
    if (!decrypt(stream, bytes, true)) {
        return;
    }
    if (!isRtcp(bytes)) {
        refuse(stream);
        return;
    }
    const SpoolRecordHead head{static_cast<quint32>(bytes.size()), SpoolKind::Rtcp, stream.index, arrivalNs};
    if (append(*stream.call, head, bytes)) {
        ++m_tally.rtcp;
    }
}

void MediaShard::keep(MediaStream &stream, qint64 arrivalNs, std::span<const std::byte> packet)
{
    const SpoolRecordHead head{static_cast<quint32>(packet.size()), SpoolKind::Rtp, stream.index, arrivalNs};
    if (!append(*stream.call, head, packet)) {
        StreamCells::add(stream.cells->ringDrops);
        ++m_tally.ringDrops;
        return;
    }
    StreamCells::add(stream.cells->received);
    stream.call->cells->lastPacketNs.store(arrivalNs, std::memory_order_relaxed);
    ++m_tally.packets;
    m_tally.bytes += packet.size();
}

void MediaShard::hold(MediaStream &stream, qint64 arrivalNs, std::span<const std::byte> packet)
{
    if (stream.held == nullptr) {
        stream.held = m_blocks.take();
    }
    const SpoolRecordHead head{static_cast<quint32>(packet.size()), SpoolKind::Rtp, stream.index, arrivalNs};
    if (stream.held == nullptr || !stream.held->append(head, packet)) {
        refuse(stream);
    }
}

void MediaShard::resolveHeld(MediaStream &stream, StreamGate::Held what, quint32 ssrc)
{
    RecordBlock *block = stream.held;
    if (what == StreamGate::Held::Keep || block == nullptr) {
        return;
    }
    std::size_t keptBytes = 0;
    std::size_t at = 0;
    SpoolRecordHead head;
    while (at < block->used && decodeHead(block->bytes + at, head)) {
        const std::size_t size = SpoolRecordHead::kSize + head.length;
        const std::span<const std::byte> packet(block->bytes + at + SpoolRecordHead::kSize, head.length);
        const bool his = networkU32(packet.data() + 8) == ssrc;
        if (what == StreamGate::Held::Drop) {
            refuse(stream);
        } else if (what == StreamGate::Held::CommitAll || his) {
            keep(stream, head.monoNs, packet);
        } else {
            std::copy_n(block->bytes + at, size, block->bytes + keptBytes);
            keptBytes += size;
        }
        at += size;
    }
    block->used = keptBytes;
    if (keptBytes == 0) {
        m_blocks.giveBack(std::exchange(stream.held, nullptr));
    }
}

} // namespace recorder
