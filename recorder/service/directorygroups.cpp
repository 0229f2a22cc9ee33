// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directorygroups.h"

#include "recorder/service/directoryeach.h"
#include "recorder/store/grouprepository.h"
#include "recorder/store/tenantrepository.h"

#include <QJsonObject>

namespace recorder
{

using common::ErrorCode;
using common::GroupRecord;
using common::Result;
using common::Status;

namespace
{

Status check(GroupRecord &group)
{
    if (Status name = cleanName("name", group.name); !name) {
        return name;
    }
    for (const Status &good : {checkTimeZone(group.timeZone), checkLanguage(group.language),
                               checkRecording("default_recording", group.defaultRecording)}) {
        if (!good) {
            return good;
        }
    }
    return {};
}

Status checkWholeTenant(const DirectoryReach &reach)
{
    return reach.groups ? Status(refused(ErrorCode::Denied, "scope", "not-allowed")) : Status();
}

QJsonObject toldOf(const GroupRecord &group)
{
    return {{QStringLiteral("name"), group.name},
            {QStringLiteral("time_zone"), group.timeZone},
            {QStringLiteral("language"), group.language},
            {QStringLiteral("default_recording"), group.defaultRecording}};
}

void tell(AuditDetail &trail, const StoredGroup &group, const char *verb)
{
    tellTenant(trail, group.tenant);
    trail.publish({QStringLiteral("groups"), group.tenant, group.record.id, QLatin1String(verb)});
}

} // namespace

Result<TenantKey> tenantFor(Transaction &transaction, const TenantScope &scope, const QString &tenantId)
{
    const QUuid own = scope.actor().tenantId.uuid();
    const QUuid wanted = tenantId.isEmpty() ? own : uuidOfText(tenantId);
    if (wanted == own && !own.isNull()) {
        return scope.actor().tenantKey;
    }
    if (scope.tenant()) {
        return refused(ErrorCode::Denied, "tenant_id", "not-allowed");
    }
    const auto found = TenantRepository(transaction).get(wanted);
    if (wanted.isNull() || !found) {
        return invalid("tenant_id", wanted.isNull() && tenantId.isEmpty() ? "required" : "unknown");
    }
    return found->first;
}

Result<common::ListPageOf<GroupRecord>> listGroups(Transaction &transaction, const TenantScope &scope,
                                                   const common::ListQuery &query)
{
    return GroupRepository(transaction, directoryReachOf(scope)).list(query);
}

Result<GroupRecord> showGroup(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    auto found = GroupRepository(transaction, directoryReachOf(scope)).get(uuidOfText(id));
    return found ? Result<GroupRecord>(found->record) : Result<GroupRecord>(notThere());
}

Result<GroupRecord> createGroup(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                GroupRecord group)
{
    const DirectoryReach reach = directoryReachOf(scope);
    for (const Status &good : {checkWholeTenant(reach), check(group)}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    lockDirectory(transaction);
    auto tenant = tenantFor(transaction, scope, group.tenantId);
    if (!tenant) {
        return common::propagate(tenant);
    }
    if (*tenant == kSystemTenant) {
        return invalid("tenant_id", "required");
    }
    GroupRepository groups(transaction, reach);
    if (groups.isNameTaken(*tenant, group.name, QUuid())) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    const QUuid id = common::makeUuidV7();
    groups.insert(id, *tenant, group);
    const auto made = groups.get(id);
    if (!made) {
        return notThere();
    }
    trail.setSubject(id, made->record.name);
    trail.changed({}, toldOf(made->record));
    tell(trail, *made, "stored");
    return made->record;
}

Result<GroupRecord> updateGroup(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                GroupRecord group)
{
    lockDirectory(transaction);
    GroupRepository groups(transaction, directoryReachOf(scope));
    const QUuid id = uuidOfText(group.id);
    const auto before = groups.get(id);
    if (!before) {
        return notThere();
    }
    if (Status good = check(group); !good) {
        return common::propagate(good);
    }
    if (!group.tenantId.isEmpty() && uuidOfText(group.tenantId) != uuidOfText(before->record.tenantId)) {
        return invalid("tenant_id", "fixed");
    }
    if (group.version != before->record.version) {
        return changedMeanwhile();
    }
    if (groups.isNameTaken(before->tenant, group.name, id)) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    groups.update(group);
    const auto after = groups.get(id);
    if (!after) {
        return notThere();
    }
    trail.setSubject(id, after->record.name);
    trail.changed(toldOf(before->record), toldOf(after->record));
    tell(trail, *after, "changed");
    return after->record;
}

Result<QStringList> removeGroups(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                 const QStringList &ids)
{
    const DirectoryReach reach = directoryReachOf(scope);
    GroupRepository groups(transaction, reach);
    return forEachOf(
        transaction, checkWholeTenant(reach), ids, trail, [&](const QUuid &id) -> Result<QString> {
            const auto found = groups.get(id);
            if (!found) {
                return notThere();
            }
            if (found->record.users > 0) {
                return common::fail(ErrorCode::Conflict,
                                    QStringLiteral("the group '%1' has %2 users")
                                        .arg(found->record.name)
                                        .arg(found->record.users),
                                    {{QStringLiteral("id"), QStringLiteral("in-use")},
                                     {QStringLiteral("users"), QString::number(found->record.users)}});
            }
            groups.setRemoved(id, scope.nowMs());
            noteDeleted(transaction, scope, "groups", {id});
            tell(trail, *found, "removed");
            return found->record.name;
        });
}

Result<int> restoreGroups(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                          const QStringList &ids)
{
    const DirectoryReach reach = directoryReachOf(scope);
    GroupRepository groups(transaction, reach);
    return countOf(
        forEachOf(transaction, checkWholeTenant(reach), ids, trail, [&](const QUuid &id) -> Result<QString> {
            const auto found = groups.getRemoved(id);
            if (!found) {
                return notThere();
            }
            if (groups.isNameTaken(found->tenant, found->record.name, id)) {
                return refused(ErrorCode::Conflict, "name", "taken");
            }
            groups.setRemoved(id, std::nullopt);
            tell(trail, *found, "stored");
            return found->record.name;
        }));
}

} // namespace recorder
