// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <array>
#include <cstddef>
#include <memory>
#include <span>

struct evp_cipher_ctx_st;

namespace common
{

/// AES-256-GCM with one key and many nonces (NIST SP 800-38D): 12-byte nonce, 16-byte tag, no other sizes,
/// because a shortened tag is a weaker one. The key schedule is made once; seal and open allocate nothing.
/// OpenSSL, since QCA has no associated data and a tenth of the speed. One thread at a time per object.
/// The caller must never use a nonce twice with one key.
class AesGcm
{
public:
    static constexpr std::size_t kKeySize = 32;
    static constexpr std::size_t kNonceSize = 12;
    static constexpr std::size_t kTagSize = 16;
    using Nonce = std::array<std::byte, kNonceSize>;

    enum class Direction { Seal, Open };
    static Result<AesGcm> create(std::span<const std::byte, kKeySize> key, Direction direction);

    /// `out` receives plain.size() bytes and may be the same memory as `plain`. False: OpenSSL failed.
    bool seal(const Nonce &nonce, std::span<const std::byte> aad, std::span<const std::byte> plain,
              std::byte *out, std::span<std::byte, kTagSize> tag);
    /// False: not authentic; `out` then holds nothing that may be used.
    bool open(const Nonce &nonce, std::span<const std::byte> aad, std::span<const std::byte> cipher,
              std::span<const std::byte, kTagSize> tag, std::byte *out);

private:
    struct Free {
        void operator()(evp_cipher_ctx_st *context) const;
    };
    using Context = std::unique_ptr<evp_cipher_ctx_st, Free>;
    explicit AesGcm(Context context)
        : m_context(std::move(context))
    {
    }

    Context m_context;
};

} // namespace common
