// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/spool/spoolformat.h"

#include <QtEndian>

#include <array>
#include <optional>
#include <unistd.h>
#include <vector>

namespace recorder
{

/// For what changes wraps in place: finding the segments of a journal by the lengths alone, without a key.

/// A segment head says its own offset: that tells it from ciphertext that looks like one.
inline bool isSegmentAt(const std::byte *bytes, qint64 position)
{
    return qFromLittleEndian<quint32>(bytes) == SpoolSegmentHead::kMarker &&
           qFromLittleEndian<quint64>(bytes + 16) == static_cast<quint64>(position);
}

/// The next segment head at or behind `from`, when the chain of lengths is broken.
inline std::optional<qint64> findSegment(int fd, qint64 from)
{
    std::vector<std::byte> piece(256 * 1024);
    for (;;) {
        const ssize_t got = ::pread(fd, piece.data(), piece.size(), from);
        if (got < static_cast<ssize_t>(SpoolSegmentHead::kBoundSize)) {
            return std::nullopt;
        }
        const auto last = static_cast<std::size_t>(got) - SpoolSegmentHead::kBoundSize;
        for (std::size_t i = 0; i <= last; ++i) {
            if (isSegmentAt(piece.data() + i, from + static_cast<qint64>(i))) {
                return from + static_cast<qint64>(i);
            }
        }
        from += static_cast<qint64>(last) + 1;
    }
}

/// Calls `visit` with the place and the first bytes of each segment's head; false as soon as that is false.
template <typename Visit>
bool forEachSegment(int fd, Visit visit)
{
    std::array<std::byte, SpoolSegmentHead::kBoundSize> head{};
    qint64 position = qint64{SpoolFileHead::kSize};
    for (;;) {
        const ssize_t got = ::pread(fd, head.data(), head.size(), position);
        SpoolFrameHead frame;
        if (got == static_cast<ssize_t>(head.size()) && isSegmentAt(head.data(), position)) {
            if (!visit(position, head)) {
                return false;
            }
            position += qint64{SpoolSegmentHead::kSize};
        } else if (got >= static_cast<ssize_t>(SpoolFrameHead::kSize) &&
                   SpoolFrameHead::decode(head.data(), frame)) {
            position += static_cast<qint64>(SpoolFrameHead::kOverhead + frame.length);
        } else {
            const std::optional<qint64> next = findSegment(fd, position);
            if (!next) {
                return true;
            }
            position = *next;
        }
    }
}

} // namespace recorder
