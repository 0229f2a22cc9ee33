// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/jobcontext.h"

#include "recorder/service/changehub.h"
#include "recorder/store/jobruns.h"

#include "common/core/failpoint.h"

namespace recorder
{

namespace
{

Actor actorFor(const JobTask &task)
{
    if (!task.owner.isNull()) {
        return Actor::job(task.owner, task.requestId, task.impersonator);
    }
    Actor system = Actor::system(QStringLiteral("job"));
    system.requestId = task.requestId;
    return system;
}

} // namespace

JobContext::JobContext(JobTask task, const Gate &gate, std::shared_ptr<JobFeed> feed)
    : m_task(std::move(task))
    , m_gate(gate)
    , m_actor(actorFor(m_task))
    , m_feed(std::move(feed))
{
}

common::Status JobContext::leave(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                 const Leaving &leaving)
{
    const JobTask &task = leaving.task;
    JobRuns runs(transaction);
    switch (runs.hold(task.id, task.runner)) {
    case JobRuns::Hold::Own: break;
    case JobRuns::Hold::Cancelled: return jobCancelled();
    case JobRuns::Hold::Lost:
        return common::fail(common::ErrorCode::Conflict, QStringLiteral("the job belongs to another run"),
                            {{QStringLiteral("reason"), QStringLiteral("host-lost")}});
    }
    // Set after the row was looked at: a stop that comes now comes too late for this transaction's changes.
    if (leaving.feed.cancelled()) {
        return jobCancelled();
    }
    if (leaving.last) {
        runs.setProgress(task.id, task.runner, leaving.feed.progress());
        runs.end(task.id, task.runner, {QStringLiteral("done"), {}, scope.nowMs()});
        trail.publish({QStringLiteral("jobs"), task.tenant, task.id.toString(QUuid::WithoutBraces),
                       QStringLiteral("changed")});
        common::failpoint("jobs.before-commit");
    }
    return {};
}

} // namespace recorder
