// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/auditcheck.h"
#include "recorder/store/connectionpool.h"

#include "common/crypto/ed25519.h"

namespace recorder
{

/// What is done to the trail as a whole, one transaction at a time. For threads that may wait, never a
/// pool's.

/// Gives every committed row its place in the chain: the last link. Any number of recorders may do so at
/// once.
common::Result<ChainLink> chainAudit(ConnectionPool &pool);

struct ChainLag {
    qint64 oldestMs = 0; ///< at_ms of the oldest row without a place; 0 = none
};
common::Result<ChainLag> chainLag(ConnectionPool &pool);

struct HeadSigner {
    const common::SigningKey &key;
    const AuditSigner &signer;
};
/// Signs the chain's end when it is further than the last head and that one is older than `every` (by any
/// recorder). None = there was nothing to sign.
common::Result<std::optional<AuditHead>> signHeadOf(ConnectionPool &pool, const HeadSigner &signer,
                                                    qint64 nowMs, std::chrono::milliseconds every);

/// Removes what the policy does not keep any longer: signs that first, then removes. How many rows went.
/// Nothing while syslog still has to get them.
common::Result<qint64> removeOldAudit(ConnectionPool &pool, const HeadSigner &signer, qint64 nowMs);

/// Reads the whole chain in one snapshot. `memory` was read before.
common::Result<AuditVerdict> verifyAudit(ConnectionPool &pool, const AuditCheck::Memory &memory);

} // namespace recorder
