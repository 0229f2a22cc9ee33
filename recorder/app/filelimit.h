// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/resource.h>

#include <algorithm>

namespace recorder
{

/// For the beginning of the service: takes as many descriptors as it may, up to what its systemd unit allows.
/// A call needs five, and a shell gives 1,024. Returns how many there are.
inline int raiseFileLimit()
{
    constexpr rlim_t kWanted = 65536;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return 1024;
    }
    const rlim_t most = std::min(limit.rlim_max, kWanted);
    if (limit.rlim_cur < most) {
        rlimit raised = limit;
        raised.rlim_cur = most;
        limit = ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? raised : limit;
    }
    return static_cast<int>(std::min(limit.rlim_cur, kWanted));
}

/// Of these for consoles, so that many of them take none from calls.
inline int connectionsOfConsoles(int files)
{
    return std::min(2000, files / 4);
}

} // namespace recorder
