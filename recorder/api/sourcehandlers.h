// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"

#include "common/crypto/hostkey.h"

#include <functional>

namespace recorder
{

class DirectoryAccess;
class Gate;

struct SourceParts {
    std::function<const Gate *()> gate;
    std::function<DirectoryAccess *()> access;
    common::HostKey key;
    std::function<bool()> resetByMail{}; ///< whether a forgotten password can be set anew by mail
};

/// Directories, SignInWays and DirectorySignIn.
common::Status addSourceHandlers(Dispatcher &dispatcher, const SourceParts &parts);

} // namespace recorder
