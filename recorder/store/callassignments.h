// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/callrecords.h"
#include "recorder/store/userrepository.h"

namespace recorder
{

class Transaction;

/// Says of recorded calls afterwards who of our users took part. Under lockDirectory(), so that the owner is
/// who he was when he was read. Lives as long as its transaction.
class CallAssignments
{
public:
    explicit CallAssignments(Transaction &transaction)
        : m_transaction(transaction)
    {
    }

    /// Its tenant; none when there is no such call. Locked until the end of the transaction.
    std::optional<TenantKey> lock(const common::CallId &call);
    /// The newest calls of no user in which one of the numbers (in foldedNumber() form) took part, without
    /// those that have a flag of `hidden`; locked, in the order of their ids.
    QList<common::CallId> lockSimilar(TenantKey tenant, const QStringList &numbers, common::CallFlags hidden,
                                      int most);
    /// One participation of a call as it is stored, and those of the same number there; false when it belongs
    /// to somebody meanwhile.
    bool assign(const StoredCall &call, int position, const QString &extension, const ExtensionOwner &owner);
    /// The participations of these numbers in calls of lockSimilar(); those calls that had any.
    QList<common::CallId> assign(const QList<common::CallId> &calls, const QStringList &numbers,
                                 const QString &extension, const ExtensionOwner &owner);

private:
    void mark(const QList<QUuid> &calls, const QList<QUuid> &associated, const ExtensionOwner &owner);

    Transaction &m_transaction;
};

} // namespace recorder
