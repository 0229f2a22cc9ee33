// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/auditrecords.h"

#include "common/core/result.h"
#include "common/model/directory.h"
#include "common/model/listing.h"

#include <QJsonObject>
#include <QUuid>

#include <chrono>

namespace recorder
{

class Transaction;

struct AuditEntry {
    std::optional<TenantKey> tenant; ///< none = the system
    QString actor;                   ///< login, or "system"
    QString action;                  ///< "calls.register"
    QUuid subject;                   ///< id of what it was done to; null = none
    QJsonObject detail;              ///< no secrets
    QString requestId{};             ///< of the client
    QString peer{};                  ///< address of the client
    QString impersonator{};          ///< login of who acts with the actor's rights; empty = nobody
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
    /// A row for each, with the actor, request and peer of the entry, in that order; any number of them.
    void appendEach(const AuditEntry &entry, const QList<AuditPart> &parts);
    /// JSON as PostgreSQL takes it; empty for an empty one.
    static QByteArray storableText(const QJsonObject &detail);
    /// How often an action was done to a subject.
    qint64 count(const QString &action, const QUuid &subject);
    /// Whether there is a row of this action, tenant, actor and impersonator that is not older.
    bool isTold(const AuditEntry &entry, std::chrono::milliseconds within);

    /// Whose rows may be read.
    struct Reach {
        std::optional<TenantKey> tenant; ///< none = all, the system's too
        QString actor; ///< only what this login did, or others in its name or by it; empty = of everybody
    };
    /// Newest first. Fields: auditFields() (searchlists.h); search: initiator, action, detail.
    common::Result<common::ListPageOf<common::AuditRecord>> list(const Reach &reach,
                                                                 const common::ListQuery &query);
    /// For taking away: the rows that match, by id, after `afterId` and up to `lastId`.
    struct Exported {
        common::AuditRecord record;
        QString detail; ///< JSON as it is stored; empty = none
        qint64 position = 0;
        QByteArray hash; ///< empty: it has no place in the chain yet
    };
    common::Result<QList<Exported>> exported(const Reach &reach, const common::ListQuery &query,
                                             qint64 afterId, qint64 lastId, int limit);
    qint64 lastId();
    /// With the newest 50 other rows of the same request or subject.
    std::optional<common::AuditRecord> get(const Reach &reach, qint64 id);

private:
    Transaction &m_transaction;
};

} // namespace recorder
