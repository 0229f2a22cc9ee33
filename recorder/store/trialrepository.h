// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/removalrepository.h"

namespace recorder
{

/// Which limits trials went by, of each tenant: what nobody has read beforehand is not removed.
class TrialRepository
{
public:
    explicit TrialRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// These were tried, and no others any more.
    void set(const QList<LimitedTenant> &tenants, qint64 nowMs);
    /// Of `tenants` those with a limit that is tighter than it was in the last trial, or was not there.
    QList<LimitedTenant> untried(const QList<LimitedTenant> &tenants);

private:
    Transaction &m_transaction;
};

} // namespace recorder
