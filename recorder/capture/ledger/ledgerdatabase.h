// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/ledger/ledger.h"
#include "recorder/capture/ledger/ledgerreader.h"

#include "common/core/result.h"

#include <QList>
#include <QMap>
#include <QSqlError>
#include <QString>

#include <memory>
#include <optional>

namespace recorder
{

/// SQLite's answer to one statement, sorted by what to do about it.
enum class LedgerFault {
    None,
    Busy,       ///< somebody else holds the lock: wait, nothing is lost
    Constraint, ///< the statement's own fault, the transaction goes on
    Disk,       ///< full, I/O error, unreadable: the transaction is gone
};

/// The ledger's SQL: one connection, its schema and its prepared statements. Everything on the thread that
/// made it.
class LedgerDatabase
{
public:
    enum class Access { ReadWrite, ReadOnly };
    static common::Result<std::unique_ptr<LedgerDatabase>> open(const QString &file, Access access);
    ~LedgerDatabase();
    LedgerDatabase(const LedgerDatabase &) = delete;
    LedgerDatabase &operator=(const LedgerDatabase &) = delete;

    /// BEGIN IMMEDIATE; Busy after at most kBusyWaitMs.
    static constexpr int kBusyWaitMs = 200;
    LedgerFault begin();
    LedgerFault commit();
    void rollback();
    /// What the last LedgerFault was about.
    QString lastError() const { return m_error; }

    LedgerFault insert(const LedgerRow &row);
    /// NotFound when there is no such row.
    common::Status update(const QUuid &id, const DialogState &dialog, const QJsonObject &media,
                          LedgerFault &fault);
    common::Status advance(const common::CallId &call, LedgerState state, const QString &reason,
                           const QJsonObject &result, LedgerFault &fault);

    common::Result<QList<LedgerRow>> unsettled() const;
    common::Result<QList<LedgerRow>> rows(const common::CallId &call) const;
    common::Result<QList<LedgerRow>> all() const;
    common::Result<QMap<QString, qint64>> counts() const;
    common::Result<LedgerPage> page(const LedgerFilter &filter) const;

private:
    struct Statements;
    explicit LedgerDatabase(QString connection);
    common::Status prepareFile(Access access);
    common::Status migrate();
    /// A ledger's table, but one of before that column.
    bool lacks(const char *column) const;
    QString selected() const;
    LedgerFault exec(const char *sql);
    LedgerFault faultOf(const QSqlError &error);
    common::Result<QList<LedgerRow>> select(const QString &condition, const QString &value = {}) const;

    QString m_connection;
    std::unique_ptr<Statements> m_statements;
    bool m_withTenantId = true;
    bool m_withEnded = true;
    QString m_error;
};

} // namespace recorder
