// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/secretbytes.h"

#include <sodium.h>

#include <cstring>

namespace common
{

void SecretBytes::Free::operator()(std::byte *bytes) const
{
    sodium_free(bytes); // wipes and unlocks
}

SecretBytes::SecretBytes(std::size_t size)
{
    if (size == 0 || sodium_init() < 0) {
        return;
    }
    m_bytes.reset(static_cast<std::byte *>(sodium_malloc(size)));
    m_size = m_bytes ? size : 0;
    if (m_bytes) {
        sodium_memzero(m_bytes.get(), size);
    }
}

SecretBytes SecretBytes::copyOf(QByteArrayView bytes)
{
    SecretBytes copy(static_cast<std::size_t>(bytes.size()));
    if (!copy.isEmpty()) {
        std::memcpy(copy.data(), bytes.data(), copy.size());
    }
    return copy;
}

bool SecretBytes::equals(const SecretBytes &other) const
{
    return m_size == other.m_size && (m_size == 0 || sodium_memcmp(data(), other.data(), m_size) == 0);
}

} // namespace common
