// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"

#include <functional>

namespace recorder
{

class ChangeHub;
class Gate;

/// Jobs: List, Get, Cancel, Watch. Deleted: List, Purge, GetRetention, SetRetention.
common::Status addJobHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate,
                              ChangeHub &hub);

} // namespace recorder
