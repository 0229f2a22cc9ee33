// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/storagescrub.h"

#include "recorder/jobs/jobcontext.h"
#include "recorder/store/settingrepository.h"

#include <map>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

const QString kCursor = QStringLiteral("storageScrub");
constexpr int kCallsAtOnce = 500;

Operation reading()
{
    return {QStringLiteral("earshot.v1.StorageRules/Get"),
            QStringLiteral("settings.view"),
            false,
            false,
            QStringLiteral("storage-rules"),
            QStringLiteral("show")};
}

/// One run over a part of the files.
class ScrubRun
{
public:
    ScrubRun(JobContext &job, const OpenTarget &open)
        : m_job(job)
        , m_open(open)
    {
    }
    Status run();

private:
    Result<common::CallId> begin();
    Result<PlacedFiles> next(const common::CallId &after);
    Status remember(const common::CallId &at);
    Status check(const PlacedFile &file);
    Result<StorageTarget *> session(TargetKey target);

    JobContext &m_job;
    const OpenTarget &m_open;
    std::map<TargetKey, std::unique_ptr<StorageTarget>> m_sessions;
    common::JobProgress m_progress;
    QString m_worst;
    qint64 m_bytes = 0;
};

Result<common::CallId> ScrubRun::begin()
{
    return m_job.run<common::CallId>(
        reading(),
        [](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<common::CallId> {
            const StoredSetting cursor = SettingRepository(transaction).at(std::nullopt, kCursor);
            return common::CallId::fromString(cursor.value.value(QLatin1String("after")).toString());
        });
}

Result<PlacedFiles> ScrubRun::next(const common::CallId &after)
{
    return m_job.run<PlacedFiles>(
        reading(),
        [&after](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<PlacedFiles> {
            return filesOnTargets(transaction, after, kCallsAtOnce);
        });
}

Status ScrubRun::remember(const common::CallId &at)
{
    auto written = m_job.run<bool>(
        reading(), [&at](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<bool> {
            SettingRepository(transaction)
                .set(std::nullopt, kCursor,
                     {{QStringLiteral("after"), at.isNull() ? QString() : at.toString()}});
            return true;
        });
    return written ? Status() : Status(common::propagate(written));
}

Result<StorageTarget *> ScrubRun::session(TargetKey target)
{
    auto &open = m_sessions[target];
    if (!open) {
        auto made = m_open(target);
        if (!made) {
            return common::propagate(made);
        }
        open = std::move(*made);
    }
    return open.get();
}

/// An error only when the target cannot be read at all.
Status ScrubRun::check(const PlacedFile &file)
{
    auto target = session(file.place.target);
    if (!target) {
        return common::propagate(target);
    }
    ++m_progress.done;
    m_bytes += file.size;
    const Status read = readBack(**target, file.place.path, file.size, file.sha256);
    if (read) {
        return {};
    }
    const QString cause = storageCause(read.error());
    const bool missing = cause == QLatin1String("not-found");
    if (!missing && cause != QLatin1String("mismatch")) {
        return read;
    }
    ++m_progress.failed;
    m_worst = missing ? QStringLiteral("missing-file") : QStringLiteral("damaged-file");
    m_job.line({m_progress.done,
                {},
                m_worst,
                file.place.call.toString() + QLatin1Char(' ') + file.place.path,
                true});
    return {};
}

Status ScrubRun::run()
{
    auto after = begin();
    if (!after) {
        return common::propagate(after);
    }
    m_progress.stage = QStringLiteral("checking");
    while (m_bytes < StorageScrub::kMostBytes && m_progress.done < StorageScrub::kMostFiles) {
        auto files = next(*after);
        if (!files) {
            return common::propagate(files);
        }
        for (const PlacedFile &file : std::as_const(files->files)) {
            if (m_job.cancelled()) {
                return jobCancelled();
            }
            if (Status checked = check(file); !checked) {
                return checked;
            }
            m_job.progress(m_progress);
        }
        *after = files->last; // null behind the last call: the next run begins anew
        if (Status kept = remember(*after); !kept) {
            return kept;
        }
        if (after->isNull()) {
            break;
        }
    }
    if (!m_worst.isEmpty()) {
        return common::fail(ErrorCode::Conflict,
                            QStringLiteral("%1 files are not as they were stored").arg(m_progress.failed),
                            {{QStringLiteral("file"), m_worst}});
    }
    return {};
}

} // namespace

StorageScrub::StorageScrub(OpenTarget open)
    : m_open(std::move(open))
{
}

Status StorageScrub::run(JobContext &job) const
{
    return ScrubRun(job, m_open).run();
}

} // namespace recorder
