// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/callcriteria.h"

#include "recorder/store/listsource.h"

#include <QHash>

#include <algorithm>
#include <functional>

namespace recorder
{

namespace
{

using common::Criterion;
using common::ErrorCode;
using common::Status;
using std::chrono::milliseconds;

constexpr qsizetype kLongestText = 1000;
/// Further from 1970 a system_clock in nanoseconds overflows.
constexpr qint64 kFarthestMs = 9'200'000'000'000;

Status refuse(const QString &field, const char *reason)
{
    const QString name = field.left(64);
    return common::fail(ErrorCode::Invalid,
                        QStringLiteral("criterion '%1': %2").arg(name, QLatin1String(reason)),
                        {{name, QLatin1String(reason)}});
}
Status badOperator(const Criterion &criterion)
{
    return refuse(criterion.field, "operator");
}
Status badValue(const Criterion &criterion)
{
    return refuse(criterion.field, "value");
}

/// [from, to) of numbers; an absent end is open.
struct Range {
    std::optional<qint64> from;
    std::optional<qint64> to;
};

Status readRange(const Criterion &criterion, Range &range)
{
    const bool between = criterion.op == QLatin1String("between");
    const bool atLeast = criterion.op == QLatin1String("at-least");
    if (!between && !atLeast && criterion.op != QLatin1String("less-than")) {
        return badOperator(criterion);
    }
    if (criterion.values.size() != (between ? 2 : 1)) {
        return badValue(criterion);
    }
    QList<qint64> numbers;
    for (const QString &value : criterion.values) {
        bool isNumber = false;
        numbers.append(value.toLongLong(&isNumber));
        if (!isNumber || numbers.last() < -kFarthestMs || numbers.last() > kFarthestMs) {
            return badValue(criterion);
        }
    }
    if (between || atLeast) {
        range.from = numbers.first();
    }
    if (!atLeast) {
        range.to = numbers.last();
    }
    return {};
}

/// The narrower of two ends.
template <typename T, typename Choose>
void narrow(std::optional<T> &end, const T &value, Choose choose)
{
    end = end ? choose(*end, value) : value;
}

/// The last so many days, each of 24 hours.
Status readLastDays(const Criterion &criterion, Range &range)
{
    auto days = daysOf(criterion);
    if (!days) {
        return common::propagate(days);
    }
    const common::WallTime now = common::SystemClock().wall();
    range.from = common::toUnixMs(now - std::chrono::hours(24 * *days));
    range.to = common::toUnixMs(now) + 1;
    return {};
}

Status readDate(const Criterion &criterion, CallCriteria &criteria)
{
    Range range;
    if (Status read = criterion.op == QLatin1String("last-days") ? readLastDays(criterion, range)
                                                                 : readRange(criterion, range);
        !read) {
        return read;
    }
    const auto later = [](auto a, auto b) { return std::max(a, b); };
    const auto earlier = [](auto a, auto b) { return std::min(a, b); };
    if (range.from) {
        narrow(criteria.connectedFrom, common::wallFromUnixMs(*range.from), later);
    }
    if (range.to) {
        narrow(criteria.connectedTo, common::wallFromUnixMs(*range.to), earlier);
    }
    return {};
}

Status readDuration(const Criterion &criterion, CallCriteria &criteria)
{
    Range range;
    if (Status read = readRange(criterion, range); !read) {
        return read;
    }
    const auto longer = [](auto a, auto b) { return std::max(a, b); };
    const auto shorter = [](auto a, auto b) { return std::min(a, b); };
    if (range.from) {
        narrow(criteria.durationFrom, milliseconds(*range.from), longer);
    }
    if (range.to) {
        narrow(criteria.durationTo, milliseconds(*range.to), shorter);
    }
    return {};
}

/// is-empty, is-not-empty: whether the number is the empty one.
Status readEmpty(const Criterion &criterion, CallTextCondition::Where where, CallCriteria &criteria)
{
    const bool empty = criterion.op == QLatin1String("is-empty");
    if (!empty && criterion.op != QLatin1String("is-not-empty")) {
        return badOperator(criterion);
    }
    criteria.texts.append({where, {TextMatch::Is, QString()}, !empty});
    return criterion.values.isEmpty() ? Status() : badValue(criterion);
}

Status readText(const Criterion &criterion, CallTextCondition::Where where, CallCriteria &criteria)
{
    static const QHash<QString, TextMatch> kMatches{{QStringLiteral("is"), TextMatch::Is},
                                                    {QStringLiteral("is-not"), TextMatch::Is},
                                                    {QStringLiteral("contains"), TextMatch::Contains},
                                                    {QStringLiteral("not-contains"), TextMatch::Contains},
                                                    {QStringLiteral("begins"), TextMatch::Begins}};
    const bool mayBeEmpty =
        where == CallTextCondition::Where::FromNumber || where == CallTextCondition::Where::ToNumber;
    if (mayBeEmpty && criterion.op.endsWith(QLatin1String("-empty"))) {
        return readEmpty(criterion, where, criteria);
    }
    const auto match = kMatches.constFind(criterion.op);
    if (match == kMatches.constEnd()) {
        return badOperator(criterion);
    }
    if (criterion.values.size() != 1 || criterion.values.first().size() > kLongestText) {
        return badValue(criterion);
    }
    const bool negated =
        criterion.op == QLatin1String("is-not") || criterion.op == QLatin1String("not-contains");
    criteria.texts.append({where, {*match, criterion.values.first()}, negated});
    return {};
}

/// is and is-not take one value, any-of one or more.
Status checkChoice(const Criterion &criterion)
{
    const bool many = criterion.op == QLatin1String("any-of");
    if (!many && criterion.op != QLatin1String("is") && criterion.op != QLatin1String("is-not")) {
        return badOperator(criterion);
    }
    return criterion.values.isEmpty() || (!many && criterion.values.size() != 1) ? badValue(criterion)
                                                                                 : Status();
}

Status readPeople(const Criterion &criterion, CallCriteria &criteria)
{
    const bool empty = criterion.op == QLatin1String("is-empty");
    if (criterion.field == QLatin1String("user") &&
        (empty || criterion.op == QLatin1String("is-not-empty"))) {
        (empty ? criteria.unassigned : criteria.assigned) = true;
        return criterion.values.isEmpty() ? Status() : badValue(criterion);
    }
    if (Status choice = checkChoice(criterion); !choice) {
        return choice;
    }
    CallPeopleCondition people{{}, criterion.op == QLatin1String("is-not")};
    for (const QString &value : criterion.values) {
        people.anyOf.append(QUuid::fromString(value));
        if (people.anyOf.last().isNull()) {
            return badValue(criterion);
        }
    }
    (criterion.field == QLatin1String("tenant") ? criteria.tenants : criteria.people).append(people);
    return {};
}

Status readAssigned(const Criterion &criterion, CallCriteria &criteria)
{
    if (criterion.op != QLatin1String("is")) {
        return badOperator(criterion);
    }
    const QString value = criterion.values.size() == 1 ? criterion.values.first() : QString();
    if (value != QLatin1String("true") && value != QLatin1String("false")) {
        return badValue(criterion);
    }
    (value == QLatin1String("true") ? criteria.assigned : criteria.unassigned) = true;
    return {};
}

Status readState(const Criterion &criterion, CallCriteria &criteria)
{
    using common::CallState;
    if (Status choice = checkChoice(criterion); !choice) {
        return choice;
    }
    QList<CallState> named;
    for (const QString &value : criterion.values) {
        const auto state = common::callStateFromString(value);
        if (!state) {
            return badValue(criterion);
        }
        named.append(*state);
    }
    if (criterion.op == QLatin1String("is-not")) {
        QList<CallState> others{CallState::Open, CallState::Stored, CallState::Excluded, CallState::Partial};
        others.removeAll(named.first());
        named = others;
    }
    criteria.states.append(named);
    return {};
}

Status readFlag(const Criterion &criterion, CallCriteria &criteria)
{
    if (Status choice = checkChoice(criterion); !choice) {
        return choice;
    }
    common::CallFlags flags = 0;
    for (const QString &value : criterion.values) {
        const common::CallFlags flag = common::flagsFromKeys({value});
        if (flag == 0) {
            return badValue(criterion);
        }
        flags |= flag;
    }
    if (criterion.op == QLatin1String("is-not")) {
        criteria.noFlag |= flags;
    } else {
        criteria.anyFlags.append(flags);
    }
    return {};
}

using Reader = std::function<Status(const Criterion &, CallCriteria &)>;

const QHash<QString, Reader> &readers()
{
    using Where = CallTextCondition::Where;
    const auto text = [](Where where) {
        return [where](const Criterion &criterion, CallCriteria &criteria) {
            return readText(criterion, where, criteria);
        };
    };
    static const QHash<QString, Reader> kReaders{{QStringLiteral("date"), readDate},
                                                 {QStringLiteral("duration"), readDuration},
                                                 {QStringLiteral("number"), text(Where::Numbers)},
                                                 {QStringLiteral("from-number"), text(Where::FromNumber)},
                                                 {QStringLiteral("to-number"), text(Where::ToNumber)},
                                                 {QStringLiteral("from"), text(Where::FromParty)},
                                                 {QStringLiteral("to"), text(Where::ToParty)},
                                                 {QStringLiteral("name"), text(Where::Names)},
                                                 {QStringLiteral("extension"), text(Where::Extension)},
                                                 {QStringLiteral("tenant"), readPeople},
                                                 {QStringLiteral("user"), readPeople},
                                                 {QStringLiteral("group"), readPeople},
                                                 {QStringLiteral("assigned"), readAssigned},
                                                 {QStringLiteral("state"), readState},
                                                 {QStringLiteral("flag"), readFlag}};
    return kReaders;
}

Status readOrder(const common::ListQuery &query, CallPageRequest &request)
{
    static const QHash<QString, CallOrder> kOrders{{QStringLiteral("date"), CallOrder::Date},
                                                   {QStringLiteral("duration"), CallOrder::Duration},
                                                   {QStringLiteral("from-number"), CallOrder::FromNumber},
                                                   {QStringLiteral("to-number"), CallOrder::ToNumber}};
    request.descending = query.descending;
    if (query.order.isEmpty()) {
        request.descending = true;
        return {};
    }
    const auto order = kOrders.constFind(query.order);
    if (order == kOrders.constEnd()) {
        return refuse(QStringLiteral("order"), "unknown");
    }
    request.order = *order;
    return {};
}

} // namespace

common::Result<CallPageRequest> callPageRequestOf(const common::ListQuery &query)
{
    CallPageRequest request;
    request.size = query.pageSize;
    request.pageToken = query.pageToken;
    request.wantTotal = query.wantTotal;
    if (Status order = readOrder(query, request); !order) {
        return common::propagate(order);
    }
    for (qsizetype i = 0; i < query.criteria.size(); ++i) {
        const Criterion &criterion = query.criteria[i];
        const auto reader = readers().constFind(criterion.field);
        Status read = reader == readers().constEnd() ? refuse(criterion.field, "unknown")
                                                     : (*reader)(criterion, request.criteria);
        if (!read) {
            return tl::unexpected<common::Error>(atCriterion(read.error(), i));
        }
    }
    const QString search = query.search.trimmed();
    if (search.size() > kLongestText) {
        return common::fail(ErrorCode::Invalid, QStringLiteral("search: too long"),
                            {{QStringLiteral("search"), QStringLiteral("value")}});
    }
    if (!search.isEmpty()) {
        using Where = CallTextCondition::Where;
        request.criteria.texts.append({Where::Everything, {TextMatch::Contains, search}, false});
    }
    return request;
}

} // namespace recorder
