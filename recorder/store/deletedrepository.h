// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"
#include "recorder/store/transaction.h"

#include "common/core/result.h"
#include "common/model/deleted.h"
#include "common/model/listing.h"

#include <QUuid>

namespace recorder
{

/// How deleted things of one kind are found and how they go for good. A new kind is one entry of
/// deletedKinds().
struct DeletedKind {
    QString kind;      ///< table, service and resource have the same name
    QString rows;      ///< SELECT id, name, tenant_id (null = the system's), deleted_ms, deleted_by ...
    QString held;      ///< condition over "x.id": something that is not deleted still needs it
    QStringList purge; ///< statements in this order; $1 = ids
};
const QList<DeletedKind> &deletedKinds();

/// What was deleted and can still be had back.
class DeletedRepository
{
public:
    struct Reach {
        std::optional<TenantKey> tenant; ///< none = all, the system's things too
        QString by;                      ///< only what this login deleted; empty = by anybody
    };
    explicit DeletedRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// Fields: kind; orders: deleted; search: name. purgeMs is not set.
    common::Result<common::ListPageOf<common::DeletedRecord>> list(const Reach &reach,
                                                                   const common::ListQuery &query);
    struct Found {
        QUuid id;
        QString name;
        std::optional<TenantKey> tenant;
        bool held = false;
    };
    /// Those of the ids that are deleted and within reach.
    QList<Found> find(const Reach &reach, const DeletedKind &kind, const QList<QUuid> &ids);
    /// Deleted before the moment, oldest first.
    QList<QUuid> idsBefore(const DeletedKind &kind, qint64 beforeMs, int most);
    /// For good. Calls and the audit trail keep the names.
    void purge(const DeletedKind &kind, const QList<QUuid> &ids);
    void setDeletedBy(const char *table, const QList<QUuid> &ids, const QString &login);

private:
    Transaction &m_transaction;
};

} // namespace recorder
