// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/clock.h"
#include "common/core/result.h"
#include "common/model/callrecords.h"

#include <QList>
#include <QUuid>

#include <array>
#include <optional>

namespace recorder
{

class Transaction;

/// Which calls somebody sees: as CallCriteria has it. No tenant = every one.
struct CallSight {
    std::optional<TenantKey> tenant;
    std::optional<QList<QUuid>> reach;
    common::CallFlags hidden = 0;
};

/// Calls that began in a span, and what is worth a look among them.
struct CallFigures {
    qint64 calls = 0;
    qint64 oneWay = 0;
    qint64 silent = 0;
    qint64 partial = 0;
    qint64 unassigned = 0; ///< no user took part
};

/// Figures over many rows, each by one query.
class DashboardRepository
{
public:
    explicit DashboardRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// Since `from`, as the list of calls counts them.
    common::Result<CallFigures> calls(const CallSight &sight, common::WallTime from);
    /// The calls of each of the 24 hours that end with `to`, oldest first.
    common::Result<std::array<qint64, 24>> hours(const CallSight &sight, common::WallTime to);
    /// Recording, screen, evaluation, live of all tenants together; limit -1 = one of them has none.
    struct Seats {
        std::array<qint64, 4> used{};
        std::array<qint64, 4> limits{};
    };
    Seats seatsOfAll();

private:
    Transaction &m_transaction;
};

} // namespace recorder
