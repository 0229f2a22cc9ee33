// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"

#include <functional>

namespace recorder
{

class SignInService;

/// The methods of earshot.v1.Session. `service` is null until the database is up: UNAVAILABLE until then.
common::Status addSessionHandlers(Dispatcher &dispatcher, const std::function<SignInService *()> &service);

} // namespace recorder
