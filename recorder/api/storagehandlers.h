// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"

#include <functional>

namespace recorder
{

class Gate;
class StorageAccess;

struct StorageParts {
    std::function<const Gate *()> gate;
    std::function<StorageAccess *()> access; ///< there when the gate is
};

/// StorageTargets.
common::Status addStorageHandlers(Dispatcher &dispatcher, const StorageParts &parts);

} // namespace recorder
