// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/callmedia.h"

#include "recorder/capture/call/streamplan.h"

#include <algorithm>

namespace recorder
{

namespace
{
constexpr int kMaxStreams = 64; // spoolrecord.h: index 0..63

bool sameLock(const StreamLock &a, const StreamLock &b)
{
    return a.expectedSource == b.expectedSource && a.expectedPort == b.expectedPort &&
           a.payloadTypes == b.payloadTypes && a.packetRate == b.packetRate && a.srtp == b.srtp &&
           a.peerKey == b.peerKey;
}
} // namespace

QList<StreamDocument> CallMedia::documents(const QUuid *leg) const
{
    QList<StreamDocument> result;
    for (const CallStream &stream : m_streams) {
        if (leg == nullptr || stream.leg == *leg) {
            result.append(stream.document);
        }
    }
    return result;
}

CallStream *CallMedia::find(int index)
{
    const auto found = std::find_if(m_streams.begin(), m_streams.end(), [index](const CallStream &stream) {
        return stream.document.index == index;
    });
    return found == m_streams.end() ? nullptr : &*found;
}

int CallMedia::nextIndex(const MediaLeg &leg) const
{
    QList<int> used;
    for (const CallStream &stream : m_streams) {
        used.append(stream.document.index);
    }
    if (leg.ciscoStream >= 0 && !used.contains(leg.ciscoStream)) {
        return leg.ciscoStream;
    }
    int next = leg.ciscoStream >= 0 ? 2 : 0; // 0 and 1 are for the near and the far party
    for (const int index : used) {
        next = std::max(next, index + 1);
    }
    return next;
}

CallStream *CallMedia::create(const LineContext &context)
{
    const int index = nextIndex(context.leg);
    if (index >= kMaxStreams) {
        return nullptr;
    }
    CallStream stream;
    stream.leg = context.leg.row;
    stream.firstDirection = context.line.direction;
    stream.document.index = index;
    stream.document.lineIndex = context.position;
    stream.document.mixed = context.mixed;
    stream.document.channel = index == context.leg.ciscoStream
                                  ? index
                                  : chooseChannel(context.mixed, context.besides, documents(nullptr));
    m_streams.append(stream);
    return &m_streams.last();
}

common::Status CallMedia::ensurePort(CallStream &stream, SipProfile profile)
{
    if (stream.port.port != 0) {
        return {};
    }
    common::Result<MediaPort> port = m_engine.reserve(profile);
    if (!port) {
        return common::propagate(port);
    }
    stream.port = *port;
    stream.order = CallStream::Order::Attach;
    return {};
}

void CallMedia::dropPort(CallStream &stream)
{
    if (stream.port.port == 0) {
        return;
    }
    if (stream.order == CallStream::Order::Attach) {
        m_engine.release(stream.port); // never attached: still ours
        stream.order = CallStream::Order::None;
    } else {
        stream.order = CallStream::Order::Detach;
    }
    stream.port = {};
}

void CallMedia::remove(CallStream &stream)
{
    dropPort(stream);
    stream.assign(stream.document.removed, true);
}

void CallMedia::refuse(CallStream &stream, const QString &problem)
{
    dropPort(stream);
    stream.assign(stream.document.codecProblem, problem);
}

void CallMedia::takeLock(CallStream &stream, const StreamLock &lock)
{
    // A source that is to be learned is learned anew with every offer: the sender may be another one now.
    const bool relearn = lock.expectedSource.isNull() && !stream.document.held;
    if (stream.order == CallStream::Order::None && (relearn || !sameLock(stream.lock, lock))) {
        stream.order = CallStream::Order::Relock;
    }
    stream.lock = lock;
}

void CallMedia::removeLeg(const QUuid &leg)
{
    for (CallStream &stream : m_streams) {
        if (stream.leg == leg) {
            remove(stream);
        }
    }
}

void CallMedia::setMixed(const QUuid &leg, const QList<int> &mixedLines)
{
    for (CallStream &stream : m_streams) {
        if (stream.leg == leg && stream.isLive()) {
            stream.assign(stream.document.mixed, mixedLines.contains(stream.document.lineIndex));
        }
    }
}

bool CallMedia::commit(MediaCall call)
{
    bool changed = false;
    for (CallStream &stream : m_streams) {
        changed = changed || stream.dirty || stream.order != CallStream::Order::None;
        const int index = stream.document.index;
        if (stream.dirty) { // before the order: packets behind it are read with these formats
            m_engine.write(call, SpoolKind::Stream, index, toJson(stream.document));
            stream.dirty = false;
        }
        switch (std::exchange(stream.order, CallStream::Order::None)) {
        case CallStream::Order::Attach: m_engine.attach(call, index, stream.port, stream.lock); break;
        case CallStream::Order::Relock: m_engine.relock(call, index, stream.lock); break;
        case CallStream::Order::Detach: m_engine.detach(call, index); break;
        case CallStream::Order::None: break;
        }
    }
    return changed;
}

void CallMedia::dropLeg(const QUuid &leg)
{
    for (CallStream &stream : m_streams) {
        if (stream.leg == leg) {
            dropPort(stream);
        }
    }
    m_streams.removeIf([&leg](const CallStream &stream) { return stream.leg == leg; });
}

void CallMedia::markAll()
{
    for (CallStream &stream : m_streams) {
        stream.dirty = true;
        stream.order = stream.isLive() ? CallStream::Order::Attach : CallStream::Order::None;
    }
}

SessionDescription CallMedia::describe(const QUuid &leg) const
{
    SessionDescription result;
    for (const CallStream &stream : m_streams) {
        if (stream.leg != leg || !stream.isLive()) {
            continue;
        }
        while (result.lines.size() <= stream.document.lineIndex) {
            MediaLine refused;
            refused.media = "audio";
            result.lines.append(refused);
        }
        MediaLine &line = result.lines[stream.document.lineIndex];
        line.port = stream.port.port;
        line.label = stream.document.label;
    }
    return result;
}

int CallMedia::streamOfLine(const QUuid &leg, int line) const
{
    for (const CallStream &stream : m_streams) {
        if (stream.leg == leg && stream.isLive() && stream.document.lineIndex == line) {
            return stream.document.index;
        }
    }
    return -1;
}

} // namespace recorder
