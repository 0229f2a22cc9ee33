// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace recorder
{

/// Says once that the spool's disk passes 80 and 90 per cent, while there is still time: new calls are
/// refused from storage.min_free_percent on (trust.md F6). One thread.
class DiskAlarm
{
public:
    /// The level that was passed upwards since the last time; 0 = none. At the edge, where files come and go,
    /// a level is left only two per cent below it.
    int passed(double freePercent)
    {
        const double used = 100 - freePercent;
        const int level = used >= 90 ? 90 : used >= 80 ? 80 : 0;
        if (level > m_level) {
            m_level = level;
            return level;
        }
        if (used < m_level - 2) {
            m_level = level;
        }
        return 0;
    }

private:
    int m_level = 0;
};

} // namespace recorder
