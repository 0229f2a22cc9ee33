// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/ledger/ledgerdatabase.h"
#include "recorder/capture/ledger/ledgerrow.h"
#include "recorder/capture/ledger/ledgerschema.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

namespace recorder
{

using common::ErrorCode;
using common::fail;
using common::Result;

namespace
{
LedgerRow rowOf(const QSqlQuery &query)
{
    LedgerRow row;
    row.id = QUuid::fromString(query.value(0).toString());
    row.call = common::CallId::fromString(query.value(1).toString());
    row.tenant = query.value(2).toString();
    row.state = ledgerStateFromKey(query.value(3).toString()).value_or(LedgerState::Accepted);
    row.dialog = dialogFromJson(jsonObject(query.value(4).toString()));
    row.media = jsonObject(query.value(5).toString());
    row.spoolPath = query.value(6).toString();
    row.bootId = query.value(7).toString();
    row.startMonoNs = query.value(8).toLongLong();
    row.startUnixMs = query.value(9).toLongLong();
    row.reason = query.value(10).toString();
    row.result = jsonObject(query.value(11).toString());
    row.tenantId = common::TenantId::fromString(query.value(12).toString());
    return row;
}

tl::unexpected<common::Error> unreadable(const QSqlQuery &query)
{
    return fail(ErrorCode::Unavailable,
                QStringLiteral("cannot read the ledger: %1").arg(query.lastError().text()));
}

/// What a page's filter asks for, without its place.
struct LedgerCondition {
    QStringList parts;
    QVariantList values;

    LedgerCondition(const LedgerFilter &filter, bool withTenantId, bool withEnded)
    {
        if (!filter.tenant.name.isEmpty()) {
            const bool byId = withTenantId && !filter.tenant.id.isNull();
            parts.append(byId ? QStringLiteral("(tenant_id = ? OR (tenant_id = '' AND tenant = ?))")
                              : QStringLiteral("tenant = ?"));
            if (byId) {
                values.append(filter.tenant.id.toString());
            }
            values.append(filter.tenant.name);
        }
        if (!filter.states.isEmpty()) {
            QStringList marks;
            for (const QString &state : filter.states) {
                marks.append(QStringLiteral("?"));
                values.append(state);
            }
            parts.append(QStringLiteral("state IN (%1)").arg(marks.join(u',')));
        }
        addEnded(filter.endedFrom, QStringLiteral(">="), withEnded);
        addEnded(filter.endedBefore, QStringLiteral("<"), withEnded);
    }
    void addEnded(std::optional<qint64> ms, const QString &compared, bool withEnded)
    {
        if (ms) {
            const QString ended = withEnded ? QStringLiteral("CASE ended_unix_ms WHEN 0 THEN start_unix_ms "
                                                             "ELSE ended_unix_ms END")
                                            : QStringLiteral("start_unix_ms");
            parts.append(QStringLiteral("state <> 'accepted' AND %1 %2 ?").arg(ended, compared));
            values.append(*ms);
        }
    }
    bool run(QSqlQuery &query, const QString &sql, const QString &rest) const
    {
        const QString where =
            parts.isEmpty() ? QString() : QStringLiteral(" WHERE ") + parts.join(QStringLiteral(" AND "));
        query.setForwardOnly(true);
        if (!query.prepare(sql + where + rest)) {
            return false;
        }
        for (const QVariant &value : values) {
            query.addBindValue(value);
        }
        return query.exec();
    }
};
} // namespace

QString LedgerDatabase::selected() const
{
    return QLatin1String(m_withTenantId ? kLedgerColumns : kLedgerColumnsBefore);
}

Result<LedgerPage> LedgerDatabase::page(const LedgerFilter &filter) const
{
    LedgerPage page;
    LedgerCondition condition(filter, m_withTenantId, m_withEnded);
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    if (filter.wantTotal) {
        if (!condition.run(query, QStringLiteral("SELECT count(*) FROM entries"), {}) || !query.next()) {
            return unreadable(query);
        }
        page.total = query.value(0).toLongLong();
    }
    if (filter.after != 0) {
        condition.parts.append(filter.newestFirst ? QStringLiteral("seq < ?") : QStringLiteral("seq > ?"));
        condition.values.append(filter.after);
    }
    const QString order = QStringLiteral(" ORDER BY seq %1 LIMIT %2")
                              .arg(filter.newestFirst ? QStringLiteral("DESC") : QStringLiteral("ASC"))
                              .arg(filter.limit + 1);
    if (!condition.run(query, QStringLiteral("SELECT %1, seq FROM entries").arg(selected()), order)) {
        return unreadable(query);
    }
    qint64 last = 0;
    while (query.next()) {
        if (page.rows.size() == filter.limit) {
            page.next = last; // there is one more
            break;
        }
        page.rows.append(rowOf(query));
        last = query.value(13).toLongLong();
    }
    if (query.lastError().isValid()) {
        return unreadable(query);
    }
    return page;
}

Result<QList<LedgerRow>> LedgerDatabase::select(const QString &condition, const QString &value) const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    bool good =
        query.prepare(QStringLiteral("SELECT %1 FROM entries %2 ORDER BY seq").arg(selected(), condition));
    if (good && !value.isEmpty()) {
        query.bindValue(0, value);
    }
    good = good && query.exec();
    QList<LedgerRow> found;
    while (good && query.next()) {
        found.append(rowOf(query));
    }
    // next() ends at an error too.
    if (!good || query.lastError().isValid()) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("cannot read the ledger: %1").arg(query.lastError().text()));
    }
    return found;
}

Result<QList<LedgerRow>> LedgerDatabase::unsettled() const
{
    return select(QStringLiteral("WHERE state IN ('accepted','ended','finalised')"));
}

Result<QList<LedgerRow>> LedgerDatabase::rows(const common::CallId &call) const
{
    return select(QStringLiteral("WHERE call_id = ?"), call.uuid().toString(QUuid::WithoutBraces));
}

Result<QList<LedgerRow>> LedgerDatabase::all() const
{
    return select(QString());
}

Result<QMap<QString, qint64>> LedgerDatabase::counts() const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    QMap<QString, qint64> counts;
    if (query.exec(QStringLiteral("SELECT state, count(*) FROM entries GROUP BY state"))) {
        while (query.next()) {
            counts.insert(query.value(0).toString(), query.value(1).toLongLong());
        }
    }
    if (query.lastError().isValid()) {
        return fail(ErrorCode::Unavailable,
                    QStringLiteral("cannot read the ledger: %1").arg(query.lastError().text()));
    }
    return counts;
}

} // namespace recorder
