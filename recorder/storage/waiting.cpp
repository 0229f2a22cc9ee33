// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/waiting.h"

#include "recorder/storage/storageerror.h"

#include <poll.h>

namespace recorder
{

Waiting::Waiting(const StoragePatience &patience, std::chrono::milliseconds stall)
    : m_patience(patience)
    , m_stall(stall)
{
}

common::Status Waiting::check() const
{
    if (m_patience.isStopped()) {
        return storageError("cancelled", QStringLiteral("cancelled"));
    }
    const Clock::time_point now = Clock::now();
    if (now - m_progress > m_stall || (m_patience.whole.count() > 0 && now - m_begun > m_patience.whole)) {
        return storageError("timeout", QStringLiteral("no answer in time"));
    }
    return {};
}

common::Result<bool> Waiting::ready(int descriptor, short events) const
{
    pollfd one{descriptor, events, 0};
    const bool ready = ::poll(&one, 1, static_cast<int>(kSlice.count())) > 0;
    if (common::Status on = check(); !on) {
        return common::propagate(on);
    }
    return ready;
}

} // namespace recorder
