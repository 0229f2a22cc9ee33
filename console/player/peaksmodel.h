// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/audio/peaks.h"
#include "console/player/playback.h"

#include <QByteArray>
#include <QObject>

#include <array>
#include <span>
#include <vector>

namespace console
{

/// The stored pyramid of a call, taken up as it arrives. Answers any zoom in O(columns): the coarse levels
/// are folded here from the base, because the file has them behind it and the first drawing should not wait.
/// GUI thread.
class PeaksModel : public QObject
{
    Q_OBJECT
public:
    enum class State { Waiting, Loading, Complete, Damaged };
    using Peak = common::PeaksReader::Peak;
    struct Column {
        qint8 min = 0;
        qint8 max = 0;
        bool known = false; ///< false: not loaded yet, or outside of the recording

        bool operator==(const Column &) const = default;
    };
    /// Longer recordings are refused (Damaged): 46 h of stereo.
    static constexpr qint64 kMaxBaseBytes = 64 * 1024 * 1024;

    using QObject::QObject;

    void clear();
    /// The file's bytes in order.
    void append(const QByteArray &bytes);
    /// No more bytes come. Shorter or longer than the head promised = Damaged; what is known stays.
    void finish();

    State state() const { return m_state; }
    int channels() const { return m_layout.channels; } ///< 2 while Waiting
    double durationMs() const;                         ///< 0 while Waiting
    double knownMs() const;
    int loudest() const { return m_loudest; } ///< 0..128, of what is known

    double blockMs() const;                    ///< of level 0: 10, or just under it at odd sample rates
    qint64 blocks() const { return m_blocks; } ///< of level 0 that are known
    Peak block(int channel, qint64 index) const;
    /// Columns of `columnMs` each, the first from `beginMs` on. A column is at most one block of its level
    /// wider than asked for at either side.
    void columns(int channel, double beginMs, double columnMs, std::span<Column> out) const;

Q_SIGNALS:
    void changed();

private:
    bool readHead();
    void fold(bool last);
    Column columnOf(int channel, double beginMs, double endMs, int level) const;
    const Peak *at(int level, qint64 block) const;

    State m_state = State::Waiting;
    common::PeaksLayout m_layout;
    QByteArray m_head;
    qint64 m_received = 0;
    qint64 m_blocks = 0;
    qint64 m_baseBytes = 0; ///< that level 0 will have
    int m_loudest = 0;
    std::array<std::vector<Peak>, common::PeaksLayout::kLevels> m_levels; ///< channels interleaved
    std::vector<char> m_odd; ///< bytes of a block that arrived in part
};

} // namespace console
