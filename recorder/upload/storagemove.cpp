// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/storagemove.h"

#include "recorder/jobs/jobcontext.h"
#include "recorder/service/storagemoves.h"
#include "recorder/store/storageleftovers.h"
#include "recorder/upload/filecopier.h"
#include "recorder/upload/leftovers.h"
#include "recorder/upload/movetrail.h"
#include "recorder/upload/uploadredirection.h"

#include "common/core/failpoint.h"

#include <QDeadlineTimer>
#include <QLocale>
#include <QThread>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

constexpr int kCallsAtOnce = 200;
const QString kUnreachable = QStringLiteral("unreachable");

/// One run.
class MoveRun
{
public:
    MoveRun(JobContext &job, const OpenTarget &open, MoveFolders folders, std::chrono::milliseconds keep)
        : m_job(job)
        , m_open(open)
        , m_folders(std::move(folders))
        , m_keep(keep)
    {
    }
    Status run();

private:
    Status begin();
    Result<MovableFiles> next(const common::CallId &after);
    Status queueAll();
    Result<bool> redirectAll();
    Status moveSome(const QList<MovableFile> &files);
    QString probeKey() const;
    Status probe();
    Result<QList<MovableFile>> announce(const QList<MovableFile> &files);
    Status settle(const QList<MovableFile> &files);
    enum class Sweep { Now, AtTheEnd };
    Status sweep(Sweep when);
    void tellWhatStays(const common::Error &error);
    Status giveUp(const StoredTarget &target, const common::Error &error);
    /// Of what ends the job.
    Status giveUp(const CopyFault &fault);
    void say(const MovableFile &file, const QString &code, bool error);
    Status end() const;

    JobContext &m_job;
    const OpenTarget &m_open;
    const MoveFolders m_folders;
    const std::chrono::milliseconds m_keep;
    std::optional<StorageMovePlan> m_plan;
    TargetKey m_from{};
    TargetKey m_to{};
    std::optional<FileCopier> m_copier;
    common::JobProgress m_progress;
    QString m_worst;
    bool m_stays = false; ///< what was moved away from cannot be removed: at the end it is tried once more
    LockedFiles m_locked; ///< what was moved away from and stays for its storage's reasons
};

Status MoveRun::begin()
{
    const StorageMoveRequest request = moveRequestFrom(m_job.parameters());
    struct Begun {
        StorageMovePlan plan;
        MoveCount count;
        MoveCount waiting{}; ///< on its way to the old place
    };
    auto begun = m_job.run<Begun>(
        movingOperation(false),
        [&request](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<Begun> {
            auto plan = storageMovePlan(transaction, scope, request);
            if (!plan) {
                return common::propagate(plan);
            }
            Begun found{std::move(*plan), {}, {}};
            found.count = StorageMoves(transaction).count(found.plan.filter);
            if (static_cast<TargetKey>(found.plan.from.key) != kOwnFolder) {
                found.waiting = StorageMoves(transaction).waiting(found.plan.filter);
            }
            return found;
        });
    if (!begun) {
        return common::propagate(begun);
    }
    m_plan = std::move(begun->plan);
    m_from = static_cast<TargetKey>(m_plan->from.key);
    m_to = static_cast<TargetKey>(m_plan->to.key);
    m_progress = {QStringLiteral("moving"), begun->count.files + begun->waiting.files};
    if (m_job.task().dryRun) {
        m_progress.changed = m_progress.done = m_progress.total;
        m_job.line({0,
                    {},
                    QStringLiteral("to-move"),
                    QLocale::c().formattedDataSize(begun->count.bytes + begun->waiting.bytes),
                    false});
    }
    m_job.progress(m_progress);
    return {};
}

Status MoveRun::giveUp(const StoredTarget &target, const common::Error &error)
{
    if (m_job.cancelled()) {
        return jobCancelled();
    }
    m_job.line({m_progress.done,
                {},
                kUnreachable,
                target.record.name + QLatin1String(": ") + storageCause(error),
                true});
    return common::fail(ErrorCode::Unavailable, error.message, {{QStringLiteral("target"), kUnreachable}});
}

Status MoveRun::giveUp(const CopyFault &fault)
{
    switch (fault.of) {
    case CopyFault::Of::From: return giveUp(m_plan->from, fault.error);
    case CopyFault::Of::To: return giveUp(m_plan->to, fault.error);
    case CopyFault::Of::File:
    case CopyFault::Of::RefusedFile:
    case CopyFault::Of::Job: break;
    }
    return tl::unexpected<common::Error>(fault.error);
}

Result<MovableFiles> MoveRun::next(const common::CallId &after)
{
    return m_job.run<MovableFiles>(
        movingOperation(false),
        [&](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<MovableFiles> {
            return StorageMoves(transaction).next(m_plan->filter, after, kCallsAtOnce);
        });
}

void MoveRun::say(const MovableFile &file, const QString &code, bool error)
{
    m_job.line(
        {m_progress.done, {}, code, file.place.call.toString() + QLatin1Char(' ') + file.place.path, error});
    ++(error ? m_progress.failed : m_progress.skipped);
    m_worst = error ? code : m_worst;
}

/// From now on each copy has a row that says whose it is, or that it is nobody's. Those that may be made.
Result<QList<MovableFile>> MoveRun::announce(const QList<MovableFile> &files)
{
    QList<MovableFile> busy;
    auto begun = m_job.run<QList<MovableFile>>(
        movingOperation(false),
        [&](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<QList<MovableFile>> {
            busy.clear(); // it may be done again
            QList<MovableFile> mine;
            StorageMoves moves(transaction);
            for (const MovableFile &file : files) {
                (moves.begin(file, m_to, scope.nowMs()) ? mine : busy).append(file);
            }
            return mine;
        });
    if (begun) {
        m_progress.done += busy.size();
        for (const MovableFile &file : std::as_const(busy)) {
            say(file, QStringLiteral("moved-meanwhile"), false);
        }
    }
    return begun;
}

Status MoveRun::settle(const QList<MovableFile> &files)
{
    static_cast<void>(common::failpoint("move.before-switch"));
    QList<MovableFile> late;
    auto switched = m_job.run<qint64>(
        movingOperation(true),
        [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> Result<qint64> {
            late.clear(); // it may be done again
            StorageMoves moves(transaction);
            for (const MovableFile &file : files) {
                if (!moves.settle(file, m_to, scope.nowMs())) {
                    late.append(file);
                }
            }
            const qint64 count = files.size() - late.size();
            noteMoved(trail, *m_plan, count);
            return count;
        });
    if (!switched) {
        return common::propagate(switched);
    }
    m_progress.changed += *switched;
    for (const MovableFile &file : std::as_const(late)) {
        say(file, QStringLiteral("moved-meanwhile"), false);
    }
    return {};
}

Status MoveRun::moveSome(const QList<MovableFile> &files)
{
    auto announced = announce(files);
    if (!announced) {
        return common::propagate(announced);
    }
    QList<MovableFile> copied;
    for (const MovableFile &file : std::as_const(*announced)) {
        const auto fault =
            m_job.cancelled() ? CopyFault{CopyFault::Of::Job, jobCancelled().value()} : m_copier->copy(file);
        const bool refused = fault && fault->of == CopyFault::Of::RefusedFile;
        if (fault && fault->of != CopyFault::Of::File && !refused) {
            // What was copied and compared so far is moved: it need not be done again.
            const Status kept = copied.isEmpty() || m_job.cancelled() ? Status() : settle(copied);
            return kept ? giveUp(*fault) : kept;
        }
        if (fault) {
            const bool missing = storageCause(fault->error) == QLatin1String("not-found");
            say(file,
                refused   ? QStringLiteral("refused-file")
                : missing ? QStringLiteral("missing-file")
                          : QStringLiteral("damaged-file"),
                true);
        } else {
            copied.append(file);
        }
        ++m_progress.done;
        m_job.progress(m_progress);
    }
    Status settled = copied.isEmpty() ? Status() : settle(copied);
    m_job.progress(m_progress);
    return settled ? sweep(Sweep::Now) : settled;
}

/// Into the queue of uploads, when the new place is another one than theirs.
Status MoveRun::queueAll()
{
    if (const auto fault = probeOwnFolder(m_job, m_open, m_to, m_folders, probeKey())) {
        return giveUp(*fault);
    }
    auto queued = queueOwnFiles(m_job, *m_plan, [this](qint64 files) {
        m_progress.done = m_progress.changed = files;
        m_job.progress(m_progress);
    });
    if (!queued) {
        return common::propagate(queued);
    }
    m_job.line({0, {}, QStringLiteral("queued"), QLocale::c().formattedDataSize(queued->bytes), false});
    return {};
}

/// An old place that is empty now need not answer any more.
Result<bool> MoveRun::redirectAll()
{
    auto redirected = redirectUploads(m_job, *m_plan, [this](qint64 files) {
        m_progress.done = m_progress.changed = files;
        m_job.progress(m_progress);
    });
    if (!redirected) {
        return common::propagate(redirected);
    }
    const MoveCount &files = redirected->files;
    if (files.files > 0) {
        const QString size = QLocale::c().formattedDataSize(files.bytes);
        m_job.line({m_progress.done, {}, QStringLiteral("redirected"), size, false});
    }
    if (redirected->stillSent > 0) {
        const QString rest = QString::number(redirected->stillSent);
        m_job.line({m_progress.done, {}, QStringLiteral("still-sent"), rest, true});
    }
    return files.files > 0 && redirected->there == 0;
}

/// Once: the files are where they were to go, and the nightly check tries it again.
void MoveRun::tellWhatStays(const common::Error &error)
{
    if (!m_stays) {
        m_job.line({m_progress.done,
                    {},
                    kNotRemoved,
                    m_plan->from.record.name + QLatin1String(": ") + storageCause(error),
                    true});
    }
    m_stays = true;
}

/// What was moved away from, when it was kept for long enough.
Status MoveRun::sweep(Sweep when)
{
    const bool last = when == Sweep::AtTheEnd;
    if (m_stays && !last) {
        return {};
    }
    const QDeadlineTimer patience(last && m_progress.changed > 0 ? m_keep : std::chrono::milliseconds(0));
    while (!patience.hasExpired()) {
        if (m_job.cancelled()) {
            return jobCancelled(); // the nightly check sees to the rest
        }
        QThread::msleep(100);
    }
    auto from = m_copier->from();
    if (!from) {
        tellWhatStays(from.error());
        return {};
    }
    auto swept = removeLeftovers(m_job, movingOperation(false), {m_from, **from, m_open}, {m_keep, true});
    if (!swept) {
        return common::propagate(swept);
    }
    m_locked.add(swept->locked);
    if (last && !m_locked.isEmpty()) {
        m_job.line(m_locked.line());
    }
    if (swept->cause) {
        tellWhatStays(*swept->cause);
    }
    return {};
}

QString MoveRun::probeKey() const
{
    return QStringLiteral(".earshot-move-") + m_job.task().id.toString(QUuid::Id128) +
           QString::number(m_job.task().attempt);
}

/// That they are two is kept: what is left over at either need not be asked about again.
Status MoveRun::probe()
{
    if (const auto fault = m_copier->probe(probeKey())) {
        return giveUp(*fault);
    }
    auto noted = m_job.run<bool>(
        movingOperation(false),
        [&](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<bool> {
            StorageLeftovers(transaction).notePair(m_from, m_to, false, scope.nowMs());
            return true;
        });
    return noted ? Status() : Status(common::propagate(noted));
}

Status MoveRun::run()
{
    if (Status begun = begin(); !begun || m_job.task().dryRun) {
        return begun;
    }
    if (m_from == kOwnFolder) {
        return queueAll();
    }
    auto emptied = redirectAll();
    if (!emptied || *emptied) {
        return emptied ? Status() : Status(common::propagate(emptied));
    }
    m_copier.emplace([this] { return m_job.cancelled(); }, m_open, m_folders.work, m_from, m_to);
    if (Status two = probe(); !two) {
        return two;
    }
    for (common::CallId after;;) {
        auto page = next(after);
        if (!page) {
            return common::propagate(page);
        }
        for (qsizetype at = 0; at < page->files.size(); at += StorageMove::kBatch) {
            if (Status moved = moveSome(page->files.mid(at, StorageMove::kBatch)); !moved) {
                return moved;
            }
        }
        after = page->last;
        if (after.isNull()) {
            break;
        }
    }
    if (Status swept = sweep(Sweep::AtTheEnd); !swept) {
        return swept;
    }
    return end();
}

Status MoveRun::end() const
{
    return m_worst.isEmpty()
               ? Status()
               : Status(common::fail(ErrorCode::Conflict,
                                     QStringLiteral("%1 files were not moved").arg(m_progress.failed),
                                     {{QStringLiteral("file"), m_worst}}));
}

} // namespace

StorageMove::StorageMove(OpenUntil open, MoveFolders folders, std::chrono::milliseconds keep)
    : m_open(std::move(open))
    , m_folders(std::move(folders))
    , m_keep(keep)
{
}

QString StorageMove::kind() const
{
    return kStorageMove;
}

Status StorageMove::run(JobContext &job) const
{
    const OpenTarget open = m_open(job.cancelFlag());
    return MoveRun(job, open, m_folders, m_keep).run();
}

} // namespace recorder
