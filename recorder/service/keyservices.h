// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/ownkeys.h"
#include "recorder/service/tenantkeys.h"
#include "recorder/store/keyservicerepository.h"

namespace recorder
{

/// Machines that open recordings without a person: each has keys of its own, which were made on it and stay
/// there. A service is no account; it is registered by the public half of its keys, and opens what a holder
/// granted to them, for a time that ends. It never counts as the last holder of a key.

constexpr qint64 kMostKeyServices = 100; ///< of a tenant
constexpr qint64 kLongestServiceGrantMs = qint64(366) * 24 * 60 * 60 * 1000;

struct KeyServiceToAdd {
    QString tenantId;
    QString name;
    common::KeyRecord record; ///< its owner is the service
};
/// Invalid (record as of keybundle.h, or owner: the id is somebody's; name = empty | length | characters,
/// tenant = unknown), Conflict (service = registered | service-limit).
common::Result<bool> addKeyService(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                   const KeyServiceToAdd &wanted);
/// Machines make their ids themselves: they are one within a tenant only.
struct KeyServiceRef {
    QString id;
    QString tenantId{};    ///< empty: of whichever tenant is within reach
    QByteArray identity{}; ///< of its keys; empty: whatever they are
};
/// With its grants. NotFound, Conflict (tenant = ambiguous).
common::Result<bool> removeKeyService(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                      const KeyServiceRef &wanted);

struct ServiceKeys {
    StoredKeyService service;
    QList<OwnKeys::Held> held; ///< what is over without its bundle
};
/// Of several tenants' that of the one that was registered first, of those that were granted something.
/// NotFound.
common::Result<ServiceKeys> showServiceKeys(Transaction &transaction, const TenantScope &scope,
                                            AuditDetail &trail, const KeyServiceRef &wanted);

/// For keyholders.cpp: the tenant's services as users of the key, and a grant to one.
QList<KeyUser> serviceUsers(Transaction &transaction, const StoredTenantKey &key, const QString &search,
                            qint64 nowMs);
common::Result<bool> grantToService(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                    const StoredTenantKey &key, const StoredKeyService &service,
                                    const common::Grant &grant);

} // namespace recorder
