// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/model/recording.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace common
{

enum class ActiveState { Ringing, Talking, Held, Finishing };

/// A call that runs now, as lists show it.
struct ActiveCall {
    CallId id;
    WallTime connectTime{};
    QString tenant;
    TenantId tenantId{}; ///< known to the recorder only, never sent
    QString fromNumber;
    QString fromName;
    QString toNumber;
    QString toName;
    QStringList users;
    ActiveState state = ActiveState::Talking;
    QString recorder;
    QString interface;
    QString recording; ///< always, on-demand, never, as far as is known now; empty = not known yet
    bool kept = false; ///< somebody wants this call that is recorded on demand
    bool confidential = false;

    bool operator==(const ActiveCall &) const = default;
};

/// One message of the subscription to active calls.
struct ActiveCallsUpdate {
    bool snapshot = false;   ///< `calls` is everything; forget what was known
    QList<ActiveCall> calls; ///< new or changed
    QList<CallId> ended;
    WallTime serverTime{}; ///< the recorder's clock, for elapsed times

    bool operator==(const ActiveCallsUpdate &) const = default;
};

/// One message of the subscription to recorded calls.
struct CallChange {
    CallId id;    ///< null for "missed"
    QString verb; ///< "stored", "changed", "removed"; "missed": changes were lost, list again

    bool operator==(const CallChange &) const = default;
};

QString keyOf(ActiveState state);
std::optional<ActiveState> activeStateFromString(const QString &text);

} // namespace common
