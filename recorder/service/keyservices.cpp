// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/keyservices.h"

#include "recorder/service/directorychecks.h"
#include "recorder/store/tenantrepository.h"

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

/// As accessOf() wants those of a user.
StoredUserKeys keysOf(const StoredKeyService &service)
{
    StoredUserKeys keys;
    keys.record = service.record;
    keys.tenant = service.tenant;
    return keys;
}

/// Never empty.
Result<QList<StoredKeyService>> servicesWithin(Transaction &transaction, const TenantScope &scope,
                                               const KeyServiceRef &wanted)
{
    std::optional<TenantKey> tenant = scope.tenant();
    if (!wanted.tenantId.isEmpty()) {
        const auto found = TenantRepository(transaction).get(uuidOfText(wanted.tenantId));
        if (!found || !reachesTenant(scope, found->first)) {
            return notThere();
        }
        tenant = found->first;
    }
    QList<StoredKeyService> services =
        KeyServiceRepository(transaction).servicesWithId(uuidOfText(wanted.id));
    services.removeIf([&](const StoredKeyService &service) {
        return (tenant && service.tenant != *tenant) ||
               (!wanted.identity.isEmpty() && service.record.identity != wanted.identity);
    });
    return services.isEmpty() ? Result<QList<StoredKeyService>>(notThere()) : services;
}

void tellService(AuditDetail &trail, const StoredKeyService &service)
{
    trail.setSubject(service.record.owner, service.name);
    tellTenant(trail, service.tenant);
}

} // namespace

Result<bool> addKeyService(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                           const KeyServiceToAdd &wanted)
{
    if (auto sealing = common::checkKeyRecord(wanted.record); !sealing) {
        return common::propagate(sealing);
    } else if (sealing->bits() < common::SealingKey::kLeastSealingBits || wanted.record.owner.isNull()) {
        return invalid("record", "format");
    }
    KeyServiceRepository services(transaction);
    if (services.isUser(wanted.record.owner)) { // else one is taken for the other when grants are revoked
        return invalid("record", "owner");
    }
    QString name = wanted.name;
    if (common::Status good = cleanName("name", name); !good) {
        return common::propagate(good);
    }
    const auto tenant = TenantRepository(transaction).get(uuidOfText(wanted.tenantId));
    if (!tenant || !reachesTenant(scope, tenant->first)) {
        return invalid("tenant", "unknown");
    }
    if (services.count(tenant->first) >= kMostKeyServices) {
        return refused(ErrorCode::Conflict, "service", "service-limit");
    }
    const StoredKeyService service{storedOf(wanted.record), tenant->first, name, scope.nowMs()};
    if (!services.insert(service)) {
        return refused(ErrorCode::Conflict, "service", "registered");
    }
    tellService(trail, service);
    trail.note(QStringLiteral("name"), name);
    trail.note(QStringLiteral("key"), QString::fromLatin1(service.record.identity.toHex()));
    return true;
}

Result<bool> removeKeyService(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const KeyServiceRef &wanted)
{
    auto found = servicesWithin(transaction, scope, wanted);
    if (!found) {
        return common::propagate(found);
    }
    if (found->size() > 1) {
        return refused(ErrorCode::Conflict, "tenant", "ambiguous");
    }
    const StoredKeyService &service = found->first();
    KeyServiceRepository(transaction).remove(service.tenant, service.record.owner, scope.nowMs());
    tellService(trail, service);
    trail.note(QStringLiteral("name"), service.name);
    return true;
}

Result<ServiceKeys> showServiceKeys(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                    const KeyServiceRef &wanted)
{
    auto found = servicesWithin(transaction, scope, wanted);
    if (!found) {
        return common::propagate(found);
    }
    KeyServiceRepository services(transaction);
    const auto granted =
        std::find_if(found->cbegin(), found->cend(), [&services](const StoredKeyService &one) {
            return !services.grantsOfService(one.tenant, one.record.owner).isEmpty();
        });
    const StoredKeyService service = granted == found->cend() ? found->first() : *granted;
    ServiceKeys shown{service, {}};
    KeyRepository keys(transaction);
    for (const StoredGrant &grant : services.grantsOfService(service.tenant, service.record.owner)) {
        const auto key = keys.tenantKey(grant.key, scope.nowMs());
        if (!key) {
            continue;
        }
        OwnKeys::Held held{*key, grantOf(grant, *key), accessOf(*key, grant, keysOf(service), scope.nowMs())};
        if (held.access == KeyAccess::Expired) {
            held.grant.bundle.clear(); // whatever the clock of the machine says
        }
        shown.held.append(held);
    }
    tellService(trail, service);
    return shown;
}

QList<KeyUser> serviceUsers(Transaction &transaction, const StoredTenantKey &key, const QString &search,
                            qint64 nowMs)
{
    KeyServiceRepository services(transaction);
    QHash<QUuid, StoredGrant> grants;
    for (const StoredGrant &grant : services.grantsOfKey(key.id)) {
        grants.insert(grant.user, grant);
    }
    QList<KeyUser> users;
    for (const StoredKeyService &service : services.services(key.tenant, search)) {
        const QUuid id = service.record.owner;
        const auto grant =
            grants.contains(id) ? std::optional(grants.value(id)) : std::optional<StoredGrant>();
        users.append({id,
                      service.name,
                      {},
                      accessOf(key, grant, keysOf(service), nowMs),
                      recordOf(service.record),
                      grant ? grant->expiresMs : 0,
                      true});
    }
    return users;
}

Result<bool> grantToService(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                            const StoredTenantKey &key, const StoredKeyService &service,
                            const common::Grant &grant)
{
    if (common::Status good = checkGrantOf(key, grant, recordOf(service.record), scope.nowMs()); !good) {
        return common::propagate(good);
    }
    if (grant.expiresMs == 0 || grant.expiresMs - grant.grantedMs > kLongestServiceGrantMs) {
        return invalid("grant", "endless"); // nobody is there to notice that it is not needed any more
    }
    KeyServiceRepository services(transaction);
    const qint64 after = services.lastGrantMs(key.id, grant.grantee);
    if (common::Status good = common::checkNewGrant(grant, after, scope.nowMs()); !good) {
        return common::propagate(good);
    }
    services.putGrant({key.id, grant.grantee, key.tenant, grant.granteeKey, grant.grantedMs, grant.expiresMs,
                       grant.bundle, grant.signature});
    tellKey(trail, key);
    trail.note(QStringLiteral("grantee"), service.name);
    trail.note(QStringLiteral("grantee_id"), grant.grantee.toString(QUuid::WithoutBraces));
    trail.note(QStringLiteral("service"), true);
    trail.note(QStringLiteral("expires_ms"), grant.expiresMs);
    return true;
}

} // namespace recorder
