// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/net/outgoingrule.h"
#include "recorder/service/storageaccess.h"

namespace recorder
{

/// Opens targets so that they reach only what the rule allows to whoever named the server.
StorageAccess::Open storageOpener(OutgoingRule rule);

} // namespace recorder
