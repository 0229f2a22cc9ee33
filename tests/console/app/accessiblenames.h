// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

class QWidget;

namespace tests
{

/// Widgets below `root` that are seen, can take the focus by Tab and have no accessible name; empty = all
/// have one.
QStringList unnamedWidgets(const QWidget &root);

/// Pairs of widgets that Tab visits against the reading direction: the later one stands above the earlier one
/// and not in a column after it.
QStringList tabOrderFaults(QWidget &root);

/// Columns of tables and trees below `root` without a title.
QStringList untitledColumns(const QWidget &root);

/// Saves what is seen as build/<preset>/screenshots/NAME.png. False: it could not be written.
bool saveScreenshot(QWidget &widget, const QString &name);

} // namespace tests
