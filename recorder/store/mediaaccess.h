// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/uploadqueue.h"

#include "common/core/ids.h"

#include <QList>
#include <QUuid>

#include <optional>

namespace recorder
{

/// What handing out a file of a call depends on besides the call.
struct MediaAccess {
    TargetKey target = kOwnFolder; ///< where it is
    /// One of the users was revoked from the key that the file is sealed to, or from the one that it was
    /// moved to, and holds neither now, with the keys that he has now. The container keeps its entry for the
    /// first key whatever it is moved to: a copy of that key would open it.
    bool isRevoked = false;
};
/// By the rows, not by signatures: who could write a grant there could as well remove the revocation.
/// None = the call has no such file (`position`: as CallRepository::get() orders them).
std::optional<MediaAccess> mediaAccess(Transaction &transaction, const common::CallId &call, int position,
                                       const QList<QUuid> &users, qint64 nowMs);

} // namespace recorder
