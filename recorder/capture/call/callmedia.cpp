// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/callmedia.h"

#include "recorder/capture/call/sdeschoice.h"
#include "recorder/capture/call/streamplan.h"
#include "recorder/signalling/codecs.h"

#include <algorithm>

namespace recorder
{

namespace
{
constexpr int kMaxStreams = 64; // spoolrecord.h: index 0..63

bool isSecure(const MediaLine &line)
{
    return line.protocol.toUpper().contains("SAVP");
}

QList<StreamFormat> toDocument(const QList<PayloadFormat> &formats)
{
    QList<StreamFormat> result;
    for (const PayloadFormat &format : formats) {
        result.append({format.payloadType, QString::fromLatin1(format.encoding), format.clockRate,
                       format.channels, QString::fromUtf8(format.fmtp)});
    }
    return result;
}

QList<PayloadFormat> fromDocument(const QList<StreamFormat> &formats)
{
    QList<PayloadFormat> result;
    for (const StreamFormat &format : formats) {
        result.append({format.payloadType, format.encoding.toLatin1(), format.clockRate, format.channels,
                       format.fmtp.toUtf8()});
    }
    return result;
}

QList<int> payloadTypes(const QList<PayloadFormat> &formats)
{
    QList<int> types;
    for (const PayloadFormat &format : formats) {
        types.append(format.payloadType);
    }
    return types;
}

bool sameLock(const StreamLock &a, const StreamLock &b)
{
    return a.expectedSource == b.expectedSource && a.expectedPort == b.expectedPort &&
           a.payloadTypes == b.payloadTypes && a.packetRate == b.packetRate && a.srtp == b.srtp &&
           a.peerKey == b.peerKey;
}

template <typename T>
void assign(T &target, const T &value, bool &dirty)
{
    if (!(target == value)) {
        target = value;
        dirty = true;
    }
}

/// Where packets come from. A pause by 0.0.0.0 must not make us forget the source.
void aim(StreamLock &lock, const MediaLine &line, const MediaLeg &leg)
{
    const QHostAddress source = expectedSource(line, leg.peer);
    if (source.isNull() && line.held) {
        return;
    }
    lock.expectedSource = source;
    lock.expectedPort = source.isNull() ? quint16(0) : static_cast<quint16>(line.port);
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
    stream.document.channel =
        index == context.leg.ciscoStream ? index : chooseChannel(context.mixed, documents(nullptr));
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
    assign(stream.document.removed, true, stream.dirty);
}

void CallMedia::refuse(CallStream &stream, const QString &problem)
{
    dropPort(stream);
    assign(stream.document.codecProblem, problem, stream.dirty);
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

bool CallMedia::agreeOnKeys(CallStream &stream, const MediaLine &line, StreamLock &lock)
{
    const bool secure = isSecure(line);
    assign(stream.document.encrypted, secure, stream.dirty);
    lock.srtp = secure;
    if (!secure) {
        stream.ownCrypto.reset();
        lock.peerKey = {};
        return true;
    }
    const std::optional<CryptoAttribute> chosen = chooseCrypto(line.cryptos);
    if (!chosen) {
        return false;
    }
    lock.peerKey = *chosen;
    if (stream.ownCrypto && stream.ownCrypto->suite == chosen->suite) {
        stream.ownCrypto->tag = chosen->tag; // the key of before stays good
        return true;
    }
    const common::Result<CryptoAttribute> own = makeOwnCrypto(*chosen);
    if (own) {
        stream.ownCrypto = *own;
    }
    return own.has_value();
}

common::Result<MediaAnswer> CallMedia::answerLine(CallStream &stream, const LineContext &context)
{
    const MediaLine &line = context.line;
    StreamDocument &document = stream.document;
    if (!line.label.isEmpty()) {
        assign(document.label, line.label, stream.dirty);
    }
    assign(document.lineIndex, context.position, stream.dirty);
    assign(document.removed, false, stream.dirty);
    const QList<PayloadFormat> formats = answerFormats(line);
    StreamLock lock = stream.lock;
    if (formats.isEmpty()) {
        refuse(stream, QStringLiteral("no-format"));
        return MediaAnswer{};
    }
    if (!agreeOnKeys(stream, line, lock)) {
        refuse(stream, QStringLiteral("no-suite"));
        return MediaAnswer{};
    }
    common::Status ported = ensurePort(stream, context.leg.profile);
    if (!ported) {
        refuse(stream, QStringLiteral("no-port"));
        return common::propagate(ported);
    }
    assign(document.codecProblem, QString(), stream.dirty);
    assign(document.formats, toDocument(formats), stream.dirty);
    assign(document.held, isHeld(line, stream.firstDirection), stream.dirty);
    aim(lock, line, context.leg);
    lock.payloadTypes = payloadTypes(formats);
    lock.packetRate = packetRate(line);
    takeLock(stream, lock);
    return MediaAnswer{stream.port.port, formats, stream.ownCrypto};
}

common::Result<QList<MediaAnswer>> CallMedia::applyOffer(const MediaLeg &leg, const SessionDescription &offer,
                                                         const QList<int> &mixedLines, bool first)
{
    const QList<int> matched = matchLines(documents(&leg.row), offer.lines);
    // Streams that went away first: a new one may take over their channel.
    for (CallStream &stream : m_streams) {
        const qsizetype line = matched.indexOf(stream.document.index);
        if (stream.leg == leg.row && (line < 0 || offer.lines[line].port == 0)) {
            remove(stream);
        }
    }
    QList<MediaAnswer> answers;
    for (int i = 0; i < offer.lines.size(); ++i) {
        const LineContext context{leg, offer.lines[i], i, mixedLines.contains(i)};
        if (!isAudio(context.line) || context.line.port == 0) {
            answers.append(MediaAnswer{});
            continue;
        }
        CallStream *stream = matched[i] >= 0 ? find(matched[i]) : create(context);
        if (stream == nullptr) {
            answers.append(MediaAnswer{}); // more streams than a journal can tell apart
            continue;
        }
        common::Result<MediaAnswer> answer = answerLine(*stream, context);
        if (!answer && first) {
            return common::propagate(answer);
        }
        answers.append(answer.value_or(MediaAnswer{}));
    }
    return answers;
}

common::Status CallMedia::addOfferedStream(const MediaLeg &leg)
{
    MediaLine line;
    line.media = "audio";
    CallStream *stream = create({leg, line, 0, false});
    if (stream == nullptr) {
        return common::fail(common::ErrorCode::Unavailable, QStringLiteral("too many streams in one call"));
    }
    common::Status ported = ensurePort(*stream, leg.profile);
    if (!ported) {
        return ported;
    }
    const QList<PayloadFormat> formats = offerFormats();
    stream->document.formats = toDocument(formats);
    stream->lock.payloadTypes = payloadTypes(formats);
    return {};
}

QList<MediaLine> CallMedia::offerLines(const MediaLeg &leg) const
{
    QList<MediaLine> lines;
    for (const CallStream &stream : m_streams) {
        if (stream.leg != leg.row) {
            continue;
        }
        while (lines.size() <= stream.document.lineIndex) {
            MediaLine refused; // RFC 3264 section 6: lines keep their place, port 0 says not used
            refused.media = "audio";
            refused.protocol = "RTP/AVP";
            refused.formats = {PayloadFormat{0, "PCMU", 8000, 1, {}}};
            lines.append(refused);
        }
        if (!stream.isLive()) {
            continue;
        }
        MediaLine &line = lines[stream.document.lineIndex];
        line.port = stream.port.port;
        line.protocol = stream.document.encrypted ? "RTP/SAVP" : "RTP/AVP";
        line.label = stream.document.label;
        line.direction = MediaDirection::RecvOnly;
        line.formats = fromDocument(stream.document.formats);
        if (stream.ownCrypto) {
            line.cryptos = {*stream.ownCrypto};
        }
    }
    return lines;
}

void CallMedia::applyAnswer(const MediaLeg &leg, const SessionDescription &answer)
{
    for (CallStream &stream : m_streams) {
        const int position = stream.document.lineIndex;
        if (stream.leg != leg.row || !stream.isLive() || position >= answer.lines.size()) {
            continue;
        }
        const MediaLine &line = answer.lines[position];
        if (line.port == 0) {
            remove(stream);
            continue;
        }
        if (!line.label.isEmpty()) {
            assign(stream.document.label, line.label, stream.dirty);
        }
        stream.firstDirection = line.direction;
        assign(stream.document.held, isHeld(line, line.direction), stream.dirty);
        StreamLock lock = stream.lock;
        if (!line.formats.isEmpty()) {
            assign(stream.document.formats, toDocument(line.formats), stream.dirty);
            lock.payloadTypes = payloadTypes(line.formats);
        }
        if (stream.document.encrypted) {
            const std::optional<CryptoAttribute> chosen = chooseCrypto(line.cryptos);
            lock.peerKey = chosen.value_or(lock.peerKey);
        }
        aim(lock, line, leg);
        lock.packetRate = packetRate(line);
        takeLock(stream, lock);
    }
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
            assign(stream.document.mixed, mixedLines.contains(stream.document.lineIndex), stream.dirty);
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
