// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/tenantrepository.h"

namespace recorder
{

/// The seats of one user, and how many of each kind a change gives.
SeatCounts seatsOf(const common::UserRecord &user);
/// What `after` has and `before` has not.
SeatCounts seatsGiven(const common::UserRecord &before, const common::UserRecord &after);
bool isNone(const SeatCounts &given);

/// After the seats were written, in the same transaction. Conflict (recording_seat | screen_seat |
/// evaluation_seat | live_seat = none-left; used = before the change, limit) when that was more than the
/// tenant's limit leaves. What a tenant has too many already, because its limit came later, stays.
common::Status checkSeatsLeft(Transaction &transaction, TenantKey tenant, const SeatCounts &given);

/// Who watches active calls takes a seat of a tenant whose licence limits those for live monitoring. Denied
/// (reason = seat). Not for who sees every tenant: he is of no licence.
common::Status checkLiveSeat(Transaction &transaction, const TenantScope &scope);

/// Conflict (recording_seats | ... = in-use; used) when a limit would be lower than what is given already.
common::Status checkSeatLimits(const common::TenantRecord &before, const common::TenantRecord &wanted);

} // namespace recorder
