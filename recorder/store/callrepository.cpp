// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/callrepository.h"

#include "recorder/store/callholds.h"
#include "recorder/store/callquery.h"
#include "recorder/store/callwriter.h"
#include "recorder/store/pqxxcompat.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace recorder
{

namespace
{

using std::chrono::milliseconds;

constexpr qint64 kDayMs = 86400000;

/// User names in the order of joining; `associated` holds groups as well, which the join drops.
const QString kSummaryColumns = QStringLiteral(
    "c.id, c.connect_ms, c.disconnect_ms, c.duration_ms, c.state, c.flags, c.from_number, c.from_name, "
    "c.to_number, c.to_name, t.name, to_json(ARRAY(SELECT coalesce(u.name, f.name) FROM "
    "unnest(c.associated) WITH ORDINALITY a (id, n) LEFT JOIN users u ON u.id = a.id LEFT JOIN former_names "
    "f ON f.id = a.id AND f.kind = 'users' WHERE u.id IS NOT NULL OR f.id IS NOT NULL ORDER BY a.n))::text");

const QString kCallColumns = QStringLiteral(
    "SELECT c.id, c.connect_ms, c.disconnect_ms, c.duration_ms, c.state, c.flags, t.name, d.reason, "
    "d.recorder, d.interface, d.peer, d.protocol_call_id, d.session_id, d.group_id, d.streams, d.gaps "
    "FROM calls c JOIN tenants t ON t.id = c.tenant_id JOIN call_details d ON d.call_id = c.id ");

const QString kSegmentColumns = QStringLiteral(
    "SELECT p.call_id, p.join_ms, p.leave_ms, p.port, p.stream, p.channel, p.calling, p.number, p.name, "
    "p.aor, p.participant_id, p.ip_address, p.extension, p.user_id, coalesce(u.name, fu.name), p.group_id, "
    "coalesce(g.name, fg.name) FROM participants p LEFT JOIN users u ON u.id = p.user_id LEFT JOIN groups g "
    "ON g.id = p.group_id LEFT JOIN former_names fu ON fu.id = p.user_id LEFT JOIN former_names fg ON fg.id "
    "= p.group_id ");

const QString kFileColumns = QStringLiteral(
    "SELECT call_id, kind, path, size, sha256, format, (SELECT k.fingerprint FROM tenant_keys "
    "k WHERE k.id = key_id), (SELECT k.fingerprint FROM tenant_keys k WHERE k.id = wrap_key_id), "
    "wrapped FROM media_files ");

CallSummary summaryOf(const pqxx::row &row)
{
    CallSummary summary;
    summary.id = common::CallId(uuidOf(row[0]));
    summary.connectTime = common::wallFromUnixMs(numberOf(row[1]));
    summary.disconnectTime = common::wallFromUnixMs(numberOf(row[2]));
    summary.duration = milliseconds(numberOf(row[3]));
    summary.state = static_cast<common::CallState>(numberOf(row[4]));
    summary.flags = static_cast<common::CallFlags>(numberOf(row[5]));
    summary.fromNumber = textOf(row[6]);
    summary.fromName = textOf(row[7]);
    summary.toNumber = textOf(row[8]);
    summary.toName = textOf(row[9]);
    summary.tenant = textOf(row[10]);
    for (const QJsonValue &name : QJsonDocument::fromJson(textOf(row[11]).toUtf8()).array()) {
        summary.users.append(name.toString());
    }
    return summary;
}

StoredCall callOf(const pqxx::row &row)
{
    StoredCall stored;
    common::FinishedCall &call = stored.call;
    call.id = common::CallId(uuidOf(row[0]));
    call.connectTime = common::wallFromUnixMs(numberOf(row[1]));
    call.disconnectTime = common::wallFromUnixMs(numberOf(row[2]));
    call.duration = milliseconds(numberOf(row[3]));
    call.state = static_cast<common::CallState>(numberOf(row[4]));
    call.flags = static_cast<common::CallFlags>(numberOf(row[5]));
    call.tenant = textOf(row[6]);
    call.reason = textOf(row[7]);
    call.recorder = textOf(row[8]);
    call.interface = textOf(row[9]);
    call.peer = textOf(row[10]);
    call.protocolCallId = textOf(row[11]);
    call.sessionId = textOf(row[12]);
    call.groupId = textOf(row[13]);
    call.streams = streamsOf(textOf(row[14]).toUtf8());
    call.gaps = gapsOf(textOf(row[15]).toUtf8());
    return stored;
}

Segment segmentOf(const pqxx::row &row)
{
    Segment segment;
    common::Participant &party = segment.party;
    party.join = milliseconds(numberOf(row[1]));
    party.leave = milliseconds(numberOf(row[2]));
    party.port = static_cast<int>(numberOf(row[3]));
    party.streamIndex = static_cast<int>(numberOf(row[4]));
    segment.channel = static_cast<int>(numberOf(row[5]));
    party.from = boolOf(row[6]);
    party.number = textOf(row[7]);
    party.name = textOf(row[8]);
    party.aor = textOf(row[9]);
    party.participantId = textOf(row[10]);
    party.ipAddress = textOf(row[11]);
    segment.extension = textOf(row[12]);
    if (!row[13].is_null()) {
        segment.user = common::UserId(uuidOf(row[13]));
        segment.userName = textOf(row[14]);
    }
    if (!row[15].is_null()) {
        segment.group = GroupId(uuidOf(row[15]));
        segment.groupName = textOf(row[16]);
    }
    return segment;
}

common::MediaFile fileOf(const pqxx::row &row)
{
    common::MediaFile file;
    file.kind = static_cast<common::MediaFile::Kind>(numberOf(row[1]) - 1);
    file.path = unpackedPath(textOf(row[2]), common::CallId(uuidOf(row[0])));
    file.size = numberOf(row[3]);
    file.sha256 = bytesOf(row[4]);
    file.format = textOf(row[5]);
    file.keyFingerprint = bytesOf(row[6]); // empty for null
    file.wrapFingerprint = bytesOf(row[7]);
    file.wrapped = bytesOf(row[8]);
    return file;
}

/// Segments and files of calls whose ids lie close together. The range is for the BRIN indexes, which know
/// nothing of lists.
void addParts(Transaction &transaction, QList<StoredCall> &calls)
{
    if (calls.isEmpty()) {
        return;
    }
    QHash<common::CallId, StoredCall *> byId;
    for (StoredCall &stored : calls) {
        byId.insert(stored.call.id, &stored);
    }
    const auto range = SqlParams().add(calls.first().call.id.uuid()).add(calls.last().call.id.uuid());
    const QString within = QStringLiteral("call_id BETWEEN $1 AND $2 ORDER BY call_id, position");
    for (const auto &row : transaction.exec(kSegmentColumns + QStringLiteral("WHERE p.") + within, range)) {
        if (StoredCall *stored = byId.value(common::CallId(uuidOf(row[0])))) {
            stored->segments.append(segmentOf(row));
            stored->call.participants.append(stored->segments.last().party);
        }
    }
    for (const auto &row : transaction.exec(kFileColumns + QStringLiteral("WHERE ") + within, range)) {
        if (StoredCall *stored = byId.value(common::CallId(uuidOf(row[0])))) {
            stored->call.files.append(fileOf(row));
        }
    }
}

QString valueOfKey(const pqxx::row &row, CallOrder order)
{
    switch (order) {
    case CallOrder::Date: return textOf(row[1]);
    case CallOrder::Duration: return textOf(row[3]);
    case CallOrder::FromNumber: return textOf(row[6]);
    case CallOrder::ToNumber: break;
    }
    return textOf(row[8]);
}

/// Whole days come from the counters, only the two broken ones at the ends are counted: exact, and as quick
/// for ten million calls as for ten.
qint64 countByDays(Transaction &transaction, TenantKey tenant, const CallCriteria &criteria)
{
    constexpr qint64 kFarAway = kDayMs * 100000000;
    const qint64 from = criteria.connectedFrom ? common::toUnixMs(*criteria.connectedFrom) : -kFarAway;
    const qint64 to = criteria.connectedTo ? common::toUnixMs(*criteria.connectedTo) : kFarAway;
    const auto floorDay = [](qint64 ms) { return ms >= 0 ? ms / kDayMs : -((-ms + kDayMs - 1) / kDayMs); };
    const qint64 firstDay = floorDay(from + kDayMs - 1);
    const qint64 endDay = std::max(firstDay, floorDay(to));
    const auto rows = transaction.exec(
        QStringLiteral(
            "SELECT coalesce((SELECT sum(calls) FROM call_counts WHERE tenant_id = $1 AND day >= $2 AND "
            "day < $3), 0) "
            "+ (SELECT count(*) FROM calls WHERE tenant_id = $1 AND connect_ms >= $4 AND connect_ms < $5) "
            "+ (SELECT count(*) FROM calls WHERE tenant_id = $1 AND connect_ms >= $6 AND connect_ms < $7)"),
        SqlParams()
            .add(static_cast<qint64>(tenant))
            .add(firstDay)
            .add(endDay)
            .add(from)
            .add(std::min(to, firstDay * kDayMs))
            .add(std::max(endDay * kDayMs, from))
            .add(endDay > firstDay || to > firstDay * kDayMs ? to : from));
    return numberOf(rows[0][0]);
}

/// What the planner expects, for totals that would take too long to count.
qint64 estimate(Transaction &transaction, const CallCondition &condition)
{
    const auto rows = transaction.exec(
        QStringLiteral("EXPLAIN (FORMAT JSON) SELECT 1 FROM calls WHERE ") + condition.sql, condition.params);
    const QJsonArray plans = QJsonDocument::fromJson(textOf(rows[0][0]).toUtf8()).array();
    return plans.at(0)
        .toObject()
        .value(QLatin1String("Plan"))
        .toObject()
        .value(QLatin1String("Plan Rows"))
        .toInteger();
}

void addTotal(Transaction &transaction, std::optional<TenantKey> tenant, const CallPageRequest &request,
              const CallCondition &condition, CallPage &page)
{
    if (tenant && isDateOnly(request.criteria)) {
        page.total = countByDays(transaction, *tenant, request.criteria);
        return;
    }
    page.totalExact = transaction.execWithin(
        request.countLimit, QStringLiteral("SELECT count(*) FROM calls WHERE ") + condition.sql,
        condition.params, [&page](const pqxx::result &rows) { page.total = numberOf(rows[0][0]); });
    if (!page.totalExact) {
        page.total = estimate(transaction, condition);
    }
}

} // namespace

void CallRepository::ensureMonth(common::WallTime moment)
{
    m_transaction.exec(QStringLiteral("SELECT ensure_month(to_timestamp($1::bigint / 1000.0))"),
                       SqlParams().add(common::toUnixMs(moment)));
}

void CallRepository::lockTenant(TenantKey tenant)
{
    m_transaction.exec(QStringLiteral("SELECT pg_advisory_xact_lock(71263002, $1)"),
                       SqlParams().add(static_cast<qint64>(tenant)));
}

common::Result<bool> CallRepository::insert(TenantKey tenant, const common::FinishedCall &call,
                                            const QList<Segment> &segments)
{
    if (common::Status status = checkWritable(call); !status) {
        return common::propagate(status);
    }
    auto keys = fileKeysOf(m_transaction, tenant, call);
    return keys ? common::Result<bool>(writeCall(m_transaction, tenant, call, segments, *keys))
                : common::propagate(keys);
}

common::Result<CallPage> CallRepository::list(std::optional<TenantKey> tenant, const CallPageRequest &request)
{
    auto condition = conditionOf(tenant, request.criteria);
    if (!condition) {
        return common::propagate(condition);
    }
    CallPage page;
    if (request.wantTotal) {
        addTotal(m_transaction, tenant, request, *condition, page);
    }
    const QString column = columnOf(request.order);
    if (!request.pageToken.isEmpty()) {
        const auto token = tokenOf(request);
        if (!token) {
            return tl::unexpected<common::Error>(token.error());
        }
        const QString value = condition->params.add(token->value).last();
        const QString id = condition->params.add(token->id.uuid()).last();
        condition->sql +=
            QStringLiteral(" AND (%1, id) %2 (%3, %4)")
                .arg(column, request.descending ? QStringLiteral("<") : QStringLiteral(">"), value, id);
    }
    const qsizetype size = std::clamp(request.size, 1, 1000);
    const QString order =
        QStringLiteral(" ORDER BY %1 %2, id %2")
            .arg(column, request.descending ? QStringLiteral("DESC") : QStringLiteral("ASC"));
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1 FROM (SELECT * FROM calls WHERE %2%3 LIMIT %4) c JOIN tenants t ON t.id = "
                       "c.tenant_id%5")
            .arg(kSummaryColumns, condition->sql, order)
            .arg(size + 1)
            .arg(QString(order)
                     .replace(QLatin1String("BY "), QLatin1String("BY c."))
                     .replace(QLatin1String(", id"), QLatin1String(", c.id"))),
        condition->params);
    for (const auto &row : rows) {
        if (page.calls.size() == size) {
            const auto last = rowAt(rows, static_cast<size_t>(size - 1));
            page.nextToken = textOfToken(request, {valueOfKey(last, request.order), page.calls.last().id});
            break;
        }
        page.calls.append(summaryOf(row));
    }
    return page;
}

common::Result<StoredCall> CallRepository::get(std::optional<TenantKey> tenant, const common::CallId &id,
                                               const std::optional<QList<QUuid>> &reach,
                                               common::CallFlags hidden)
{
    SqlParams params = SqlParams().add(id.uuid());
    QString condition = QStringLiteral("WHERE c.id = $1");
    if (tenant) {
        condition += QStringLiteral(" AND c.tenant_id = ") + params.add(static_cast<qint64>(*tenant)).last();
    }
    if (reach) {
        condition += QStringLiteral(" AND c.associated && %1::uuid[]").arg(params.addArray(*reach).last());
    }
    if (hidden != 0) {
        condition +=
            QStringLiteral(" AND (c.flags & %1::integer) = 0").arg(params.add(qint64{hidden}).last());
    }
    QList<StoredCall> found;
    for (const auto &row : m_transaction.exec(kCallColumns + condition, params)) {
        found.append(callOf(row));
    }
    if (found.isEmpty()) {
        return common::fail(common::ErrorCode::NotFound, QStringLiteral("no call %1").arg(id.toString()));
    }
    addParts(m_transaction, found);
    if (common::has(found.first().call.flags, common::CallFlag::Hold)) {
        found.first().hold = CallHolds(m_transaction).find(id);
    }
    return found.first();
}

QList<common::CallId> CallRepository::visible(std::optional<TenantKey> tenant,
                                              const QList<common::CallId> &ids,
                                              const std::optional<QList<QUuid>> &reach,
                                              common::CallFlags hidden)
{
    QList<QUuid> uuids;
    for (const common::CallId &id : ids) {
        uuids.append(id.uuid());
    }
    SqlParams params = SqlParams().addArray(uuids);
    QString condition = QStringLiteral("id = ANY($1::uuid[])");
    if (tenant) {
        condition += QStringLiteral(" AND tenant_id = ") + params.add(static_cast<qint64>(*tenant)).last();
    }
    if (reach) {
        condition += QStringLiteral(" AND associated && %1::uuid[]").arg(params.addArray(*reach).last());
    }
    if (hidden != 0) {
        condition += QStringLiteral(" AND (flags & %1::integer) = 0").arg(params.add(qint64{hidden}).last());
    }
    QList<common::CallId> found;
    for (const auto &row :
         m_transaction.exec(QStringLiteral("SELECT id FROM calls WHERE ") + condition, params)) {
        found.append(common::CallId(uuidOf(row[0])));
    }
    return found;
}

std::optional<TenantKey> CallRepository::setFlag(const common::CallId &id, common::CallFlag flag, bool on)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("UPDATE calls SET flags = CASE WHEN $3::boolean THEN flags | $2::integer ELSE flags & "
                       "~($2::integer) END WHERE id = $1 RETURNING tenant_id"),
        SqlParams()
            .add(id.uuid())
            .add(static_cast<qint64>(flag))
            .add(on ? QStringLiteral("t") : QStringLiteral("f")));
    return rows.empty() ? std::nullopt : std::optional(static_cast<TenantKey>(numberOf(rowAt(rows, 0)[0])));
}

QList<StoredCall> CallRepository::chunk(const common::CallId &after, int limit)
{
    const QUuid start = after.isNull() ? QUuid() : after.uuid();
    QList<StoredCall> calls;
    const auto rows = m_transaction.exec(
        kCallColumns +
            QStringLiteral(
                "WHERE c.id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000') AND d.call_id > "
                "coalesce($1::uuid, '00000000-0000-0000-0000-000000000000') ORDER BY c.id LIMIT $2"),
        SqlParams().add(start).add(qint64{limit}));
    for (const auto &row : rows) {
        calls.append(callOf(row));
    }
    addParts(m_transaction, calls);
    return calls;
}

} // namespace recorder
