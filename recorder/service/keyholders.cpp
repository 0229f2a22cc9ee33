// SPDX-License-Identifier: GPL-3.0-or-later
// Of tenants' keys: who may use them, users and services.
#include "recorder/service/directorychecks.h"
#include "recorder/service/keyservices.h"
#include "recorder/service/tenantkeys.h"
#include "recorder/store/peoplerepository.h"

#include <QHash>

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

Result<QList<common::UserRecord>> peopleOf(Transaction &transaction, const TenantScope &scope,
                                           TenantKey tenant, const QString &search)
{
    constexpr int kMost = 1000;
    common::ListQuery query;
    query.search = search;
    query.order = QStringLiteral("name");
    query.pageSize = kMost;
    query.wantTotal = false;
    DirectoryReach reach = directoryReachOf(scope);
    reach.tenant = tenant;
    auto people = PeopleRepository(transaction, reach).list(query);
    return people ? Result<QList<common::UserRecord>>(people->items) : common::propagate(people);
}

Result<QList<KeyUser>> usersOf(Transaction &transaction, const TenantScope &scope, const StoredTenantKey &key,
                               const QString &search)
{
    QList<common::UserRecord> people;
    for (const TenantKey tenant : {key.tenant, kSystemTenant}) {
        auto some = peopleOf(transaction, scope, tenant, search);
        if (!some) {
            return common::propagate(some);
        }
        people += *some;
        if (scope.tenant() || key.tenant == kSystemTenant) {
            break;
        }
    }
    KeyRepository keys(transaction);
    QHash<QUuid, StoredGrant> grants;
    for (const StoredGrant &grant : keys.grantsOfKey(key.id)) {
        grants.insert(grant.user, grant);
    }
    QList<QUuid> ids;
    for (const common::UserRecord &person : std::as_const(people)) {
        ids.append(uuidOfText(person.id));
    }
    QHash<QUuid, StoredUserKeys> current;
    for (const StoredUserKeys &own : keys.userKeysOf(ids)) {
        current.insert(own.record.owner, own);
    }
    QList<KeyUser> users;
    for (const common::UserRecord &person : std::as_const(people)) {
        KeyUser user{uuidOfText(person.id), person.name, person.login, KeyAccess::None, std::nullopt, 0};
        const auto grant =
            grants.contains(user.id) ? std::optional(grants.value(user.id)) : std::optional<StoredGrant>();
        const auto own = current.contains(user.id) ? std::optional(current.value(user.id))
                                                   : std::optional<StoredUserKeys>();
        user.access = accessOf(key, grant, own, scope.nowMs());
        if (own) {
            user.record = recordOf(own->record);
        }
        user.expiresMs = grant ? grant->expiresMs : 0;
        users.append(user);
    }
    return users;
}

/// From whom it was taken, users and services, by name.
QStringList revokeFrom(Transaction &transaction, const TenantScope &scope, const StoredTenantKey &key,
                       const QList<QUuid> &ids)
{
    KeyRepository keys(transaction);
    KeyServiceRepository services(transaction);
    PeopleRepository people(transaction, directoryReachOf(scope));
    QStringList names;
    // Of both kinds each: nobody keeps a grant by having another thing go by his id.
    for (const QUuid &id : ids) {
        if (keys.revokeGrant(key.id, id, scope.nowMs())) {
            const auto person = people.get(id);
            names.append(person ? person->record.name : id.toString(QUuid::WithoutBraces));
        }
        if (services.revokeGrant(key.id, id, scope.nowMs())) {
            const auto service = services.service(key.tenant, id);
            names.append(service ? service->name : id.toString(QUuid::WithoutBraces));
        }
    }
    return names;
}

} // namespace

Result<common::ListPageOf<KeyUser>> listKeyUsers(Transaction &transaction, const TenantScope &scope,
                                                 AuditDetail &, const common::ListQuery &query)
{
    auto asked = keyCriteriaOf(query, {QStringLiteral("key"), QStringLiteral("authorised")});
    if (!asked) {
        return common::propagate(asked);
    }
    const QString authorised = asked->value(QStringLiteral("authorised"));
    auto key = tenantKeyWithin(transaction, scope, asked->value(QStringLiteral("key")), false);
    if (!key) {
        return common::propagate(key);
    }
    auto all = usersOf(transaction, scope, *key, query.search);
    if (!all) {
        return common::propagate(all);
    }
    *all += serviceUsers(transaction, *key, query.search, scope.nowMs());
    common::ListPageOf<KeyUser> page;
    for (const KeyUser &user : std::as_const(*all)) {
        const bool is = user.access == KeyAccess::Authorised;
        if (authorised.isEmpty() || is == (authorised == QLatin1String("true"))) {
            page.items.append(user);
        }
    }
    page.total = page.items.size();
    return page;
}

Result<bool> grantKey(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                      const common::Grant &grant)
{
    KeyRepository keys(transaction);
    const QList<StoredTenantKey> all = keys.tenantKeys(scope.tenant(), scope.nowMs());
    const auto key = std::find_if(all.begin(), all.end(), [&grant](const StoredTenantKey &candidate) {
        return candidate.record.owner == grant.tenant && candidate.fingerprint == grant.key;
    });
    if (key == all.end()) {
        return refused(ErrorCode::NotFound, "key_id", "unknown");
    }
    const auto person = PeopleRepository(transaction, directoryReachOf(scope)).get(grant.grantee);
    if (!person) {
        const auto service = KeyServiceRepository(transaction).service(key->tenant, grant.grantee, true);
        if (service) {
            return grantToService(transaction, scope, trail, *key, *service, grant);
        }
    }
    if (!person || (person->tenant != key->tenant && person->tenant != kSystemTenant)) {
        return refused(ErrorCode::NotFound, "grantee", "unknown");
    }
    if (common::Status stored = storeGrant(transaction, scope, *key, grant); !stored) {
        return common::propagate(stored);
    }
    tellKey(trail, *key);
    trail.note(QStringLiteral("grantee"), person->record.name);
    trail.note(QStringLiteral("grantee_id"), grant.grantee.toString(QUuid::WithoutBraces));
    if (grant.expiresMs != 0) {
        trail.note(QStringLiteral("expires_ms"), grant.expiresMs);
    }
    return true;
}

Result<int> revokeKey(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                      const GrantsToRevoke &wanted)
{
    auto key = tenantKeyWithin(transaction, scope, wanted.keyId, true);
    auto ids = uuidsOf(wanted.users);
    if (!key || !ids) {
        return key ? common::propagate(ids) : common::propagate(key);
    }
    // Somebody is a machine only when a row says so: people of the system are hidden from a tenant.
    const QList<StoredGrant> machines = KeyServiceRepository(transaction).grantsOfKey(key->id);
    const bool fromPeople = std::any_of(ids->begin(), ids->end(), [&machines](const QUuid &id) {
        return std::none_of(machines.begin(), machines.end(),
                            [&id](const StoredGrant &grant) { return grant.user == id; });
    });
    const bool confirmed = wanted.tail.toLower() == tailOf(key->fingerprint);
    // What only machines open is lost to people all the same: they do not count.
    if (fromPeople && key->hasPrivate && !confirmed &&
        isLeftWithout(transaction, *key, *ids, scope.nowMs())) {
        return refused(ErrorCode::Conflict, "confirm", "last-holder");
    }
    const QStringList names = revokeFrom(transaction, scope, *key, *ids);
    tellKey(trail, *key);
    trail.note(QStringLiteral("revoked"), names.join(QStringLiteral(", ")));
    trail.drop(names.isEmpty());
    return static_cast<int>(names.size());
}

} // namespace recorder
