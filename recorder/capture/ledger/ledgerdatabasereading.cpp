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
    return row;
}
} // namespace

Result<QList<LedgerRow>> LedgerDatabase::select(const QString &condition, const QString &value) const
{
    QSqlQuery query(QSqlDatabase::database(m_connection, false));
    query.setForwardOnly(true);
    bool good = query.prepare(QStringLiteral("SELECT %1 FROM entries %2 ORDER BY seq")
                                  .arg(QLatin1String(kLedgerColumns), condition));
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
