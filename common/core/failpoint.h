// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

namespace common
{

/// What an armed failpoint asks of the code that passes it.
enum class Fault { None, Io, Full };

/// A named place where tests break the program. Armed only by the environment of the process, read once:
///   EARSHOT_FAILPOINT="ledger.after-sync:kill@3,finish.rename:eio,spool.sync:delay=2000"
/// kill = SIGKILL to the own process, delay=ms = sleep there, eio and enospc = the code must behave as if the
/// system call had failed so; @n = only at the n-th passage (1 is the first), else at each.
/// Costs one load when nothing is armed. Never in the per-packet path.
Fault passFailpoint(const char *name);

extern std::atomic<bool> g_failpointsArmed;

inline Fault failpoint(const char *name)
{
    return g_failpointsArmed.load(std::memory_order_relaxed) ? passFailpoint(name) : Fault::None;
}

} // namespace common
