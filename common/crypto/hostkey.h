// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <memory>
#include <span>

namespace common
{

/// The recorder's own key (trust.md K8): 32 random bytes in a file that only the recorder's user may read.
/// It wraps the file keys of spool journals and seals small secrets in the ledger and in the configuration.
/// The bytes live in locked memory that is not dumped. A value: copies share the memory. Any thread.
class HostKey
{
public:
    static constexpr std::size_t kSize = 32;

    /// Makes the file (mode 0600, never over another, whole or not at all, file and directory synced).
    /// Conflict when it exists.
    static Result<HostKey> create(const QString &file);
    /// NotFound; Denied when group or others may read or write it or it is not a regular file; Invalid when
    /// its size is wrong.
    static Result<HostKey> load(const QString &file);
    static Result<HostKey> loadOrCreate(const QString &file);

    /// AES-256-GCM with a random nonce: version (1), nonce (12), ciphertext, tag (16). `context` says what
    /// the blob is for ("ledger.srtp:" + id); it is authenticated, not stored, and must be given again to
    /// unseal. Random nonces bound one key to 2^32 blobs.
    static constexpr std::size_t kSealOverhead = 29;
    Result<QByteArray> seal(QByteArrayView plain, QByteArrayView context) const;
    /// Invalid when key, context or any bit differ.
    Result<QByteArray> unseal(QByteArrayView sealed, QByteArrayView context) const;

private:
    struct Memory;
    explicit HostKey(std::shared_ptr<const Memory> memory)
        : m_memory(std::move(memory))
    {
    }
    std::span<const std::byte, kSize> bytes() const;

    std::shared_ptr<const Memory> m_memory;
};

} // namespace common
