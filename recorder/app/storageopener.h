// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/net/outgoingrule.h"
#include "recorder/service/storageaccess.h"

namespace recorder
{

/// The rights that this machine itself has at Amazon S3 (its IAM role), as the configuration says.
struct MachineRole {
    bool allowed = false; ///< `storage.s3_role`
    QString url{};        ///< `storage.s3_role_url`; empty = that of EC2
};

/// Opens targets so that they reach only what the rule allows to whoever named the server. The machine's role
/// is for targets of the system alone: with it a tenant's would reach the buckets of all others. None is in
/// or above one of `ownFolders`.
StorageAccess::Open storageOpener(OutgoingRule rule, MachineRole role, QStringList ownFolders = {});

} // namespace recorder
