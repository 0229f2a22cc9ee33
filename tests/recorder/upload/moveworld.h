// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobrunner.h"
#include "recorder/service/changehub.h"
#include "recorder/service/storagemoves.h"
#include "recorder/store/jobrepository.h"
#include "recorder/store/storageleftovers.h"
#include "recorder/upload/storagemove.h"
#include "recorder/upload/storagescrub.h"

#include "tests/recorder/upload/uploadworld.h"

#include <QTest>

namespace tests
{

/// Calls of three files each on target 2, an empty target 3, and a host that runs jobs.
struct MoveWorld : UploadWorld {
    explicit MoveWorld(int many = 5)
    {
        addTarget(3);
        ask(QStringLiteral("UPDATE storage_targets SET location = '/t' || id WHERE id > 1"));
        setRule(2);
        for (int i = 0; i < many; ++i) {
            calls.append(record(i));
        }
        storeWaiting();
        for (int i = 0; i < many; ++i) {
            ask(QStringLiteral("UPDATE calls SET connect_ms = %1 WHERE id = '%2'")
                    .arg(1000 * (i + 1))
                    .arg(calls.at(i).id.toString()));
        }
        ask(QStringLiteral("UPDATE job_schedules SET next_ms = 9000000000000000"));
        if (!QDir().mkpath(work())) {
            qFatal("no folder");
        }
    }
    /// What is on its way to target 2.
    void storeWaiting()
    {
        const recorder::UploadParts workerParts = parts();
        recorder::TargetBreaker breaker(clock);
        recorder::UploadCounters counters;
        recorder::UploadWorker worker(workerParts, recorder::TargetKey{2}, breaker, counters);
        while (worker.step(goOn) == recorder::UploadWorker::Step::Worked) {
        }
    }
    QString work() const { return dir.filePath(QStringLiteral("work")); }

    qint64 ended(const QString &kind) const
    {
        return count(QStringLiteral("jobs WHERE kind = '%1' AND ended_ms <> 0").arg(kind));
    }
    /// State, reason and the codes of the lines of one run, of a job that is due; the last line is the
    /// runner's own, of the error.
    QString run(const std::shared_ptr<const recorder::JobKind> &kind)
    {
        recorder::JobRunnerOptions options;
        options.pool = db.options();
        options.host = kHost;
        options.beat = std::chrono::milliseconds(50);
        options.look = std::chrono::milliseconds(50);
        const qint64 before = ended(kind->kind());
        recorder::JobRunner runner(options, hub, real, {kind});
        if (!QTest::qWaitFor([&] { return ended(kind->kind()) > before; }, 20000)) {
            return QStringLiteral("it did not end");
        }
        return ask(QStringLiteral(
                       "SELECT concat_ws(' ', state, nullif(reason, ''), (SELECT string_agg(code, ',' ORDER "
                       "BY position) FROM job_lines l WHERE l.job_id = j.id)) FROM jobs j WHERE kind = '%1' "
                       "ORDER BY created_ms DESC, id DESC LIMIT 1")
                       .arg(kind->kind()))
            .value(0);
    }
    /// Puts one into the queue; its id, or why not.
    common::Result<QUuid> queueMove(recorder::StorageMoveRequest request = {})
    {
        request.from = request.from.isEmpty() ? uuidOf(2) : request.from;
        request.to = request.to.isEmpty() ? uuidOf(3) : request.to;
        recorder::NewJob job;
        job.kind = recorder::kStorageMove;
        job.subject = request.from;
        job.parameters = toJson(request);
        job.dryRun = request.dryRun;
        job.tenant = recorder::kSystemTenant;
        const QUuid id = common::makeUuidV7();
        return pool.run<QUuid>([&](recorder::Transaction &transaction) -> common::Result<QUuid> {
            recorder::JobRepository(transaction)
                .insert(id, job, {{}, QStringLiteral("system"), QString()}, common::toUnixMs(real.wall()));
            return id;
        });
    }
    QString move(const recorder::StorageMoveRequest &request = {}, const recorder::OpenTarget &open = {})
    {
        const auto put = queueMove(request);
        return put ? run(std::make_shared<recorder::StorageMove>(always(open ? open : opener()),
                                                                 recorder::MoveFolders{work(), root()},
                                                                 std::chrono::milliseconds(0)))
                   : put.error().message;
    }
    /// The nightly check.
    QString scrub(recorder::OpenTarget open = {})
    {
        ask(QStringLiteral("UPDATE job_schedules SET next_ms = 1 WHERE kind = 'storage-scrub'"));
        return run(std::make_shared<recorder::StorageScrub>(always(open ? open : opener())));
    }
    /// Target 4 is another name of `target`.
    recorder::OpenTarget alias(int target)
    {
        addTarget(4);
        ask(QStringLiteral("UPDATE storage_targets SET location = '/t4' WHERE id = 4"));
        return [target, real = opener()](recorder::TargetKey key) {
            return real(key == recorder::TargetKey{4} ? recorder::TargetKey{static_cast<qint16>(target)}
                                                      : key);
        };
    }
    /// Each file is left over at a target since long ago.
    void leaveAll(int target, bool settled)
    {
        ask(QStringLiteral("INSERT INTO storage_leftovers (target, call_id, position, tenant_id, path, "
                           "settled, since_ms) SELECT %1, call_id, position, tenant_id, path, %2, 1 FROM "
                           "media_files")
                .arg(QString::number(target), settled ? QStringLiteral("true") : QStringLiteral("false")));
    }
    /// What target 2 has is at another one as well.
    void copyAll(int target) const
    {
        for (const QString &file : filesBelow(targetRoot(2))) {
            const QString copy = targetRoot(target) + QLatin1Char('/') + file;
            QVERIFY(QDir().mkpath(QFileInfo(copy).path()));
            QVERIFY(QFile::copy(targetRoot(2) + QLatin1Char('/') + file, copy));
        }
    }
    /// The recorded bytes of all calls are in the folder of the target.
    bool hasAll(int target) const
    {
        QSet<QByteArray> found;
        for (const QString &file : filesBelow(targetRoot(target))) {
            found.insert(
                common::sha256OfFile(targetRoot(target) + QLatin1Char('/') + file).value_or(QByteArray()));
        }
        return std::all_of(calls.begin(), calls.end(), [&found](const common::FinishedCall &call) {
            return std::all_of(call.files.begin(), call.files.end(), [&found](const common::MediaFile &file) {
                return found.contains(file.sha256);
            });
        });
    }
    /// How the last move counted: total, changed, skipped, failed.
    QString counted() const
    {
        return ask(QStringLiteral(
                       "SELECT concat_ws(' ', total, changed, skipped, failed) FROM jobs WHERE kind "
                       "= 'storage-move' ORDER BY created_ms DESC, id DESC LIMIT 1"))
            .value(0);
    }
    QString fileOf(int call, const char *ending) const
    {
        for (const QString &file : filesBelow(targetRoot(2))) {
            if (file.contains(calls.at(call).id.toString()) && file.endsWith(QLatin1String(ending))) {
                return targetRoot(2) + QLatin1Char('/') + file;
            }
        }
        return {};
    }
    bool allStored(const QList<int> &numbers, int target)
    {
        return std::all_of(numbers.begin(), numbers.end(),
                           [&](int number) { return isStored(calls.at(number), target); });
    }
    template <typename T>
    T ofMoves(const std::function<T(recorder::StorageMoves &)> &work)
    {
        const auto done = pool.run<T>([&](recorder::Transaction &transaction) -> common::Result<T> {
            recorder::StorageMoves moves(transaction);
            return work(moves);
        });
        if (!done) {
            qFatal("%s", qPrintable(done.error().message));
        }
        return *done;
    }

    common::SystemClock real;
    recorder::ChangeHub hub;
    QList<common::FinishedCall> calls;
};

} // namespace tests
