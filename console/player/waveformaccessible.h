// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace console
{

/// Lets QAccessible find the waveform's interface: a slider over the seconds of the call whose text says who
/// speaks when. Any number of calls.
void installWaveformAccessible();

} // namespace console
