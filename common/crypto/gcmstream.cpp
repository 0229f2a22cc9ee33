// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/gcmstream.h"

#include "common/crypto/opensslowned.h"

#include <climits>

namespace common
{

void GcmStream::Free::operator()(evp_cipher_ctx_st *context) const
{
    EVP_CIPHER_CTX_free(context); // wipes the key schedule
}

Result<GcmStream> GcmStream::create(const SecretBytes &key, const AesGcm::Nonce &nonce,
                                    AesGcm::Direction direction)
{
    GcmStream stream;
    stream.m_seals = direction == AesGcm::Direction::Seal;
    stream.m_context.reset(EVP_CIPHER_CTX_new());
    if (key.size() != AesGcm::kKeySize || !stream.m_context ||
        EVP_CipherInit_ex2(stream.m_context.get(), EVP_aes_256_gcm(), key.data(),
                           reinterpret_cast<const unsigned char *>(nonce.data()), stream.m_seals ? 1 : 0,
                           nullptr) != 1) {
        return fail(ErrorCode::Internal, QStringLiteral("AES-256-GCM cannot start"));
    }
    return stream;
}

bool GcmStream::update(QByteArrayView piece, char *out)
{
    int length = 0;
    return piece.isEmpty() || (piece.size() <= INT_MAX &&
                               EVP_CipherUpdate(m_context.get(), reinterpret_cast<unsigned char *>(out),
                                                &length, octets(piece), static_cast<int>(piece.size())) == 1);
}

bool GcmStream::finishSeal(Tag &tag)
{
    int length = 0;
    unsigned char none = 0;
    return m_seals && EVP_CipherFinal_ex(m_context.get(), &none, &length) == 1 &&
           EVP_CIPHER_CTX_ctrl(m_context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag.size()),
                               tag.data()) == 1;
}

bool GcmStream::finishOpen(const Tag &tag)
{
    int length = 0;
    unsigned char none = 0;
    Tag expected = tag; // OpenSSL's ctrl takes a pointer to non-const
    return !m_seals &&
           EVP_CIPHER_CTX_ctrl(m_context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(expected.size()),
                               expected.data()) == 1 &&
           EVP_CipherFinal_ex(m_context.get(), &none, &length) == 1;
}

} // namespace common
