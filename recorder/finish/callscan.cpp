// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/callscan.h"

#include <algorithm>
#include <optional>

namespace recorder
{

using common::ErrorCode;
using common::fail;

namespace
{

QByteArray bytesOf(std::span<const std::byte> payload)
{
    return QByteArray::fromRawData(reinterpret_cast<const char *>(payload.data()),
                                   static_cast<qsizetype>(payload.size()));
}

class Scanner
{
public:
    explicit Scanner(CallScan &scan)
        : m_scan(scan)
    {
    }

    common::Status record(const SpoolRecordView &view);
    void close(bool damaged);

private:
    common::Status document(const SpoolRecordView &view);
    common::Status stream(const SpoolRecordView &view);
    void resumed(const ResumedDocument &document);
    void noteAway();
    static void expectJump(ScannedStream &stream);
    void packet(const SpoolRecordView &view);
    ScannedTrack *track(ScannedStream &stream, quint32 ssrc, qint64 atNs);
    ScannedStream &streamAt(int index);
    void chooseStreams();
    void chooseChannels(ScannedStream &stream, bool otherChannelFree);
    void settle();

    CallScan &m_scan;
    CallClock m_clock;
    qint64 m_lastNs = 0;
    qint64 m_endNs = -1;
    bool m_ended = false;     ///< an End document with a time, and no packet of a later run behind it
    std::size_t m_tracks = 0; ///< of all streams
    struct Away {
        qint64 fromNs = 0;
        qint64 toNs = 0;
        QList<int> streams;
    };
    std::optional<Away> m_away; ///< an interruption after the End: it counts only if packets follow
};

ScannedStream &Scanner::streamAt(int index)
{
    const auto at = static_cast<std::size_t>(index);
    if (at >= m_scan.streams.size()) {
        m_scan.streams.resize(at + 1);
    }
    return m_scan.streams[at];
}

common::Status Scanner::record(const SpoolRecordView &view)
{
    if (view.head.kind == SpoolKind::Call) {
        auto call = callDocumentFromJson(bytesOf(view.payload));
        if (!call) {
            return propagate(call);
        }
        if (!m_clock.started()) {
            m_clock.start(*call);
        }
        m_scan.facts.apply(*call);
        return {};
    }
    if (!m_clock.started()) {
        return fail(ErrorCode::Invalid, QStringLiteral("journal does not begin with the call"));
    }
    if (view.head.kind == SpoolKind::Rtp) {
        packet(view);
    } else {
        common::Status status = document(view);
        if (!status) {
            return status;
        }
    }
    if (view.head.kind != SpoolKind::Counters) { // written at closing, however late that is
        m_lastNs = std::max(m_lastNs, m_clock.at(view.head.monoNs));
    }
    return {};
}

/// A document that does not parse is our own bug, or damage that the journal would have noticed: the call is
/// not finished without it, and its journal is set aside whole.
common::Status Scanner::document(const SpoolRecordView &view)
{
    const QByteArray json = bytesOf(view.payload);
    const qint64 atNs = m_clock.at(view.head.monoNs);
    switch (view.head.kind) {
    case SpoolKind::Stream: return stream(view);
    case SpoolKind::Participants: {
        auto read = participantsDocumentFromJson(json);
        if (!read) {
            return propagate(read);
        }
        m_scan.facts.apply(*read, atNs);
        return {};
    }
    case SpoolKind::Counters: {
        auto read = countersDocumentFromJson(json);
        if (!read) {
            return propagate(read);
        }
        m_scan.facts.apply(*read, atNs);
        return {};
    }
    case SpoolKind::Resumed: {
        auto read = resumedDocumentFromJson(json);
        if (!read) {
            return propagate(read);
        }
        resumed(*read);
        return {};
    }
    case SpoolKind::End: {
        auto read = endDocumentFromJson(json);
        if (!read) {
            return propagate(read);
        }
        if (m_ended) {
            return {}; // closed, and then opened again by a recorder that did not know: nothing more came
        }
        m_ended = read->endMonoNs != 0;
        m_scan.facts.apply(*read);
        m_endNs = read->endMonoNs != 0 ? m_clock.at(read->endMonoNs) : std::max<qint64>(m_lastNs, 0);
        return {};
    }
    case SpoolKind::Call:
    case SpoolKind::Message:
    case SpoolKind::Rtp:
    case SpoolKind::Rtcp: break;
    }
    return {};
}

common::Status Scanner::stream(const SpoolRecordView &view)
{
    auto read = streamDocumentFromJson(bytesOf(view.payload));
    if (!read) {
        return propagate(read);
    }
    if (read->index < 0 || read->index >= kMaxStreams) {
        return fail(ErrorCode::Invalid, QStringLiteral("stream number %1").arg(read->index));
    }
    ScannedStream &known = streamAt(read->index);
    if (known.document.held != read->held) { // a relay goes on counting what it holds back (rtpengine does)
        expectJump(known);
    }
    known.known = true;
    known.document = *read;
    known.table.apply(*read);
    m_scan.facts.apply(*read, m_clock.at(view.head.monoNs));
    return {};
}

void Scanner::resumed(const ResumedDocument &document)
{
    const qint64 fromNs = document.awayFromMonoNs != 0 ? m_clock.at(document.awayFromMonoNs) : m_lastNs;
    m_clock.resumed(document);
    m_away = Away{fromNs, m_clock.at(document.awayToMonoNs), document.streams};
    if (!m_ended) {
        noteAway();
    }
    for (ScannedStream &stream : m_scan.streams) {
        expectJump(stream);
    }
}

/// What is missing between the numbers before and behind this moment is not the network's loss.
void Scanner::expectJump(ScannedStream &stream)
{
    for (auto &track : stream.tracks) {
        track->log.restart();
        track->restarted = true;
    }
}

void Scanner::noteAway()
{
    if (m_away) {
        m_scan.facts.interrupted(m_away->fromNs, m_away->toNs, m_away->streams);
    }
    m_away.reset();
    m_ended = false;
}

ScannedTrack *Scanner::track(ScannedStream &stream, quint32 ssrc, qint64 atNs)
{
    const int known = trackOf(stream.tracks, ssrc);
    if (known >= 0) {
        return stream.tracks[static_cast<std::size_t>(known)].get();
    }
    if (m_tracks >= kMaxTracks) {
        return nullptr;
    }
    ++m_tracks;
    stream.tracks.push_back(std::make_unique<ScannedTrack>());
    stream.tracks.back()->ssrc = ssrc;
    stream.tracks.back()->firstNs = atNs;
    return stream.tracks.back().get();
}

void Scanner::packet(const SpoolRecordView &view)
{
    const auto rtp = RtpPacketView::parse(view.payload);
    if (!rtp || view.head.stream >= kMaxStreams) {
        return;
    }
    if (m_ended && m_away) {
        noteAway(); // it had not ended after all
    }
    ScannedStream &stream = streamAt(view.head.stream);
    const qint64 atNs = m_clock.at(view.head.monoNs);
    ScannedTrack *track = this->track(stream, rtp->ssrc, atNs);
    if (track == nullptr) {
        ++stream.overflow;
        return;
    }
    const PayloadCodec &codec = stream.table.of(rtp->payloadType);
    const RtpPoint point =
        track->timeline.place(rtp->sequence, rtp->timestamp, atNs, codec.clockRate, codec.timed);
    if (point.verdict == RtpPoint::Verdict::Stray) {
        ++stream.refused;
        return;
    }
    if (point.verdict == RtpPoint::Verdict::Restart && track->log.received() > 0) {
        track->log.restart();
        track->restarted = true;
    }
    if (!track->log.note(point.sequence)) {
        return;
    }
    if (!track->restarted) {
        track->firstSequence = track->log.first();
    }
    track->lastNs = atNs;
    if (!codec.timed) {
        return;
    }
    track->clock.observe(point.segment, ticksToNs(point.ticks, codec.clockRate), atNs);
    stream.undecodable += codec.codec == Codec::Unknown ? 1 : 0;
    if (codec.codec != Codec::Signal) {
        stream.lastPayloadType = rtp->payloadType;
    }
    if (codec.decodable()) {
        ++track->audioPackets;
        track->wideband = track->wideband || codec.audioRate > 8000;
    }
}

/// A mixed stream is left out when the parties are there separately: it would sum everybody twice. But one
/// that two share who have no other (a conference behind one line) is all that there is of them, and so it is
/// when less than two of the separate ones carried anything.
void Scanner::chooseStreams()
{
    const auto separate =
        std::count_if(m_scan.streams.begin(), m_scan.streams.end(), [](const ScannedStream &stream) {
            return !stream.document.mixed && stream.audioPackets() > 0;
        });
    std::array<bool, 2> used{};
    for (std::size_t i = 0; i < m_scan.streams.size(); ++i) {
        ScannedStream &stream = m_scan.streams[i];
        const bool twice =
            stream.document.mixed && separate > 1 && !m_scan.facts.isNeeded(static_cast<int>(i));
        stream.audible = stream.audioPackets() > 0 && !twice;
        used[stream.document.channel == 0 ? 0 : 1] |= stream.audible;
    }
    for (ScannedStream &stream : m_scan.streams) {
        chooseChannels(stream, !used[stream.document.channel == 0 ? 1 : 0]);
    }
}

/// All SSRCs of a stream keep its channel. But two that speak at the same time are two parties on one port
/// (a client that sends both legs to the first address): the one that came second gets the other channel if
/// no stream has it.
void Scanner::chooseChannels(ScannedStream &stream, bool otherChannelFree)
{
    ScannedTrack *first = nullptr;
    for (auto &track : stream.tracks) {
        track->channel = stream.document.channel == 0 ? 0 : 1;
        if (track->audioPackets < 50) {
            continue;
        }
        const bool together = first != nullptr && track->firstNs + 2'000'000'000 < first->lastNs;
        if (together && otherChannelFree && !stream.document.mixed) {
            track->channel = 1 - track->channel;
        } else if (first == nullptr || track->lastNs > first->lastNs) {
            first = track.get();
        }
    }
}

void Scanner::settle()
{
    for (ScannedStream &stream : m_scan.streams) {
        for (auto &track : stream.tracks) {
            track->clock.settle();
            if (stream.audible && track->wideband) {
                m_scan.sampleRate = 16000;
            }
        }
        for (const StreamFormat &format : stream.document.formats) {
            if (format.payloadType == stream.lastPayloadType) {
                stream.codec = format.encoding.toUpper();
            }
        }
        if (stream.codec.isEmpty() && stream.lastPayloadType >= 0) {
            stream.codec = keyOf(stream.table.of(static_cast<quint8>(stream.lastPayloadType)).codec);
        }
    }
}

void Scanner::close(bool damaged)
{
    if (damaged || m_endNs < 0) {
        m_scan.facts.damaged();
    }
    m_scan.endNs = std::clamp<qint64>(m_endNs >= 0 ? m_endNs : m_lastNs, 0, CallClock::kLongest);
    m_scan.facts.finish(m_scan.endNs);
    chooseStreams();
    settle();
}

} // namespace

quint64 ScannedStream::audioPackets() const
{
    quint64 sum = 0;
    for (const auto &track : tracks) {
        sum += track->audioPackets;
    }
    return sum;
}

quint64 ScannedStream::received() const
{
    quint64 sum = 0;
    for (const auto &track : tracks) {
        sum += track->log.received();
    }
    return sum;
}

common::Result<CallScan> scanCall(RecordSource &source, const std::stop_token &stop)
{
    CallScan scan;
    Scanner scanner(scan);
    SpoolRecordView view;
    for (quint64 count = 0;; ++count) {
        if (count % 4096 == 0 && stop.stop_requested()) {
            return fail(ErrorCode::Unavailable, QStringLiteral("stopped"));
        }
        auto more = source.next(view);
        if (!more) {
            return propagate(more);
        }
        if (!*more) {
            break;
        }
        common::Status status = scanner.record(view);
        if (!status) {
            return propagate(status);
        }
    }
    if (scan.facts.call().callId.isEmpty()) {
        return fail(ErrorCode::Invalid, QStringLiteral("journal without a call"));
    }
    scanner.close(source.damaged());
    return scan;
}

} // namespace recorder
