// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/overviewhandlers.h"

#include "common/core/guarded.h"

#include <deque>

namespace recorder
{

/// The last lines that this recorder logged, for people who have a console and no shell. Since the start of
/// the process: what was before is in the system's journal. Any thread.
class SystemLog
{
public:
    static constexpr std::size_t kMostLines = 20'000;
    static constexpr qsizetype kMostCharacters = 2 * 1024 * 1024;

    void add(const QString &level, const QString &category, const QString &text);
    common::Result<common::ListPageOf<LogEntry>> list(const common::ListQuery &query) const;

private:
    struct State {
        std::deque<LogEntry> lines; ///< oldest first
        qsizetype characters = 0;
        qint64 lastId = 0;
    };
    common::Guarded<State> m_state;
};

} // namespace recorder
