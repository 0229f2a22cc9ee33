// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/service/keyrules.h"

#include <QStringList>

namespace recorder
{

/// Whether the recordings of a tenant are sealed, or the default of all tenants.
struct EncryptionSetting {
    bool enabled = false;
    bool inherited = true; ///< nothing of its own at this level
    int version = 0;       ///< of this level; 0 = nothing of its own
    /// Only told: names of tenants that it holds for and that have no key in use, the first 20. With
    /// encryption on, their calls stay in the recorder's spool.
    QStringList withoutKey;

    bool operator==(const EncryptionSetting &) const = default;
};

/// Whose: settingLevelOf() (settingsservice.h), with its errors.
common::Result<EncryptionSetting> encryptionSetting(Transaction &transaction, const TenantScope &scope,
                                                    bool system, const QString &tenantId = {});
struct EncryptionChange {
    bool system = false;
    bool enabled = false;
    bool inherit = false; ///< drop the tenant's own
    int version = 0;      ///< as read
    QString tenantId{};   ///< empty = the caller's tenant
};
/// Invalid (enabled = no-key): a tenant has to have a key in use first. Conflict (version = changed). It
/// holds for calls whose files are made from then on; files that are there stay as they are.
common::Result<EncryptionSetting> changeEncryption(Transaction &transaction, const TenantScope &scope,
                                                   AuditDetail &trail, const EncryptionChange &change);

/// Of all tenants that encrypt, those with a key that may be used.
QList<ActiveKey> encryptingKeys(Transaction &transaction, qint64 nowMs);
/// The tenant's own setting, else the system's, else false.
bool isEncrypting(Transaction &transaction, TenantKey tenant);

} // namespace recorder
