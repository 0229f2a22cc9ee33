// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directoryroles.h"

#include "recorder/service/directoryeach.h"
#include "recorder/service/networks.h"
#include "recorder/service/userrules.h"
#include "recorder/store/rolerepository.h"

#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::RoleRecord;
using common::Status;

namespace
{

constexpr qsizetype kMostNetworks = 100;
const QString kRoot = QStringLiteral("root");

Status checkScope(const TenantScope &scope)
{
    return scope.tenant() ? Status(refused(ErrorCode::Denied, "scope", "not-allowed")) : Status();
}

/// `before`: the permissions that it had.
Status check(RoleRecord &role, const QStringList &known, const QStringList &before)
{
    if (Status name = cleanName("name", role.name); !name) {
        return name;
    }
    if (keyOf(scopeKindOf(role.scope)) != role.scope) {
        return invalid("scope", "unknown");
    }
    role.permissions.removeDuplicates();
    role.permissions.sort();
    for (const QString &permission : std::as_const(role.permissions)) {
        if (!known.contains(permission) && !before.contains(permission)) {
            return invalid("permissions", "unknown");
        }
    }
    role.networks.removeDuplicates();
    if (role.networks.size() > kMostNetworks) {
        return invalid("networks", "length");
    }
    for (QString &network : role.networks) {
        network = network.trimmed();
        if (!isNetwork(network)) {
            return invalid("networks", "format");
        }
    }
    return {};
}

/// Whoever administers everything must always be able to.
Status checkRoot(const RoleRecord &before, const RoleRecord &after)
{
    if (before.code != kRoot) {
        return {};
    }
    const bool keeps =
        std::all_of(before.permissions.begin(), before.permissions.end(),
                    [&after](const QString &permission) { return after.permissions.contains(permission); });
    if (!keeps) {
        return refused(ErrorCode::Conflict, "permissions", "root");
    }
    if (after.scope != before.scope) {
        return refused(ErrorCode::Conflict, "scope", "root");
    }
    return after.networks.isEmpty() ? Status() : Status(refused(ErrorCode::Conflict, "networks", "root"));
}

Status checkWidth(const TenantScope &scope, const RoleRecord &role)
{
    return isWithin(scope.actor(), role.scope, role.permissions)
               ? Status()
               : Status(refused(ErrorCode::Denied, "permissions", "wider"));
}

/// Whoever has it must be able to keep it: see fits().
Status checkUsersFit(RoleRepository &roles, const RoleRecord &before, const RoleRecord &after)
{
    const bool forSystem = fits(after, kSystemTenant);
    if (forSystem == fits(before, kSystemTenant)) {
        return {};
    }
    const int users = roles.userCount(uuidOfText(after.id), !forSystem);
    return users == 0
               ? Status()
               : Status(common::fail(
                     ErrorCode::Conflict,
                     QStringLiteral("%1 users could not keep the role '%2'").arg(users).arg(before.name),
                     {{QStringLiteral("scope"), QStringLiteral("in-use")},
                      {QStringLiteral("users"), QString::number(users)}}));
}

bool letsAdminister(const RoleRecord &role)
{
    return widthOf(role.scope) >= 2 && role.permissions.contains(QLatin1String("users.edit"));
}

/// After the change. Of one user root may take it and give it to another one; this would take it from all the
/// tenants at once.
Status checkTenantsKept(Transaction &transaction, const TenantScope &scope, const RoleRecord &before,
                        const RoleRecord &after)
{
    if (!letsAdminister(before) || letsAdminister(after)) {
        return {};
    }
    const auto tenant =
        PeopleRepository(transaction, directoryReachOf(scope)).tenantLeftAlone(uuidOfText(after.id));
    if (!tenant) {
        return {};
    }
    const bool narrower = widthOf(after.scope) < 2;
    return common::fail(ErrorCode::Conflict,
                        QStringLiteral("nobody would administer the tenant '%1'").arg(*tenant),
                        {{narrower ? QStringLiteral("scope") : QStringLiteral("permissions"),
                          QStringLiteral("last-administrator")},
                         {QStringLiteral("tenant"), *tenant}});
}

QJsonObject toldOf(const RoleRecord &role)
{
    return {{QStringLiteral("name"), role.name},
            {QStringLiteral("scope"), role.scope},
            {QStringLiteral("permissions"), QJsonArray::fromStringList(role.permissions)},
            {QStringLiteral("networks"), QJsonArray::fromStringList(role.networks)},
            {QStringLiteral("require_second_step"), role.requireSecondStep}};
}

void publish(AuditDetail &trail, const QString &id, const char *verb)
{
    trail.publish({QStringLiteral("roles"), std::nullopt, id, QLatin1String(verb)});
}

} // namespace

Result<common::ListPageOf<RoleRecord>> listRoles(Transaction &transaction, const TenantScope &scope,
                                                 const common::ListQuery &query)
{
    return RoleRepository(transaction, scope.tenant()).list(query);
}

Result<RoleRecord> showRole(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    auto found = RoleRepository(transaction, scope.tenant()).get(uuidOfText(id));
    return found ? Result<RoleRecord>(*found) : Result<RoleRecord>(notThere());
}

Result<RoleRecord> createRole(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              RoleChange change)
{
    RoleRecord &role = change.role;
    for (const Status &good : {checkScope(scope), check(role, change.known, {}), checkWidth(scope, role)}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    lockDirectory(transaction);
    RoleRepository roles(transaction, std::nullopt);
    if (roles.isNameTaken(role.name, QUuid())) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    const QUuid id = common::makeUuidV7();
    role.id = id.toString(QUuid::WithoutBraces);
    role.code = QStringLiteral("role-") + role.id.right(12);
    roles.insert(role);
    trail.setSubject(id, role.name);
    trail.changed({}, toldOf(role));
    publish(trail, role.id, "stored");
    return showRole(transaction, scope, role.id);
}

Result<RoleRecord> updateRole(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              RoleChange change)
{
    if (Status allowed = checkScope(scope); !allowed) {
        return common::propagate(allowed);
    }
    lockDirectory(transaction);
    RoleRecord &role = change.role;
    auto before = showRole(transaction, scope, role.id);
    if (!before) {
        return before;
    }
    for (const Status &good : {check(role, change.known, before->permissions), checkWidth(scope, *before),
                               checkWidth(scope, role), checkRoot(*before, role)}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    if (role.version != before->version) {
        return changedMeanwhile();
    }
    RoleRepository roles(transaction, std::nullopt);
    const QUuid id = uuidOfText(role.id);
    if (roles.isNameTaken(role.name, id)) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    if (Status fit = checkUsersFit(roles, *before, role); !fit) {
        return common::propagate(fit);
    }
    roles.update(role);
    auto after = showRole(transaction, scope, role.id);
    if (!after) {
        return after;
    }
    if (Status left = checkTenantsKept(transaction, scope, *before, *after); !left) {
        return common::propagate(left);
    }
    trail.setSubject(id, after->name);
    trail.changed(toldOf(*before), toldOf(*after));
    publish(trail, after->id, "changed");
    return after;
}

Result<QStringList> removeRoles(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                const QStringList &ids)
{
    RoleRepository roles(transaction, std::nullopt);
    return forEachOf(transaction, checkScope(scope), ids, trail, [&](const QUuid &id) -> Result<QString> {
        const auto found = roles.get(id);
        if (!found) {
            return notThere();
        }
        if (found->predefined) {
            return refused(ErrorCode::Conflict, "id", "predefined");
        }
        if (found->users > 0) {
            return common::fail(
                ErrorCode::Conflict,
                QStringLiteral("%1 users have the role '%2'").arg(found->users).arg(found->name),
                {{QStringLiteral("id"), QStringLiteral("in-use")},
                 {QStringLiteral("users"), QString::number(found->users)}});
        }
        if (Status within = checkWidth(scope, *found); !within) {
            return common::propagate(within);
        }
        roles.setRemoved(id, scope.nowMs());
        publish(trail, found->id, "removed");
        noteDeleted(transaction, scope, "roles", {id});
        return found->name;
    });
}

Result<int> restoreRoles(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                         const QStringList &ids)
{
    RoleRepository roles(transaction, std::nullopt);
    return countOf(
        forEachOf(transaction, checkScope(scope), ids, trail, [&](const QUuid &id) -> Result<QString> {
            const auto found = roles.get(id, true);
            if (!found) {
                return notThere();
            }
            if (roles.isNameTaken(found->name, id)) {
                return refused(ErrorCode::Conflict, "name", "taken");
            }
            roles.setRemoved(id, std::nullopt);
            publish(trail, found->id, "stored");
            return found->name;
        }));
}

} // namespace recorder
