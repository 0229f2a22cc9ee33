// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/jobrepository.h"
#include "recorder/store/pqxxcompat.h"

#include "common/core/ids.h"

#include <QJsonDocument>

namespace recorder
{

namespace
{

const QString kSet = QStringLiteral(
    "INSERT INTO job_schedules (id, tenant_id, kind, subject, parameters, every_hours, daily_minute, "
    "time_zone, next_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (kind, subject) DO UPDATE "
    "SET tenant_id = excluded.tenant_id, parameters = excluded.parameters, every_hours = "
    "excluded.every_hours, daily_minute = excluded.daily_minute, time_zone = excluded.time_zone, next_ms = "
    "excluded.next_ms");
const QString kDue = QStringLiteral(
    "SELECT id, kind, subject, tenant_id, parameters, every_hours, daily_minute, time_zone, next_ms FROM "
    "job_schedules WHERE next_ms <= $1 OR next_ms > $2 ORDER BY next_ms FOR UPDATE SKIP LOCKED");

} // namespace

void JobRepository::setSchedule(const JobSchedule &schedule, qint64 nextMs)
{
    m_transaction.exec(
        kSet, SqlParams()
                  .add(common::makeUuidV7())
                  .add(static_cast<qint64>(schedule.tenant))
                  .add(schedule.kind)
                  .add(schedule.subject)
                  .add(QString::fromUtf8(QJsonDocument(schedule.parameters).toJson(QJsonDocument::Compact)))
                  .add(qint64{schedule.everyHours})
                  .add(qint64{schedule.dailyMinute})
                  .add(schedule.timeZone)
                  .add(nextMs));
}

void JobRepository::removeSchedule(const QString &kind, const QString &subject)
{
    m_transaction.exec(QStringLiteral("DELETE FROM job_schedules WHERE kind = $1 AND subject = $2"),
                       SqlParams().add(kind).add(subject));
}

QList<JobRepository::Due> JobRepository::dueSchedules(qint64 nowMs, qint64 latestMs)
{
    QList<Due> due;
    for (const auto &row : m_transaction.exec(kDue, SqlParams().add(nowMs).add(latestMs))) {
        JobSchedule schedule{textOf(row[1]),
                             textOf(row[2]),
                             static_cast<TenantKey>(numberOf(row[3])),
                             QJsonDocument::fromJson(textOf(row[4]).toUtf8()).object(),
                             static_cast<int>(numberOf(row[5])),
                             static_cast<int>(numberOf(row[6])),
                             textOf(row[7])};
        due.append({uuidOf(row[0]), std::move(schedule), numberOf(row[8])});
    }
    return due;
}

void JobRepository::setNext(const QUuid &schedule, qint64 nextMs)
{
    m_transaction.exec(QStringLiteral("UPDATE job_schedules SET next_ms = $2 WHERE id = $1"),
                       SqlParams().add(schedule).add(nextMs));
}

} // namespace recorder
