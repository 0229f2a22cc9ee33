// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/load/media.h"

namespace tests
{

/// G.722 at 64 kbit/s of 8 kHz audio, one octet per sample of it: its RTP clock counts 8000 though it codes
/// 16 kHz (RFC 3551 section 4.5.2). Empty when libavcodec has no such encoder.
std::vector<std::uint8_t> encodeG722(const Pcm &samples);

} // namespace tests
