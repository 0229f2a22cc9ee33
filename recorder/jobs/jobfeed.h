// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "common/model/job.h"

#include <atomic>
#include <optional>

namespace recorder
{

/// What a job's thread says and the runner's beat writes to the job's row. Any thread.
class JobFeed
{
public:
    bool cancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
    /// What cancelled() looks at: for who waits for something else meanwhile.
    const std::atomic<bool> &cancelFlag() const { return m_cancelled; }
    void cancel() { m_cancelled.store(true, std::memory_order_relaxed); }

    void setProgress(const common::JobProgress &progress);
    void addLine(common::JobLine line);

    common::JobProgress progress() const;
    struct News {
        std::optional<common::JobProgress> progress;
        QList<common::JobLine> lines;
        int firstLine = 0; ///< number of the first of them, from 0
    };
    /// What was said since the last time.
    News take();
    /// It could not be written: it comes with the next.
    void giveBack(const News &news);

private:
    struct State {
        common::JobProgress progress;
        bool changed = false;
        QList<common::JobLine> lines;
        int taken = 0;
    };
    std::atomic<bool> m_cancelled{false};
    common::Guarded<State> m_state;
};

} // namespace recorder
