// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/keybundle.h"

namespace common
{

/// A service's record as text that people carry from its machine to a console: base64 of the message
/// KeyRecord between two lines that say what it is. What stands around it is ignored.
QByteArray serviceText(const KeyRecord &record);
/// Whole, and signed by itself. Invalid (fields: service = format).
Result<KeyRecord> serviceFromText(const QByteArray &text);

} // namespace common
