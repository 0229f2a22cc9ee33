// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/finishcall.h"

#include "recorder/capture/spool/spoolwriter.h"
#include "recorder/finish/callrender.h"
#include "recorder/finish/callscan.h"
#include "recorder/finish/spoolsource.h"

#include "common/core/failpoint.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <array>
#include <optional>

namespace recorder
{

using common::CallFlag;
using common::ErrorCode;
using common::fail;
using common::FinishedCall;
using common::MediaFile;
using common::Result;
using common::Status;

namespace
{

bool isMp3(const FinishOptions &options)
{
    return options.format.container == common::FileFormat::Container::Mp3;
}

Status passFailpoint(const char *name)
{
    const int error = common::errnoOf(common::failpoint(name));
    return error == 0
               ? Status{}
               : Status{fail(ErrorCode::Unavailable,
                             common::describeErrno(QStringLiteral("failpoint"), QLatin1String(name), error))};
}

/// <tenant>/<yyyy>/<mm>/<dd> of the start, UTC.
QString directoryOf(const CallDocument &call)
{
    const QDateTime day = common::toUtcDateTime(common::wallFromUnixMs(call.startUnixMs));
    return directoryName(call.tenant) + day.toString(QStringLiteral("/yyyy/MM/dd"));
}

/// The three files of one try.
struct Outputs {
    OutputFile audio;
    OutputFile peaks;
    OutputFile evidence;

    static Result<Outputs> create(const QString &path, const QString &extension, int attempt,
                                  const std::optional<common::SealingKey> &sealTo)
    {
        auto audio = OutputFile::create(path + extension, attempt, sealTo);
        if (!audio) {
            return propagate(audio);
        }
        auto peaks = OutputFile::create(path + QStringLiteral(".peaks"), attempt, sealTo);
        if (!peaks) {
            return propagate(peaks);
        }
        auto evidence = OutputFile::create(path + QStringLiteral(".sip"), attempt, sealTo);
        if (!evidence) {
            return propagate(evidence);
        }
        return Outputs{std::move(*audio), std::move(*peaks), std::move(*evidence)};
    }
    std::array<OutputFile *, 3> all() { return {&evidence, &peaks, &audio}; }
    bool has(const QString &name) const
    {
        return audio.path() == name || peaks.path() == name || evidence.path() == name;
    }
    bool suspect() const { return audio.suspect() || peaks.suspect() || evidence.suspect(); }
};

/// Whether somebody may want the packets themselves: a second that gave no audio, or most of what a stream
/// brought. A stray event or a broken frame is counted and not worth a journal. What SRTP did not let pass is
/// in no journal.
bool isMissed(quint64 undecodable, quint64 received)
{
    constexpr quint64 kSecond = 50;
    return undecodable >= kSecond || 2 * undecodable > received;
}

class Finisher
{
public:
    Finisher(RecordSource &source, const FinishOptions &options, std::stop_token stop)
        : m_source(source)
        , m_options(options)
        , m_stop(std::move(stop))
    {
    }
    Result<FinishedCall> run();

private:
    Status prepare();
    Status attempt(int number, bool &suspect);
    Status write(Outputs &outputs);
    Status store(Outputs &outputs);
    bool removeOthers(const Outputs *outputs) const;
    Status removeAll() const;
    common::AudioTags tags() const;
    FinishedCall report() const;
    FinishedCall excluded(const QString &reason) const;
    common::StreamReport streamReport(std::size_t index) const;

    RecordSource &m_source;
    const FinishOptions &m_options;
    std::stop_token m_stop;
    std::optional<CallScan> m_scan;
    std::optional<RenderReport> m_rendered;
    QString m_relative; ///< without extension
    bool m_confidential = false;
    QList<MediaFile> m_files;
};

Result<FinishedCall> Finisher::run()
{
    Status status = prepare();
    if (!status) {
        return propagate(status);
    }
    if (m_options.judge) {
        auto verdict = m_options.judge(m_scan->facts.summary());
        if (!verdict) {
            return propagate(verdict);
        }
        if (!verdict->excluded.isEmpty()) {
            // A crash may have come between the names of an earlier try and the ledger's word of them.
            if (Status removed = removeAll(); !removed) {
                return propagate(removed);
            }
            return excluded(verdict->excluded);
        }
        m_confidential = verdict->confidential;
    }
    if (m_options.mustSeal && !m_options.sealTo) {
        return fail(ErrorCode::Unavailable, QStringLiteral("there is no key to seal the call to"),
                    {{QStringLiteral("seal"), QStringLiteral("no-key")}});
    }
    const QString &path = m_relative;
    status = makeDirectories(m_options.recordingsRoot, path.left(path.lastIndexOf(u'/')));
    if (!status) {
        return propagate(status);
    }
    bool suspect = false;
    status = attempt(0, suspect);
    if (!status && suspect) {
        // What was written may be gone from the cache without being on disk: all of it again, elsewhere.
        status = attempt(1, suspect);
    }
    if (!status) {
        return propagate(status);
    }
    return report();
}

Status Finisher::prepare()
{
    Status status = passFailpoint("finish.begin");
    if (status) {
        status = m_source.rewind();
    }
    if (!status) {
        return status;
    }
    auto scan = scanCall(m_source, m_stop);
    if (!scan) {
        return propagate(scan);
    }
    m_scan.emplace(std::move(*scan));
    const CallDocument &call = m_scan->facts.call();
    const auto id = common::CallId::fromString(call.callId);
    if (id.isNull()) {
        return fail(ErrorCode::Invalid, QStringLiteral("journal: no call id"));
    }
    m_relative = directoryOf(call) + u'/' + id.toString();
    return {};
}

Status Finisher::attempt(int number, bool &suspect)
{
    const QString extension = isMp3(m_options) ? QStringLiteral(".mp3") : QStringLiteral(".wav");
    auto outputs =
        Outputs::create(m_options.recordingsRoot + u'/' + m_relative, extension, number, m_options.sealTo);
    if (!outputs) {
        return propagate(outputs);
    }
    Status status = write(*outputs);
    if (status) {
        status = store(*outputs);
    }
    suspect = outputs->suspect();
    return status;
}

common::AudioTags Finisher::tags() const
{
    const CallDocument &call = m_scan->facts.call();
    const QDateTime start = common::toUtcDateTime(common::wallFromUnixMs(call.startUnixMs));
    return {{QLatin1String(common::kTagRecording), common::CallId::fromString(call.callId).toString()},
            {QLatin1String(common::kTagTenant), call.tenant},
            {QLatin1String(common::kTagStart), start.toString(Qt::ISODateWithMs)}};
}

Status Finisher::write(Outputs &outputs)
{
    Status status = m_source.rewind();
    if (!status) {
        return status;
    }
    const qint64 frames = m_scan->endNs / 1000 * m_scan->sampleRate / 1'000'000;
    auto sink =
        AudioSink::open({m_options.format, m_scan->sampleRate, frames, tags()}, outputs.audio, outputs.peaks);
    if (!sink) {
        return propagate(sink);
    }
    status = passFailpoint("finish.encode");
    if (!status) {
        return status;
    }
    auto rendered = renderCall(m_source, *m_scan, m_options.format.plc, *sink, outputs.evidence, m_stop);
    if (!rendered) {
        return propagate(rendered);
    }
    m_rendered.emplace(std::move(*rendered));
    return {};
}

/// Removes what an earlier try left of the call under another name than these, null = under any. True: there
/// was something.
bool Finisher::removeOthers(const Outputs *outputs) const
{
    const QString path = m_options.recordingsRoot + u'/' + m_relative;
    bool removed = false;
    for (const char *extension : {".mp3", ".wav", ".peaks", ".sip"}) {
        for (const char *sealed : {"", kSealedSuffix}) {
            const QString name = path + QLatin1String(extension) + QLatin1String(sealed);
            if (outputs == nullptr || !outputs->has(name)) {
                for (const QString &each :
                     {name, name + QStringLiteral(".tmp"), name + QStringLiteral(".tmp2")}) {
                    removed = QFile::remove(each) || removed;
                }
            }
        }
    }
    return removed;
}

/// Of a call that is not kept. What cannot be removed keeps the call from being settled without it.
Status Finisher::removeAll() const
{
    const QString path = m_options.recordingsRoot + u'/' + m_relative;
    const bool removed = removeOthers(nullptr);
    const QString folder = path.left(path.lastIndexOf(u'/'));
    const QStringList left =
        QDir(folder).entryList({path.sliced(folder.size() + 1) + QStringLiteral(".*")}, QDir::Files);
    if (!left.isEmpty()) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("%1/%2 cannot be removed").arg(folder, left.first()));
    }
    return removed ? common::syncDirectoryOf(path) : Status();
}

/// All contents first, then all names, then the directory: a name never stands for less than the whole.
Status Finisher::store(Outputs &outputs)
{
    for (OutputFile *file : outputs.all()) {
        Status status = file->sync();
        if (!status) {
            return status;
        }
    }
    for (OutputFile *file : outputs.all()) {
        Status status = file->publish();
        if (!status) {
            return status;
        }
    }
    removeOthers(&outputs);
    Status status = common::syncDirectoryOf(m_options.recordingsRoot + u'/' + m_relative);
    if (status) {
        status = passFailpoint("finish.after-dir-fsync");
    }
    if (!status) {
        return status;
    }
    const QString format = isMp3(m_options) ? QStringLiteral("mp3") : QStringLiteral("wav");
    const auto file = [this](MediaFile::Kind kind, const OutputFile &output, const QString &extension) {
        const QString name = output.path().sliced(m_options.recordingsRoot.size() + 1);
        return MediaFile{kind, name, output.size(), output.sha256(), extension, output.keyFingerprint()};
    };
    m_files = {file(MediaFile::Kind::Audio, outputs.audio, format),
               file(MediaFile::Kind::Peaks, outputs.peaks, QStringLiteral("peaks")),
               file(MediaFile::Kind::Signalling, outputs.evidence, QStringLiteral("sip"))};
    return {};
}

common::StreamReport Finisher::streamReport(std::size_t index) const
{
    const ScannedStream &stream = m_scan->streams[index];
    const RenderReport::Stream &rendered = m_rendered->streams[index];
    const CallFacts::Dropped ours = m_scan->facts.dropped(static_cast<int>(index));
    common::StreamReport report;
    report.index = static_cast<int>(index);
    report.label = stream.document.label;
    report.codec = stream.codec;
    report.channel = stream.document.channel;
    report.mixed = stream.document.mixed;
    report.packets = stream.received();
    quint64 missing = rendered.tooLate;
    for (const auto &track : stream.tracks) {
        missing += track->log.lost();
        report.duplicates += track->log.duplicates();
    }
    report.dropped = ours.dropped;
    report.lost = missing - std::min(missing, ours.dropped); // numbers that we dropped are missing, too
    report.foreign = ours.foreign + stream.refused + stream.overflow;
    report.undecodable = stream.undecodable + rendered.undecodable + ours.unauthentic;
    return report;
}

/// That there was a call, and nothing of what or who.
FinishedCall Finisher::excluded(const QString &reason) const
{
    const FinishedCall all = m_scan->facts.summary();
    FinishedCall call;
    call.id = all.id;
    call.tenant = all.tenant;
    call.tenantId = all.tenantId;
    call.connectTime = all.connectTime;
    call.disconnectTime = all.disconnectTime;
    call.duration = all.duration;
    call.state = common::CallState::Excluded;
    call.reason = reason;
    call.recorder = m_options.recorder.isEmpty() ? all.recorder : m_options.recorder;
    call.interface = all.interface;
    call.peer = all.peer;
    call.protocolCallId = all.protocolCallId;
    return call;
}

FinishedCall Finisher::report() const
{
    FinishedCall call = m_scan->facts.summary();
    bool anything = false;
    bool silent = false;
    for (std::size_t i = 0; i < m_scan->streams.size(); ++i) {
        const ScannedStream &stream = m_scan->streams[i];
        if (!stream.known && stream.received() == 0) {
            continue; // a number that was never used
        }
        const common::StreamReport report = streamReport(i);
        anything = anything || report.packets > 0;
        constexpr qint64 kShort = 2'000'000'000; // set up and taken away again
        silent = silent || (stream.audioPackets() == 0 && !stream.document.mixed &&
                            m_scan->facts.expectedNs(report.index) > kShort);
        call.flags = report.undecodable > 0 ? call.flags | CallFlag::Undecodable : call.flags;
        call.flags = isMissed(stream.undecodable + m_rendered->streams[i].undecodable + stream.overflow,
                              report.packets)
                         ? call.flags | CallFlag::JournalKept
                         : call.flags;
        call.flags = report.foreign > 0 ? call.flags | CallFlag::ForeignPackets : call.flags;
        call.streams.append(report);
    }
    call.flags = !anything ? call.flags | CallFlag::NoRtp
                 : silent  ? call.flags | CallFlag::OneWay
                           : call.flags;
    call.flags = m_confidential ? call.flags | CallFlag::Confidential : call.flags;
    call.gaps += m_rendered->gaps.sorted();
    std::stable_sort(call.gaps.begin(), call.gaps.end(),
                     [](const common::Gap &a, const common::Gap &b) { return a.start < b.start; });
    if (!m_options.recorder.isEmpty()) {
        call.recorder = m_options.recorder;
    }
    call.files = m_files;
    return call;
}

} // namespace

Result<FinishedCall> finishCall(RecordSource &source, const FinishOptions &options, std::stop_token stop)
{
    return Finisher(source, options, std::move(stop)).run();
}

Result<FinishedCall> finishCall(const QString &spoolPath, const common::HostKey &key,
                                const FinishOptions &options, std::stop_token stop)
{
    auto reader = SpoolReader::open(spoolPath, key);
    if (!reader && reader.error().code == ErrorCode::Invalid && options.spoolMode == SpoolMode::Unsealed) {
        reader = SpoolReader::open(spoolPath, key, SpoolMode::Unsealed);
    }
    if (!reader) {
        return propagate(reader);
    }
    SpoolSource source(std::move(*reader));
    auto call = finishCall(source, options, std::move(stop));
    if (call && call->state != common::CallState::Excluded && !setAsideOf(spoolPath).isEmpty()) {
        call->flags = call->flags | CallFlag::SpoolDamaged; // its beginning is in there
        call->reason = QStringLiteral("spool-damaged");
        call->state = common::CallState::Partial;
    }
    return call;
}

} // namespace recorder
