// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/posixfile.h"

#include <chrono>

namespace common
{

/// flock(2) on a file that is made when missing: held until the descriptor goes, by this process alone.
/// Conflict when somebody else has it for longer than `patience`. Waits: not on threads that may not.
Result<FileDescriptor> waitForLock(const QString &file, std::chrono::milliseconds patience);

} // namespace common
