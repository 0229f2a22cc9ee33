// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace console
{

class MainWindow;

/// The keys that work everywhere in a window; those of the workspace do nothing while it is not seen.
void addWindowShortcuts(MainWindow &window);

} // namespace console
