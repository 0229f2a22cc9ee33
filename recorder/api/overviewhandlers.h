// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/systemhandlers.h"
#include "recorder/service/livefeed.h"

namespace recorder
{

/// A line of the recorder's own log.
struct LogEntry {
    qint64 id = 0; ///< grows with time, from 1 at the recorder's start
    common::WallTime at{};
    QString level; ///< "debug", "info", "warning", "error"
    QString category;
    QString text;

    bool operator==(const LogEntry &) const = default;
};

/// What Overview and SystemLog need beyond the parts of System. Any thread.
struct OverviewParts {
    SystemParts system;
    /// Newest first. Fields of criteria: level, category, date; search: text. Invalid as other lists.
    std::function<common::Result<common::ListPageOf<LogEntry>>(const common::ListQuery &)> log;
    /// How many calls run that somebody sees; none = nothing runs here.
    std::function<void(const LiveFilter &, std::function<void(qint64)>)> active{};
};

/// Overview/Dashboard, SystemLog/List.
common::Status addOverviewHandlers(Dispatcher &dispatcher, const OverviewParts &parts);

} // namespace recorder
