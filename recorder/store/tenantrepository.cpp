// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/tenantrepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include "common/core/clock.h"

namespace recorder
{

namespace
{

// Key 0 is the home of root users, which is no tenant to anybody else.
const QString kColumns =
    QStringLiteral("SELECT id, uuid, name FROM tenants WHERE id <> 0 AND deleted_ms IS NULL ");
const QString kInsert = QStringLiteral("INSERT INTO tenants (uuid, name, created_ms) VALUES ($1, $2, $3) "
                                       "ON CONFLICT (lower(name)) WHERE deleted_ms IS NULL DO NOTHING");
const QString kRecord = QStringLiteral(
    "t.id, t.uuid, t.name, t.time_zone, t.language, t.suspended, t.recording_seats, t.screen_seats, "
    "t.evaluation_seats, t.live_seats, t.default_recording, t.created_ms, t.version, (SELECT count(*) FROM "
    "users u "
    "WHERE u.tenant_id = t.id AND u.deleted_ms IS NULL)");
const QString kInsertRecord = QStringLiteral(
    "INSERT INTO tenants (uuid, name, time_zone, language, suspended, recording_seats, screen_seats, "
    "evaluation_seats, live_seats, default_recording, created_ms) VALUES ($1, $2, $3, $4, $5::boolean, $6, "
    "$7, $8, "
    "$9, $10, $11)");
const QString kUpdateRecord = QStringLiteral("UPDATE tenants SET name = $2, time_zone = $3, language = $4, "
                                             "suspended = $5::boolean, recording_seats = $6, "
                                             "screen_seats = $7, evaluation_seats = $8, live_seats = $9, "
                                             "default_recording = $10, version = version + 1 "
                                             "WHERE uuid = $1");

common::TenantRecord recordOf(const pqxx::row &row)
{
    const auto number = [&row](int column) { return static_cast<int>(numberOf(row[column])); };
    common::TenantRecord record;
    record.id = textOf(row[1]);
    record.name = textOf(row[2]);
    record.timeZone = textOf(row[3]);
    record.language = textOf(row[4]);
    record.suspended = boolOf(row[5]);
    record.recordingSeats = number(6);
    record.screenSeats = number(7);
    record.evaluationSeats = number(8);
    record.liveSeats = number(9);
    record.defaultRecording = textOf(row[10]);
    record.created = common::wallFromUnixMs(numberOf(row[11]));
    record.version = number(12);
    record.users = number(13);
    return record;
}

SqlParams paramsOf(const QUuid &id, const common::TenantRecord &record)
{
    SqlParams params;
    params.add(id)
        .add(record.name)
        .add(record.timeZone)
        .add(record.language)
        .add(record.suspended ? QStringLiteral("t") : QStringLiteral("f"))
        .add(qint64{record.recordingSeats})
        .add(qint64{record.screenSeats})
        .add(qint64{record.evaluationSeats})
        .add(qint64{record.liveSeats})
        .add(record.defaultRecording);
    return params;
}

Tenant tenantOf(const pqxx::row &row)
{
    return {common::TenantId(uuidOf(row[1])), static_cast<TenantKey>(numberOf(row[0])), textOf(row[2])};
}

} // namespace

common::Result<Tenant> TenantRepository::find(const QString &name)
{
    const auto rows =
        m_transaction.exec(kColumns + QStringLiteral("AND lower(name) = lower($1)"), SqlParams().add(name));
    if (rows.empty()) {
        return common::fail(common::ErrorCode::NotFound, QStringLiteral("no tenant '%1'").arg(name.left(200)),
                            {{QStringLiteral("tenant"), QStringLiteral("unknown")}});
    }
    return tenantOf(rowAt(rows, 0));
}

common::Result<Tenant> TenantRepository::findOrCreate(const QString &name)
{
    auto found = find(name);
    if (found) {
        return found;
    }
    m_transaction.exec(kInsert, SqlParams()
                                    .add(common::makeUuidV7())
                                    .add(name)
                                    .add(common::toUnixMs(std::chrono::system_clock::now())));
    found = find(name);
    if (!found) {
        return common::fail(common::ErrorCode::Conflict,
                            QStringLiteral("the name '%1' is reserved").arg(name.left(200)),
                            {{QStringLiteral("name"), QStringLiteral("taken")}});
    }
    return found;
}

QList<Tenant> TenantRepository::all()
{
    QList<Tenant> tenants;
    for (const auto &row : m_transaction.exec(kColumns + QStringLiteral("ORDER BY lower(name)"))) {
        tenants.append(tenantOf(row));
    }
    return tenants;
}

common::Result<common::ListPageOf<common::TenantRecord>>
TenantRepository::list(const common::ListQuery &query)
{
    ListSource source{kRecord,
                      QStringLiteral("tenants t"),
                      QStringLiteral("t.id"),
                      {{QStringLiteral("name"), QStringLiteral("lower(t.name)")}},
                      QStringLiteral("name")};
    source.where = {QStringLiteral("t.id <> 0"), QStringLiteral("t.deleted_ms IS NULL")};
    static const ListFields kFields{{QStringLiteral("name"), textField(QStringLiteral("t.name"))},
                                    {QStringLiteral("suspended"), flagField(QStringLiteral("t.suspended"))}};
    if (common::Status applied = applyQuery(query, kFields, {QStringLiteral("t.name")}, source); !applied) {
        return common::propagate(applied);
    }
    common::ListPageOf<common::TenantRecord> page;
    auto end = readList(m_transaction, source, query,
                        [&page](const pqxx::row &row) { page.items.append(recordOf(row)); });
    if (!end) {
        return common::propagate(end);
    }
    page.nextToken = end->nextToken;
    page.total = end->total;
    return page;
}

std::optional<std::pair<TenantKey, common::TenantRecord>> TenantRepository::get(const QUuid &id, bool removed)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1 FROM tenants t WHERE t.uuid = $1 AND t.deleted_ms IS %2NULL")
            .arg(kRecord, removed ? QStringLiteral("NOT ") : QString()),
        SqlParams().add(id));
    if (rows.empty()) {
        return std::nullopt;
    }
    return std::pair(static_cast<TenantKey>(numberOf(rowAt(rows, 0)[0])), recordOf(rowAt(rows, 0)));
}

void TenantRepository::insert(const QUuid &id, const common::TenantRecord &record, qint64 nowMs)
{
    m_transaction.exec(kInsertRecord, paramsOf(id, record).add(nowMs));
}

void TenantRepository::update(const common::TenantRecord &record)
{
    m_transaction.exec(kUpdateRecord, paramsOf(QUuid::fromString(record.id), record));
}

bool TenantRepository::isNameTaken(const QString &name, const QUuid &except)
{
    return !m_transaction
                .exec(QStringLiteral(
                          "SELECT id FROM tenants WHERE lower(name) = lower($1) AND deleted_ms IS NULL "
                          "AND uuid IS DISTINCT FROM $2::uuid"),
                      SqlParams().add(name).add(except))
                .empty();
}

void TenantRepository::setRemoved(const QUuid &id, std::optional<qint64> nowMs)
{
    SqlParams params;
    params.add(id);
    m_transaction.exec(
        QStringLiteral("UPDATE tenants SET deleted_ms = $2, version = version + 1 WHERE uuid = $1"),
        nowMs ? params.add(*nowMs) : params.addNull());
}

TenantRepository::Contents TenantRepository::contentsOf(TenantKey tenant)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT (SELECT count(*) FROM users WHERE tenant_id = $1 AND deleted_ms IS NULL), "
                       "(SELECT coalesce(sum(calls), 0)::bigint FROM call_counts WHERE tenant_id = $1)"),
        SqlParams().add(static_cast<qint64>(tenant)));
    return {numberOf(rowAt(rows, 0)[0]), numberOf(rowAt(rows, 0)[1])};
}

} // namespace recorder
