// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/jobfeed.h"

#include "recorder/jobs/jobkind.h"

namespace recorder
{

namespace
{

const QString kReason = QStringLiteral("reason");
const QString kCancelled = QStringLiteral("cancelled");

} // namespace

tl::unexpected<common::Error> jobCancelled()
{
    return common::fail(common::ErrorCode::Conflict, QStringLiteral("the job was cancelled"),
                        {{kReason, kCancelled}});
}

bool isJobCancelled(const common::Error &error)
{
    return error.fields.value(kReason) == kCancelled;
}

void JobFeed::setProgress(const common::JobProgress &progress)
{
    m_state.with([&progress](State &state) {
        state.changed = state.changed || state.progress != progress;
        state.progress = progress;
    });
}

void JobFeed::addLine(common::JobLine line)
{
    m_state.with([&line](State &state) {
        if (state.taken + state.lines.size() < common::JobRecord::kMostLines) {
            state.lines.append(std::move(line));
        }
    });
}

common::JobProgress JobFeed::progress() const
{
    return m_state.with([](const State &state) { return state.progress; });
}

JobFeed::News JobFeed::take()
{
    return m_state.with([](State &state) {
        News news;
        if (std::exchange(state.changed, false)) {
            news.progress = state.progress;
        }
        news.firstLine = state.taken;
        news.lines = std::exchange(state.lines, {});
        state.taken += static_cast<int>(news.lines.size());
        return news;
    });
}

void JobFeed::giveBack(const News &news)
{
    m_state.with([&news](State &state) {
        state.changed = state.changed || news.progress;
        state.lines = news.lines + state.lines;
        state.taken -= static_cast<int>(news.lines.size());
    });
}

} // namespace recorder
