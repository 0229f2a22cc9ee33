// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/storageaccess.h"

#include "tests/recorder/jobs/jobworld.h"

namespace tests
{

/// People of a recorder, and storage targets that they make.
struct TargetLab : JobWorld {
    std::atomic<int> openedOfTenant{-1}; ///< as the last test asked for it
    recorder::StorageAccess access{gate,
                                   [this](const recorder::StorageTargetSettings &settings, bool ofTenant,
                                          const recorder::StoragePatience &patience) {
                                       openedOfTenant = ofTenant ? 1 : 0;
                                       return recorder::openStorageTarget(settings, {}, patience);
                                   },
                                   key, clock};

    using Work = common::Result<common::StorageTargetRecord> (*)(recorder::Transaction &,
                                                                 const recorder::TenantScope &,
                                                                 recorder::AuditDetail &,
                                                                 common::StorageTargetRecord,
                                                                 const common::HostKey &);
    common::Result<common::StorageTargetRecord> save(Work work, const char *login,
                                                     const common::StorageTargetRecord &target)
    {
        return gate.runAndWait<common::StorageTargetRecord>(
            session(login), operation("storage.edit", true),
            [&](recorder::Transaction &transaction, const recorder::TenantScope &scope,
                recorder::AuditDetail &trail) { return work(transaction, scope, trail, target, key); });
    }
    common::Result<common::StorageTargetRecord> create(const char *login,
                                                       const common::StorageTargetRecord &target)
    {
        return save(recorder::createStorageTarget, login, target);
    }
    common::Result<common::StorageTargetRecord> update(const char *login,
                                                       const common::StorageTargetRecord &target)
    {
        return save(recorder::updateStorageTarget, login, target);
    }
    QString remove(const char *login, const QString &id)
    {
        return outcome(change<QStringList, const QStringList &>(
            login, "storage.edit", recorder::removeStorageTargets, QStringList{id}));
    }
    /// A file of the first tenant is on its way there.
    void queueFile(const QString &id)
    {
        ask(QStringLiteral("INSERT INTO uploads (call_id, position, tenant_id, target, host, source, path, "
                           "size, sha256, format, created_ms, due_ms) SELECT gen_random_uuid(), 0, 1, id, "
                           "'host-a', 's', 'p', 1, decode(repeat('00', 32), 'hex'), 'mp3', 1, 1 FROM "
                           "storage_targets WHERE uuid = '%1'")
                .arg(id));
    }
    common::Result<recorder::StorageTargetSettings> settingsOf(const QString &id)
    {
        return gate.runAndWait<recorder::StorageTargetSettings>(
            session("root"), operation("storage.view", false),
            [&](recorder::Transaction &transaction, const recorder::TenantScope &,
                recorder::AuditDetail &) -> common::Result<recorder::StorageTargetSettings> {
                const auto found =
                    recorder::StorageTargetRepository(transaction).find(std::nullopt, QUuid::fromString(id));
                return found ? recorder::storageSettingsOf(*found, key)
                             : common::Result<recorder::StorageTargetSettings>(
                                   common::fail(common::ErrorCode::NotFound, QStringLiteral("none")));
            });
    }
};

/// One that is complete, of the tenant of who makes it.
inline common::StorageTargetRecord ftp(const char *name = "Archive")
{
    common::StorageTargetRecord target;
    target.name = QLatin1String(name);
    target.kind = QStringLiteral("ftp");
    target.host = QStringLiteral("files.example");
    target.user = QStringLiteral("rec");
    target.password = QStringLiteral("very-secret-1");
    return target;
}

/// What a refusal says of the field; "none" when there was none.
template <typename T>
QString reasonOf(const common::Result<T> &result, const char *field)
{
    return result ? QStringLiteral("none") : result.error().fields.value(QLatin1String(field));
}

} // namespace tests
