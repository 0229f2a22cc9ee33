// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <memory>
#include <span>

struct evp_md_ctx_st;

namespace common
{

/// SHA-256 in pieces. OpenSSL, because every stored file goes through it: 1.9 GB/s of one core with SHA-NI,
/// where QCA does 0.9 (tst_qca prints both). One thread at a time per object.
class Sha256
{
public:
    static constexpr int kSize = 32;

    Sha256();
    ~Sha256();
    Sha256(Sha256 &&) noexcept;
    Sha256 &operator=(Sha256 &&) noexcept;

    void add(std::span<const std::byte> bytes);
    void add(QByteArrayView bytes)
    {
        add(std::as_bytes(std::span(bytes.data(), static_cast<std::size_t>(bytes.size()))));
    }
    /// The 32 bytes; empty when OpenSSL failed. The object starts anew.
    QByteArray finish();

private:
    void restart();

    struct Free {
        void operator()(evp_md_ctx_st *context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> m_context;
    bool m_good = false;
};

QByteArray sha256(QByteArrayView bytes);
/// Reads the file in pieces of 256 KiB. `size` (optional) gets the number of bytes hashed.
Result<QByteArray> sha256OfFile(const QString &path, qint64 *size = nullptr);

} // namespace common
