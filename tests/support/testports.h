// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace tests
{

/// The first of `count` ports of loopback in a row, free for TCP and UDP, that no other test program gets for
/// as long as this one lives: also while what listens there is still starting or is being started again. Ends
/// the program when there are none.
quint16 reservedPorts(int count);

inline quint16 freePort()
{
    return reservedPorts(1);
}

} // namespace tests
