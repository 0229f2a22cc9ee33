// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/recording.h"

#include <QList>
#include <QString>
#include <QUuid>

#include <chrono>
#include <optional>

namespace common
{

struct GroupTag;
using GroupId = Id<GroupTag>;

/// One participation as it is kept: the party, and who of our users that was.
struct Segment {
    Participant party;
    int channel = -1; ///< 0 left, 1 right, -1 unknown
    std::optional<UserId> user;
    QString userName;  ///< as it is now
    QString extension; ///< the extension that matched, empty = none
    std::optional<GroupId> group;
    QString groupName;

    bool operator==(const Segment &) const = default;
};

/// A line of the recordings list.
struct CallSummary {
    CallId id;
    WallTime connectTime{};
    WallTime disconnectTime{};
    std::chrono::milliseconds duration{0};
    CallState state = CallState::Stored;
    CallFlags flags = 0;
    QString tenant;
    QString fromNumber;
    QString fromName;
    QString toNumber;
    QString toName;
    QStringList users; ///< names, in the order of joining

    bool operator==(const CallSummary &) const = default;
};

/// Who has seen to it that a call is not removed, and why.
struct CallHold {
    WallTime since{};
    QString by; ///< as he was called then
    QString reason;

    bool operator==(const CallHold &) const = default;
};

/// Everything that is kept of a call.
struct StoredCall {
    FinishedCall call;
    QList<Segment> segments;        ///< same order as call.participants
    std::optional<CallHold> hold{}; ///< told to those only who may hold calls; CallFlag::Hold to everybody

    bool operator==(const StoredCall &) const = default;
};

enum class TextMatch { Contains, Begins, Is };
struct TextFilter {
    TextMatch match = TextMatch::Contains;
    QString text; ///< at most 1,000 characters; case does not matter; no wildcards
};
enum class CallSide { Any, From, To };

/// A condition on the texts of a call. Every party counts, but for the two sides' own numbers.
struct CallTextCondition {
    /// Numbers, Names: of every party; FromParty, ToParty: number or name of that side; Extension: the one by
    /// which a user was found; Everything: numbers and names.
    enum class Where { Numbers, FromNumber, ToNumber, FromParty, ToParty, Names, Extension, Everything };
    Where where = Where::Everything;
    TextFilter filter;
    bool negated = false;
};
/// A condition on who took part: ids of users, or of their home groups at the time of recording. Or on the
/// tenant.
struct CallPeopleCondition {
    QList<QUuid> anyOf;
    bool negated = false; ///< none of them
};

/// What to list. Everything given must hold. Dates and durations: from <= x < to.
struct CallCriteria {
    std::optional<WallTime> connectedFrom;
    std::optional<WallTime> connectedTo;
    std::optional<std::chrono::milliseconds> durationFrom;
    std::optional<std::chrono::milliseconds> durationTo;
    std::optional<TextFilter> number;
    CallSide numberSide = CallSide::Any; ///< Any looks at every party of the call
    std::optional<TextFilter> name;      ///< of any party, or of our users at the time of recording
    QList<UserId> users;                 ///< any of these took part
    std::optional<GroupId> group;        ///< a user whose home group this was took part
    bool unassigned = false;             ///< no user took part
    bool assigned = false;               ///< some user took part
    std::optional<CallState> state;
    CallFlags anyFlag = 0;

    QList<CallTextCondition> texts;
    QList<CallPeopleCondition> people;
    QList<CallPeopleCondition> tenants;
    QList<QList<CallState>> states; ///< of each inner list: one of them
    QList<CallFlags> anyFlags;      ///< of each: at least one of its flags
    CallFlags noFlag = 0;
    /// What the asking person reaches: one of these users or groups took part. Empty = no call at all.
    std::optional<QList<QUuid>> reach;
};

enum class CallOrder { Date, Duration, FromNumber, ToNumber };

struct CallPageRequest {
    CallCriteria criteria;
    CallOrder order = CallOrder::Date;
    bool descending = true;
    int size = 50;     ///< 1..1000
    QString pageToken; ///< empty = first page
    bool wantTotal = true;
    /// Longer counting is given up: the total is then the planner's estimate and said to be one.
    std::chrono::milliseconds countLimit{2000};
};

struct CallPage {
    QList<CallSummary> calls;
    QString nextToken; ///< empty = last page
    qint64 total = -1; ///< -1 = not asked for
    bool totalExact = true;
};

} // namespace common
