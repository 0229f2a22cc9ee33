// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

namespace common
{

/// Bytes of a key: in memory of libsodium that is locked where the system allows it, not part of a core dump,
/// between guard pages, and wiped when the owner lets go. For keys and key files, not for sound: each object
/// takes at least four pages. Moved, never copied by accident. Any thread, one at a time.
class SecretBytes
{
public:
    SecretBytes() = default;
    /// Zeros; isEmpty() when there is no memory.
    explicit SecretBytes(std::size_t size);
    SecretBytes(SecretBytes &&other) noexcept
        : m_bytes(std::move(other.m_bytes))
        , m_size(std::exchange(other.m_size, 0))
    {
    }
    SecretBytes &operator=(SecretBytes &&other) noexcept
    {
        m_bytes = std::move(other.m_bytes);
        m_size = std::exchange(other.m_size, 0);
        return *this;
    }
    static SecretBytes copyOf(QByteArrayView bytes);
    SecretBytes clone() const { return copyOf(view()); }

    bool isEmpty() const { return m_size == 0; }
    std::size_t size() const { return m_size; }
    std::span<std::byte> bytes() { return {m_bytes.get(), m_size}; }
    std::span<const std::byte> bytes() const { return {m_bytes.get(), m_size}; }
    QByteArrayView view() const { return {m_bytes.get(), static_cast<qsizetype>(m_size)}; }
    unsigned char *data() { return reinterpret_cast<unsigned char *>(m_bytes.get()); }
    const unsigned char *data() const { return reinterpret_cast<const unsigned char *>(m_bytes.get()); }
    /// In the same time for every content of one size.
    bool equals(const SecretBytes &other) const;

private:
    struct Free {
        void operator()(std::byte *bytes) const;
    };
    std::unique_ptr<std::byte, Free> m_bytes;
    std::size_t m_size = 0;
};

} // namespace common
