// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace common
{
/// Logs a failed CHECK; aborts in debug and CI builds, returns false in release.
bool checkFailed(const char *condition, const char *file, int line);
} // namespace common

/// For our own bugs only, never for input from network, file or database: `if (!CHECK(x)) return
/// fail(Internal, ...)`.
#define CHECK(condition) (Q_LIKELY(condition) ? true : common::checkFailed(#condition, __FILE__, __LINE__))
