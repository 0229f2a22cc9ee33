// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/consolelab.h"

#include <functional>

namespace tests
{

/// Opens every page of the tree that the signed-in person may see, its form to add and the page of its first
/// row; a new page needs nothing here. `shot` is called when it has settled, with the dialog that is to be
/// seen or null.
void takeTourOf(ConsoleLab &lab, const std::function<void(const QString &name, QWidget *dialog)> &shot);

} // namespace tests
