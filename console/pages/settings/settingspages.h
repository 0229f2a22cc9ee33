// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

#include <QList>

namespace console
{

/// File Format ("file-format") in the area "storage".
QList<PageSpec> settingsPages();

} // namespace console
