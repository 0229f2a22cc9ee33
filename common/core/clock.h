// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QTimeZone>

#include <chrono>

namespace common
{

/// CLOCK_MONOTONIC: durations, order, audio placement. Comparable between processes of one boot (see
/// bootId()).
using MonoTime = std::chrono::steady_clock::time_point;
/// CLOCK_REALTIME: what a person reads. Never subtract two of these to get a duration.
using WallTime = std::chrono::system_clock::time_point;

/// The two clocks, as a seam for tests. Any thread.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual MonoTime mono() const = 0;
    virtual WallTime wall() const = 0;
};

class SystemClock final : public Clock
{
public:
    MonoTime mono() const override { return std::chrono::steady_clock::now(); }
    WallTime wall() const override { return std::chrono::system_clock::now(); }
};

inline qint64 toNs(MonoTime t)
{
    return std::chrono::nanoseconds(t.time_since_epoch()).count();
}
inline MonoTime monoFromNs(qint64 ns)
{
    return MonoTime(std::chrono::nanoseconds(ns));
}
inline qint64 toUnixMs(WallTime t)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch()).count();
}
inline WallTime wallFromUnixMs(qint64 ms)
{
    return WallTime(std::chrono::milliseconds(ms));
}
inline QDateTime toUtcDateTime(WallTime t)
{
    // Not QTimeZone::utc(): that is a zone, written "+00:00" instead of "Z".
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QDateTime::fromMSecsSinceEpoch(toUnixMs(t), QTimeZone(QTimeZone::UTC));
#else
    return QDateTime::fromMSecsSinceEpoch(toUnixMs(t), Qt::UTC);
#endif
}

/// Identifies the running boot; monotonic times of another boot mean nothing. Empty when the kernel does not
/// tell.
QString bootId();

} // namespace common
