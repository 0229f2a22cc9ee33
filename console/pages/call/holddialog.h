// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

#include <QStringList>

#include <functional>

namespace console
{

/// Asks why calls are put under legal hold, or released, and does it in portions of what one request may
/// have. `done` is called when all of them are; after a failure the dialog stays, and goes on with the rest.
void openHold(const PageContext &context, const QStringList &ids, bool hold, QWidget *parent,
              std::function<void()> done);

} // namespace console
