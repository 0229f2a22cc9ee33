// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/storage/storagesettings.h"
#include "recorder/store/storagetargetrepository.h"

#include "common/crypto/hostkey.h"

namespace recorder
{

/// The rules of storage targets. Whoever sees one tenant has that tenant's and neither sees nor makes the
/// system's, nor folders of the recorder's own machine. Secrets go in and never come out; they are all sealed
/// together. Errors name the field as the contract does.
common::Result<common::ListPageOf<common::StorageTargetRecord>>
listStorageTargets(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
common::Result<common::StorageTargetRecord> showStorageTarget(Transaction &transaction,
                                                              const TenantScope &scope, const QString &id);
/// This, updating and restoring: Conflict (host | bucket | base_path, of restoring id = place-taken) when
/// another target that the same files may go to is that place (storageplaces.h).
common::Result<common::StorageTargetRecord> createStorageTarget(Transaction &transaction,
                                                                const TenantScope &scope, AuditDetail &trail,
                                                                common::StorageTargetRecord target,
                                                                const common::HostKey &key);
/// Conflict (host | port | bucket | endpoint | base_path = in-use) for another place while files are at this
/// one, Conflict (kind = in-use, files and waiting = how many) for another type.
common::Result<common::StorageTargetRecord> updateStorageTarget(Transaction &transaction,
                                                                const TenantScope &scope, AuditDetail &trail,
                                                                common::StorageTargetRecord target,
                                                                const common::HostKey &key);
/// Conflict (id = in-use) while files are there or on their way, (id = in-rules) while rules send files
/// there.
common::Result<QStringList> removeStorageTargets(Transaction &transaction, const TenantScope &scope,
                                                 AuditDetail &trail, const QStringList &ids);
common::Result<int> restoreStorageTargets(Transaction &transaction, const TenantScope &scope,
                                          AuditDetail &trail, const QStringList &ids);

/// What a test needs: of a form that is not saved as well; secrets that are not given are the stored ones.
struct StorageToTest {
    StorageTargetSettings settings;
    bool ofTenant = true; ///< the target is a tenant's, whose addresses are limited
    QUuid stored{};       ///< these settings are those of this target; null = of a form
    int version = 0;
};
common::Result<StorageToTest> storageTargetToTest(Transaction &transaction, const TenantScope &scope,
                                                  AuditDetail &trail, common::StorageTargetRecord target,
                                                  const common::HostKey &key);

struct StorageTested {
    QUuid target;
    int version = 0;
    QString step; ///< that failed; empty = none
    QString cause;
};
/// What is shown of the last test. Of a target that was changed meanwhile nothing is noted.
common::Result<bool> noteStorageTest(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                     const StorageTested &tested);

/// How a stored target is reached, secrets in the clear. Unavailable when this host's key did not seal them.
common::Result<StorageTargetSettings> storageSettingsOf(const StoredTarget &target,
                                                        const common::HostKey &key);

// storagetargetsecrets.cpp and storagetargetsettings.cpp:
struct StorageSecrets {
    QString password;
    QString sshKey;
    QString secretAccessKey;
    QString proxyPassword;
};
common::Result<QByteArray> sealSecrets(const StorageSecrets &secrets, const QString &id,
                                       const common::HostKey &key);
common::Result<StorageSecrets> unsealSecrets(const QByteArray &sealed, const QString &id,
                                             const common::HostKey &key);
StorageTargetSettings storageSettingsOf(const common::StorageTargetRecord &record,
                                        const StorageSecrets &secrets);
/// What was typed, and what is kept of `before` (null = a new one) where it goes to the same place; notes in
/// the record what there is. Invalid (password | secret_access_key = required).
common::Result<StorageSecrets> secretsFor(common::StorageTargetRecord &target, const StoredTarget *before,
                                          const common::HostKey &key);
/// That they were set, never what they are.
void noteSecrets(AuditDetail &trail, const common::StorageTargetRecord &typed);
/// Whether nothing of it is other than what is stored.
bool isAsStored(common::StorageTargetRecord given, const common::StorageTargetRecord &stored);
/// Trims; sees to lengths, paths, ports, hosts, addresses, names of buckets, certificates, fingerprints.
common::Status cleanStorageTarget(common::StorageTargetRecord &target);

} // namespace recorder
