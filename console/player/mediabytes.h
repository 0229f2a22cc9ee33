// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstddef>
#include <span>
#include <vector>

namespace console
{

/// The file as it came, in the pieces in which it came: nothing is copied together. Append only. Not shared
/// between threads without a lock.
class MediaBytes
{
public:
    void append(const QByteArray &bytes);
    qint64 size() const { return m_size; }
    /// All of `out` from `offset` on, or false when not all of it is there.
    bool read(qint64 offset, std::span<std::byte> out) const;
    QByteArray read(qint64 offset, qsizetype size) const; ///< shorter at the end

private:
    struct Piece {
        qint64 offset = 0;
        QByteArray bytes;
    };
    std::vector<Piece> m_pieces;
    qint64 m_size = 0;
};

} // namespace console
