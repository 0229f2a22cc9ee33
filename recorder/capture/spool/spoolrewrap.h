// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/crypto/hostkey.h"
#include "common/crypto/sealingkeys.h"
#include "common/model/recording.h"

#include <QString>

namespace recorder
{

/// What became of a journal's segments.
struct SpoolRewrapped {
    common::CallId call;
    int fine = 0;    ///< the host key opened them already; all of a journal that is not sealed
    int wrapped = 0; ///< the tenant's key opened them, and now the host key does
    int closed = 0;  ///< neither opens them: other keys, damage, or the tenant did not encrypt then
};

/// After the host key was lost: each segment of the journal whose key only the tenant's key opens is wrapped
/// for the present host key in its place, so that the call is finished as any other. Nothing else of the file
/// is changed, frames are looked at by nobody, and a file that is not changed is not written. Synced. May be
/// repeated. Nobody writes to the journal meanwhile.
/// NotFound; Invalid: not a journal; Unavailable.
common::Result<SpoolRewrapped> rewrapSpool(const QString &path, const common::OpeningKey &tenant,
                                           const common::HostKey &host);

} // namespace recorder
