// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include <optional>

namespace recorder
{

class Transaction;

/// The second wall (docs/security.md): from here to the end of the transaction its statements run as a role
/// that is under row-level security and sees the rows of this tenant only; none = of every tenant, but it
/// still makes nothing and does not write the audit trail. Raised by the gate before each piece of work.
void raiseWall(Transaction &transaction, std::optional<TenantKey> tenant);
/// Back to the owner, who is above the policies. For the gate's own rows; whoever else does it stands in
/// docs/security.md ("Above the wall").
void lowerWall(Transaction &transaction);

} // namespace recorder
