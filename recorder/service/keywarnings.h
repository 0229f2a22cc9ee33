// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/keyrules.h"

#include "common/crypto/hostkey.h"

namespace recorder
{

/// A key that recordings need and that fewer than two people open: when the last one forgets his password
/// they are lost, unless somebody has an exported copy.
struct LonelyKey {
    StoredTenantKey key;
    int holders = 0; ///< judged by their grants; machines do not count

    QString text() const; ///< "Spring (…a1b2c3): 1 holder, exported 2026-11-23" for mails and lines
};
/// A key in use that nobody who held the one before vouches for: whose it is only he knows who accepted it.
struct UnvouchedKey {
    StoredTenantKey key;

    QString text() const; ///< "Spring (…a1b2c3): accepted by ada, 2026-11-23"
};
struct KeyTroubles {
    TenantKey tenant{};
    QString name; ///< of the tenant
    QList<LonelyKey> lonely{};
    QList<UnvouchedKey> unvouched{};
};
constexpr int kEnoughHolders = 2;
/// For so long after it was accepted an unvouched key is told of, while it is in use; its mark stays.
constexpr qint64 kUnvouchedToldMs = 7 * 86'400'000LL;

/// Of each tenant that is neither suspended nor deleted. Too few holders: keys that were never active and
/// that nothing is sealed to, and public keys that came alone, are no loss.
common::Result<QList<KeyTroubles>> keyTroubles(Transaction &transaction, const TenantScope &scope,
                                               AuditDetail &trail);

/// Tells of a tenant's: a row of the audit trail, which goes to syslog too, and mails to its administrators
/// and to who runs the system, one for each kind of trouble.
class KeyWarnings
{
public:
    explicit KeyWarnings(common::HostKey key)
        : m_key(std::move(key))
    {
    }
    common::Result<bool> warn(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const KeyTroubles &troubles) const;

private:
    common::Status mail(Transaction &transaction, const TenantScope &scope,
                        const KeyTroubles &troubles) const;

    const common::HostKey m_key;
};

} // namespace recorder
