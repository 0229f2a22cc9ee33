// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/positionmap.h"

#include <algorithm>

namespace console
{

namespace
{
bool startsAfter(qint64 output, const PositionMap::Line &line)
{
    return output < line.output;
}
} // namespace

void PositionMap::add(const Line &line)
{
    cut(line.output);
    m_lines.push_back(line);
}

void PositionMap::cut(qint64 output)
{
    while (m_lines.size() > 1 && m_lines.back().output >= output) {
        m_lines.pop_back();
    }
}

PositionMap::Line PositionMap::at(qint64 output) const
{
    auto next = std::upper_bound(m_lines.begin(), m_lines.end(), output, startsAfter);
    Line line = next == m_lines.begin() ? *next : *--next;
    const qint64 forward = std::max<qint64>(0, output - line.output);
    line.position += static_cast<double>(forward) * line.speed;
    line.output += forward;
    return line;
}

void PositionMap::forget(qint64 output)
{
    while (m_lines.size() > 1 && m_lines[1].output <= output) {
        m_lines.pop_front();
    }
}

} // namespace console
