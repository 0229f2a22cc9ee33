// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/systemhandlers.h"

#include <QDateTime>

namespace recorder
{

/// "certificate": unhealthy from 30 days before its end on.
SystemHealthItem certificateHealth(const QDateTime &ends, const QDateTime &now);

} // namespace recorder
