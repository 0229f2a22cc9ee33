// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storagetargets.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/directorygroups.h"
#include "recorder/service/storageplaces.h"
#include "recorder/service/storagerules.h"
#include "recorder/service/userrules.h"

#include <QJsonObject>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;
using common::StorageTargetRecord;

namespace
{

const QString kLocal = QStringLiteral("local");

Status checkWholeTenant(const TenantScope &scope)
{
    return directoryReachOf(scope).groups ? Status(refused(ErrorCode::Denied, "scope", "not-allowed"))
                                          : Status();
}

bool seesAll(const TenantScope &scope)
{
    return !scope.tenant();
}

/// A folder of the recorder's machine is given by who runs the system: everything else lies there as well.
Status checkKind(const TenantScope &scope, const StorageTargetRecord &target)
{
    if (seesAll(scope)) {
        return {};
    }
    if (target.kind == kLocal) {
        return refused(ErrorCode::Denied, "kind", "not-allowed");
    }
    return target.system ? Status(refused(ErrorCode::Denied, "system", "not-allowed")) : Status();
}

QJsonObject toldOf(const StorageTargetRecord &t)
{
    return {{QStringLiteral("name"), t.name},
            {QStringLiteral("kind"), t.kind},
            {QStringLiteral("base_path"), t.basePath},
            {QStringLiteral("host"), t.host},
            {QStringLiteral("port"), t.port},
            {QStringLiteral("user"), t.user},
            {QStringLiteral("require_tls"), t.requireTls},
            {QStringLiteral("implicit_tls"), t.implicitTls},
            {QStringLiteral("host_key"), t.hostKey},
            {QStringLiteral("posix_rename"), t.posixRename},
            {QStringLiteral("bucket"), t.bucket},
            {QStringLiteral("access_key_id"), t.accessKeyId},
            {QStringLiteral("endpoint"), t.endpoint},
            {QStringLiteral("region"), t.region},
            {QStringLiteral("signature_version"), t.signatureVersion},
            {QStringLiteral("virtual_host"), t.virtualHost},
            {QStringLiteral("sse"), t.sse},
            {QStringLiteral("use_proxy"), t.useProxy},
            {QStringLiteral("proxy_host"), t.proxyHost},
            {QStringLiteral("proxy_port"), t.proxyPort},
            {QStringLiteral("proxy_user"), t.proxyUser},
            {QStringLiteral("ca_certificates"), t.caCertificates}};
}

void tell(AuditDetail &trail, const StoredTarget &target, const char *verb)
{
    const TenantKey tenant = target.tenant.value_or(kSystemTenant);
    tellTenant(trail, tenant);
    trail.publish({QStringLiteral("storage-targets"), tenant, target.record.id, QLatin1String(verb)});
}

std::optional<StoredTarget> present(Transaction &transaction, const TenantScope &scope, const QString &id)
{
    auto found = StorageTargetRepository(transaction).find(scope.tenant(), uuidOfText(id));
    return found && !found->removed ? found : std::nullopt;
}

Result<std::optional<TenantKey>> ownerFor(Transaction &transaction, const TenantScope &scope,
                                          const StorageTargetRecord &target)
{
    if (target.system) {
        return std::optional<TenantKey>();
    }
    auto tenant = tenantFor(transaction, scope, target.tenantId);
    if (!tenant) {
        return common::propagate(tenant);
    }
    return *tenant == kSystemTenant ? Result<std::optional<TenantKey>>(invalid("tenant_id", "required"))
                                    : Result<std::optional<TenantKey>>(std::optional<TenantKey>(*tenant));
}

/// Another type is another place, and what is kept of the old one would be read in the new one's way.
Status checkKept(StorageTargetRepository &targets, const StoredTarget &before,
                 const StorageTargetRecord &after)
{
    if (after.kind == before.record.kind || !targets.isInUse(before.key)) {
        return {};
    }
    const TargetUse use = targets.useOf(before.key);
    return common::fail(ErrorCode::Conflict,
                        QStringLiteral("kind: in-use, %1 files, %2 waiting").arg(use.files).arg(use.waiting),
                        {{QStringLiteral("kind"), QStringLiteral("in-use")},
                         {QStringLiteral("files"), QString::number(use.files)},
                         {QStringLiteral("waiting"), QString::number(use.waiting)}});
}

/// Files are there, or on their way, under names that the database keeps relative to the place.
Status checkPlace(StorageTargetRepository &targets, const StoredTarget &before,
                  const StorageTargetRecord &after)
{
    const StorageTargetRecord &old = before.record;
    const char *moved = after.host != old.host           ? "host"
                        : after.port != old.port         ? "port"
                        : after.bucket != old.bucket     ? "bucket"
                        : after.endpoint != old.endpoint ? "endpoint"
                        : after.basePath != old.basePath ? "base_path"
                                                         : nullptr;
    return moved != nullptr && targets.isInUse(before.key)
               ? Status(refused(ErrorCode::Conflict, moved, "in-use"))
               : Status();
}

/// Where a form shows that the place is somebody's already.
const char *placeFieldOf(const StorageTargetRecord &target)
{
    return target.kind == QLatin1String("s3") ? "bucket" : target.kind == kLocal ? "base_path" : "host";
}

/// What cannot become anything else.
Status checkFixed(const StoredTarget &before, const StorageTargetRecord &after)
{
    const bool moved =
        !after.tenantId.isEmpty() && uuidOfText(after.tenantId) != uuidOfText(before.record.tenantId);
    if (moved) {
        return invalid("tenant_id", "fixed");
    }
    return after.version == before.record.version ? Status() : Status(changedMeanwhile());
}

/// Why it has to stay; nullptr = it may go.
const char *neededFor(Transaction &transaction, const StoredTarget &target)
{
    return target.record.builtIn                                        ? "built-in"
           : StorageTargetRepository(transaction).isInUse(target.key)   ? "in-use"
           : isTargetInRules(transaction, uuidOfText(target.record.id)) ? "in-rules"
                                                                        : nullptr;
}

} // namespace

Result<common::ListPageOf<StorageTargetRecord>>
listStorageTargets(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query)
{
    return StorageTargetRepository(transaction).list(scope.tenant(), query);
}

Result<StorageTargetRecord> showStorageTarget(Transaction &transaction, const TenantScope &scope,
                                              const QString &id)
{
    const auto found = present(transaction, scope, id);
    return found ? Result<StorageTargetRecord>(found->record) : Result<StorageTargetRecord>(notThere());
}

Result<StorageTargetRecord> createStorageTarget(Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &trail, StorageTargetRecord target,
                                                const common::HostKey &key)
{
    for (const Status &good :
         {checkWholeTenant(scope), cleanStorageTarget(target), checkKind(scope, target)}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    lockDirectory(transaction);
    auto owner = ownerFor(transaction, scope, target);
    if (!owner) {
        return common::propagate(owner);
    }
    StorageTargetRepository targets(transaction);
    if (targets.isNameTaken(*owner, target.name, QUuid())) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    const QUuid id = common::makeUuidV7();
    target.id = id.toString(QUuid::WithoutBraces);
    if (Status free = checkPlaceIsFree(transaction, target, *owner, placeFieldOf(target)); !free) {
        return common::propagate(free);
    }
    auto secrets = secretsFor(target, nullptr, key);
    auto sealedSecrets =
        secrets ? sealSecrets(*secrets, target.id, key) : Result<QByteArray>(common::propagate(secrets));
    if (!sealedSecrets) {
        return common::propagate(sealedSecrets);
    }
    targets.insert(id, *owner, target, *sealedSecrets);
    const auto made = targets.find(*owner, id);
    if (!made) {
        return notThere();
    }
    trail.setSubject(id, made->record.name);
    trail.changed({}, toldOf(made->record));
    noteSecrets(trail, target);
    tell(trail, *made, "stored");
    return made->record;
}

Result<StorageTargetRecord> updateStorageTarget(Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &trail, StorageTargetRecord target,
                                                const common::HostKey &key)
{
    if (Status allowed = checkWholeTenant(scope); !allowed) {
        return common::propagate(allowed);
    }
    lockDirectory(transaction);
    const auto before = present(transaction, scope, target.id);
    if (!before) {
        return notThere();
    }
    if (before->record.builtIn) {
        return refused(ErrorCode::Conflict, "id", "built-in");
    }
    target.id = before->record.id;
    target.system = before->record.system;
    StorageTargetRepository targets(transaction);
    for (const Status &good :
         {cleanStorageTarget(target), checkKind(scope, target), checkFixed(*before, target),
          checkKept(targets, *before, target), checkPlace(targets, *before, target)}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    const QUuid id = uuidOfText(target.id);
    if (targets.isNameTaken(before->tenant, target.name, id)) {
        return refused(ErrorCode::Conflict, "name", "taken");
    }
    // Two that were there before this was refused keep what they have, and may be renamed.
    Status free = isSamePlace(target, before->record)
                      ? Status()
                      : checkPlaceIsFree(transaction, target, before->tenant, placeFieldOf(target));
    if (!free) {
        return common::propagate(free);
    }
    auto secrets = secretsFor(target, &*before, key);
    auto sealedSecrets =
        secrets ? sealSecrets(*secrets, target.id, key) : Result<QByteArray>(common::propagate(secrets));
    if (!sealedSecrets) {
        return common::propagate(sealedSecrets);
    }
    targets.update(target, *sealedSecrets);
    const auto after = targets.find(before->tenant, id);
    if (!after) {
        return notThere();
    }
    trail.setSubject(id, after->record.name);
    trail.changed(toldOf(before->record), toldOf(after->record));
    noteSecrets(trail, target);
    tell(trail, *after, "changed");
    return after->record;
}

Result<QStringList> removeStorageTargets(Transaction &transaction, const TenantScope &scope,
                                         AuditDetail &trail, const QStringList &ids)
{
    auto wanted = uuidsOf(ids);
    Status allowed = checkWholeTenant(scope);
    if (!wanted || !allowed) {
        return wanted ? common::propagate(allowed) : common::propagate(wanted);
    }
    lockDirectory(transaction);
    StorageTargetRepository targets(transaction);
    QList<Named> removed;
    QStringList removedIds;
    for (const QUuid &id : std::as_const(*wanted)) {
        const auto found = targets.find(scope.tenant(), id);
        if (!found || found->removed) {
            return notThere();
        }
        if (const char *reason = neededFor(transaction, *found); reason != nullptr) {
            return refused(ErrorCode::Conflict, "id", reason);
        }
        targets.setRemoved(id, scope.nowMs(), scope.actor().name);
        removed.append({id, found->record.name});
        removedIds.append(found->record.id);
        tell(trail, *found, "removed");
    }
    tellSubjects(trail, removed);
    return removedIds;
}

Result<int> restoreStorageTargets(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  const QStringList &ids)
{
    auto wanted = uuidsOf(ids);
    Status allowed = checkWholeTenant(scope);
    if (!wanted || !allowed) {
        return wanted ? common::propagate(allowed) : common::propagate(wanted);
    }
    lockDirectory(transaction);
    StorageTargetRepository targets(transaction);
    QList<Named> restored;
    for (const QUuid &id : std::as_const(*wanted)) {
        const auto found = targets.find(scope.tenant(), id);
        if (!found || !found->removed) {
            return notThere();
        }
        if (targets.isNameTaken(found->tenant, found->record.name, id)) {
            return refused(ErrorCode::Conflict, "name", "taken");
        }
        if (Status free = checkPlaceIsFree(transaction, found->record, found->tenant, "id"); !free) {
            return common::propagate(free);
        }
        targets.setRemoved(id, std::nullopt, QString());
        restored.append({id, found->record.name});
        tell(trail, *found, "stored");
    }
    tellSubjects(trail, restored);
    return static_cast<int>(restored.size());
}

Result<StorageToTest> storageTargetToTest(Transaction &transaction, const TenantScope &scope,
                                          AuditDetail &trail, StorageTargetRecord target,
                                          const common::HostKey &key)
{
    // Only what the test itself needs has to be there: the name may come later.
    target.name = target.name.trimmed().isEmpty() ? QStringLiteral("-") : target.name;
    if (Status allowed = checkWholeTenant(scope); !allowed) {
        return common::propagate(allowed);
    }
    std::optional<StoredTarget> stored;
    if (!target.id.isEmpty()) {
        stored = present(transaction, scope, target.id);
        if (!stored) {
            return notThere();
        }
        if (stored->record.builtIn) {
            return refused(ErrorCode::Conflict, "id", "built-in");
        }
        trail.setSubject(uuidOfText(target.id), stored->record.name);
        tellTenant(trail, stored->tenant.value_or(kSystemTenant));
        target.id = stored->record.id;
        target.system = stored->record.system;
    }
    for (const Status &good : {cleanStorageTarget(target), checkKind(scope, target)}) {
        if (!good) {
            return tl::unexpected<common::Error>(good.error());
        }
    }
    const bool asStored = stored && isAsStored(target, stored->record);
    auto secrets = secretsFor(target, stored ? &*stored : nullptr, key);
    if (!secrets) {
        return common::propagate(secrets);
    }
    trail.note(QStringLiteral("kind"), target.kind);
    trail.note(QStringLiteral("place"), target.kind == QLatin1String("s3") ? target.endpoint
                                        : target.kind == kLocal            ? target.basePath
                                                                           : target.host);
    StorageTargetSettings settings = storageSettingsOf(target, *secrets);
    settings.targetId = asStored ? target.id : QString(); // what is only typed begins nowhere
    return StorageToTest{settings,
                         !target.system, // as an upload opens it, whoever tests it
                         asStored ? uuidOfText(target.id) : QUuid(), target.version};
}

Result<bool> noteStorageTest(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                             const StorageTested &tested)
{
    StorageTargetRepository targets(transaction);
    const auto found = targets.find(scope.tenant(), tested.target);
    const bool noted =
        found && targets.setTested(tested.target, tested.version, scope.nowMs(), tested.step, tested.cause);
    if (noted) {
        tell(trail, *found, "changed");
    }
    return noted;
}

} // namespace recorder
