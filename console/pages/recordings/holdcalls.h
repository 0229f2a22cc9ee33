// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/listpage.h"

namespace console
{

/// Puts the ticked calls under legal hold or releases them, or the current one when none is ticked; asks for
/// the reason.
void holdCalls(const PageContext &context, ListPage &page, ListSource &source, const QString &currentId,
               const RowSelection &ticks, bool hold);

} // namespace console
