// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directoryport.h"
#include "recorder/service/gate.h"
#include "recorder/store/sourcerepository.h"

#include "common/crypto/hostkey.h"
#include "common/model/sources.h"

namespace recorder
{

/// Whoever may see every tenant may name servers inside. The same one stays what it was, whoever saves: he
/// need not have looked at where it is.
bool isTrustedDirectory(const TenantScope &scope, const common::DirectoryRecord &directory,
                        const StoredDirectory *before);
/// The password to keep, sealed; empty = as it is. Invalid (bind_password = required): a stored one goes to
/// the server it was given for, and to no other.
common::Result<QByteArray> bindSecretFor(const common::DirectoryRecord &directory,
                                         const StoredDirectory *before, const common::HostKey &key);
/// How the stored directory is reached.
common::Result<DirectoryServer> serverOf(const StoredDirectory &directory, const common::HostKey &key);

} // namespace recorder
