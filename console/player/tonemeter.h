// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

namespace console
{

/// The strongest frequency in a piece of sound in Hz, right to about 1 Hz for a tone that lasts 100 ms; 0
/// when the piece is silent (below -60 dBFS) or shorter than 10 ms.
double strongestTone(std::span<const float> samples, int rate);

} // namespace console
