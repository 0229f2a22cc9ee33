// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sched.h>
#include <sys/resource.h>

namespace common
{

/// The calling thread works only with what others leave: SCHED_BATCH and nice 10, so that capture and the
/// sockets always go first. Concerns this thread only (Linux). Failure costs nothing but fairness.
inline void stepBack()
{
    const sched_param none{};
    sched_setscheduler(0, SCHED_BATCH, &none);
    setpriority(PRIO_PROCESS, 0, 10);
}

} // namespace common
