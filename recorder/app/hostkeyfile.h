// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/hostkey.h"

#include <QString>

namespace recorder
{

/// What becomes of a host key that is not there, although something was sealed by it.
enum class LostKey { Refuse, Replace };

/// DIR/host.key. A missing one is made when nothing needs it: while there are journals, or the key of the
/// audit trail, a new one would open none of them, and calls in progress would lose their beginning. Then
/// Invalid, with one line that says what there is to do, unless it is to be replaced.
common::Result<common::HostKey> openHostKey(const QString &dataFolder, LostKey lost = LostKey::Refuse);

} // namespace recorder
