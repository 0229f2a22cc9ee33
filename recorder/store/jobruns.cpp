// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/jobruns.h"

#include "recorder/store/pqxxcompat.h"

#include <QJsonDocument>

namespace recorder
{

namespace
{

using common::JobProgress;

constexpr qsizetype kLongestDetail = 300;

const QString kTake = QStringLiteral(
    "UPDATE jobs SET state = 'running', runner = $1, host = $2, lease_until = clock_timestamp() + $3::bigint "
    "* interval '1 millisecond', started_ms = $4, attempt = attempt + 1, changed_at = clock_timestamp() "
    "WHERE id = (SELECT id FROM jobs WHERE ended_ms = 0 AND state = 'waiting' AND kind = ANY($5::text[]) "
    "ORDER BY created_ms, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, kind, subject, parameters, input, "
    "dry_run, tenant_id, owner, owner_name, request_id, attempt, impersonator");
const QString kRenew = QStringLiteral(
    "UPDATE jobs SET lease_until = clock_timestamp() + $2::bigint * interval '1 millisecond' WHERE ended_ms "
    "= 0 AND state = 'running' AND runner = $1 RETURNING id, stopping");
const QString kProgress = QStringLiteral(
    "UPDATE jobs SET stage = $3, total = $4, done = $5, changed = $6, skipped = $7, failed = $8, changed_at "
    "= clock_timestamp() WHERE id = $1 AND runner = $2 AND ended_ms = 0");
/// What a job was given to read may hold personal data: it goes when the job ends.
const QString kEnd = QStringLiteral("UPDATE jobs SET state = $2, reason = $3, ended_ms = $4, input = '', "
                                    "changed_at = clock_timestamp() WHERE id = $1 AND ended_ms = 0");
const QString kPutBack = QStringLiteral(
    "UPDATE jobs SET state = 'waiting', runner = NULL, lease_until = NULL, host = '', started_ms = 0, stage "
    "= '', total = -1, done = 0, changed = 0, skipped = 0, failed = 0, changed_at = clock_timestamp() WHERE "
    "id = $1 AND ended_ms = 0");
const QString kLines =
    QStringLiteral("INSERT INTO job_lines (job_id, tenant_id, position, line, field, code, detail, error) "
                   "SELECT id, tenant_id, $2::integer, $3::bigint, $4, $5, $6, $7::boolean FROM jobs WHERE "
                   "id = $1 AND runner = $8 ON CONFLICT DO NOTHING");
const QString kMicroseconds = QStringLiteral("(extract(epoch FROM %1) * 1000000)::bigint");

} // namespace

std::optional<JobTask> JobRuns::take(const Runner &runner, const QStringList &kinds, qint64 nowMs)
{
    const auto rows = m_transaction.exec(kTake, SqlParams()
                                                    .add(runner.id)
                                                    .add(runner.host)
                                                    .add(qint64{runner.lease.count()})
                                                    .add(nowMs)
                                                    .addArray(kinds));
    if (rows.empty()) {
        return std::nullopt;
    }
    const pqxx::row row = rowAt(rows, 0);
    JobTask task;
    task.id = uuidOf(row[0]);
    task.kind = textOf(row[1]);
    task.subject = textOf(row[2]);
    task.parameters = QJsonDocument::fromJson(textOf(row[3]).toUtf8()).object();
    task.input = bytesOf(row[4]);
    task.dryRun = boolOf(row[5]);
    task.tenant = static_cast<TenantKey>(numberOf(row[6]));
    task.owner = common::UserId(uuidOf(row[7]));
    task.ownerName = textOf(row[8]);
    task.requestId = textOf(row[9]);
    task.attempt = static_cast<int>(numberOf(row[10]));
    task.impersonator = common::UserId(uuidOf(row[11]));
    task.runner = runner.id;
    return task;
}

QSet<QUuid> JobRuns::renew(const Runner &runner)
{
    QSet<QUuid> stopping;
    for (const auto &row :
         m_transaction.exec(kRenew, SqlParams().add(runner.id).add(qint64{runner.lease.count()}))) {
        if (boolOf(row[1])) {
            stopping.insert(uuidOf(row[0]));
        }
    }
    return stopping;
}

JobRuns::Hold JobRuns::hold(const QUuid &job, const QUuid &runner)
{
    const auto rows =
        m_transaction.exec(QStringLiteral("SELECT stopping FROM jobs WHERE id = $1 AND runner = $2 AND state "
                                          "= 'running' FOR UPDATE"),
                           SqlParams().add(job).add(runner));
    if (rows.empty()) {
        return Hold::Lost;
    }
    return boolOf(rowAt(rows, 0)[0]) ? Hold::Cancelled : Hold::Own;
}

void JobRuns::setProgress(const QUuid &job, const QUuid &runner, const JobProgress &progress)
{
    m_transaction.exec(kProgress, SqlParams()
                                      .add(job)
                                      .add(runner)
                                      .add(progress.stage)
                                      .add(progress.total)
                                      .add(progress.done)
                                      .add(progress.changed)
                                      .add(progress.skipped)
                                      .add(progress.failed));
}

void JobRuns::addLines(const QUuid &job, const QUuid &runner, int first, const QList<common::JobLine> &lines)
{
    for (int i = 0; i < lines.size(); ++i) {
        const common::JobLine &line = lines.at(i);
        m_transaction.exec(kLines, SqlParams()
                                       .add(job)
                                       .add(qint64{first + i})
                                       .add(line.row)
                                       .add(line.field)
                                       .add(line.code)
                                       .add(line.detail.left(kLongestDetail))
                                       .add(line.error ? QStringLiteral("t") : QStringLiteral("f"))
                                       .add(runner));
    }
}

bool JobRuns::end(const QUuid &job, const QUuid &runner, const End &end)
{
    return !m_transaction
                .exec(kEnd + QStringLiteral(" AND runner = $5 RETURNING id"),
                      SqlParams().add(job).add(end.state).add(end.reason).add(end.atMs).add(runner))
                .empty();
}

QList<JobRuns::Lost> JobRuns::lost()
{
    QList<Lost> lost;
    for (const auto &row : m_transaction.exec(QStringLiteral(
             "SELECT id, tenant_id, kind, attempt, stopping FROM jobs WHERE ended_ms = 0 AND "
             "state = 'running' AND lease_until < clock_timestamp() FOR UPDATE SKIP LOCKED"))) {
        lost.append({uuidOf(row[0]), static_cast<TenantKey>(numberOf(row[1])), textOf(row[2]),
                     static_cast<int>(numberOf(row[3])), boolOf(row[4])});
    }
    return lost;
}

void JobRuns::putBack(const QUuid &job)
{
    m_transaction.exec(kPutBack, SqlParams().add(job));
    m_transaction.exec(QStringLiteral("DELETE FROM job_lines WHERE job_id = $1"), SqlParams().add(job));
}

void JobRuns::fail(const QUuid &job, const End &end)
{
    m_transaction.exec(kEnd, SqlParams().add(job).add(end.state).add(end.reason).add(end.atMs));
}

QList<JobRuns::Change> JobRuns::changesSince(qint64 atUs)
{
    QList<Change> changes;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT id, tenant_id, %1 FROM jobs WHERE changed_at > 'epoch'::timestamptz + "
                            "$1::bigint * interval '1 microsecond' ORDER BY changed_at LIMIT 1000")
                 .arg(kMicroseconds.arg(QLatin1String("changed_at"))),
             SqlParams().add(atUs))) {
        changes.append({uuidOf(row[0]), static_cast<TenantKey>(numberOf(row[1])), numberOf(row[2])});
    }
    return changes;
}

qint64 JobRuns::clockUs()
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1").arg(kMicroseconds.arg(QLatin1String("clock_timestamp()"))));
    return numberOf(rowAt(rows, 0)[0]);
}

int JobRuns::removeEnded(qint64 beforeMs)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("DELETE FROM jobs WHERE ended_ms <> 0 AND ended_ms < $1 RETURNING id"),
        SqlParams().add(beforeMs));
    return static_cast<int>(rows.size());
}

} // namespace recorder
