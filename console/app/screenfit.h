// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QRect>

class QWidget;

namespace console
{

/// Where a window goes that was last seen at `wanted`: there, when one of the screens holds it whole; else
/// onto the first screen, no larger than that. `screens` are available geometries, the main one first.
QRect fittedTo(const QRect &wanted, const QList<QRect> &screens);

/// The same for a window that is shown already, with room for its frame.
void fitToScreens(QWidget &window);

} // namespace console
