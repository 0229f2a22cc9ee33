// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/tenantrepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include "common/core/clock.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace recorder
{

namespace
{

// Key 0 is the home of root users, which is no tenant to anybody else.
const QString kColumns =
    QStringLiteral("SELECT id, uuid, name FROM tenants WHERE id <> 0 AND deleted_ms IS NULL ");
const QString kInsert = QStringLiteral("INSERT INTO tenants (uuid, name, created_ms) VALUES ($1, $2, $3) "
                                       "ON CONFLICT (lower(name)) WHERE deleted_ms IS NULL DO NOTHING");
// Seats given and users in one look at the tenant's users: [users, recording, screen, evaluation, live].
const QString kRecord = QStringLiteral(
    "t.id, t.uuid, t.name, t.time_zone, t.language, t.suspended, t.recording_seats, t.screen_seats, "
    "t.evaluation_seats, t.live_seats, t.default_recording, t.created_ms, t.version, (SELECT "
    "json_build_array(count(*), count(*) FILTER (WHERE u.recording_seat), count(*) FILTER (WHERE "
    "u.screen_seat), count(*) FILTER (WHERE u.evaluation_seat), count(*) FILTER (WHERE u.live_seat)) FROM "
    "users u WHERE u.tenant_id = t.id AND u.deleted_ms IS NULL)::text, to_json(t.peers)::text, "
    "to_json(t.trunks)::text, to_json(t.extension_ranges)::text, t.audio_megabytes, t.audio_minutes, "
    "t.audio_days, t.screen_megabytes, t.screen_minutes, t.screen_days");
const QString kInsertRecord = QStringLiteral(
    "INSERT INTO tenants (uuid, name, time_zone, language, suspended, recording_seats, screen_seats, "
    "evaluation_seats, live_seats, default_recording, peers, trunks, extension_ranges, audio_megabytes, "
    "audio_minutes, audio_days, screen_megabytes, screen_minutes, screen_days, created_ms) VALUES ($1, $2, "
    "$3, $4, $5::boolean, $6, $7, $8, $9, $10, $11::text[], $12::text[], $13::text[], $14, $15, $16, $17, "
    "$18, $19, $20)");
const QString kUpdateRecord = QStringLiteral(
    "UPDATE tenants SET name = $2, time_zone = $3, language = $4, suspended = $5::boolean, recording_seats = "
    "$6, screen_seats = $7, evaluation_seats = $8, live_seats = $9, default_recording = $10, peers = "
    "$11::text[], trunks = $12::text[], extension_ranges = $13::text[], audio_megabytes = $14, audio_minutes "
    "= $15, audio_days = $16, screen_megabytes = $17, screen_minutes = $18, screen_days = $19, version = "
    "version + 1 WHERE uuid = $1");

QStringList textsOf(const pqxx::field &json)
{
    QStringList texts;
    for (const QJsonValue &value : QJsonDocument::fromJson(textOf(json).toUtf8()).array()) {
        texts.append(value.toString());
    }
    return texts;
}

common::StorageLimit limitOf(const pqxx::row &row, int column)
{
    return {numberOf(row[column]), numberOf(row[column + 1]), static_cast<int>(numberOf(row[column + 2]))};
}

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
    const QJsonArray counts = QJsonDocument::fromJson(textOf(row[13]).toUtf8()).array();
    record.users = counts.at(0).toInt();
    record.recordingUsed = counts.at(1).toInt();
    record.screenUsed = counts.at(2).toInt();
    record.evaluationUsed = counts.at(3).toInt();
    record.liveUsed = counts.at(4).toInt();
    record.peers = textsOf(row[14]);
    record.trunks = textsOf(row[15]);
    record.extensionRanges = textsOf(row[16]);
    record.audioLimit = limitOf(row, 17);
    record.screenLimit = limitOf(row, 20);
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
        .add(record.defaultRecording)
        .addArray(record.peers)
        .addArray(record.trunks)
        .addArray(record.extensionRanges);
    for (const common::StorageLimit &limit : {record.audioLimit, record.screenLimit}) {
        params.add(limit.megabytes).add(limit.minutes).add(qint64{limit.days});
    }
    return params;
}

SeatCounts seatsOf(const pqxx::row &row)
{
    SeatCounts seats;
    for (int i = 0; i < static_cast<int>(seats.size()); ++i) {
        seats[static_cast<size_t>(i)] = static_cast<int>(numberOf(row[i]));
    }
    return seats;
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

common::Result<Tenant> TenantRepository::find(const common::TenantRef &tenant)
{
    if (tenant.id.isNull()) {
        return find(tenant.name);
    }
    const auto rows =
        m_transaction.exec(kColumns + QStringLiteral("AND uuid = $1"), SqlParams().add(tenant.id.uuid()));
    if (rows.empty()) {
        return common::fail(
            common::ErrorCode::NotFound,
            QStringLiteral("no tenant %1, once '%2'").arg(tenant.id.toString(), tenant.name.left(200)),
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
    return readPage<common::TenantRecord>(m_transaction, source, query, recordOf);
}

std::optional<std::pair<TenantKey, common::TenantRecord>> TenantRepository::get(const QUuid &id, bool removed)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1 FROM tenants t WHERE t.uuid = $1 AND t.deleted_ms IS %2NULL AND "
                       "t.purged_ms IS NULL")
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

QList<TenantRepository::CallSources> TenantRepository::callSources(const QUuid &except)
{
    QList<CallSources> sources;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT name, to_json(peers)::text, to_json(trunks)::text, "
                            "to_json(extension_ranges)::text, uuid FROM tenants WHERE deleted_ms IS NULL AND "
                            "uuid IS DISTINCT FROM $1::uuid ORDER BY lower(name)"),
             SqlParams().add(except))) {
        sources.append({textOf(row[0]), textsOf(row[1]), textsOf(row[2]), textsOf(row[3]),
                        common::TenantId(uuidOf(row[4]))});
    }
    return sources;
}

std::pair<QString, QString> TenantRepository::recordingDefaults(TenantKey tenant)
{
    std::pair<QString, QString> defaults;
    for (const auto &row :
         m_transaction.exec(QStringLiteral("SELECT id, default_recording FROM tenants WHERE id IN ($1, 0)"),
                            SqlParams().add(static_cast<qint64>(tenant)))) {
        (numberOf(row[0]) == 0 ? defaults.second : defaults.first) = textOf(row[1]);
    }
    return defaults;
}

SeatCounts TenantRepository::seatLimits(TenantKey tenant)
{
    const auto rows = m_transaction.exec(
        QStringLiteral(
            "SELECT recording_seats, screen_seats, evaluation_seats, live_seats FROM tenants WHERE "
            "id = $1"),
        SqlParams().add(static_cast<qint64>(tenant)));
    return rows.empty() ? SeatCounts{-1, -1, -1, -1} : seatsOf(rowAt(rows, 0));
}

SeatCounts TenantRepository::seatsUsed(TenantKey tenant)
{
    return seatsOf(rowAt(
        m_transaction.exec(
            QStringLiteral("SELECT count(*) FILTER (WHERE recording_seat), count(*) FILTER (WHERE "
                           "screen_seat), count(*) FILTER (WHERE evaluation_seat), count(*) FILTER (WHERE "
                           "live_seat) FROM users WHERE tenant_id = $1 AND deleted_ms IS NULL"),
            SqlParams().add(static_cast<qint64>(tenant))),
        0));
}

bool TenantRepository::mayWatchLive(TenantKey tenant, const QUuid &user)
{
    return !m_transaction
                .exec(
                    QStringLiteral("SELECT u.id FROM users u JOIN tenants t ON t.id = u.tenant_id WHERE u.id "
                                   "= $1 AND t.id = $2 AND (t.live_seats < 0 OR u.live_seat)"),
                    SqlParams().add(user).add(static_cast<qint64>(tenant)))
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
