// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>

class QWidget;

namespace console
{

/// Gives the focus to the pane after (or before) the one that has it. A pane that takes no focus itself hands
/// it to its first widget that does.
void focusNextOf(const QList<QWidget *> &panes, bool forward);

} // namespace console
