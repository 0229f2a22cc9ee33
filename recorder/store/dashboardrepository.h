// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/clock.h"
#include "common/core/result.h"

#include <QList>
#include <QUuid>

#include <array>
#include <optional>

namespace recorder
{

class Transaction;

/// Calls that began in a span, and what is worth a look among them.
struct CallFigures {
    qint64 calls = 0;
    qint64 oneWay = 0;
    qint64 silent = 0;
    qint64 partial = 0;
    qint64 unassigned = 0; ///< no user took part
};

/// Figures over many rows, each by one query. No tenant = every one.
class DashboardRepository
{
public:
    explicit DashboardRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// `reach` as CallCriteria::reach.
    common::Result<CallFigures> calls(std::optional<TenantKey> tenant,
                                      const std::optional<QList<QUuid>> &reach, common::WallTime from,
                                      common::WallTime to);
    /// The calls of each of the 24 hours that end with `to`, oldest first.
    common::Result<std::array<qint64, 24>>
    hours(std::optional<TenantKey> tenant, const std::optional<QList<QUuid>> &reach, common::WallTime to);
    /// Active users with an extension and without a recording seat: they are not recorded.
    qint64 usersWithoutSeat(TenantKey tenant);
    qint64 sessions(std::optional<TenantKey> tenant, common::WallTime now);
    /// Jobs that failed since then.
    qint64 failedJobs(std::optional<TenantKey> tenant, common::WallTime since);

private:
    Transaction &m_transaction;
};

} // namespace recorder
