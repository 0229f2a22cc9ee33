// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/keyrules.h"

namespace recorder
{

/// What is lost when a user gets a password that does not open his keys: unless he remembers the one before
/// or has his recovery code, nobody opens what only he was granted.

/// The keys that he, with the keys that he has now, is the only one to open. What retired before is lost
/// already. Locks them until the end of the transaction; machines do not count.
QList<StoredTenantKey> keysOpenedOnlyBy(Transaction &transaction, const QUuid &user, qint64 nowMs);

/// Before his keys are retired. `tails`: tailOf() the fingerprint of each key that is given up knowingly, as
/// it was typed. Conflict (confirm = last-holder, key = the tail, fingerprint = all of it, hex) for the first
/// that is not among them. Good: the tails of what is given up, for the audit trail.
common::Result<QStringList> giveUpKeys(Transaction &transaction, const QUuid &user, const QStringList &tails,
                                       qint64 nowMs);
/// The row says which keys are given up; nothing when there are none.
void tellKeysGivenUp(AuditDetail &trail, const QStringList &tails);

} // namespace recorder
