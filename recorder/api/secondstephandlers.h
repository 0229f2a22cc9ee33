// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"
#include "recorder/api/sessionhandlers.h"

namespace recorder
{

class Gate;
class SecondStepService;

/// The methods of earshot.v1.SecondStep and UserDevices. `service` is null until the database is up.
common::Status addSecondStepHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate,
                                     const std::function<SecondStepService *()> &service);

} // namespace recorder
