// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#ifdef Q_OS_UNIX
#include <sys/resource.h>
#endif

namespace common
{

/// For the beginning of main(): a core dump would hold keys and sound. The limit is one byte, which is no
/// file either: of 0 the kernel takes no notice where dumps go to a program (kernel.core_pattern with '|'),
/// while 1 stops these as well. Who may have no more than 0 keeps that; where this is refused, dumps are the
/// administrator's decision.
inline void leaveNoCore()
{
#ifdef Q_OS_UNIX
    const rlimit least{1, 1};
    if (setrlimit(RLIMIT_CORE, &least) != 0) {
        const rlimit none{0, 0};
        (void)setrlimit(RLIMIT_CORE, &none);
    }
#endif
}

} // namespace common
