// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/dispatcher.h"

#include <functional>

namespace recorder
{

class Gate;
class SignInService;

/// The methods of earshot.v1.Tenants, Roles, Groups, Users, Profile and SavedSearches, Audit and
/// UserSessions. `gate` and `signIn` are null until the database is up: UNAVAILABLE until then. The
/// dispatcher is kept: which permissions there are is read from its methods.
common::Status addDirectoryHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate,
                                    const std::function<SignInService *()> &signIn);
/// earshot.v1.Impersonation.
common::Status addImpersonationHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate);
common::Status addTrailHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate);
/// UserTransfer: users as CSV, both ways.
common::Status addTransferHandlers(Dispatcher &dispatcher, const std::function<const Gate *()> &gate);

} // namespace recorder
