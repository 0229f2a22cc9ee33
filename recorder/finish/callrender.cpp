// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/callrender.h"

#include "recorder/finish/trackplayer.h"

#include "common/core/failpoint.h"

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::fail;
using common::Status;

namespace
{

/// A sample's place is settled when this has gone by: a packet may be 2 s later than the quickest, then wait
/// 500 ms for its predecessor.
constexpr qint64 kHorizonNs = 3'000'000'000;
constexpr qint64 kTickNs = 100'000'000;

class Renderer
{
public:
    Renderer(const CallScan &scan, bool plc, AudioSink &sink, OutputFile &evidence)
        : m_scan(scan)
        , m_evidence(evidence)
        , m_mixdown(
              scan.sampleRate, scan.endNs / 1000 * scan.sampleRate / 1'000'000,
              [&sink](std::span<qint16> left, std::span<qint16> right) { return sink.add(left, right); })
        , m_target{m_mixdown, m_report.gaps, scan.sampleRate, plc}
    {
        m_clock.start(scan.facts.call());
        m_streams.resize(scan.streams.size());
        m_report.streams.resize(scan.streams.size());
    }

    Status record(const SpoolRecordView &view);
    Status finish();
    RenderReport takeReport() { return std::move(m_report); }

private:
    struct Stream {
        PayloadTable table;
        bool held = false;
        std::vector<std::unique_ptr<TrackPlayer>> players;
    };
    void packet(const SpoolRecordView &view, qint64 atNs);
    Status document(const SpoolRecordView &view, qint64 atNs);
    Status message(const SpoolRecordView &view, qint64 atNs);
    void resumed(const ResumedDocument &document);
    void changed(const StreamDocument &document);
    Status tick(qint64 nowNs);
    template <typename Use>
    void eachPlayer(Use use)
    {
        for (Stream &stream : m_streams) {
            for (auto &player : stream.players) {
                use(*player);
            }
        }
    }

    const CallScan &m_scan;
    OutputFile &m_evidence;
    RenderReport m_report;
    Mixdown m_mixdown;
    RenderTarget m_target;
    CallClock m_clock;
    std::vector<Stream> m_streams;
    qint64 m_nextTickNs = 0;
};

Status Renderer::record(const SpoolRecordView &view)
{
    if (view.head.kind == SpoolKind::Resumed) {
        return document(view, 0); // its time may be of a clock that it is about to introduce
    }
    const qint64 atNs = m_clock.at(view.head.monoNs);
    if (atNs >= m_nextTickNs) { // before the packet is placed: the ring must have come to its time
        Status status = tick(atNs);
        if (!status) {
            return status;
        }
    }
    if (view.head.kind == SpoolKind::Rtp) {
        packet(view, atNs);
        return {};
    }
    return document(view, atNs);
}

void Renderer::packet(const SpoolRecordView &view, qint64 atNs)
{
    const std::size_t index = view.head.stream;
    if (index >= m_scan.streams.size() || !m_scan.streams[index].audible) {
        return;
    }
    const auto rtp = RtpPacketView::parse(view.payload);
    if (!rtp) {
        return;
    }
    Stream &stream = m_streams[index];
    int player = trackOf(stream.players, rtp->ssrc);
    if (player < 0) {
        const auto &tracks = m_scan.streams[index].tracks;
        const int plan = trackOf(tracks, rtp->ssrc);
        if (plan < 0) {
            return;
        }
        player = static_cast<int>(stream.players.size());
        stream.players.push_back(std::make_unique<TrackPlayer>(
            static_cast<int>(index), *tracks[static_cast<std::size_t>(plan)], m_target));
    }
    stream.players[static_cast<std::size_t>(player)]->packet(*rtp, stream.table.of(rtp->payloadType), atNs);
}

Status Renderer::document(const SpoolRecordView &view, qint64 atNs)
{
    const QByteArray json = QByteArray::fromRawData(reinterpret_cast<const char *>(view.payload.data()),
                                                    static_cast<qsizetype>(view.payload.size()));
    if (view.head.kind == SpoolKind::Message) {
        return message(view, atNs);
    }
    if (view.head.kind == SpoolKind::Stream) {
        auto read = streamDocumentFromJson(json);
        if (!read) {
            return propagate(read);
        }
        changed(*read);
    } else if (view.head.kind == SpoolKind::Resumed) {
        auto read = resumedDocumentFromJson(json);
        if (!read) {
            return propagate(read);
        }
        resumed(*read);
    }
    return {};
}

void Renderer::changed(const StreamDocument &document)
{
    Stream &stream = m_streams[static_cast<std::size_t>(document.index)]; // the first pass checked it
    stream.table.apply(document);
    if (stream.held != document.held) {
        stream.held = document.held;
        for (auto &player : stream.players) {
            player->interrupt(); // a pause, not a loss: see the first pass
        }
    }
}

void Renderer::resumed(const ResumedDocument &document)
{
    eachPlayer([](TrackPlayer &player) { player.interrupt(); });
    m_clock.resumed(document);
}

/// Readable, and each message exactly as it came: the line in front says how many bytes belong to it.
Status Renderer::message(const SpoolRecordView &view, qint64 atNs)
{
    const CallDocument &call = m_scan.facts.call();
    const QDateTime time = common::toUtcDateTime(common::wallFromUnixMs(call.startUnixMs + atNs / 1'000'000));
    const QByteArray head = "--- " + time.toString(Qt::ISODateWithMs).toLatin1() + " (" +
                            QByteArray::number(static_cast<double>(atNs) / 1e9, 'f', 3) + " s) " +
                            QByteArray::number(static_cast<qsizetype>(view.payload.size())) + " bytes\n";
    Status written = m_evidence.write(head);
    if (written) {
        written = m_evidence.write(
            QByteArrayView(view.payload.data(), static_cast<qsizetype>(view.payload.size())));
    }
    return written ? m_evidence.write("\n") : written;
}

Status Renderer::tick(qint64 nowNs)
{
    m_nextTickNs = nowNs + kTickNs;
    eachPlayer([nowNs](TrackPlayer &player) { player.tick(nowNs); });
    return m_mixdown.advance((nowNs - kHorizonNs) / 1000 * m_scan.sampleRate / 1'000'000);
}

Status Renderer::finish()
{
    for (std::size_t i = 0; i < m_streams.size(); ++i) {
        for (auto &player : m_streams[i].players) {
            player->interrupt();
            m_report.streams[i].undecodable += player->undecodable();
            m_report.streams[i].tooLate += player->tooLate();
        }
    }
    return m_mixdown.finish();
}

} // namespace

common::Result<RenderReport> renderCall(RecordSource &source, const CallScan &scan, bool plc, AudioSink &sink,
                                        OutputFile &evidence, const std::stop_token &stop)
{
    Renderer renderer(scan, plc, sink, evidence);
    SpoolRecordView view;
    for (quint64 count = 0;; ++count) {
        if (count % 1024 == 0 && stop.stop_requested()) {
            return fail(ErrorCode::Unavailable, QStringLiteral("stopped"));
        }
        auto more = source.next(view);
        if (!more) {
            return propagate(more);
        }
        if (!*more) {
            break;
        }
        Status status = renderer.record(view);
        if (!status) {
            return propagate(status);
        }
    }
    Status status = renderer.finish();
    if (status) {
        status = sink.finish();
    }
    if (!status) {
        return propagate(status);
    }
    return renderer.takeReport();
}

} // namespace recorder
