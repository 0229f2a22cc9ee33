// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <bitset>

namespace recorder
{

/// Which extended sequence numbers have come: tells duplicates and counts what is missing. Remembers the last
/// 4096 numbers (80 s at 50 packets/s).
class SequenceLog
{
public:
    /// False when the packet was there before, or is older than the memory.
    bool note(qint64 sequence)
    {
        if (m_received == 0) {
            m_first = m_last = sequence;
            set(sequence, true);
            ++m_received;
            return true;
        }
        if (sequence > m_last) {
            const qint64 from = std::max(m_last + 1, sequence - kWindow + 1);
            for (qint64 missing = from; missing < sequence; ++missing) {
                set(missing, false);
            }
            m_last = sequence;
        } else if (sequence <= m_last - kWindow || (sequence >= m_first && isSet(sequence))) {
            ++m_duplicates;
            return false;
        } else if (sequence < m_first) {
            for (qint64 missing = sequence + 1; missing < m_first; ++missing) {
                set(missing, false);
            }
            m_first = sequence;
        }
        set(sequence, true);
        ++m_received;
        return true;
    }
    /// The sender started its numbers anew.
    void restart()
    {
        m_lostBefore = lost();
        m_receivedBefore += m_received;
        m_received = 0;
    }

    quint64 received() const { return m_receivedBefore + m_received; }
    quint64 duplicates() const { return m_duplicates; }
    quint64 lost() const
    {
        return m_received == 0 ? m_lostBefore
                               : m_lostBefore + static_cast<quint64>(m_last - m_first + 1) - m_received;
    }
    qint64 first() const { return m_first; }

private:
    static constexpr qint64 kWindow = 4096;
    static std::size_t slot(qint64 sequence) { return static_cast<std::size_t>(sequence & (kWindow - 1)); }
    void set(qint64 sequence, bool value) { m_seen[slot(sequence)] = value; }
    bool isSet(qint64 sequence) const { return m_seen[slot(sequence)]; }

    std::bitset<kWindow> m_seen;
    qint64 m_first = 0;
    qint64 m_last = 0;
    quint64 m_received = 0;
    quint64 m_receivedBefore = 0;
    quint64 m_lostBefore = 0;
    quint64 m_duplicates = 0;
};

} // namespace recorder
