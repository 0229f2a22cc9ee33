// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/model/recording.h"

#include <QString>

#include <functional>

namespace recorder
{

/// Counts how often the finishing of a journal began and never ended, because the process died in it:
/// decoders run inside the recorder, and what crashes one would be met again at each start, with the calls of
/// that moment cut each time. The count is a file beside the journal (PATH.tries), not synced: it is there
/// for crashes of the program. Any thread.
class FinishAttempts final
{
public:
    static constexpr int kMost = 3;

    /// Does the work, counted until it ends, however that may be. After kMost times without an end it is not
    /// done any more: Invalid, with the field reason = journal-unfinishable. A journal whose finishing has
    /// not ended once is worked on while no other such one is: of several that were in work when the process
    /// died only one did it.
    common::Result<common::FinishedCall>
    run(const QString &spoolPath, const std::function<common::Result<common::FinishedCall>()> &work) const;

    /// Attempts that never ended; one that is going on counts.
    static int unended(const QString &spoolPath);
    static void forget(const QString &spoolPath);
    /// The file with the count.
    static QString fileOf(const QString &spoolPath) { return spoolPath + QStringLiteral(".tries"); }

private:
    common::Guarded<int> m_alone;
};

} // namespace recorder
