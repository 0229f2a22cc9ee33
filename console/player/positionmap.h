// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <deque>

namespace console
{

/// Which place of the recording is heard at which frame of the output: straight lines, one from each start,
/// seek, change of speed, loop or skip to the next. Output frames are counted from the opening of the
/// recording and never go back. One thread.
class PositionMap
{
public:
    struct Line {
        qint64 output = 0;   ///< first frame
        double position = 0; ///< frame of the recording there
        double speed = 1;
        qint64 skipped = 0; ///< frames of silence left out up to here
        quint64 seek = 0;   ///< number of the seek that it belongs to
    };

    void add(const Line &line);
    /// Takes back what was planned from this output frame on.
    void cut(qint64 output);
    /// The line that holds at the frame, with `output` and `position` moved there.
    Line at(qint64 output) const;
    const Line &last() const { return m_lines.back(); }
    /// What is before the frame will not be asked for again.
    void forget(qint64 output);

private:
    std::deque<Line> m_lines{Line()};
};

} // namespace console
