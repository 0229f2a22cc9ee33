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

/// Beside it: the key that open-journals wraps journals for, until it has opened all of them. Only then, or
/// when the lost one is to be replaced, it is DIR/host.key: the recorder would set aside what is not opened
/// yet.
QString hostKeyToBe(const QString &dataFolder);
/// False when it is not there, or cannot be put in its place.
bool adoptHostKeyToBe(const QString &dataFolder);

} // namespace recorder
