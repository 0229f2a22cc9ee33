// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/jobrepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"

#include <QJsonDocument>

namespace recorder
{

namespace
{

using common::JobRecord;

const QString kColumns = QStringLiteral(
    "j.id, j.kind, j.subject, j.owner, j.owner_name, t.name, j.state, j.stage, j.total, j.done, j.changed, "
    "j.skipped, j.failed, j.created_ms, j.started_ms, j.ended_ms, j.reason, j.dry_run, j.stopping, j.host");
const QString kFrom = QStringLiteral("jobs j JOIN tenants t ON t.id = j.tenant_id");
const QString kInsert = QStringLiteral(
    "INSERT INTO jobs (id, tenant_id, kind, subject, owner, owner_name, request_id, parameters, input, "
    "dry_run, created_ms, impersonator) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::boolean, $11, $12)");
const QString kCancel = QStringLiteral(
    "UPDATE jobs SET stopping = true, changed_at = clock_timestamp(), state = CASE state WHEN 'waiting' THEN "
    "'cancelled' ELSE state END, ended_ms = CASE state WHEN 'waiting' THEN $2::bigint ELSE 0 END, input = "
    "CASE state "
    "WHEN 'waiting' THEN '' ELSE input END WHERE id = $1 AND ended_ms = 0 RETURNING id");

JobRecord jobOf(const pqxx::row &row)
{
    JobRecord job;
    job.id = textOf(row[0]);
    job.kind = textOf(row[1]);
    job.subject = textOf(row[2]);
    job.ownerId = textOf(row[3]);
    job.owner = textOf(row[4]);
    job.tenant = textOf(row[5]);
    job.state = textOf(row[6]);
    job.progress = {textOf(row[7]),    numberOf(row[8]),  numberOf(row[9]),
                    numberOf(row[10]), numberOf(row[11]), numberOf(row[12])};
    job.createdMs = numberOf(row[13]);
    job.startedMs = numberOf(row[14]);
    job.endedMs = numberOf(row[15]);
    job.reason = textOf(row[16]);
    job.dryRun = boolOf(row[17]);
    job.stopping = boolOf(row[18]) && !job.hasEnded();
    job.host = textOf(row[19]);
    return job;
}

QString within(const JobReach &reach, SqlParams &params)
{
    QStringList conditions{QStringLiteral("true")};
    if (reach.tenant) {
        params.add(static_cast<qint64>(*reach.tenant));
        conditions.append(QStringLiteral("j.tenant_id = ") + params.last());
    }
    if (!reach.owner.isNull()) {
        params.add(reach.owner.uuid());
        conditions.append(QStringLiteral("j.owner = ") + params.last());
    }
    return conditions.join(QLatin1String(" AND "));
}

} // namespace

void JobRepository::insert(const QUuid &id, const NewJob &job, const Owner &owner, qint64 nowMs)
{
    m_transaction.exec(
        kInsert, SqlParams()
                     .add(id)
                     .add(static_cast<qint64>(job.tenant.value_or(kSystemTenant)))
                     .add(job.kind)
                     .add(job.subject)
                     .add(owner.id.uuid())
                     .add(owner.name)
                     .add(owner.requestId)
                     .add(QString::fromUtf8(QJsonDocument(job.parameters).toJson(QJsonDocument::Compact)))
                     .addBytes(job.input)
                     .add(job.dryRun ? QStringLiteral("t") : QStringLiteral("f"))
                     .add(nowMs)
                     .add(owner.impersonator.uuid()));
}

bool JobRepository::isUnderWay(const QString &kind, const QString &subject)
{
    m_transaction.exec(QStringLiteral("SELECT pg_advisory_xact_lock(71263003, hashtext($1 || ':' || $2))"),
                       SqlParams().add(kind).add(subject));
    return !m_transaction
                .exec(QStringLiteral(
                          "SELECT id FROM jobs WHERE ended_ms = 0 AND kind = $1 AND subject = $2 LIMIT 1"),
                      SqlParams().add(kind).add(subject))
                .empty();
}

int JobRepository::waitingOf(const common::UserId &owner)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT count(*) FROM jobs WHERE ended_ms = 0 AND state = 'waiting' AND owner = $1"),
        SqlParams().add(owner.uuid()));
    return static_cast<int>(numberOf(rowAt(rows, 0)[0]));
}

common::Result<common::ListPageOf<JobRecord>> JobRepository::list(const JobReach &reach,
                                                                  const common::ListQuery &query)
{
    ListSource source{kColumns,
                      kFrom,
                      QStringLiteral("j.id"),
                      {{QStringLiteral("created"), QStringLiteral("j.created_ms")}},
                      QStringLiteral("created"),
                      true};
    source.where.append(within(reach, source.params));
    static const ListFields kFields{
        {QStringLiteral("kind"), wordField(QStringLiteral("j.kind"))},
        {QStringLiteral("state"), wordField(QStringLiteral("j.state"))},
        {QStringLiteral("owner"), textField(QStringLiteral("j.owner_name"))},
        {QStringLiteral("ended"), timeField(QStringLiteral("nullif(j.ended_ms, 0)"))}};
    if (common::Status applied =
            applyQuery(query, kFields, {QStringLiteral("j.subject"), QStringLiteral("j.owner_name")}, source);
        !applied) {
        return common::propagate(applied);
    }
    common::ListPageOf<JobRecord> page;
    auto end = readList(m_transaction, source, query,
                        [&page](const pqxx::row &row) { page.items.append(jobOf(row)); });
    if (!end) {
        return common::propagate(end);
    }
    page.nextToken = end->nextToken;
    page.total = end->total;
    return page;
}

QList<JobRecord> JobRepository::find(const QString &condition, const SqlParams &params)
{
    QList<JobRecord> jobs;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT %1 FROM %2 WHERE %3 ORDER BY j.created_ms, j.id LIMIT 1000")
                 .arg(kColumns, kFrom, condition),
             params)) {
        jobs.append(jobOf(row));
    }
    return jobs;
}

std::optional<JobRecord> JobRepository::get(const JobReach &reach, const QUuid &id)
{
    const QList<JobRecord> found = getAll(reach, {id});
    return found.isEmpty() ? std::nullopt : std::optional(found.first());
}

QList<JobRecord> JobRepository::getAll(const JobReach &reach, const QList<QUuid> &ids)
{
    SqlParams params;
    const QString seen = within(reach, params);
    params.addArray(ids);
    return find(QStringLiteral("%1 AND j.id = ANY(%2::uuid[])").arg(seen, params.last()), params);
}

QList<JobRecord> JobRepository::unended(const JobReach &reach)
{
    SqlParams params;
    const QString seen = within(reach, params);
    return find(seen + QStringLiteral(" AND j.ended_ms = 0"), params);
}

QList<common::JobLine> JobRepository::lines(const QUuid &id)
{
    QList<common::JobLine> lines;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT line, field, code, detail, error FROM job_lines WHERE job_id = $1 ORDER "
                            "BY position LIMIT %1")
                 .arg(JobRecord::kMostLines),
             SqlParams().add(id))) {
        lines.append({numberOf(row[0]), textOf(row[1]), textOf(row[2]), textOf(row[3]), boolOf(row[4])});
    }
    return lines;
}

bool JobRepository::cancel(const QUuid &id, qint64 nowMs)
{
    return !m_transaction.exec(kCancel, SqlParams().add(id).add(nowMs)).empty();
}

TenantKey JobRepository::tenantOf(const QUuid &id)
{
    const auto rows =
        m_transaction.exec(QStringLiteral("SELECT tenant_id FROM jobs WHERE id = $1"), SqlParams().add(id));
    return rows.empty() ? kSystemTenant : static_cast<TenantKey>(numberOf(rowAt(rows, 0)[0]));
}

} // namespace recorder
