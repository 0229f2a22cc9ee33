// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/check.h"

#include <QDebug>

#include <cstdlib>

namespace common
{

bool checkFailed(const char *condition, const char *file, int line)
{
    qCritical("CHECK failed: %s (%s:%d)", condition, file, line);
#ifdef EARSHOT_CHECK_ABORTS
    std::abort();
#else
    return false;
#endif
}

} // namespace common
