// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directoryport.h"
#include "recorder/service/gate.h"
#include "recorder/store/sourcerepository.h"

#include "common/crypto/hostkey.h"
#include "common/model/job.h"
#include "common/model/listing.h"
#include "common/model/sources.h"

namespace recorder
{

/// LDAP directories for people, inside the gate. Changing them needs the whole tenant (Denied: scope =
/// not-allowed), changing one or taking it back nobody wider among its users (Denied: users = wider). Errors:
/// NotFound (id), Invalid names the field as the contract does (url, ca_certificates,
/// base_dn, filter,
/// ..._attribute = format; bind_password = required: a stored one is not sent to another server than the one
/// it was given for), Conflict (name = taken, version = changed; removing: id = in-use with users = how
/// many).
common::Result<common::ListPageOf<common::DirectoryRecord>>
listDirectories(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query);
common::Result<common::DirectoryRecord> showDirectory(Transaction &transaction, const TenantScope &scope,
                                                      const QString &id);
common::Result<common::DirectoryRecord> createDirectory(Transaction &transaction, const TenantScope &scope,
                                                        AuditDetail &trail, common::DirectoryRecord directory,
                                                        const common::HostKey &key);
common::Result<common::DirectoryRecord> updateDirectory(Transaction &transaction, const TenantScope &scope,
                                                        AuditDetail &trail, common::DirectoryRecord directory,
                                                        const common::HostKey &key);
common::Result<QStringList> removeDirectories(Transaction &transaction, const TenantScope &scope,
                                              AuditDetail &trail, const QStringList &ids);
common::Result<int> restoreDirectories(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                       const QStringList &ids);

/// What a test of these settings needs; nothing is stored.
common::Result<DirectoryServer> directoryToTest(Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &trail, common::DirectoryRecord directory,
                                                const common::HostKey &key);

struct DirectorySyncRequest {
    QString id;
    bool dryRun = false;
};
inline const QString kDirectorySync = QStringLiteral("directory-sync");
/// Puts the job into the queue. Conflict (job = runs).
common::Result<common::JobRecord> synchronizeDirectory(Transaction &transaction, const TenantScope &scope,
                                                       AuditDetail &trail,
                                                       const DirectorySyncRequest &request);

} // namespace recorder
