// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"

#include <QString>

#include <optional>

namespace console
{

/// "1:23", "1:02:03".
QString clockText(Ms time);
/// "1:23.4": a tenth that has begun is not yet over, so it is cut, not rounded.
QString clockTextTenths(Ms time);
/// "1.5×".
QString speedText(double speed);
/// What people type for a place: "83", "1:23", "1:23.4", "1:02:03". Either decimal sign.
std::optional<Ms> clockFromText(const QString &text);

} // namespace console
