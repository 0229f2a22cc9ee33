// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"

#include <chrono>
#include <functional>

namespace console
{

/// When to try again: after 1, 2, 4 … 30 s, each 25 % more or less at random so that a hundred consoles do
/// not come back in the same instant.
class Backoff
{
public:
    /// `random` gives 0 <= x < 1.
    Backoff(const common::Clock &clock, std::function<double()> random);

    void failed();                             ///< the next attempt is due later
    void pause();                              ///< an attempt is running: none is due until it failed
    void hurry();                              ///< it is due now; the following wait starts at 1 s again
    void reset();                              ///< connected: no attempt is due
    bool waiting() const { return m_waiting; } ///< for the next attempt
    bool due() const { return m_waiting && remaining() <= std::chrono::milliseconds(0); }
    std::chrono::milliseconds remaining() const;

private:
    const common::Clock &m_clock;
    std::function<double()> m_random;
    int m_failures = 0;
    bool m_waiting = false;
    common::MonoTime m_due;
};

} // namespace console
