// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"

#include <functional>

namespace recorder
{

class Gate;

/// The methods of earshot.v1.OwnKeys, TenantKeys and KeyGrants.
common::Status addKeyHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate);

} // namespace recorder
