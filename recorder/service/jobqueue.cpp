// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/jobqueue.h"

#include "recorder/service/directorychecks.h"
#include "recorder/store/jobrepository.h"

#include <QDateTime>
#include <QTimeZone>

namespace recorder
{

using common::ErrorCode;
using common::JobRecord;
using common::Result;

namespace
{

constexpr int kMostWaiting = 20;
constexpr qint64 kHourMs = 3600000;
const QString kSeeAll = QStringLiteral("jobs.view");

void publish(AuditDetail &trail, TenantKey tenant, const QUuid &id, const char *verb)
{
    trail.publish({QStringLiteral("jobs"), tenant, id.toString(QUuid::WithoutBraces), QLatin1String(verb)});
}

} // namespace

JobReach jobReachOf(const TenantScope &scope)
{
    const Actor &actor = scope.actor();
    const bool all = actor.may(kSeeAll);
    if (all && !scope.tenant()) {
        return {};
    }
    if (all && actor.scope.kind == AccessScope::Kind::Tenant) {
        return {actor.tenantKey, {}};
    }
    return {std::nullopt, actor.user};
}

Result<JobRecord> enqueueJob(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                             const NewJob &asked)
{
    const Actor &actor = scope.actor();
    NewJob job = asked;
    job.tenant = asked.tenant.value_or(actor.tenantKey);
    JobRepository jobs(transaction);
    if (job.single && jobs.isUnderWay(job.kind, job.subject)) {
        return refused(ErrorCode::Conflict, "job", "runs");
    }
    if (!actor.isSystem && jobs.waitingOf(actor.user) >= kMostWaiting) {
        return refused(ErrorCode::Conflict, "jobs", "too-many");
    }
    const QUuid id = common::makeUuidV7();
    jobs.insert(id, job,
                {actor.user, actor.isSystem ? actor.login : actor.name, actor.requestId, actor.impersonator},
                scope.nowMs());
    tellTenant(trail, *job.tenant);
    trail.note(QStringLiteral("job"), id.toString(QUuid::WithoutBraces));
    publish(trail, *job.tenant, id, "stored");
    const auto made = jobs.get({}, id);
    return made ? Result<JobRecord>(*made) : Result<JobRecord>(notThere());
}

Result<common::ListPageOf<JobRecord>> listJobs(Transaction &transaction, const TenantScope &scope,
                                               const common::ListQuery &query)
{
    return JobRepository(transaction).list(jobReachOf(scope), query);
}

Result<JobRecord> showJob(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    JobRepository jobs(transaction);
    auto job = jobs.get(jobReachOf(scope), uuidOfText(id));
    if (!job) {
        return notThere();
    }
    job->lines = jobs.lines(uuidOfText(id));
    return *job;
}

Result<QList<JobRecord>> jobsWithin(Transaction &transaction, const JobReach &reach, const QList<QUuid> &ids)
{
    return JobRepository(transaction).getAll(reach, ids);
}

Result<QList<JobRecord>> unendedJobs(Transaction &transaction, const JobReach &reach)
{
    return JobRepository(transaction).unended(reach);
}

Result<JobRecord> cancelJob(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                            const QString &text)
{
    const QUuid id = uuidOfText(text);
    JobRepository jobs(transaction);
    auto job = jobs.get(jobReachOf(scope), id);
    if (!job) {
        return notThere();
    }
    if (!jobs.cancel(id, scope.nowMs())) {
        trail.drop(); // it had ended
        return *job;
    }
    const TenantKey tenant = jobs.tenantOf(id);
    trail.setSubject(id, job->kind);
    tellTenant(trail, tenant);
    publish(trail, tenant, id, "changed");
    job = jobs.get({}, id);
    return job ? Result<JobRecord>(*job) : Result<JobRecord>(notThere());
}

void setJobSchedule(Transaction &transaction, const JobSchedule &schedule, qint64 nowMs)
{
    JobRepository(transaction).setSchedule(schedule, nextRunMs(schedule, nowMs));
}

void removeJobSchedule(Transaction &transaction, const QString &kind, const QString &subject)
{
    JobRepository(transaction).removeSchedule(kind, subject);
}

qint64 nextRunMs(const JobSchedule &schedule, qint64 afterMs)
{
    if (schedule.everyHours > 0) {
        return afterMs + schedule.everyHours * kHourMs;
    }
    const QTimeZone zone(schedule.timeZone.isEmpty() ? QByteArrayLiteral("UTC") : schedule.timeZone.toUtf8());
    const QTimeZone known = zone.isValid() ? zone : QTimeZone::utc();
    const QTime time = QTime(0, 0).addSecs(schedule.dailyMinute * 60);
    const QDate today = QDateTime::fromMSecsSinceEpoch(afterMs, known).date();
    for (int day = 0; day < 2; ++day) {
        const qint64 at = QDateTime(today.addDays(day), time, known).toMSecsSinceEpoch();
        if (at > afterMs) {
            return at;
        }
    }
    return QDateTime(today.addDays(2), time, known).toMSecsSinceEpoch();
}

} // namespace recorder
