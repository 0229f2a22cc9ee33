// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/model/recording.h"

#include <QSet>

namespace recorder
{

class Transaction;

/// Whether somebody wants a call that is recorded on demand. Whichever is written first, wanting or losing,
/// stays.
class CallMarks
{
public:
    enum class Mark { Kept, Lost };

    explicit CallMarks(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// Lost: too late.
    Mark keep(const common::CallId &call, TenantKey tenant, qint64 nowMs);
    /// Kept: somebody wants it. Takes away marks of what was lost a day ago.
    Mark lose(const common::CallId &call, TenantKey tenant, qint64 nowMs);
    QSet<common::CallId> keptOf(const QList<common::CallId> &calls);
    /// Of calls that are stored.
    void forget(const QList<common::CallId> &calls);

private:
    Mark write(const common::CallId &call, TenantKey tenant, bool kept, qint64 nowMs);
    Transaction &m_transaction;
};

} // namespace recorder
