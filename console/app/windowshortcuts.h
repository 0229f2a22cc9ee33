// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

namespace console
{

class MainWindow;

/// A line of the list of keys.
struct ShortcutRow {
    QList<QKeySequence> keys;
    QString what;
    bool isRange = false; ///< from the first to the last
};

/// The keys that work everywhere in a window; those of the workspace do nothing while it is not seen.
void addWindowShortcuts(MainWindow &window);
/// The same, as they are listed.
QList<ShortcutRow> windowKeys();

} // namespace console
