// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/jobs/jobfeed.h"
#include "recorder/jobs/jobkind.h"
#include "recorder/service/gate.h"
#include "recorder/store/jobrecords.h"

namespace recorder
{

/// What a job has while it runs. Used on the job's thread only.
///
///     common::Status DirectorySync::run(JobContext &job) const
///     {
///         ...                                           // network and files outside of transactions
///         return job.runLast<bool>(operation, [&](Transaction &transaction, const TenantScope &scope,
///                                                 AuditDetail &trail) -> common::Result<bool> {...});
///     }
class JobContext
{
public:
    /// The gate is one over the jobs' own connections.
    JobContext(JobTask task, const Gate &gate, std::shared_ptr<JobFeed> feed);

    const JobTask &task() const { return m_task; }
    const QJsonObject &parameters() const { return m_task.parameters; }
    /// Somebody asked to stop it, or the recorder stops. Costs nothing: look at each row.
    bool cancelled() const { return m_feed->cancelled(); }
    /// The same for a session with a storage target, which breaks off what goes on when it becomes true.
    std::shared_ptr<const std::atomic<bool>> cancelFlag() const { return {m_feed, &m_feed->cancelFlag()}; }
    /// Seen by those who watch at most four times a second; costs little: say it at each row.
    void progress(const common::JobProgress &progress) { m_feed->setProgress(progress); }
    /// Kept even when the job fails and its changes are rolled back; the first 1000.
    void line(common::JobLine line) { m_feed->addLine(std::move(line)); }

    /// A transaction through the gate, as the owner with the rights that he has now: the permission is
    /// checked, an audit row is written for an operation that mutates (it carries the request id of who asked
    /// for the job), what the trail publishes is published. Rolled back when the work returns an error, when
    /// the job was cancelled meanwhile (jobCancelled()) or given to another host. A transaction may last
    /// minutes.
    template <typename T>
    common::Result<T> run(const Operation &operation, Gate::Work<T> work)
    {
        return m_gate.runAndWait<T>(m_actor, operation, guarded<T>(std::move(work), false));
    }
    /// The job's last one: its row says "done" in the same transaction, so that nobody can be told anything
    /// else of changes that were made.
    template <typename T>
    common::Result<T> runLast(const Operation &operation, Gate::Work<T> work)
    {
        return m_gate.runAndWait<T>(m_actor, operation, guarded<T>(std::move(work), true));
    }
    /// The same after a stop as well, and when the job is another run's by now: only for what this run had
    /// taken for itself, and gives back or has done with.
    template <typename T>
    common::Result<T> runAnyway(const Operation &operation, Gate::Work<T> work)
    {
        return m_gate.runAndWait<T>(m_actor, operation, std::move(work));
    }
    /// A dry run: everything is done and checked, then rolled back; nothing is in the audit trail and nothing
    /// is published.
    template <typename T>
    common::Result<T> rehearse(const Operation &operation, Gate::Work<T> work)
    {
        auto kept = std::make_shared<std::optional<common::Result<T>>>();
        const auto end = m_gate.runAndWait<T>(
            m_actor, operation,
            [work = std::move(work), kept](Transaction &transaction, const TenantScope &scope,
                                           AuditDetail &trail) -> common::Result<T> {
                kept->emplace(work(transaction, scope, trail));
                return common::fail(common::ErrorCode::Internal, QStringLiteral("a rehearsal ends here"));
            });
        if (kept->has_value()) {
            return std::move(**kept);
        }
        return tl::unexpected<common::Error>(end.error());
    }

private:
    template <typename T>
    Gate::Work<T> guarded(Gate::Work<T> work, bool last) const
    {
        return [work = std::move(work), last, task = m_task,
                feed = m_feed](Transaction &transaction, const TenantScope &scope,
                               AuditDetail &trail) -> common::Result<T> {
            auto result = work(transaction, scope, trail);
            if (result) {
                if (common::Status own = leave(transaction, scope, trail, {task, *feed, last}); !own) {
                    return common::propagate(own);
                }
            }
            return result;
        };
    }
    struct Leaving {
        const JobTask &task;
        const JobFeed &feed;
        bool last;
    };
    /// Whether the job is still this run's and nobody stopped it; locks its row until the commit.
    static common::Status leave(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                const Leaving &leaving);

    const JobTask m_task;
    const Gate &m_gate;
    const Actor m_actor;
    const std::shared_ptr<JobFeed> m_feed;
};

} // namespace recorder
