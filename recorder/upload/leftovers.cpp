// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/leftovers.h"

#include "recorder/store/storageleftovers.h"
#include "recorder/upload/filecopier.h"
#include "recorder/upload/fileremovals.h"

#include "common/core/failpoint.h"

#include <QDeadlineTimer>
#include <QDir>

#include <algorithm>
#include <map>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

constexpr int kAtOnce = 16;
/// The half of it is for what was begun when the other half was over.
constexpr std::chrono::minutes kLease{10};
constexpr std::chrono::milliseconds kFirstPause{std::chrono::minutes(1)};
constexpr std::chrono::milliseconds kLastPause{std::chrono::hours(12)};
constexpr int kDeadAfter = 3;    // failures of the target, one after the other
constexpr int kMostFailed = 100; // in one sweep: all of them will not go today

/// One sweep of one target.
class Sweep
{
public:
    Sweep(const LeftoverWork &work, const LeftoverSource &source, const LeftoverAge &age)
        : m_work(work)
        , m_source(source)
        , m_age(age)
        , m_untilMs(age.untilMs)
    {
    }
    Result<LeftoverSweep> run();

private:
    enum class Fate { Remove, Forget };
    struct Taken {
        QUuid taker = QUuid::createUuid();
        QList<Leftover> files;
        QList<FilePlace> done;
        QList<std::pair<Leftover, common::Error>> failed;
        std::optional<FilePlace> brokenOff{}; ///< in the middle, by a stop: it may still go
    };
    Status take(Taken &taken);
    void removeAll(Taken &taken);
    Result<Fate> fateOf(const Leftover &leftover);
    Result<bool> isSamePlace(TargetKey other);
    Result<bool> isStillMine(const Taken &taken, const Leftover &leftover);
    Status settle(Taken &taken);
    bool isOver() const { return m_inARow >= kDeadAfter || m_sweep.failed >= kMostFailed; }

    const LeftoverWork &m_work;
    const LeftoverSource &m_source;
    const LeftoverAge m_age;
    qint64 m_untilMs;                         ///< stands still: what is begun meanwhile is somebody else's
    std::map<TargetKey, Result<bool>> m_same; ///< of targets that were looked at in this sweep
    LeftoverSweep m_sweep;
    int m_inARow = 0;
};

Status Sweep::take(Taken &taken)
{
    auto took = m_work.run([&](Transaction &transaction, qint64 nowMs) -> Result<bool> {
        m_untilMs = m_untilMs != 0 ? m_untilMs : nowMs - m_age.least.count();
        taken.files =
            StorageLeftovers(transaction)
                .take({taken.taker, m_source.target, m_untilMs, m_age.settledOnly, nowMs, kLease, kAtOnce});
        return true;
    });
    return took ? Status() : Status(common::propagate(took));
}

/// Written to where the file is named, since what was moved away from may be read-only.
Result<bool> Sweep::isSamePlace(TargetKey other)
{
    const QString key = QStringLiteral(".earshot-move-") + QUuid::createUuid().toString(QUuid::Id128);
    const auto fault =
        FileCopier(m_work.cancelled, m_source.open, QDir::tempPath(), m_source.target, other).probe(key);
    const bool same = fault && fault->error.fields.value(QStringLiteral("to")) == QLatin1String("same-place");
    if (fault && !same) {
        return tl::unexpected<common::Error>(fault->error);
    }
    return m_work.run([&](Transaction &transaction, qint64 nowMs) -> Result<bool> {
        StorageLeftovers(transaction).notePair(m_source.target, other, same, nowMs);
        return same;
    });
}

/// An error = it stays, for now.
Result<Sweep::Fate> Sweep::fateOf(const Leftover &leftover)
{
    if (leftover.named) {
        return Fate::Forget;
    }
    if (leftover.onlyHere) {
        return common::fail(common::ErrorCode::Conflict, QStringLiteral("it is nowhere else yet"),
                            {{QStringLiteral("cause"), QStringLiteral("in-use")}});
    }
    bool copying = false;
    for (const Leftover::Other &other : leftover.others) {
        if (!other.same && !m_same.contains(other.target)) {
            m_same.emplace(other.target, isSamePlace(other.target));
        }
        Result<bool> same = other.same ? Result<bool>(*other.same) : m_same.at(other.target);
        if (!same) {
            return common::propagate(same);
        }
        if (*same && other.named) {
            return Fate::Forget; // it is the file, under another name of the place
        }
        copying = copying || *same;
    }
    if (copying) {
        return common::fail(common::ErrorCode::Conflict, QStringLiteral("it is being stored there"),
                            {{QStringLiteral("cause"), QStringLiteral("same-place")}});
    }
    return Fate::Remove;
}

/// Looking at other targets may have taken longer than the lease: then somebody else may have taken the file,
/// let it go, and a move may have brought it back.
Result<bool> Sweep::isStillMine(const Taken &taken, const Leftover &leftover)
{
    return m_work.run([&](Transaction &transaction, qint64) -> Result<bool> {
        return StorageLeftovers(transaction).renew(taken.taker, leftover.place, kLease);
    });
}

void Sweep::removeAll(Taken &taken)
{
    const QDeadlineTimer fresh(kLease / 2);
    for (const Leftover &leftover : std::as_const(taken.files)) {
        if (m_work.cancelled() || isOver() || fresh.hasExpired()) {
            return;
        }
        auto fate = fateOf(leftover);
        bool asked = false; // the target
        Status gone = fate ? Status() : Status(common::propagate(fate));
        if (fate && *fate == Fate::Remove) {
            auto mine = isStillMine(taken, leftover);
            if (mine && !*mine) {
                continue; // whoever has it sees to it
            }
            static_cast<void>(common::failpoint("move.before-remove"));
            asked = mine.has_value();
            gone = !mine               ? Status(common::propagate(mine))
                   : m_age.settledOnly ? m_source.session.remove(leftover.place.path)
                                       : m_source.session.discard(leftover.place.path);
        }
        if (gone) {
            m_inARow = 0;
            taken.done.append(leftover.place);
        } else if (m_work.cancelled() || isJobCancelled(gone.error())) {
            taken.brokenOff = asked ? std::optional(leftover.place) : std::nullopt;
            return;
        } else {
            taken.failed.append({leftover, gone.error()});
            if (isLockedByStorage(gone.error())) {
                m_inARow = 0;
                m_sweep.locked.add(leftover.place.path);
                continue;
            }
            const QString cause = storageCause(gone.error());
            m_inARow = isAboutTheFile(cause) ? 0 : fate ? m_inARow + 1 : m_inARow; // or it is another target
            ++m_sweep.failed;
            m_sweep.cause = m_sweep.cause ? m_sweep.cause : gone.error();
        }
    }
}

/// In one order for everybody, as moves lock them.
Status Sweep::settle(Taken &taken)
{
    const auto inOrder = [](const FilePlace &a, const FilePlace &b) {
        return a.call != b.call ? a.call < b.call : a.position < b.position;
    };
    std::sort(taken.done.begin(), taken.done.end(), inOrder);
    std::sort(taken.failed.begin(), taken.failed.end(),
              [&inOrder](const auto &a, const auto &b) { return inOrder(a.first.place, b.first.place); });
    auto settled = m_work.settle([&](Transaction &transaction, qint64 nowMs) -> Result<bool> {
        StorageLeftovers leftovers(transaction);
        for (const FilePlace &place : taken.done) {
            leftovers.removed(taken.taker, place);
        }
        for (const auto &[leftover, error] : taken.failed) {
            const qint64 due = isLockedByStorage(error)
                                   ? lockedTryMs(error, nowMs)
                                   : nowMs + backoff(leftover.attempts, kFirstPause, kLastPause).count();
            leftovers.failed(taken.taker, leftover.place, due, storageCause(error));
        }
        leftovers.giveBack(taken.taker, taken.brokenOff);
        return true;
    });
    return settled ? Status() : Status(common::propagate(settled));
}

Result<LeftoverSweep> Sweep::run()
{
    for (;;) {
        if (m_work.cancelled()) {
            return jobCancelled();
        }
        Taken taken;
        if (Status took = take(taken); !took) {
            return common::propagate(took);
        }
        if (taken.files.isEmpty()) {
            return m_sweep;
        }
        removeAll(taken);
        if (Status settled = settle(taken); !settled) {
            return common::propagate(settled);
        }
        m_sweep.rows += static_cast<int>(taken.done.size());
        if (isOver() || taken.files.size() < kAtOnce) {
            return m_sweep;
        }
    }
}

} // namespace

Result<LeftoverSweep> removeLeftovers(const LeftoverWork &work, const LeftoverSource &source,
                                      const LeftoverAge &age)
{
    return Sweep(work, source, age).run();
}

Result<LeftoverSweep> removeLeftovers(JobContext &job, const Operation &operation,
                                      const LeftoverSource &source, const LeftoverAge &age)
{
    const auto workOf = [](const LeftoverWork::Change &change) -> Gate::Work<bool> {
        return [&change](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
            return change(transaction, scope.nowMs());
        };
    };
    const LeftoverWork work{
        [&](const LeftoverWork::Change &change) { return job.run<bool>(operation, workOf(change)); },
        [&](const LeftoverWork::Change &change) { return job.runAnyway<bool>(operation, workOf(change)); },
        [&job] { return job.cancelled(); }};
    return removeLeftovers(work, source, age);
}

} // namespace recorder
