// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/providers.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/directorygroups.h"
#include "recorder/service/providerusers.h"
#include "recorder/service/userrules.h"
#include "recorder/store/sourcerepository.h"

#include <QJsonObject>

namespace recorder
{

using common::ErrorCode;
using common::ProviderRecord;
using common::Result;
using common::Status;

namespace
{

QByteArray sealContext(const QString &id)
{
    return QByteArrayLiteral("provider.secret:") + id.toLatin1();
}

Status checkWholeTenant(const TenantScope &scope)
{
    return directoryReachOf(scope).groups ? Status(refused(ErrorCode::Denied, "scope", "not-allowed"))
                                          : Status();
}

/// Who may point a provider for every tenant elsewhere could sign in as anybody of them.
Status checkEveryTenant(const TenantScope &scope, bool everyTenant)
{
    return everyTenant && scope.tenant() ? Status(refused(ErrorCode::Denied, "every_tenant", "not-allowed"))
                                         : Status();
}

/// A stored secret goes to the provider it was given for, and to no other.
bool isSameServer(const ProviderRecord &a, const ProviderRecord &b)
{
    return a.issuer == b.issuer && a.caCertificates == b.caCertificates && a.clientId == b.clientId;
}

/// Whoever may see every tenant may name servers inside. The same one stays what it was, whoever saves: he
/// need not have looked at where it is.
bool isTrusted(const TenantScope &scope, const ProviderRecord &provider, const StoredProvider *before)
{
    const bool same = before != nullptr && provider.issuer == before->record.issuer;
    return same ? before->trusted : !scope.tenant();
}

/// The secret to keep, sealed; empty = as it is.
Result<QByteArray> secretFor(const ProviderRecord &provider, const StoredProvider *before,
                             const common::HostKey &key)
{
    if (!provider.clientSecret.isEmpty()) {
        return key.seal(provider.clientSecret.toUtf8(), sealContext(provider.id));
    }
    const bool another =
        before != nullptr && !before->secret.isEmpty() && !isSameServer(provider, before->record);
    return another ? Result<QByteArray>(invalid("client_secret", "required"))
                   : Result<QByteArray>(QByteArray());
}

QJsonObject toldOf(const ProviderRecord &provider)
{
    return {{QStringLiteral("name"), provider.name},
            {QStringLiteral("enabled"), provider.enabled},
            {QStringLiteral("every_tenant"), provider.everyTenant},
            {QStringLiteral("issuer"), provider.issuer},
            {QStringLiteral("ca_certificates"), provider.caCertificates},
            {QStringLiteral("client_id"), provider.clientId},
            {QStringLiteral("scopes"), provider.scopes},
            {QStringLiteral("login_claim"), provider.loginClaim},
            {QStringLiteral("name_claim"), provider.nameClaim},
            {QStringLiteral("email_claim"), provider.emailClaim},
            {QStringLiteral("groups_claim"), provider.groupsClaim},
            {QStringLiteral("group_mappings"), provider.groupMappings},
            {QStringLiteral("match_login"), provider.matchLogin},
            {QStringLiteral("create_users"), provider.createUsers},
            {QStringLiteral("default_role_id"), provider.defaultRoleId},
            {QStringLiteral("default_group_id"), provider.defaultGroupId}};
}

void tell(AuditDetail &trail, const StoredProvider &provider, const char *verb)
{
    tellTenant(trail, provider.tenant);
    trail.publish({QStringLiteral("providers"), provider.tenant, provider.record.id, QLatin1String(verb)});
}

std::optional<StoredProvider> present(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    auto found = ProviderRepository(transaction).get(scope.tenant(), uuidOfText(id));
    return found && !found->removed ? found : std::nullopt;
}

/// Everything that is asked of the values themselves; fills in the mappings.
Status check(Transaction &transaction, const TenantScope &scope, StoredProvider &provider)
{
    if (Status good = cleanProvider(provider.record); !good) {
        return good;
    }
    for (const Status &good : {checkEveryTenant(scope, provider.record.everyTenant),
                               checkNewUsers(transaction, scope, provider.tenant, provider.record)}) {
        if (!good) {
            return good;
        }
    }
    auto mappings = providerMappings(transaction, scope, provider.tenant, provider.record.groupMappings);
    if (!mappings) {
        return common::propagate(mappings);
    }
    provider.mappings = *mappings;
    return {};
}

/// Found, whole, and his to change.
Result<QList<StoredProvider>> toChange(Transaction &transaction, const TenantScope &scope,
                                       const QStringList &ids, bool removed)
{
    if (Status allowed = checkWholeTenant(scope); !allowed) {
        return common::propagate(allowed); // before it can be seen which ids exist
    }
    auto wanted = uuidsOf(ids);
    if (!wanted) {
        return common::propagate(wanted);
    }
    lockDirectory(transaction);
    QList<StoredProvider> found;
    for (const QUuid &id : std::as_const(*wanted)) {
        const auto provider = ProviderRepository(transaction).get(scope.tenant(), id);
        if (!provider || provider->removed != removed) {
            return notThere();
        }
        if (Status good = checkEveryTenant(scope, provider->record.everyTenant); !good) {
            return common::propagate(good);
        }
        found.append(*provider);
    }
    return found;
}

} // namespace

Result<common::ListPageOf<ProviderRecord>> listProviders(Transaction &transaction, const TenantScope &scope,
                                                         const common::ListQuery &query)
{
    return ProviderRepository(transaction).list(scope.tenant(), query);
}

Result<ProviderRecord> showProvider(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    const auto found = present(transaction, scope, id);
    return found ? Result<ProviderRecord>(shownTo(scope.tenant(), *found))
                 : Result<ProviderRecord>(notThere());
}

Result<ProviderRecord> createProvider(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                      ProviderRecord provider, const common::HostKey &key)
{
    if (Status allowed = checkWholeTenant(scope); !allowed) {
        return common::propagate(allowed);
    }
    if (Status good = cleanProvider(provider); !good) {
        return common::propagate(good);
    }
    lockDirectory(transaction);
    auto tenant = tenantFor(transaction, scope, provider.tenantId);
    if (!tenant) {
        return common::propagate(tenant);
    }
    const QUuid id = common::makeUuidV7();
    provider.id = id.toString(QUuid::WithoutBraces);
    StoredProvider wanted{provider, *tenant, {}, {}, false, true};
    if (Status good = check(transaction, scope, wanted); !good) {
        return common::propagate(good);
    }
    ProviderRepository providers(transaction);
    if (providers.isNameTaken(*tenant, wanted.record.name, QUuid())) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    auto secret = secretFor(wanted.record, nullptr, key);
    if (!secret) {
        return common::propagate(secret);
    }
    wanted.secret = *secret;
    wanted.trusted = isTrusted(scope, wanted.record, nullptr);
    providers.insert(id, wanted);
    const auto made = providers.get(*tenant, id);
    if (!made) {
        return notThere();
    }
    trail.setSubject(id, made->record.name);
    trail.changed({}, toldOf(made->record));
    tell(trail, *made, "stored");
    return made->record;
}

Result<ProviderRecord> updateProvider(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                      ProviderRecord provider, const common::HostKey &key)
{
    auto found = toChange(transaction, scope, {provider.id}, false);
    if (!found) {
        return common::propagate(found);
    }
    const StoredProvider &before = found->first();
    provider.id = before.record.id;
    if (Status allowed = checkUsersOf(transaction, scope, uuidOfText(provider.id)); !allowed) {
        return common::propagate(allowed);
    }
    StoredProvider wanted{provider, before.tenant, {}, {}, false, true};
    if (Status good = check(transaction, scope, wanted); !good) {
        return common::propagate(good);
    }
    if (!provider.tenantId.isEmpty() && uuidOfText(provider.tenantId) != uuidOfText(before.record.tenantId)) {
        return invalid("tenant_id", "fixed");
    }
    if (provider.version != before.record.version) {
        return changedMeanwhile();
    }
    ProviderRepository providers(transaction);
    const QUuid id = uuidOfText(provider.id);
    if (providers.isNameTaken(before.tenant, wanted.record.name, id)) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    auto secret = secretFor(wanted.record, &before, key);
    if (!secret) {
        return common::propagate(secret);
    }
    wanted.secret = *secret;
    wanted.trusted = isTrusted(scope, wanted.record, &before);
    providers.update(wanted);
    const bool another =
        wanted.record.issuer != before.record.issuer || wanted.record.clientId != before.record.clientId;
    if (another) {
        trail.note(QStringLiteral("forgotten"), providers.forgetSubjects(id));
    }
    const auto after = providers.get(before.tenant, id);
    if (!after) {
        return notThere();
    }
    trail.setSubject(id, after->record.name);
    trail.changed(toldOf(before.record), toldOf(after->record));
    if (!provider.clientSecret.isEmpty()) {
        trail.note(QStringLiteral("client_secret"), QStringLiteral("set"));
    }
    tell(trail, *after, "changed");
    return after->record;
}

Result<QStringList> removeProviders(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                    const QStringList &ids)
{
    auto found = toChange(transaction, scope, ids, false);
    if (!found) {
        return common::propagate(found);
    }
    QList<Named> removed;
    QList<QUuid> uuids;
    QStringList removedIds;
    for (const StoredProvider &provider : std::as_const(*found)) {
        const QUuid id = uuidOfText(provider.record.id);
        if (const int users = SourceRepository(transaction).userCount(id); users > 0) {
            return common::fail(ErrorCode::Conflict,
                                QStringLiteral("%1 users sign in with the provider '%2'")
                                    .arg(users)
                                    .arg(provider.record.name),
                                {{QStringLiteral("id"), QStringLiteral("in-use")},
                                 {QStringLiteral("users"), QString::number(users)}});
        }
        ProviderRepository(transaction).setRemoved(id, scope.nowMs());
        removed.append({id, provider.record.name});
        uuids.append(id);
        removedIds.append(provider.record.id);
        tell(trail, provider, "removed");
    }
    noteDeleted(transaction, scope, "providers", uuids);
    tellSubjects(trail, removed);
    return removedIds;
}

Result<int> restoreProviders(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                             const QStringList &ids)
{
    auto found = toChange(transaction, scope, ids, true);
    if (!found) {
        return common::propagate(found);
    }
    ProviderRepository providers(transaction);
    QList<Named> restored;
    for (const StoredProvider &provider : std::as_const(*found)) {
        const QUuid id = uuidOfText(provider.record.id);
        if (Status allowed = checkUsersOf(transaction, scope, id); !allowed) {
            return common::propagate(allowed);
        }
        if (providers.isNameTaken(provider.tenant, provider.record.name, id)) {
            return refused(ErrorCode::Conflict, "name", "taken");
        }
        providers.setRemoved(id, std::nullopt);
        restored.append({id, provider.record.name});
        tell(trail, provider, "stored");
    }
    tellSubjects(trail, restored);
    return static_cast<int>(restored.size());
}

Result<SignOnServer> signOnServerOf(const StoredProvider &provider, const common::HostKey &key)
{
    const ProviderRecord &record = provider.record;
    SignOnServer server{record.issuer,      record.caCertificates.toUtf8(),
                        record.clientId,    {},
                        record.scopes,      record.loginClaim,
                        record.nameClaim,   record.emailClaim,
                        record.groupsClaim, provider.trusted};
    if (!provider.secret.isEmpty()) {
        auto secret = key.unseal(provider.secret, sealContext(record.id));
        if (!secret) {
            return common::fail(
                ErrorCode::Unavailable,
                QStringLiteral("the secret of the provider cannot be read with this host's key"),
                {{QStringLiteral("reason"), QStringLiteral("provider-down")}});
        }
        server.clientSecret = *secret;
    }
    return server;
}

Result<SignOnServer> providerToTest(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                    ProviderRecord provider)
{
    // Only what the test itself needs has to be there: the rest may come later.
    provider.name = provider.name.trimmed().isEmpty() ? QStringLiteral("-") : provider.name;
    provider.clientId = provider.clientId.trimmed().isEmpty() ? QStringLiteral("-") : provider.clientId;
    for (const Status &good : {checkWholeTenant(scope), cleanProvider(provider)}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    bool trusted = isTrusted(scope, provider, nullptr);
    if (!provider.id.isEmpty()) {
        const auto stored = present(transaction, scope, provider.id);
        if (!stored) {
            return notThere();
        }
        if (Status good = checkEveryTenant(scope, stored->record.everyTenant); !good) {
            return common::propagate(good);
        }
        trusted = isTrusted(scope, provider, &*stored);
        trail.setSubject(uuidOfText(provider.id), stored->record.name);
        tellTenant(trail, stored->tenant);
    }
    trail.note(QStringLiteral("issuer"), provider.issuer);
    return SignOnServer{provider.issuer,      provider.caCertificates.toUtf8(),
                        provider.clientId,    {},
                        provider.scopes,      provider.loginClaim,
                        provider.nameClaim,   provider.emailClaim,
                        provider.groupsClaim, trusted};
}

} // namespace recorder
