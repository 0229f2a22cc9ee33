// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/guarded.h"

#include <QByteArray>
#include <QStringList>
#include <QUuid>

#include <deque>
#include <functional>
#include <optional>

namespace recorder
{

/// Which active calls somebody sees.
struct LiveFilter {
    std::optional<TenantKey> tenant;     ///< none = every tenant
    std::optional<QList<QUuid>> reach{}; ///< users and groups; none = all of the tenant
    bool confidential = true;            ///< confidential calls, too

    bool operator==(const LiveFilter &) const = default;
};

/// Whom a call belongs to, and how it is recorded as far as can be said now.
struct LiveOwners {
    TenantKey tenant{};
    QStringList users;         ///< names, in the order of joining
    QList<QUuid> associated{}; ///< users, then their home groups
    QString recording{};       ///< always, on-demand, never
    bool kept = false;
    bool confidential = false;

    bool operator==(const LiveOwners &) const = default;
};
bool sees(const LiveFilter &filter, const LiveOwners &owners);

/// One subscription to active calls: encoded messages between the board and a slow or fast taker. Holds at
/// most kMostWaiting updates; a taker that falls behind loses them and gets a new snapshot when he is back.
/// Any thread.
class LiveFeed
{
public:
    static constexpr size_t kMostWaiting = 8;

    /// `ready`: something is there to be taken. `starving`: a snapshot is owed and wanted.
    LiveFeed(std::function<void()> ready, std::function<void()> starving);

    /// Empty = nothing now; `ready` follows.
    std::optional<QByteArray> take();

    // The board's side.
    /// Ignored while a snapshot is owed.
    void offer(const QByteArray &update);
    /// True: it is time for the snapshot that is owed.
    bool wantsSnapshot() const;
    /// Replaces whatever waits.
    void restart(const QList<QByteArray> &snapshot);

private:
    struct State {
        std::deque<QByteArray> queue;
        size_t updates = 0;   ///< of the queue, those that are no part of a snapshot
        bool owed = true;     ///< the taker must begin anew
        bool starving = true; ///< and has nothing left to take
    };
    const std::function<void()> m_ready;
    const std::function<void()> m_starving;
    common::Guarded<State> m_state;
};

} // namespace recorder
