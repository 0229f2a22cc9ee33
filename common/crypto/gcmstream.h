// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/aesgcm.h"
#include "common/crypto/secretbytes.h"

#include <QByteArrayView>

namespace common
{

/// AES-256-GCM over one message in pieces, without associated data. What Open has given is not authentic
/// before finishOpen() says so: the caller holds it back until then. One thread at a time.
class GcmStream
{
public:
    using Tag = std::array<std::byte, AesGcm::kTagSize>;
    static Result<GcmStream> create(const SecretBytes &key, const AesGcm::Nonce &nonce,
                                    AesGcm::Direction direction);

    /// `out` receives piece.size() bytes and may be the same memory.
    bool update(QByteArrayView piece, char *out);
    bool finishSeal(Tag &tag);
    /// False: not authentic.
    bool finishOpen(const Tag &tag);

private:
    struct Free {
        void operator()(evp_cipher_ctx_st *context) const;
    };
    std::unique_ptr<evp_cipher_ctx_st, Free> m_context;
    bool m_seals = false;
};

} // namespace common
