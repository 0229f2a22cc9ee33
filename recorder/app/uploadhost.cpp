// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/uploadhost.h"

#include "recorder/app/targetopener.h"

#include <algorithm>

namespace recorder
{

namespace
{

QByteArray labelOf(const UploadBacklog &backlog)
{
    QByteArray name = backlog.name.toUtf8();
    name.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    return "target=\"" + name + '"';
}

/// What to do, where the cause alone does not say it.
QString hintOf(const QString &cause)
{
    return cause == QLatin1String("not-mounted")
               ? QStringLiteral(" (mount the share, or test the target to begin in the empty folder)")
           : cause == QLatin1String("same-place") || cause == QLatin1String("own-folder")
               ? QStringLiteral(
                     " (the target is the recorder's own folder: move its files to another target)")
               : QString();
}

double real(quint64 number)
{
    return static_cast<double>(number);
}

} // namespace

UploadHost::UploadHost(const DatabaseHost &database, QString host, QString recordingsRoot)
    : m_database(database)
    , m_host(std::move(host))
    , m_root(std::move(recordingsRoot))
{
}

void UploadHost::tick()
{
    const DatabaseHost::Services *services = m_database.services();
    if (m_pool || services == nullptr) {
        return;
    }
    UploadPoolOptions options;
    options.database.url = services->url;
    options.host = m_host;
    options.recordingsRoot = m_root;
    auto stop = std::make_shared<std::atomic<bool>>(false);
    m_pool = std::make_unique<UploadPool>(options, m_clock, targetOpener(m_database, stop), stop);
}

void UploadHost::stop()
{
    m_pool.reset();
}

QList<Metric> UploadHost::metrics() const
{
    if (!m_pool) {
        return {};
    }
    const UploadState state = m_pool->state();
    Metric files{"earshot_uploads_waiting", "Files that are to go to a storage target.", "gauge", {}};
    Metric bytes{"earshot_uploads_waiting_bytes", "Their bytes.", "gauge", {}};
    Metric age{"earshot_uploads_oldest_seconds", "How long the oldest of them has waited.", "gauge", {}};
    Metric down{"earshot_upload_target_down", "1 while a storage target does not answer.", "gauge", {}};
    for (const UploadBacklog &backlog : state.waiting) {
        const QByteArray label = labelOf(backlog);
        files.samples.append({label, static_cast<double>(backlog.files)});
        bytes.samples.append({label, static_cast<double>(backlog.bytes)});
        const qint64 waited = common::toUnixMs(m_clock.wall()) - backlog.oldestMs;
        age.samples.append({label, static_cast<double>(std::max<qint64>(0, waited)) / 1000.0});
        down.samples.append({label, state.open.contains(backlog.target) ? 1.0 : 0.0});
    }
    return {files,
            bytes,
            age,
            down,
            {"earshot_uploads_total",
             "Files stored and verified on storage targets.",
             "counter",
             {{QByteArray(), real(state.stored)}}},
            {"earshot_upload_bytes_total", "Their bytes.", "counter", {{QByteArray(), real(state.bytes)}}},
            {"earshot_upload_failures_total",
             "Attempts that failed and are repeated.",
             "counter",
             {{QByteArray(), real(state.failures)}}}};
}

SystemHealthItem UploadHost::health() const
{
    const UploadState state = m_pool ? m_pool->state() : UploadState();
    QStringList problems;
    qint64 files = 0;
    for (const UploadBacklog &backlog : state.waiting) {
        files += backlog.files;
        if (backlog.failing > 0) {
            const auto minutes = (common::toUnixMs(m_clock.wall()) - backlog.oldestMs) / 60000;
            problems.append(QStringLiteral("%1: %2 files (%3 MB) wait, the oldest for %4 min: %5")
                                .arg(backlog.name)
                                .arg(backlog.files)
                                .arg(backlog.bytes / 1'000'000)
                                .arg(std::max<qint64>(0, minutes))
                                .arg(backlog.cause + hintOf(backlog.cause)));
        }
    }
    return {QStringLiteral("uploads"), problems.isEmpty(),
            problems.isEmpty() ? QStringLiteral("%1 waiting").arg(files)
                               : problems.join(QStringLiteral("; "))};
}

} // namespace recorder
