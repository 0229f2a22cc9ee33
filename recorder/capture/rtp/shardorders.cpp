// SPDX-License-Identifier: GPL-3.0-or-later
// The part of MediaShard that obeys the SIP thread: a few times per call.
#include "recorder/capture/rtp/mediashard.h"

#include <algorithm>
#include <limits>

namespace recorder
{

void MediaShard::obey(ShardOrder &&order)
{
    if (auto *open = std::get_if<OpenOrder>(&order.what)) {
        obeyOpen(order.call, std::move(*open));
        return;
    }
    const auto found = m_calls.find(order.call);
    if (found == m_calls.end() || found->second->closing) {
        if (auto *attach = std::get_if<AttachOrder>(&order.what)) {
            m_ports.giveBack(attach->stream->port, m_nowNs);
        }
        return;
    }
    ShardCall &call = *found->second;
    if (auto *attach = std::get_if<AttachOrder>(&order.what)) {
        obeyAttach(call, std::move(*attach));
    } else if (auto *relock = std::get_if<RelockOrder>(&order.what)) {
        obeyRelock(call, std::move(*relock));
    } else if (const auto *detach = std::get_if<DetachOrder>(&order.what)) {
        obeyDetach(call, *detach);
    } else if (const auto *write = std::get_if<WriteOrder>(&order.what)) {
        obeyWrite(call, *write);
    } else if (auto *close = std::get_if<CloseOrder>(&order.what)) {
        obeyClose(call, std::move(*close));
    }
}

void MediaShard::obeyOpen(MediaCall handle, OpenOrder &&order)
{
    auto call = std::make_unique<ShardCall>();
    call->handle = handle;
    call->cells = std::move(order.cells);
    call->journal = std::move(order.journal);
    const auto emptiest = std::min_element(m_phases.begin(), m_phases.end(),
                                           [](const auto &a, const auto &b) { return a.size() < b.size(); });
    emptiest->push_back(call.get());
    call->phase = static_cast<std::size_t>(emptiest - m_phases.begin());
    m_writer.open(call->journal);
    m_calls.emplace(handle, std::move(call));
}

MediaStream *MediaShard::streamOf(const ShardCall &call, int index)
{
    const auto found = std::find_if(m_streams.begin(), m_streams.end(), [&](const auto &stream) {
        return stream->call == &call && stream->index == index;
    });
    return found == m_streams.end() ? nullptr : found->get();
}

void MediaShard::obeyAttach(ShardCall &call, AttachOrder &&order)
{
    if (MediaStream *earlier = streamOf(call, order.stream->index)) {
        endStream(*earlier); // the same stream on another port
    }
    order.stream->call = &call;
    order.stream->dropsBefore = order.stream->cells->kernelDrops.load(std::memory_order_relaxed);
    m_streams.push_back(std::move(order.stream));
}

void MediaShard::obeyRelock(ShardCall &call, RelockOrder &&order)
{
    MediaStream *stream = streamOf(call, order.index);
    if (stream == nullptr) {
        return;
    }
    // What waits in the socket may be of before or of after this word of signalling: the gate lets the old
    // source go on until the new one is heard, and so do the keys.
    stream->gate.describe(order.expected, order.packetRate);
    stream->payloadTypes = order.payloadTypes;
    if (!order.sameKey) {
        stream->previousSrtp = std::move(stream->srtp);
        stream->srtp = std::move(order.srtp);
        stream->encrypted = order.encrypted;
    }
}

void MediaShard::obeyDetach(ShardCall &call, const DetachOrder &order)
{
    if (MediaStream *stream = streamOf(call, order.index)) {
        endStream(*stream);
    }
}

/// Takes what is left in the sockets and gives the ports back. `stream` is gone afterwards.
void MediaShard::endStream(MediaStream &stream)
{
    drainRtp(stream);
    drainRtcp(stream);
    noteFinalDrops(stream);
    const bool genuine = stream.gate.settle(std::numeric_limits<qint64>::max());
    resolveHeld(stream, genuine ? StreamGate::Held::CommitAll : StreamGate::Held::Drop, 0);
    m_ports.giveBack(stream.port, m_nowNs);
    m_counters.streams.fetch_sub(1, std::memory_order_relaxed);
    const auto found = std::find_if(m_streams.begin(), m_streams.end(),
                                    [&stream](const auto &each) { return each.get() == &stream; });
    std::swap(*found, m_streams.back());
    m_streams.pop_back();
}

void MediaShard::obeyWrite(ShardCall &call, const WriteOrder &order)
{
    drainCall(call); // packets that came before the document stand before it
    const SpoolRecordHead head{static_cast<quint32>(order.payload.size()), order.kind, order.stream,
                               order.monoNs};
    appendDocument(call, head, order.payload);
}

void MediaShard::obeyClose(ShardCall &call, CloseOrder &&order)
{
    const qint64 linger = std::chrono::nanoseconds(m_options.linger).count();
    call.closing = ShardCall::Closing{std::move(order.end), std::move(order.closed), m_nowNs + linger};
    m_closing.push_back(&call);
}

void MediaShard::finishClosing()
{
    for (std::size_t i = 0; i < m_closing.size();) {
        ShardCall *call = m_closing[i];
        if (call->closing->atNs > m_nowNs) {
            ++i;
            continue;
        }
        m_closing[i] = m_closing.back();
        m_closing.pop_back();
        closeCall(*call);
    }
}

void MediaShard::closeCall(ShardCall &call)
{
    for (std::size_t i = 0; i < m_streams.size();) {
        if (m_streams[i]->call == &call) {
            endStream(*m_streams[i]); // another one takes this place
        } else {
            ++i;
        }
    }
    const QByteArray counters = toJson(CountersDocument{call.cells->read().streams});
    const QByteArray end = toJson(call.closing->end);
    const auto headOf = [this](SpoolKind kind, const QByteArray &payload) {
        return SpoolRecordHead{static_cast<quint32>(payload.size()), kind, SpoolRecordHead::kCallStream,
                               m_nowNs};
    };
    appendDocument(call, headOf(SpoolKind::Counters, counters), counters);
    appendDocument(call, headOf(SpoolKind::End, end), end);
    flush(call);
    m_writer.close(*call.journal, std::move(call.closing->closed));
    m_counters.openCalls.fetch_sub(1, std::memory_order_relaxed);
    std::erase(m_phases[call.phase], &call);
    m_calls.erase(call.handle);
}

} // namespace recorder
