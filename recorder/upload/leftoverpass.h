// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/upload/leftovers.h"

#include <map>

namespace recorder
{

/// Beside the uploads: removes what moves left that were stopped or have failed, as soon as no move is under
/// way, instead of at night. A target that does not let go of it has rest for a while. One thread, which it
/// keeps waiting.
class LeftoverPass
{
public:
    static constexpr std::chrono::minutes kRest{15};

    /// `stop` ends it within half a second (`parts.open` knows it as well).
    LeftoverPass(const UploadParts &parts, const std::atomic<bool> &stop);

    void run();

private:
    common::Result<LeftoverSweep> sweep(TargetKey target, qint64 untilMs) const;

    const UploadParts &m_parts;
    const std::atomic<bool> &m_stop;
    std::map<TargetKey, common::MonoTime> m_resting; ///< until then
};

} // namespace recorder
