// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/directory.h"
#include "console/crud/crudcontroller.h"
#include "console/crud/page.h"

namespace console
{

/// Edits the ticked users (or the current one) at once: fields that are not asked to change stay as they are.
void openUserBulkEdit(const PageContext &context, CrudController<common::UserRecord> &source,
                      const QString &currentId, const RowSelection &ticks);

} // namespace console
