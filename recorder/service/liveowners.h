// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/liveboard.h"

namespace recorder
{

class ConnectionPool;

/// LiveBoard::Needs::owners from the database, one transaction for all questions. `done` comes on a pool
/// thread, or at once when the pool is full.
void findLiveOwners(ConnectionPool &pool, const QList<LiveBoard::Question> &questions,
                    std::function<void(common::Result<LiveBoard::Answers>)> done);

} // namespace recorder
