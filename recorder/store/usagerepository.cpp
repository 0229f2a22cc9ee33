// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/usagerepository.h"

#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

using common::StorageUsageRecord;

constexpr qint64 kDayMs = 86'400'000;

const QString kColumns = QStringLiteral(
    "t.uuid, t.name, coalesce(a.files, 0), coalesce(a.bytes, 0), coalesce(c.duration, 0) / 60000, "
    "coalesce(c.oldest, "
    "0), t.audio_megabytes, t.audio_minutes, t.audio_days, coalesce(s.files, 0), coalesce(s.bytes, 0), "
    "t.screen_megabytes, t.screen_minutes, t.screen_days, t.id");
const QString kFrom = QStringLiteral("tenants t LEFT JOIN storage_usage a ON a.tenant_id = t.id AND a.media "
                                     "= 1 LEFT JOIN storage_usage s ON s.tenant_id "
                                     "= t.id AND s.media = 2 LEFT JOIN LATERAL (SELECT "
                                     "sum(duration_ms)::bigint AS duration, min(day) FILTER (WHERE calls "
                                     "> 0) AS oldest FROM call_counts WHERE tenant_id = t.id) c ON true");
const QString kLimits = QStringLiteral("greatest(t.audio_megabytes, t.audio_minutes, t.audio_days, "
                                       "t.screen_megabytes, t.screen_minutes, t.screen_days) >= 0");

/// Those with screen recordings have an index of their own, which nearly nothing is in.
const QString kScreenUse = QStringLiteral(
    "SELECT c.tenant_id, sum(c.duration_ms)::bigint, min(c.connect_ms) FROM calls c WHERE c.tenant_id = "
    "ANY($1::integer[]) AND c.id IN (SELECT m.call_id FROM media_files m WHERE m.kind > 3) GROUP BY "
    "c.tenant_id");

/// 0 = there is none.
qint64 daysSince(qint64 oldestDay, qint64 nowMs)
{
    return oldestDay == 0 ? 0 : std::max<qint64>(0, nowMs / kDayMs - oldestDay);
}

/// Which records of a list have screen recordings, and whose they are.
class ScreenRows
{
public:
    StorageUsageRecord noted(const pqxx::row &row, qint64 nowMs)
    {
        StorageUsageRecord record = recordOf(row, nowMs);
        if (record.screen.files > 0) {
            m_tenants.insert(record.id, static_cast<TenantKey>(numberOf(row[14])));
        }
        return record;
    }
    void complete(Transaction &transaction, QList<StorageUsageRecord> &records, qint64 nowMs) const
    {
        const auto uses = screenUseOf(transaction, m_tenants.values());
        for (StorageUsageRecord &record : records) {
            const auto tenant = m_tenants.constFind(record.id);
            if (tenant != m_tenants.constEnd()) {
                addScreenUse(record.screen, uses.value(*tenant), nowMs);
            }
        }
    }

private:
    static StorageUsageRecord recordOf(const pqxx::row &row, qint64 nowMs);
    QHash<QString, TenantKey> m_tenants;
};

/// Without a limit columns are in the order of kColumns.
StorageUsageRecord ScreenRows::recordOf(const pqxx::row &row, qint64 nowMs)
{
    StorageUsageRecord record;
    record.id = textOf(row[0]);
    record.name = textOf(row[1]);
    record.audio = {numberOf(row[2]), numberOf(row[3]), numberOf(row[4]), daysSince(numberOf(row[5]), nowMs),
                    numberOf(row[6]), numberOf(row[7]), numberOf(row[8])};
    record.screen = {numberOf(row[9]),  numberOf(row[10]), 0, 0, numberOf(row[11]),
                     numberOf(row[12]), numberOf(row[13])};
    return record;
}

ListSource sourceFor(std::optional<TenantKey> tenant)
{
    ListSource source;
    source.columns = kColumns;
    source.from = kFrom;
    source.id = QStringLiteral("t.uuid");
    source.orders = {{QStringLiteral("name"), QStringLiteral("lower(t.name)")},
                     {QStringLiteral("size"), QStringLiteral("coalesce(a.bytes, 0) + coalesce(s.bytes, 0)")}};
    source.standard = QStringLiteral("name");
    source.where = {QStringLiteral("t.id <> 0 AND t.deleted_ms IS NULL")};
    if (tenant) {
        source.where.append(QStringLiteral("t.id = ") +
                            source.params.add(static_cast<qint64>(*tenant)).last());
    }
    return source;
}

} // namespace

QHash<TenantKey, ScreenUse> screenUseOf(Transaction &transaction, const QList<TenantKey> &tenants)
{
    QHash<TenantKey, ScreenUse> uses;
    if (tenants.isEmpty()) {
        return uses;
    }
    QStringList keys;
    for (const TenantKey tenant : tenants) {
        keys.append(QString::number(static_cast<qint64>(tenant)));
    }
    for (const auto &row : transaction.exec(kScreenUse, SqlParams().addArray(keys))) {
        uses.insert(static_cast<TenantKey>(numberOf(row[0])), {numberOf(row[1]), numberOf(row[2])});
    }
    return uses;
}

void addScreenUse(common::StorageUse &use, const ScreenUse &screen, qint64 nowMs)
{
    use.minutes = screen.durationMs / 60'000;
    use.days = daysSince(screen.oldestMs / kDayMs, nowMs);
}

common::Result<common::ListPageOf<StorageUsageRecord>>
UsageRepository::list(std::optional<TenantKey> tenant, const common::ListQuery &query, qint64 nowMs)
{
    ListSource source = sourceFor(tenant);
    static const ListFields kFields{{QStringLiteral("tenant"), idField(QStringLiteral("t.uuid = ANY(%1)"))}};
    if (common::Status applied = applyQuery(query, kFields, {QStringLiteral("t.name")}, source); !applied) {
        return common::propagate(applied);
    }
    ScreenRows screens;
    auto page = readPage<StorageUsageRecord>(m_transaction, source, query,
                                             [&](const pqxx::row &row) { return screens.noted(row, nowMs); });
    if (page) {
        screens.complete(m_transaction, page->items, nowMs);
    }
    return page;
}

QList<StorageUsageRecord> UsageRepository::limited(std::optional<TenantKey> tenant, qint64 nowMs)
{
    const ListSource source = sourceFor(tenant);
    QList<StorageUsageRecord> records;
    ScreenRows screens;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT %1 FROM %2 WHERE %3 AND %4")
                 .arg(source.columns, source.from, source.where.join(QStringLiteral(" AND ")), kLimits),
             source.params)) {
        records.append(screens.noted(row, nowMs));
    }
    screens.complete(m_transaction, records, nowMs);
    return records;
}

} // namespace recorder
