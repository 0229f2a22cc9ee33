// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directoryusers.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/directorygroups.h"
#include "recorder/service/keyrules.h"
#include "recorder/service/seats.h"
#include "recorder/service/userrules.h"
#include "recorder/store/credentialrepository.h"
#include "recorder/store/sessionrepository.h"
#include "recorder/store/userrepository.h"

#include <QSet>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;
using common::UserRecord;

namespace
{

const QString kRoot = QStringLiteral("root");

void publish(AuditDetail &trail, const StoredUser &user, const char *verb)
{
    tellTenant(trail, user.tenant);
    trail.publish({QStringLiteral("users"), user.tenant, user.record.id, QLatin1String(verb)});
}

Status checkTaken(Transaction &transaction, PeopleRepository &people, TenantKey tenant,
                  const UserRecord &user)
{
    const QUuid id = uuidOfText(user.id);
    if (people.isNameTaken(tenant, user.name, id)) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    const bool elsewhere =
        user.webAccess &&
        CredentialRepository(transaction).isLoginTaken(loginKeyOf(user.login), common::UserId(id));
    if (elsewhere || people.isLoginTaken(tenant, user.login, id)) {
        return refused(ErrorCode::Conflict, "login", "taken");
    }
    return {};
}

Status checkHoldersLeft(Transaction &transaction, const TenantScope &scope, const QList<QUuid> &removed)
{
    const auto lost = keyLostWith(transaction, removed, scope.nowMs());
    if (!lost) {
        return {};
    }
    const QString tail = tailOf(lost->fingerprint);
    return common::fail(
        ErrorCode::Conflict, QStringLiteral("ids: nobody else opens the key that ends in %1").arg(tail),
        {{QStringLiteral("ids"), QStringLiteral("last-holder")}, {QStringLiteral("key"), tail}});
}

/// Somebody new: nothing is his yet.
UserRecord nobody()
{
    UserRecord user;
    user.recordingSeat = false;
    return user;
}

/// Writes everything of a user who has his row already, and reads him back. `before` is nobody() for a new
/// one.
Result<StoredUser> write(Transaction &transaction, const TenantScope &scope, TenantKey tenant,
                         const UserRecord &before, UserRecord user)
{
    if (Status good = checkSource(transaction, tenant, user); !good) {
        return common::propagate(good);
    }
    auto role = roleFor(transaction, scope, user.roleId);
    if (!role) {
        return common::propagate(role);
    }
    if (!fits(*role, tenant)) {
        return invalid("role_id", "not-allowed");
    }
    auto groups = groupsFor(transaction, scope, tenant, "group_ids", user.groupIds, before.groupIds);
    auto managed = groupsFor(transaction, scope, tenant, "managed_group_ids", user.managedGroupIds,
                             before.managedGroupIds);
    if (!groups || !managed) {
        return groups ? common::propagate(managed) : common::propagate(groups);
    }
    const DirectoryReach reach = directoryReachOf(scope);
    PeopleRepository people(transaction, reach);
    if (Status free = checkTaken(transaction, people, tenant, user); !free) {
        return common::propagate(free);
    }
    const QUuid id = uuidOfText(user.id);
    people.update(user);
    people.setGroups(tenant, {id}, *groups);
    people.setManagedGroups(tenant, {id}, *managed);
    if (Status set = UserRepository(transaction, tenant).setExtensions(common::UserId(id), user.extensions);
        !set) {
        return common::propagate(set);
    }
    if (Status left = checkSeatsLeft(transaction, tenant, seatsGiven(before, user)); !left) {
        return common::propagate(left);
    }
    // A session proves what he was, not what he is asked for from now on.
    const bool otherwise = !before.id.isEmpty() && (before.authenticateWith != user.authenticateWith ||
                                                    before.sourceId != user.sourceId);
    if (otherwise || !mayEnter(user, scope.nowMs())) {
        SessionRepository(transaction).removeOfUsers({id});
    }
    const auto after = people.get(id);
    if (!after) {
        return refused(ErrorCode::Denied, "group_ids", "scope");
    }
    return *after;
}

} // namespace

Result<common::ListPageOf<UserRecord>> listUsers(Transaction &transaction, const TenantScope &scope,
                                                 const common::ListQuery &query)
{
    return PeopleRepository(transaction, directoryReachOf(scope)).list(query);
}

Result<UserRecord> showUser(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    auto found = PeopleRepository(transaction, directoryReachOf(scope)).get(uuidOfText(id));
    return found ? Result<UserRecord>(found->record) : Result<UserRecord>(notThere());
}

Result<UserRecord> createUser(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              UserRecord user)
{
    if (Status good = cleanUser(user); !good) {
        return common::propagate(good);
    }
    lockDirectory(transaction);
    auto tenant = tenantFor(transaction, scope, user.tenantId);
    if (!tenant) {
        return common::propagate(tenant);
    }
    const QUuid id = common::makeUuidV7();
    user.id = id.toString(QUuid::WithoutBraces);
    PeopleRepository(transaction, directoryReachOf(scope)).insert(id, *tenant, scope.nowMs());
    auto made = write(transaction, scope, *tenant, nobody(), user);
    if (!made) {
        return common::propagate(made);
    }
    trail.setSubject(id, made->record.name);
    trail.changed({}, toldOf(made->record));
    publish(trail, *made, "stored");
    return made->record;
}

Result<UserRecord> updateUser(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              UserRecord user)
{
    lockDirectory(transaction);
    auto before = userToChange(transaction, scope, user.id);
    if (!before) {
        return common::propagate(before);
    }
    if (Status good = cleanUser(user); !good) {
        return common::propagate(good);
    }
    if (!user.tenantId.isEmpty() && uuidOfText(user.tenantId) != uuidOfText(before->record.tenantId)) {
        return invalid("tenant_id", "fixed");
    }
    if (user.version != before->record.version) {
        return changedMeanwhile();
    }
    auto after = write(transaction, scope, before->tenant, before->record, user);
    if (!after) {
        return common::propagate(after);
    }
    PeopleRepository people(transaction, directoryReachOf(scope));
    if (Status left = checkRootsLeft(people, before->roleCode == kRoot); !left) {
        return common::propagate(left);
    }
    if (keepsAdministrators(scope) && administersTenant(*before)) {
        if (Status left = checkAdministratorsLeft(people, before->tenant, fieldOfLoss(*after)); !left) {
            return common::propagate(left);
        }
    }
    trail.setSubject(uuidOfText(user.id), after->record.name);
    trail.changed(toldOf(before->record), toldOf(after->record));
    publish(trail, *after, "changed");
    return after->record;
}

Result<QStringList> removeUsers(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                const QStringList &ids)
{
    auto wanted = uuidsOf(ids);
    if (!wanted) {
        return common::propagate(wanted);
    }
    lockDirectory(transaction);
    QList<Named> removed;
    QStringList removedIds;
    bool rootsTouched = false;
    QSet<TenantKey> touched; ///< whose administrators are among them
    for (const QUuid &id : std::as_const(*wanted)) {
        auto found = userToChange(transaction, scope, id.toString(QUuid::WithoutBraces));
        if (!found) {
            return common::propagate(found);
        }
        rootsTouched = rootsTouched || found->roleCode == kRoot;
        if (keepsAdministrators(scope) && administersTenant(*found)) {
            touched.insert(found->tenant);
        }
        removed.append({id, found->record.name, found->tenant});
        removedIds.append(found->record.id);
        publish(trail, *found, "removed");
    }
    if (Status left = checkHoldersLeft(transaction, scope, *wanted); !left) {
        return common::propagate(left);
    }
    PeopleRepository people(transaction, directoryReachOf(scope));
    people.remove(*wanted, scope.nowMs());
    noteDeleted(transaction, scope, "users", *wanted);
    if (Status left = checkRootsLeft(people, rootsTouched); !left) {
        return common::propagate(left);
    }
    for (const TenantKey tenant : std::as_const(touched)) {
        if (Status left = checkAdministratorsLeft(people, tenant, "ids"); !left) {
            return common::propagate(left);
        }
    }
    SessionRepository(transaction).removeOfUsers(*wanted);
    tellEach(trail, removed);
    return removedIds;
}

Result<int> restoreUsers(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                         const QStringList &ids)
{
    auto wanted = uuidsOf(ids);
    if (!wanted) {
        return common::propagate(wanted);
    }
    lockDirectory(transaction);
    PeopleRepository people(transaction, directoryReachOf(scope));
    QList<Named> restored;
    for (const QUuid &id : std::as_const(*wanted)) {
        const auto found = people.getRemoved(id);
        if (!found) {
            return notThere();
        }
        if (!isWithin(scope.actor(), found->roleScope, found->rolePermissions)) {
            return refused(ErrorCode::Denied, "role", "wider");
        }
        auto role = roleFor(transaction, scope, found->record.roleId);
        if (!role) {
            return common::propagate(role); // removed meanwhile
        }
        if (!fits(*role, found->tenant)) {
            return refused(ErrorCode::Conflict, "role", "unfit"); // changed meanwhile
        }
        if (Status free = checkTaken(transaction, people, found->tenant, found->record); !free) {
            return common::propagate(free);
        }
        people.restore(id);
        if (Status set = UserRepository(transaction, found->tenant)
                             .setExtensions(common::UserId(id), found->record.extensions);
            !set) {
            return common::propagate(set);
        }
        if (Status left = checkSeatsLeft(transaction, found->tenant, seatsOf(found->record)); !left) {
            return common::propagate(left);
        }
        if (!people.get(id)) {
            return notThere(); // of another part of the tenant
        }
        restored.append({id, found->record.name, found->tenant});
        publish(trail, *found, "stored");
    }
    tellEach(trail, restored);
    return static_cast<int>(restored.size());
}

} // namespace recorder
