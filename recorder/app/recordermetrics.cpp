// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/recordermetrics.h"

#include "recorder/app/spoolsweep.h"

#include <QFile>
#include <QFileInfo>

namespace recorder
{

namespace
{

constexpr const char *kGauge = "gauge";
constexpr const char *kCounter = "counter";

Metric single(const char *name, const char *help, const char *type, double value)
{
    return {name, help, type, {{QByteArray(), value}}};
}

double real(quint64 value)
{
    return static_cast<double>(value);
}

Metric byLabel(const char *name, const char *help, const QByteArray &label,
               const QMap<QString, quint64> &values)
{
    Metric metric{name, help, kCounter, {}};
    for (auto it = values.begin(); it != values.end(); ++it) {
        metric.samples.append({label + "=\"" + it.key().toUtf8() + '"', real(it.value())});
    }
    return metric;
}

QList<Metric> callMetrics(const RoomCounters &room)
{
    return {single("earshot_calls_active", "Calls being recorded.", kGauge, room.active),
            single("earshot_calls_held", "Of these on hold.", kGauge, room.held),
            single("earshot_calls_one_way", "Of these with a silent side.", kGauge, room.oneWay),
            single("earshot_calls_pending", "INVITEs that wait for the ledger.", kGauge, room.pending),
            single("earshot_calls_settling", "Ended calls whose journal or ledger row is not done.", kGauge,
                   room.settling),
            single("earshot_calls_accepted_total", "INVITEs answered 2xx.", kCounter, real(room.accepted)),
            single("earshot_calls_recovered_total", "Calls that went on after a start.", kCounter,
                   real(room.recovered)),
            single("earshot_ledger_failures_total", "Ledger writes that had to be repeated.", kCounter,
                   real(room.ledgerFailures)),
            byLabel("earshot_calls_refused_total", "INVITEs refused, by reason.", "reason", room.refused),
            byLabel("earshot_calls_ended_total", "Calls ended, by cause.", "cause", room.ended)};
}

QList<Metric> mediaMetrics(const MediaCounters &media)
{
    return {
        single("earshot_rtp_packets_total", "RTP packets put into journals.", kCounter, real(media.packets)),
        single("earshot_rtp_bytes_total", "Their bytes.", kCounter, real(media.bytes)),
        single("earshot_rtcp_packets_total", "RTCP packets put into journals.", kCounter, real(media.rtcp)),
        {"earshot_rtp_lost_total",
         "RTP packets lost by this recorder (not by the network): 0 unless something is wrong.",
         kCounter,
         {{"where=\"kernel\"", real(media.kernelDrops)}, {"where=\"ring\"", real(media.ringDrops)}}},
        single("earshot_rtp_foreign_total", "Packets refused by the locks or over the rate.", kCounter,
               real(media.foreign)),
        single("earshot_rtp_unauthentic_total", "SRTP packets that did not authenticate.", kCounter,
               real(media.unauthentic)),
        single("earshot_streams", "Open RTP streams.", kGauge, static_cast<double>(media.streams.load())),
        single("earshot_late_ticks_total", "Sweeps that came more than a tick late.", kCounter,
               real(media.lateTicks)),
        {"earshot_spool_errors_total",
         "Journal operations that failed and were repeated.",
         kCounter,
         {{"what=\"open\"", real(media.openErrors)},
          {"what=\"write\"", real(media.writeErrors)},
          {"what=\"sync\"", real(media.syncErrors)}}}};
}

QList<Metric> sipMetrics(const SipCounters &sip)
{
    return {single("earshot_sip_requests_total", "SIP requests, retransmissions not counted.", kCounter,
                   real(sip.requests)),
            single("earshot_sip_dialogs", "SIP dialogs now.", kGauge, real(sip.dialogs)),
            {"earshot_sip_rejected_total",
             "SIP requests (connections: TCP connections) rejected, by reason.",
             kCounter,
             {{"reason=\"unknown-peer\"", real(sip.unknownPeer)},
              {"reason=\"rate\"", real(sip.rateLimited)},
              {"reason=\"connections\"", real(sip.overConnected)},
              {"reason=\"malformed\"", real(sip.malformed)},
              {"reason=\"no-dialog\"", real(sip.noDialog)}}}};
}

double spoolBytes(const QString &folder)
{
    qint64 bytes = 0;
    for (const QString &file : spoolFiles(folder)) {
        bytes += QFileInfo(file).size();
    }
    return static_cast<double>(bytes);
}

double setAside(const MetricSources &sources)
{
    return static_cast<double>(spoolFiles(sources.suspectFolder).size() +
                               journalsSetAside(sources.spoolFolder).size());
}

/// Resident memory, shared pages included (proc(5), statm).
double residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toDouble() * 4096 : 0;
}

} // namespace

QList<Metric> recorderMetrics(const MetricSources &sources)
{
    QList<Metric> metrics = callMetrics(sources.room) + mediaMetrics(sources.media) + sipMetrics(sources.sip);
    Metric ledger{"earshot_ledger_rows", "Ledger rows by state.", kGauge, {}};
    if (const auto counts = sources.ledger.counts()) {
        for (auto it = counts->begin(); it != counts->end(); ++it) {
            ledger.samples.append({"state=\"" + it.key().toUtf8() + '"', static_cast<double>(it.value())});
        }
    }
    const PipelineCounters &pipeline = sources.pipeline;
    metrics +=
        {ledger,
         single("earshot_finisher_backlog", "Ended calls that are not finished.", kGauge, pipeline.finishing),
         single("earshot_register_backlog", "Finished calls without database row.", kGauge,
                pipeline.registering),
         single("earshot_pipeline_waiting", "Calls whose last step failed and is tried again.", kGauge,
                pipeline.waiting),
         single("earshot_calls_settled_total", "Calls stored and accounted for.", kCounter,
                real(pipeline.settled)),
         single("earshot_storage_queue", "Ended calls whose files and rows are not all in their place yet.",
                kGauge, pipeline.finishing + pipeline.registering + pipeline.waiting),
         single("earshot_spool_bytes", "Size of all journals.", kGauge, spoolBytes(sources.spoolFolder)),
         single("earshot_journals_set_aside",
                "Journals that nothing works on and nothing removes: 'earshot-recorder verify' names them.",
                kGauge, setAside(sources)),
         single("earshot_disk_free_percent", "Free space of the spool's disk.", kGauge, sources.freePercent),
         single("earshot_resident_bytes", "Resident memory of the recorder.", kGauge, residentBytes())};
    return metrics;
}

} // namespace recorder
