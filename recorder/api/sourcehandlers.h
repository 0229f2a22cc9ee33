// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"

#include <functional>

namespace recorder
{

class DirectoryAccess;
class Gate;

struct SourceParts {
    std::function<const Gate *()> gate;
    std::function<DirectoryAccess *()> access; ///< there when the gate is
};

/// Directories, SignInWays and DirectorySignIn.
common::Status addSourceHandlers(Dispatcher &dispatcher, const SourceParts &parts);

} // namespace recorder
