// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QByteArray>

#include <optional>

namespace earshot::v1
{
class Frame;
}

namespace common
{

/// Largest frames, without the four bytes of length (trust.md A9, A10).
inline constexpr quint32 kFrameLimitSignedIn = 16 * 1024 * 1024;
inline constexpr quint32 kFrameLimitStranger = 4 * 1024; ///< what a recorder takes before sign-in
/// What a client takes before sign-in: the reply to it carries the list of permissions.
inline constexpr quint32 kFrameLimitGreeting = 64 * 1024;

inline constexpr quint32 kProtocolVersion = 1;

/// Bytes of a connection -> frames. Holds what has arrived, never what a length promises. One thread.
class FrameReader
{
public:
    explicit FrameReader(quint32 limit)
        : m_limit(limit)
    {
    }

    /// Counts for frames whose length has not been looked at yet.
    void setLimit(quint32 limit) { m_limit = limit; }
    void append(QByteArrayView bytes);
    /// The next whole frame, nothing when more bytes are needed. Invalid, from then on always: a length of 0
    /// or above the limit, bytes that are no Frame, a Frame without a body that this version knows.
    Result<std::optional<earshot::v1::Frame>> next();
    qsizetype buffered() const { return m_buffer.size() - m_offset; }

private:
    tl::unexpected<Error> broken(const QString &what);
    void drop(qsizetype bytes);

    quint32 m_limit;
    QByteArray m_buffer;
    qsizetype m_offset = 0; ///< of the first byte that was not used
    std::optional<Error> m_broken;
};

/// Length and frame.
QByteArray encodeFrame(const earshot::v1::Frame &frame);
/// The same as encodeFrame of {stream, data}, with one copy of `message` instead of three.
QByteArray encodeData(quint32 stream, QByteArrayView message);

} // namespace common
