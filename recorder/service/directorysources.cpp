// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directorysources.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/directoryfields.h"
#include "recorder/service/directorygroups.h"
#include "recorder/service/directoryserver.h"
#include "recorder/service/jobqueue.h"
#include "recorder/service/userrules.h"
#include "recorder/store/grouprepository.h"

#include <QJsonObject>

namespace recorder
{

using common::DirectoryRecord;
using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

Status checkWholeTenant(const TenantScope &scope)
{
    return directoryReachOf(scope).groups ? Status(refused(ErrorCode::Denied, "scope", "not-allowed"))
                                          : Status();
}

/// What it refers to, for that tenant.
Status checkDefaults(Transaction &transaction, const TenantScope &scope, TenantKey tenant,
                     const DirectoryRecord &directory)
{
    auto role = roleFor(transaction, scope, directory.defaultRoleId);
    if (!role) {
        const QString reason = role.error().fields.value(QStringLiteral("role_id"));
        return refused(role.error().code, "default_role_id", reason.toLatin1().constData());
    }
    if (!fits(*role, tenant)) {
        return invalid("default_role_id", "not-allowed");
    }
    const QUuid group = uuidOfText(directory.defaultGroupId);
    if (!directory.defaultGroupId.isEmpty() &&
        (group.isNull() ||
         GroupRepository(transaction, directoryReachOf(scope)).namesOf(tenant, {group}, true).isEmpty())) {
        return invalid("default_group_id", "unknown");
    }
    return {};
}

QJsonObject toldOf(const DirectoryRecord &directory)
{
    return {{QStringLiteral("name"), directory.name},
            {QStringLiteral("enabled"), directory.enabled},
            {QStringLiteral("url"), directory.url},
            {QStringLiteral("ca_certificates"), directory.caCertificates},
            {QStringLiteral("bind_dn"), directory.bindDn},
            {QStringLiteral("base_dn"), directory.baseDn},
            {QStringLiteral("filter"), directory.filter},
            {QStringLiteral("login_attribute"), directory.loginAttribute},
            {QStringLiteral("name_attribute"), directory.nameAttribute},
            {QStringLiteral("email_attribute"), directory.emailAttribute},
            {QStringLiteral("phone_attribute"), directory.phoneAttribute},
            {QStringLiteral("key_attribute"), directory.keyAttribute},
            {QStringLiteral("default_role_id"), directory.defaultRoleId},
            {QStringLiteral("default_group_id"), directory.defaultGroupId},
            {QStringLiteral("deactivate_missing"), directory.deactivateMissing},
            {QStringLiteral("sync_hours"), directory.syncHours}};
}

void tell(AuditDetail &trail, const StoredDirectory &directory, const char *verb)
{
    tellTenant(trail, directory.tenant);
    trail.publish(
        {QStringLiteral("directories"), directory.tenant, directory.record.id, QLatin1String(verb)});
}

void schedule(Transaction &transaction, const StoredDirectory &directory, qint64 nowMs)
{
    const DirectoryRecord &record = directory.record;
    if (record.enabled && record.syncHours > 0 && !directory.removed) {
        JobSchedule wanted{kDirectorySync, record.id, directory.tenant, {}, record.syncHours};
        setJobSchedule(transaction, wanted, nowMs);
    } else {
        removeJobSchedule(transaction, kDirectorySync, record.id);
    }
}

std::optional<StoredDirectory> present(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    auto found = SourceRepository(transaction).directory(scope.tenant(), uuidOfText(id));
    return found && !found->removed ? found : std::nullopt;
}

} // namespace

Result<common::ListPageOf<DirectoryRecord>>
listDirectories(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query)
{
    return SourceRepository(transaction).directories(scope.tenant(), query);
}

Result<DirectoryRecord> showDirectory(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    const auto found = present(transaction, scope, id);
    return found ? Result<DirectoryRecord>(found->record) : Result<DirectoryRecord>(notThere());
}

Result<DirectoryRecord> createDirectory(Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail, DirectoryRecord directory,
                                        const common::HostKey &key)
{
    for (const Status &good : {checkWholeTenant(scope), cleanDirectory(directory)}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    lockDirectory(transaction);
    auto tenant = tenantFor(transaction, scope, directory.tenantId);
    if (!tenant) {
        return common::propagate(tenant);
    }
    if (Status good = checkDefaults(transaction, scope, *tenant, directory); !good) {
        return common::propagate(good);
    }
    SourceRepository sources(transaction);
    if (sources.isNameTaken(*tenant, directory.name, QUuid())) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    const QUuid id = common::makeUuidV7();
    directory.id = id.toString(QUuid::WithoutBraces);
    auto secret = bindSecretFor(directory, nullptr, key);
    if (!secret) {
        return common::propagate(secret);
    }
    sources.insert(id, *tenant, directory, *secret);
    sources.setTrusted(id, isTrustedDirectory(scope, directory, nullptr));
    const auto made = sources.directory(*tenant, id);
    if (!made) {
        return notThere();
    }
    schedule(transaction, *made, scope.nowMs());
    trail.setSubject(id, made->record.name);
    trail.changed({}, toldOf(made->record));
    tell(trail, *made, "stored");
    return made->record;
}

Result<DirectoryRecord> updateDirectory(Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail, DirectoryRecord directory,
                                        const common::HostKey &key)
{
    if (Status allowed = checkWholeTenant(scope); !allowed) {
        return common::propagate(allowed);
    }
    lockDirectory(transaction);
    const auto before = present(transaction, scope, directory.id);
    if (!before) {
        return notThere();
    }
    directory.id = before->record.id;
    for (const Status &good :
         {checkUsersOf(transaction, scope, uuidOfText(directory.id)), cleanDirectory(directory),
          checkDefaults(transaction, scope, before->tenant, directory)}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    if (!directory.tenantId.isEmpty() &&
        uuidOfText(directory.tenantId) != uuidOfText(before->record.tenantId)) {
        return invalid("tenant_id", "fixed");
    }
    if (directory.version != before->record.version) {
        return changedMeanwhile();
    }
    SourceRepository sources(transaction);
    const QUuid id = uuidOfText(directory.id);
    if (sources.isNameTaken(before->tenant, directory.name, id)) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    auto secret = bindSecretFor(directory, &*before, key);
    if (!secret) {
        return common::propagate(secret);
    }
    sources.update(directory, *secret);
    sources.setTrusted(id, isTrustedDirectory(scope, directory, &*before));
    if (directory.bindDn.isEmpty()) {
        sources.clearSecret(id);
    }
    const auto after = sources.directory(before->tenant, id);
    if (!after) {
        return notThere();
    }
    schedule(transaction, *after, scope.nowMs());
    trail.setSubject(id, after->record.name);
    trail.changed(toldOf(before->record), toldOf(after->record));
    if (!directory.bindPassword.isEmpty()) {
        trail.note(QStringLiteral("bind_password"), QStringLiteral("set"));
    }
    tell(trail, *after, "changed");
    return after->record;
}

Result<QStringList> removeDirectories(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                      const QStringList &ids)
{
    auto wanted = uuidsOf(ids);
    Status allowed = checkWholeTenant(scope);
    if (!wanted || !allowed) {
        return wanted ? common::propagate(allowed) : common::propagate(wanted);
    }
    lockDirectory(transaction);
    SourceRepository sources(transaction);
    QList<Named> removed;
    QStringList removedIds;
    for (const QUuid &id : std::as_const(*wanted)) {
        auto found = sources.directory(scope.tenant(), id);
        if (!found || found->removed) {
            return notThere();
        }
        if (const int users = sources.userCount(id); users > 0) {
            return common::fail(
                ErrorCode::Conflict,
                QStringLiteral("%1 users sign in with the directory '%2'").arg(users).arg(found->record.name),
                {{QStringLiteral("id"), QStringLiteral("in-use")},
                 {QStringLiteral("users"), QString::number(users)}});
        }
        sources.setRemoved(id, scope.nowMs());
        found->removed = true;
        schedule(transaction, *found, scope.nowMs());
        removed.append({id, found->record.name});
        removedIds.append(found->record.id);
        tell(trail, *found, "removed");
    }
    noteDeleted(transaction, scope, "directories", *wanted);
    tellSubjects(trail, removed);
    return removedIds;
}

Result<int> restoreDirectories(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                               const QStringList &ids)
{
    auto wanted = uuidsOf(ids);
    Status allowed = checkWholeTenant(scope);
    if (!wanted || !allowed) {
        return wanted ? common::propagate(allowed) : common::propagate(wanted);
    }
    lockDirectory(transaction);
    SourceRepository sources(transaction);
    QList<Named> restored;
    for (const QUuid &id : std::as_const(*wanted)) {
        auto found = sources.directory(scope.tenant(), id);
        if (!found || !found->removed) {
            return notThere();
        }
        if (Status good = checkUsersOf(transaction, scope, id); !good) {
            return common::propagate(good);
        }
        if (sources.isNameTaken(found->tenant, found->record.name, id)) {
            return refused(ErrorCode::Conflict, "name", "taken");
        }
        sources.setRemoved(id, std::nullopt);
        found->removed = false;
        schedule(transaction, *found, scope.nowMs());
        restored.append({id, found->record.name});
        tell(trail, *found, "stored");
    }
    tellSubjects(trail, restored);
    return static_cast<int>(restored.size());
}

Result<DirectoryServer> directoryToTest(Transaction &transaction, const TenantScope &scope,
                                        AuditDetail &trail, DirectoryRecord directory,
                                        const common::HostKey &key)
{
    // Only what the test itself needs has to be there: the name may come later.
    directory.name = directory.name.trimmed().isEmpty() ? QStringLiteral("-") : directory.name;
    for (const Status &good : {checkWholeTenant(scope), cleanDirectory(directory)}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    StoredDirectory tested{
        directory, scope.actor().tenantKey, {}, false, true, isTrustedDirectory(scope, directory, nullptr)};
    if (!directory.id.isEmpty()) {
        const auto stored = present(transaction, scope, directory.id);
        if (!stored) {
            return notThere();
        }
        trail.setSubject(uuidOfText(directory.id), stored->record.name);
        tellTenant(trail, stored->tenant);
        tested.record.id = stored->record.id;
        auto secret = bindSecretFor(tested.record, &*stored, key);
        if (!secret) {
            return common::propagate(secret);
        }
        tested.bindSecret = stored->bindSecret;
        tested.trusted = isTrustedDirectory(scope, directory, &*stored);
    } else if (auto secret = bindSecretFor(directory, nullptr, key); !secret) {
        return common::propagate(secret);
    }
    trail.note(QStringLiteral("url"), directory.url);
    if (!directory.bindPassword.isEmpty() || directory.bindDn.isEmpty()) {
        tested.bindSecret.clear();
    }
    auto server = serverOf(tested, key);
    if (server && !directory.bindPassword.isEmpty()) {
        server->bindPassword = directory.bindPassword.toUtf8();
    }
    return server;
}

Result<common::JobRecord> synchronizeDirectory(Transaction &transaction, const TenantScope &scope,
                                               AuditDetail &trail, const DirectorySyncRequest &request)
{
    if (Status allowed = checkWholeTenant(scope); !allowed) {
        return common::propagate(allowed);
    }
    const auto found = present(transaction, scope, request.id);
    if (!found) {
        return notThere();
    }
    NewJob job;
    job.kind = kDirectorySync;
    job.subject = found->record.id;
    job.dryRun = request.dryRun;
    job.tenant = found->tenant;
    job.single = true;
    auto queued = enqueueJob(transaction, scope, trail, job);
    if (queued) {
        trail.setSubject(uuidOfText(found->record.id), found->record.name);
        trail.note(QStringLiteral("dry_run"), request.dryRun);
        tellTenant(trail, found->tenant);
    }
    return queued;
}

} // namespace recorder
