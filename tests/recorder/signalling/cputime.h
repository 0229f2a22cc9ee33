// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <ctime>

namespace tests
{

/// CPU time of this thread since its construction: a bound on it holds on a busy machine too.
class CpuTime
{
public:
    qint64 microseconds() const { return now() - m_start; }

private:
    static qint64 now()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return qint64{time.tv_sec} * 1'000'000 + time.tv_nsec / 1000;
    }

    qint64 m_start = now();
};

} // namespace tests
