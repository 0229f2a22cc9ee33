// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/model/recording.h"

#include <QString>
#include <QStringList>

namespace common
{

enum class ActiveState { Ringing, Talking, Held, Finishing };

/// A call that runs now, as lists show it.
struct ActiveCall {
    CallId id;
    WallTime connectTime{};
    QString tenant;
    QString fromNumber;
    QString fromName;
    QString toNumber;
    QString toName;
    QStringList users;
    ActiveState state = ActiveState::Talking;
    QString recorder;
    QString interface;

    bool operator==(const ActiveCall &) const = default;
};

QString keyOf(ActiveState state);
std::optional<ActiveState> activeStateFromString(const QString &text);

} // namespace common
