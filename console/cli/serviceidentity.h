// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/keybundle.h"

namespace console
{

/// This machine as a service: keys that were made here and stay here. They lie in the data folder, sealed by
/// a key of 32 bytes: `earshotctl.key` of systemd's credentials ($CREDENTIALS_DIRECTORY) when there is one,
/// else the folder's own `seal.key`, which only its owner may read.
struct ServiceIdentity {
    common::KeyRecord record; ///< its owner is the service
    common::KeyBundle keys;
};

/// Takes up to seconds. Conflict: it has keys already. They are never replaced, as grants would be lost.
common::Result<ServiceIdentity> createService(const QString &dataFolder, const common::Qca &qca,
                                              qint64 nowMs);
/// NotFound: it has none. Denied: others may read the key. Invalid: the file is damaged, or sealed by another
/// key.
common::Result<ServiceIdentity> loadService(const QString &dataFolder);

} // namespace console
