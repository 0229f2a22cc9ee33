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
struct LonelyKeys {
    TenantKey tenant{};
    QString name; ///< of the tenant
    QList<LonelyKey> keys;
};
constexpr int kEnoughHolders = 2;

/// Of each tenant that is neither suspended nor deleted. Keys that were never active and that nothing is
/// sealed to, and public keys that came alone, are no loss.
common::Result<QList<LonelyKeys>> lonelyKeys(Transaction &transaction, const TenantScope &scope,
                                             AuditDetail &trail);

/// Tells of a tenant's: a row of the audit trail, which goes to syslog too, and a mail to its administrators
/// and to who runs the system.
class KeyWarnings
{
public:
    explicit KeyWarnings(common::HostKey key)
        : m_key(std::move(key))
    {
    }
    common::Result<bool> warn(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const LonelyKeys &lonely) const;

private:
    const common::HostKey m_key;
};

} // namespace recorder
