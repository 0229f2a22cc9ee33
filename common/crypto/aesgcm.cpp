// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/aesgcm.h"

#include "common/crypto/opensslerrors.h"

#include <openssl/evp.h>

#include <climits>

namespace common
{

namespace
{
const unsigned char *in(const std::byte *bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes);
}
unsigned char *out(std::byte *bytes)
{
    return reinterpret_cast<unsigned char *>(bytes);
}
} // namespace

void AesGcm::Free::operator()(evp_cipher_ctx_st *context) const
{
    EVP_CIPHER_CTX_free(context); // wipes the key schedule
}

Result<AesGcm> AesGcm::create(std::span<const std::byte, kKeySize> key, Direction direction)
{
    Context context(EVP_CIPHER_CTX_new());
    const int encrypt = direction == Direction::Seal ? 1 : 0;
    if (!context || EVP_CipherInit_ex2(context.get(), EVP_aes_256_gcm(), in(key.data()), nullptr, encrypt,
                                       nullptr) != 1) {
        return fail(ErrorCode::Internal, QStringLiteral("AES-256-GCM is not available"));
    }
    return AesGcm(std::move(context));
}

bool AesGcm::seal(const Nonce &nonce, std::span<const std::byte> aad, std::span<const std::byte> plain,
                  std::byte *cipher, std::span<std::byte, kTagSize> tag)
{
    if (plain.size() > INT_MAX || aad.size() > INT_MAX) {
        return false;
    }
    int length = 0;
    unsigned char none = 0;
    EVP_CIPHER_CTX *context = m_context.get();
    return EVP_EncryptInit_ex2(context, nullptr, nullptr, in(nonce.data()), nullptr) == 1 &&
           EVP_EncryptUpdate(context, nullptr, &length, in(aad.data()), static_cast<int>(aad.size())) == 1 &&
           (plain.empty() || EVP_EncryptUpdate(context, out(cipher), &length, in(plain.data()),
                                               static_cast<int>(plain.size())) == 1) &&
           EVP_EncryptFinal_ex(context, &none, &length) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, static_cast<int>(kTagSize), tag.data()) == 1;
}

bool AesGcm::open(const Nonce &nonce, std::span<const std::byte> aad, std::span<const std::byte> cipher,
                  std::span<const std::byte, kTagSize> tag, std::byte *plain)
{
    const OpenSslErrors errors;
    if (cipher.size() > INT_MAX || aad.size() > INT_MAX) {
        return false;
    }
    int length = 0;
    unsigned char none = 0;
    std::array<std::byte, kTagSize> expected{}; // OpenSSL's ctrl takes a pointer to non-const
    std::copy(tag.begin(), tag.end(), expected.begin());
    EVP_CIPHER_CTX *context = m_context.get();
    return EVP_DecryptInit_ex2(context, nullptr, nullptr, in(nonce.data()), nullptr) == 1 &&
           EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, static_cast<int>(kTagSize), expected.data()) ==
               1 &&
           EVP_DecryptUpdate(context, nullptr, &length, in(aad.data()), static_cast<int>(aad.size())) == 1 &&
           (cipher.empty() || EVP_DecryptUpdate(context, out(plain), &length, in(cipher.data()),
                                                static_cast<int>(cipher.size())) == 1) &&
           EVP_DecryptFinal_ex(context, &none, &length) == 1;
}

} // namespace common
