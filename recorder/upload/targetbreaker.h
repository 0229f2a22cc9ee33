// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/core/guarded.h"

#include <chrono>

namespace recorder
{

/// From half of first * 2^tries to the whole of it, at most from half of last to last: by chance, so that
/// many who wait do not come back together.
std::chrono::milliseconds backoff(int tries, std::chrono::milliseconds first, std::chrono::milliseconds last);

/// Keeps work from a storage target that does not answer. Closed: all may go. After three failures one after
/// the other it is open: nobody goes until a pause is over, then one alone tries. Any thread.
class TargetBreaker
{
public:
    static constexpr int kFailures = 3;
    static constexpr std::chrono::milliseconds kFirstPause{1000};
    static constexpr std::chrono::milliseconds kLastPause{std::chrono::minutes(5)};

    explicit TargetBreaker(const common::Clock &clock)
        : m_clock(clock)
    {
    }
    enum class Pass { Go, Probe, Stop };
    /// Who gets Probe must say how it went, or that he found nothing to do.
    Pass ask();
    /// True = it was open until now.
    bool succeeded();
    void failed();
    void nothingToDo();
    bool isOpen() const;

private:
    struct State {
        int failures = 0;
        int pauses = 0;
        bool open = false;
        bool probing = false;
        common::MonoTime until{};
    };
    const common::Clock &m_clock;
    common::Guarded<State> m_state;
};

} // namespace recorder
