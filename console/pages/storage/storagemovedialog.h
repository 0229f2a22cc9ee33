// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/storagetargets.h"
#include "console/crud/page.h"

namespace console
{

/// Asks where files of this target are to go, and which; begins the job and leads to its page.
void openStorageMove(const PageContext &context, const common::StorageTargetRecord &from, QWidget *parent);

} // namespace console
