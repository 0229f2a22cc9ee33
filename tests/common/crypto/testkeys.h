// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/sealingkeys.h"

namespace tests
{

/// A key pair of this length, made once in a process.
const common::OpeningKey &openingKey(int bits = 2048, int number = 0);

/// PKCS#8 in DER, made without code of ours.
QByteArray opensslPrivateKey(int bits);

/// Bytes that differ from each other and are the same in each run.
QByteArray sampleBytes(qsizetype size, quint32 seed = 1);

/// The reason code of an error, empty without one.
template <typename T>
QString reasonOf(const common::Result<T> &result, const char *field = "container")
{
    return result ? QString() : result.error().fields.value(QLatin1String(field));
}

} // namespace tests
