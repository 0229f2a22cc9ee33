// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/hkdf.h"

#include "common/crypto/opensslowned.h"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <array>
#include <string>

namespace common
{

Result<SecretBytes> hkdfSha256(QByteArrayView key, QByteArray info)
{
    constexpr std::size_t kSize = 32;
    const OwnedKdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
    const OwnedKdfContext context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
    SecretBytes secret = SecretBytes::copyOf(key); // OpenSSL's parameters point to what is not const
    SecretBytes out(kSize);
    std::string digest = "SHA256";
    const std::array<OSSL_PARAM, 4> params{
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret.data(), secret.size()),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), octetCount(info)),
        OSSL_PARAM_construct_end()};
    if (!context || out.isEmpty() || EVP_KDF_derive(context.get(), out.data(), kSize, params.data()) != 1) {
        return fail(ErrorCode::Internal, QStringLiteral("HKDF failed"));
    }
    return out;
}

} // namespace common
