// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/sessiondescription.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace recorder
{

/// Reads the value of an a=crypto attribute (RFC 4568 section 9.1): the first inline key of it, with missing
/// base64 padding tolerated. Nothing when it has no usable tag, suite or key, or when the key does not have
/// the length of its (known) suite. Any thread.
std::optional<CryptoAttribute> readCrypto(QByteArrayView value);

/// "1 AES_CM_128_HMAC_SHA1_80 inline:...", the reverse of readCrypto.
QByteArray writeCrypto(const CryptoAttribute &crypto);

/// Length of master key and salt of a suite in bytes, 0 when it is not known.
int cryptoKeyLength(QByteArrayView suite);

} // namespace recorder
