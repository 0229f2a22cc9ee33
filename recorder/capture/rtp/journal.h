// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/capture/rtp/recordblock.h"
#include "recorder/capture/spool/spoolwriter.h"

#include "common/core/guarded.h"
#include "common/core/result.h"
#include "common/model/recording.h"

#include <QByteArray>
#include <QString>

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <optional>

namespace recorder
{

using JournalClosed = std::function<void(common::Status)>;

/// The journal of one call while it is written. The SpoolWriter changes hands: a disk thread opens it, the
/// writer thread appends, a disk thread moves or closes it; whoever has it is alone with it. Only `syncFd`
/// and the atomics are looked at from the side, by the sync thread.
struct Journal {
    enum class State { Opening, Ready, Failing, Moving };

    common::CallId call;
    QString path;
    bool resume = false;
    std::optional<common::SealingKey> tenantKey;

    std::optional<SpoolWriter> writer;
    common::Guarded<int> syncFd{-1};  ///< -1 while nobody may sync it
    std::atomic<bool> dirty{false};   ///< is in the list of the next sync
    std::atomic<bool> suspect{false}; ///< a sync failed: the file must be moved before anything else

    /// Of the writer thread only.
    struct Pending {
        RecordBlock *block = nullptr;
        QByteArray record; ///< instead of a block: too large for one, or there was none
    };
    State state = State::Opening;
    std::deque<Pending> backlog;
    bool heard = false; ///< a packet was written
    bool closing = false;
    JournalClosed closed;
    qint64 retryAtNs = 0;
};

} // namespace recorder
