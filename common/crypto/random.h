// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <cstddef>
#include <span>

namespace common
{

/// Fills `out` with random bytes for keys and nonces. OpenSSL's generator (RAND_priv_bytes), not QCA's:
/// recording must go on when the key module is missing. Any thread, no lock shared between threads.
/// Internal when the generator has no seed; nothing may be sealed then.
Status fillRandom(std::span<std::byte> out);

} // namespace common
