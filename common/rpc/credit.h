// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <limits>

namespace common
{

inline constexpr qint64 kInitialCredit = 256 * 1024;
/// Above this sum a grant is a violation: nobody needs it, and it would switch the back-pressure off.
inline constexpr qint64 kMaxCredit = 64 * 1024 * 1024;
/// Bytes that wait in a socket (bytesToWrite + encryptedBytesToWrite): at the mark media have to wait, so
/// that small frames overtake them.
inline constexpr qint64 kSocketMark = 128 * 1024;

/// The sending side of one stream: a message may be sent while there is credit at all, and may overdraw it
/// (else a message larger than the window could never be sent). Counts message bytes, not frames.
class SendCredit
{
public:
    bool maySend() const { return m_left > 0; }
    void sent(qint64 bytes) { m_left -= bytes; }
    /// False: 0 or too much, the peer breaks the protocol.
    [[nodiscard]] bool grant(quint32 bytes)
    {
        m_left += bytes;
        return bytes > 0 && m_left <= kMaxCredit;
    }
    qint64 left() const { return m_left; }

private:
    qint64 m_left = kInitialCredit;
};

/// The receiving side of one stream.
class ReceiveCredit
{
public:
    /// False: the peer sent without credit.
    [[nodiscard]] bool received(qint64 bytes)
    {
        const bool allowed = m_left > 0;
        m_left -= bytes;
        m_held += bytes;
        return allowed;
    }
    /// So many bytes were used; how much is to be granted now (0 = later, small grants are put together).
    quint32 consumed(qint64 bytes)
    {
        const qint64 used = std::clamp<qint64>(bytes, 0, m_held);
        m_held -= used;
        m_owed += used;
        if (m_owed < kInitialCredit / 4) {
            return 0;
        }
        const qint64 granted = std::min<qint64>(m_owed, std::numeric_limits<quint32>::max());
        m_owed -= granted;
        m_left += granted;
        return static_cast<quint32>(granted);
    }

private:
    qint64 m_left = kInitialCredit;
    qint64 m_held = 0; ///< received, not consumed
    qint64 m_owed = 0; ///< consumed, not granted
};

} // namespace common
