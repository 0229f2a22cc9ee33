// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/playercolours.h"

#include "console/kit/theme.h"

namespace console
{

PlayerColours PlayerColours::of(const QPalette &palette)
{
    PlayerColours colours;
    colours.background = palette.color(QPalette::Base);
    colours.surround = palette.color(QPalette::AlternateBase);
    colours.text = palette.color(QPalette::Text);
    colours.muted = themeColor(ColorRole::MutedText, palette);
    colours.separator = themeColor(ColorRole::Separator, palette);
    colours.lane = {themeColor(ColorRole::AgentLane, palette), themeColor(ColorRole::CustomerLane, palette)};
    colours.cursor = palette.color(QPalette::Text);
    colours.loop = statusColor(StatusRole::Running, palette);
    colours.silence = themeColor(ColorRole::MutedText, palette);
    colours.hatch = palette.color(QPalette::Text);
    colours.focus = themeColor(ColorRole::FocusRing, palette);
    return colours;
}

} // namespace console
