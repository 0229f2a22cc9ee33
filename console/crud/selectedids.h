// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/listsource.h"

namespace console
{

/// What an action is about: the ticked rows over all pages, or the current one. For "all that match" the ids
/// are asked for page by page with the source's last query. `done` is never called from inside.
void selectedIds(ListSource &source, const QString &currentId, const RowSelection &ticks, QObject *context,
                 std::function<void(common::Result<QStringList>)> done);

} // namespace console
