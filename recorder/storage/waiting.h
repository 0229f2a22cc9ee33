// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagesettings.h"

namespace recorder
{

/// Keeps one operation's patience: begins when it is made. One thread.
class Waiting
{
public:
    static constexpr std::chrono::milliseconds kSlice{200}; ///< how long to wait before asking again

    explicit Waiting(const StoragePatience &patience)
        : Waiting(patience, patience.stall)
    {
    }
    /// Another limit for standing still than `patience.stall`.
    Waiting(const StoragePatience &patience, std::chrono::milliseconds stall);

    void wentOn() { m_progress = Clock::now(); }
    /// An error when the time is over or the operation is cancelled.
    common::Status check() const;
    /// Waits for poll(2) events at most kSlice, then check(). True = the descriptor is ready.
    common::Result<bool> ready(int descriptor, short events) const;

private:
    using Clock = std::chrono::steady_clock;
    const StoragePatience &m_patience;
    const std::chrono::milliseconds m_stall;
    const Clock::time_point m_begun = Clock::now();
    Clock::time_point m_progress = m_begun;
};

} // namespace recorder
