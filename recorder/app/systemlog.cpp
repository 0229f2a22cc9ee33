// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/systemlog.h"

#include <algorithm>

namespace recorder
{

namespace
{

using common::Criterion;
using common::Result;

tl::unexpected<common::Error> invalid(const char *field)
{
    return common::fail(common::ErrorCode::Invalid, QStringLiteral("log: %1").arg(QLatin1String(field)),
                        {{QLatin1String(field), QStringLiteral("invalid")}});
}

struct LogFilter {
    QStringList levels;
    QString category;
    qint64 fromMs = 0;
    qint64 toMs = std::numeric_limits<qint64>::max();
    QString search;
    qint64 before = std::numeric_limits<qint64>::max(); ///< ids below

    bool takes(const LogEntry &line) const
    {
        const qint64 ms = common::toUnixMs(line.at);
        return (levels.isEmpty() || levels.contains(line.level)) && ms >= fromMs && ms < toMs &&
               line.category.contains(category, Qt::CaseInsensitive) &&
               (line.text.contains(search, Qt::CaseInsensitive) ||
                line.category.contains(search, Qt::CaseInsensitive));
    }
};

bool readDate(const Criterion &criterion, LogFilter &filter)
{
    QList<qint64> values;
    for (const QString &text : criterion.values) {
        bool good = false;
        values.append(text.toLongLong(&good));
        if (!good) {
            return false;
        }
    }
    if (criterion.op == QLatin1String("between") && values.size() == 2) {
        filter.fromMs = values[0];
        filter.toMs = values[1];
    } else if (criterion.op == QLatin1String("at-least") && values.size() == 1) {
        filter.fromMs = values[0];
    } else if (criterion.op == QLatin1String("less-than") && values.size() == 1) {
        filter.toMs = values[0];
    } else {
        return false;
    }
    return true;
}

Result<LogFilter> filterOf(const common::ListQuery &query)
{
    LogFilter filter;
    filter.search = query.search;
    if (!query.order.isEmpty() && query.order != QLatin1String("date")) {
        return invalid("order");
    }
    for (const Criterion &criterion : query.criteria) {
        const bool words = criterion.op == QLatin1String("is") || criterion.op == QLatin1String("any-of");
        if (criterion.field == QLatin1String("level") && words && !criterion.values.isEmpty()) {
            filter.levels += criterion.values;
        } else if (criterion.field == QLatin1String("category") &&
                   criterion.op == QLatin1String("contains") && criterion.values.size() == 1) {
            filter.category = criterion.values.first();
        } else if (criterion.field != QLatin1String("date") || !readDate(criterion, filter)) {
            return invalid("criteria");
        }
    }
    if (!query.pageToken.isEmpty()) {
        bool good = false;
        filter.before = query.pageToken.toLongLong(&good);
        if (!good || filter.before <= 0) {
            return invalid("page-token");
        }
    }
    return filter;
}

} // namespace

void SystemLog::add(const QString &level, const QString &category, const QString &text)
{
    m_state.with([&](State &state) {
        state.lines.push_back({++state.lastId, std::chrono::system_clock::now(), level, category, text});
        state.characters += text.size();
        while (state.lines.size() > kMostLines || state.characters > kMostCharacters) {
            state.characters -= state.lines.front().text.size();
            state.lines.pop_front();
        }
    });
}

Result<common::ListPageOf<LogEntry>> SystemLog::list(const common::ListQuery &query) const
{
    auto filter = filterOf(query);
    if (!filter) {
        return common::propagate(filter);
    }
    common::ListPageOf<LogEntry> page;
    m_state.with([&](const State &state) {
        qint64 total = 0;
        for (auto line = state.lines.rbegin(); line != state.lines.rend(); ++line) {
            if (!filter->takes(*line)) {
                continue;
            }
            ++total;
            if (line->id >= filter->before) {
                continue;
            }
            if (page.items.size() < query.pageSize) {
                page.items.append(*line);
            } else if (page.nextToken.isEmpty()) {
                page.nextToken = QString::number(page.items.last().id);
            }
        }
        page.total = query.wantTotal ? total : -1;
    });
    return page;
}

} // namespace recorder
