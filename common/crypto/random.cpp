// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/random.h"

#include <openssl/rand.h>

namespace common
{

Status fillRandom(std::span<std::byte> out)
{
    if (RAND_priv_bytes(reinterpret_cast<unsigned char *>(out.data()), static_cast<int>(out.size())) != 1) {
        return fail(ErrorCode::Internal, QStringLiteral("no random numbers from OpenSSL"));
    }
    return {};
}

} // namespace common
