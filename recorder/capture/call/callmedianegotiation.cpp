// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/callmedia.h"
#include "recorder/capture/call/sdeschoice.h"
#include "recorder/capture/call/streamplan.h"
#include "recorder/signalling/codecs.h"

#include <algorithm>

// CallMedia's offers and answers (RFC 3264).

namespace recorder
{

namespace
{
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

/// The wanted payload type, or another one that means nothing yet; -1 = none is left.
int freeType(const QList<PayloadFormat> &formats, int wanted)
{
    const auto isFree = [&formats](int type) {
        return std::none_of(formats.begin(), formats.end(),
                            [type](const PayloadFormat &one) { return one.payloadType == type; });
    };
    if (isFree(wanted)) {
        return wanted;
    }
    int type = 127;
    while (type >= 96 && !isFree(type)) {
        --type;
    }
    return type >= 96 ? type : -1;
}

/// As if the call were a new one (RFC 3261 section 14.2): what is in use first, then all else that we decode,
/// because the far phone may be another one with another codec now. Payload types in use keep their meaning
/// (RFC 3264 section 8.3.2).
QList<PayloadFormat> offeredAgain(const QList<PayloadFormat> &inUse)
{
    QList<PayloadFormat> formats = inUse;
    for (PayloadFormat format : offerFormats()) {
        const bool known = std::any_of(inUse.begin(), inUse.end(), [&format](const PayloadFormat &one) {
            return one.encoding.compare(format.encoding, Qt::CaseInsensitive) == 0 &&
                   one.clockRate == format.clockRate;
        });
        format.payloadType = freeType(formats, format.payloadType);
        if (!known && format.payloadType >= 0) {
            formats.append(format);
        }
    }
    return formats;
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

bool CallMedia::agreeOnKeys(CallStream &stream, const MediaLine &line, StreamLock &lock)
{
    const bool secure = isSecure(line);
    stream.assign(stream.document.encrypted, secure);
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
        answerTo(*chosen, *stream.ownCrypto); // the key of before stays good
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
        stream.assign(document.label, line.label);
    }
    stream.assign(document.lineIndex, context.position);
    stream.assign(document.removed, false);
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
    stream.assign(document.codecProblem, QString());
    stream.assign(document.formats, toDocument(formats));
    stream.assign(document.held, isHeld(line, stream.firstDirection));
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
    const auto live = std::count_if(offer.lines.begin(), offer.lines.end(),
                                    [](const MediaLine &line) { return isAudio(line) && line.port != 0; });
    QList<MediaAnswer> answers;
    for (int i = 0; i < offer.lines.size(); ++i) {
        const LineContext context{leg, offer.lines[i], i, mixedLines.contains(i), live > 2};
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
        line.formats = offeredAgain(fromDocument(stream.document.formats));
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
            stream.assign(stream.document.label, line.label);
        }
        stream.firstDirection = line.direction;
        stream.assign(stream.document.held, isHeld(line, line.direction));
        StreamLock lock = stream.lock;
        if (!line.formats.isEmpty()) {
            stream.assign(stream.document.formats, toDocument(line.formats));
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

} // namespace recorder
