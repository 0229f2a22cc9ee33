// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/page.h"

namespace console
{

/// The page "call": one recorded call with its player. Wants the argument "id", and stands at "t" (seconds)
/// when it is given; never starts playback by itself.
PageSpec callPage();

} // namespace console
