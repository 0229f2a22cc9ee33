// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/crypto/secretbytes.h"

#include <QByteArray>

namespace common
{

/// HKDF-SHA256 (RFC 5869) without salt, 32 bytes. `info` says what the key is for; no two purposes share one.
Result<SecretBytes> hkdfSha256(QByteArrayView key, QByteArray info);

} // namespace common
