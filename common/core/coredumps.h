// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

namespace common
{

/// For the beginning of main(): a core dump would hold keys and sound. Where it is refused, dumps are the
/// administrator's decision.
inline void leaveNoCore()
{
#ifdef Q_OS_UNIX
    const rlimit none{0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
#endif
}

} // namespace common
