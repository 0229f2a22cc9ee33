// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

#include <array>

namespace console
{

/// What the waveform is painted with, from the palette alone. Lane 0 is blue with a solid edge, lane 1 orange
/// with a dotted one.
struct PlayerColours {
    QColor background;
    QColor surround; ///< overview and ruler
    QColor text;
    QColor muted; ///< ticks, middle lines, what is not loaded
    QColor separator;
    std::array<QColor, 2> lane;
    QColor cursor;
    QColor loop;
    QColor silence;
    QColor hatch; ///< talk-over
    QColor focus;

    static PlayerColours of(const QPalette &palette);
    bool operator==(const PlayerColours &) const = default;
};

} // namespace console
