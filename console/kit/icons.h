// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/kit/theme.h"

#include <QIcon>
#include <QString>

namespace console
{

/// An icon of resources/icons by file name without ".svg", in the palette's text colour for normal, disabled
/// and selected, crisp at any scale. Arrows and other directional ones are mirrored in right-to-left layouts.
/// An unknown name gives a null icon.
QIcon icon(const QString &name);
/// Tinted by a status.
QIcon icon(const QString &name, StatusRole role);
/// The shape and colour of a status.
QIcon icon(StatusRole role);

/// Names of all icons, for tests.
QStringList iconNames();
bool isDirectional(const QString &name);

} // namespace console
