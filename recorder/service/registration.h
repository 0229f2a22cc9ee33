// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

namespace recorder
{

/// What became of a finished call that was handed to the database.
struct Registration {
    bool created = false; ///< false: the call was there already, nothing was changed
    TenantKey tenant{};
    int segments = 0;
    int assigned = 0; ///< segments that belong to one of our users
};

} // namespace recorder
