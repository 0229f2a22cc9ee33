// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/crypto/secretbytes.h"

#include <QByteArray>

namespace common
{

/// Passwords on private keys, for pemkeys.cpp. Errors: fields key = format | algorithm | excessive |
/// password.

/// The PrivateKeyInfo inside DER of an EncryptedPrivateKeyInfo (RFC 5958) with PBES2 (RFC 8018, 7914).
Result<SecretBytes> openPasswordBox(QByteArrayView der, QByteArrayView password);
/// DER of an EncryptedPrivateKeyInfo.
Result<QByteArray> makePasswordBox(const SecretBytes &info, QByteArrayView password, int rounds);
/// What stands below "DEK-Info: <cipher>,<iv>" in a PEM of the old kind: one round of MD5, read only.
Result<SecretBytes> openOldPassword(QByteArrayView dekInfo, QByteArrayView body, QByteArrayView password);

} // namespace common
