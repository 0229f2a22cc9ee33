// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include <QJsonObject>
#include <QUuid>

namespace recorder
{

class Transaction;

struct AuditEntry {
    std::optional<TenantKey> tenant; ///< none = the system
    QString actor;                   ///< login, or "system"
    QString action;                  ///< "recordings.register"
    QUuid subject;                   ///< id of what it was done to; null = none
    QJsonObject detail;              ///< no secrets
    QString requestId{};             ///< of the client
    QString peer{};                  ///< address of the client
};

/// Append only, in the transaction of what it tells about.
class AuditRepository
{
public:
    explicit AuditRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    void append(const AuditEntry &entry);
    /// How often an action was done to a subject.
    qint64 count(const QString &action, const QUuid &subject);

private:
    Transaction &m_transaction;
};

} // namespace recorder
