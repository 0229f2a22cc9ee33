// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"

#include <functional>

namespace recorder
{

class Gate;

/// The methods of earshot.v1.Settings. `gate` is null until the database is up: UNAVAILABLE until then.
common::Status addSettingsHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate);

} // namespace recorder
