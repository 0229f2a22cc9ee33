// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"
#include "common/model/recording.h"

#include <QList>
#include <QString>

#include <optional>

namespace recorder
{

class Transaction;
struct ExtensionOwner;

/// What a user's row says about recording him.
struct UserRule {
    QString recording = QStringLiteral("default"); ///< always, on-demand, never, default
    bool inbound = true;
    bool outbound = true;
    bool confidential = false;
    bool seat = true; ///< a seat for call recording: without one he is not recorded
    QString group{};  ///< his home group's: as his; empty = none

    bool operator==(const UserRule &) const = default;
};

UserRule ruleOf(const ExtensionOwner &owner);

/// One side of a call that belongs to one of our users.
struct RuledParty {
    UserRule user;
    bool from = false; ///< he calls: outbound for him
};

/// "always", "on-demand" or "never", and whether the call begins as confidential.
struct RecordingRule {
    QString recording = QStringLiteral("always");
    bool confidential = false;
    bool seatMissing = false; ///< with a seat for each of them it would not be "never"

    bool operator==(const RecordingRule &) const = default;
};

/// User before group before tenant before system, for each of our users in the call; a direction that is not
/// to be recorded is "never" for him, and so is everything when he has no seat. Of several users the one who
/// wants most decides: a call of two is recorded when either side's rule says so. A call of nobody known is
/// ruled by the tenant.
RecordingRule ruleOf(const QList<RuledParty> &parties, const QString &tenant, const QString &system);

/// What becomes of a finished call.
struct CallVerdict {
    QString excluded; ///< reason: "rule", "seat", "on-demand"; empty = it is kept
    bool confidential = false;

    bool operator==(const CallVerdict &) const = default;
};

/// Asks the directory. A call that is recorded on demand and that nobody wanted is marked as lost in the same
/// transaction: from then on nobody can want it, and asking again gives the same answer. A call of a tenant
/// that is not there is kept: nothing is thrown away for want of a rule.
common::Result<CallVerdict> judgeCall(Transaction &transaction, const common::FinishedCall &call,
                                      qint64 nowMs);

} // namespace recorder
