// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"

#include <functional>

namespace recorder
{

class Gate;
class SignOnAccess;

struct SignOnParts {
    std::function<const Gate *()> gate;
    std::function<SignOnAccess *()> access; ///< there when the gate is
};

/// Providers and SingleSignOn.
common::Status addSignOnHandlers(Dispatcher &dispatcher, const SignOnParts &parts);

} // namespace recorder
