// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/spacing.h"

#include <QScreen>
#include <QWidget>

#include <algorithm>

namespace console
{

/// Moves a popup below its button, from where the writing begins; at the end of the screen it stands over the
/// button or slides aside, as menus do.
inline void placeBelow(QWidget &popup, const QWidget &button)
{
    popup.adjustSize();
    const QRect room = button.screen()->availableGeometry();
    const QRect at(button.mapToGlobal(QPoint(0, 0)), button.size());
    const int x = button.layoutDirection() == Qt::RightToLeft ? at.right() + 1 - popup.width() : at.left();
    const int below = at.bottom() + 1 + kUnit / 2;
    const int y = below + popup.height() > room.bottom() + 1 ? at.top() - popup.height() - kUnit / 2 : below;
    popup.move(std::max(room.left(), std::min(x, room.right() + 1 - popup.width())),
               std::max(room.top(), std::min(y, room.bottom() + 1 - popup.height())));
}

/// The same, and shows it. What is shown for the first time may learn only then how much room it needs.
inline void showBelow(QWidget &popup, const QWidget &button)
{
    placeBelow(popup, button);
    const QSize size = popup.size();
    popup.show();
    if (popup.size() != size) {
        placeBelow(popup, button);
    }
}

} // namespace console
