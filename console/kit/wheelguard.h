// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace console
{

/// The wheel scrolls the page, it does not change a value that happens to lie under the mouse: the widget
/// takes it only while it has the focus, and gets that by a click or by Tab.
void guardWheel(QWidget *widget);

} // namespace console
