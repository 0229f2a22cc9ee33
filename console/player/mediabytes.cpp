// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/mediabytes.h"

#include <algorithm>
#include <cstring>

namespace console
{

namespace
{
constexpr qsizetype kSmall = 64 * 1024; // pieces below this are joined, so that their number stays small
}

void MediaBytes::append(const QByteArray &bytes)
{
    if (bytes.isEmpty()) {
        return;
    }
    if (!m_pieces.empty() && m_pieces.back().bytes.size() + bytes.size() <= kSmall) {
        m_pieces.back().bytes.append(bytes);
    } else {
        m_pieces.push_back({m_size, bytes});
    }
    m_size += bytes.size();
}

bool MediaBytes::read(qint64 offset, std::span<std::byte> out) const
{
    const auto wanted = static_cast<qint64>(out.size());
    if (offset < 0 || offset + wanted > m_size) {
        return false;
    }
    auto piece = std::upper_bound(m_pieces.begin(), m_pieces.end(), offset,
                                  [](qint64 at, const Piece &p) { return at < p.offset; });
    --piece;
    std::size_t done = 0;
    while (done < out.size()) {
        const qint64 inside = offset + static_cast<qint64>(done) - piece->offset;
        const auto count =
            std::min(out.size() - done, static_cast<std::size_t>(piece->bytes.size() - inside));
        std::memcpy(out.data() + done, piece->bytes.constData() + inside, count);
        done += count;
        ++piece;
    }
    return true;
}

QByteArray MediaBytes::read(qint64 offset, qsizetype size) const
{
    QByteArray bytes(std::max<qint64>(0, std::min<qint64>(size, m_size - offset)), Qt::Uninitialized);
    read(offset, std::as_writable_bytes(std::span(bytes.data(), static_cast<std::size_t>(bytes.size()))));
    return bytes;
}

} // namespace console
