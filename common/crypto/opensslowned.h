// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/x509.h>

#include <QByteArrayView>

#include <memory>

/// Owners of OpenSSL's objects, for the source files of this folder.
namespace common
{

template <auto F>
struct OpenSslFree {
    template <typename T>
    void operator()(T *object) const
    {
        F(object);
    }
};
using OwnedKey = std::unique_ptr<EVP_PKEY, OpenSslFree<EVP_PKEY_free>>;
using OwnedKeyContext = std::unique_ptr<EVP_PKEY_CTX, OpenSslFree<EVP_PKEY_CTX_free>>;
using OwnedCipherContext = std::unique_ptr<EVP_CIPHER_CTX, OpenSslFree<EVP_CIPHER_CTX_free>>;
using OwnedDigestContext = std::unique_ptr<EVP_MD_CTX, OpenSslFree<EVP_MD_CTX_free>>;
using OwnedNumber = std::unique_ptr<BIGNUM, OpenSslFree<BN_clear_free>>;
using OwnedNumberContext = std::unique_ptr<BN_CTX, OpenSslFree<BN_CTX_free>>;
using OwnedPkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, OpenSslFree<PKCS8_PRIV_KEY_INFO_free>>;
using OwnedKdf = std::unique_ptr<EVP_KDF, OpenSslFree<EVP_KDF_free>>;
using OwnedKdfContext = std::unique_ptr<EVP_KDF_CTX, OpenSslFree<EVP_KDF_CTX_free>>;

inline const unsigned char *octets(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}
inline std::size_t octetCount(QByteArrayView bytes)
{
    return static_cast<std::size_t>(bytes.size());
}

} // namespace common
