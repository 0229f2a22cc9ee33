// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/recordingsservice.h"
#include "recorder/service/storageenforcement.h"
#include "recorder/upload/limitsjob.h"

#include "tests/recorder/jobs/jobworld.h"
#include "tests/recorder/upload/lyingtarget.h"
#include "tests/support/callbuilder.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

namespace tests
{

/// A JobWorld whose tenants have calls of some age, and hosts that run the job of storage limits.
struct LimitsWorld : JobWorld {
    static constexpr qint64 kBytes = 188012 + 9400 + 3001; // of aCall()

    LimitsWorld()
    {
        clock.setWall(real.wall());
        ask(QStringLiteral(
            "UPDATE job_schedules SET next_ms = 9000000000000000")); // only what the test asks for
    }
    common::CallId addCall(const char *tenant, int daysAgo, int minutes = 30, qint64 moreBytes = 0)
    {
        common::FinishedCall call =
            aCall(QLatin1String(tenant), QStringLiteral("555"), QStringLiteral("999"));
        call.connectTime = clock.wall() - std::chrono::hours(24 * daysAgo) - std::chrono::hours(1);
        call.id = common::CallId(common::uuidV7Floor(call.connectTime + std::chrono::milliseconds(++m_last)));
        call.disconnectTime = call.connectTime + std::chrono::minutes(minutes);
        call.duration = std::chrono::minutes(minutes);
        call.files[0].size += moreBytes;
        const QString base = QStringLiteral("2026/11/") + call.id.toString();
        for (common::MediaFile &file : call.files) {
            file.path = base + QLatin1Char('.') + file.format;
        }
        const auto stored = recorder::RecordingsService(pool).registerCall(call);
        if (!stored) {
            qFatal("%s", qPrintable(stored.error().message));
        }
        registered.append(call);
        return call.id;
    }
    void limit(const char *tenant, const char *column, qint64 value)
    {
        ask(QStringLiteral("UPDATE tenants SET %1 = %2 WHERE name = '%3'")
                .arg(QLatin1String(column), QString::number(value), QLatin1String(tenant)));
    }
    bool isThere(const common::CallId &call) const
    {
        return count(QStringLiteral("calls WHERE id = '%1'").arg(call.toString())) == 1;
    }
    qint64 calls(int tenant = 1) const
    {
        return count(QStringLiteral("calls WHERE tenant_id = %1").arg(tenant));
    }
    common::Result<common::JobRecord> enforce(const char *login, bool trial)
    {
        return change<common::JobRecord, bool>(login, "settings.view", recorder::enforceStorageLimits, trial);
    }
    common::Result<common::StorageEnforcement> set(const char *login, bool enabled, int version)
    {
        return change<common::StorageEnforcement, const common::StorageEnforcement &>(
            login, "settings.view", recorder::setStorageEnforcement, {enabled, 0, version});
    }
    recorder::OpenTarget opener()
    {
        return [this](recorder::TargetKey) -> common::Result<std::unique_ptr<recorder::StorageTarget>> {
            if (refuses) {
                return common::fail(common::ErrorCode::Unavailable, QStringLiteral("nobody there"),
                                    {{QStringLiteral("cause"), QStringLiteral("refused")}});
            }
            recorder::StorageTargetSettings settings;
            settings.basePath = folder.path();
            auto target = recorder::openStorageTarget(settings, {}, {});
            if (!target) {
                return target;
            }
            return std::make_unique<LyingTarget>(std::move(*target), folder.path(), script);
        };
    }
    /// Runs what waits until it ended; the job as it is then.
    common::JobRecord finish(const QString &id)
    {
        const auto runner = host({std::make_shared<recorder::LimitsJob>(
            always(opener()), recorder::StorageWarnings(key), longest)});
        if (!QTest::qWaitFor([&] { return show(id).endedMs != 0; }, 30000)) {
            return {};
        }
        return show(id);
    }
    common::JobRecord trial()
    {
        const auto made = enforce("root", true);
        return made ? finish(made->id) : common::JobRecord();
    }
    common::JobRecord removeNow()
    {
        const auto made = enforce("root", false);
        return made ? finish(made->id) : common::JobRecord();
    }
    /// By the schedule, as the system.
    common::JobRecord scheduled()
    {
        const qint64 before = count(QStringLiteral("jobs"));
        ask(QStringLiteral("UPDATE job_schedules SET next_ms = 1 WHERE kind = 'storage-limits'"));
        const auto runner = host({std::make_shared<recorder::LimitsJob>(
            always(opener()), recorder::StorageWarnings(key), longest)});
        const auto last = [this] {
            return ask(QStringLiteral("SELECT id FROM jobs ORDER BY created_ms DESC, id DESC LIMIT 1"));
        };
        const bool ended = QTest::qWaitFor(
            [&] { return count(QStringLiteral("jobs")) > before && show(last()).endedMs != 0; }, 30000);
        return ended ? show(last()) : common::JobRecord();
    }
    static QStringList told(const common::JobRecord &job)
    {
        QStringList lines;
        for (const common::JobLine &line : job.lines) {
            lines.append(line.field + QLatin1Char('|') + line.code + QLatin1Char('|') + line.detail);
        }
        return lines;
    }

    QList<common::FinishedCall> registered;
    QTemporaryDir folder; ///< of every storage target
    std::atomic<bool> refuses{false};
    std::chrono::milliseconds longest{std::chrono::minutes(30)}; ///< of a run
    TargetScript script;                                         ///< of every storage target

private:
    int m_last = 0;
};

} // namespace tests
