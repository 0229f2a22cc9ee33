// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/callquery.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace recorder
{

namespace
{

using common::ErrorCode;

constexpr qsizetype kLongestText = 1000;
/// A call's id is made when it is accepted; its wall times may come from a clock that was set since.
constexpr std::chrono::hours kIdTolerance{48};

/// The id's clock has 48 bits and begins in 1970; its very first id would be the null one.
QUuid floorOf(common::WallTime moment)
{
    return common::uuidV7Floor(
        common::wallFromUnixMs(std::clamp<qint64>(common::toUnixMs(moment), 1, (qint64{1} << 48) - 1)));
}

/// Collects conditions and their values.
class Builder
{
public:
    SqlParams params;

    void require(const QString &condition) { m_conditions.append(condition); }
    QString bind(const QString &text) { return params.add(text).last(); }
    QString bind(qint64 number) { return params.add(number).last(); }
    CallCondition finish()
    {
        if (m_conditions.isEmpty()) {
            m_conditions.append(QStringLiteral("true"));
        }
        return {m_conditions.join(QLatin1String(" AND ")), params};
    }

private:
    QStringList m_conditions;
};

/// `column` holds one value.
QString matchOne(Builder &builder, const QString &column, TextMatch match, const QString &text)
{
    switch (match) {
    case TextMatch::Is: return QStringLiteral("%1 = %2").arg(column, builder.bind(text));
    case TextMatch::Begins:
        return QStringLiteral("%1 LIKE %2")
            .arg(column, builder.bind(escapedForLike(text) + QLatin1Char('%')));
    case TextMatch::Contains: break;
    }
    return QStringLiteral("%1 LIKE %2")
        .arg(column, builder.bind(QLatin1Char('%') + escapedForLike(text) + QLatin1Char('%')));
}

/// `column` holds lines, each with a line feed before and after it.
QString matchLines(Builder &builder, const QString &column, TextMatch match, const QString &text)
{
    QString pattern = escapedForLike(text);
    if (match != TextMatch::Contains) {
        pattern.prepend(QLatin1Char('\n'));
    }
    if (match == TextMatch::Is) {
        pattern.append(QLatin1Char('\n'));
    }
    return QStringLiteral("%1 LIKE %2")
        .arg(column, builder.bind(QLatin1Char('%') + pattern + QLatin1Char('%')));
}

/// The names of a call: as they were said when it was recorded, and those that its users have by now (lists
/// show these).
QString matchNames(Builder &builder, const TextFilter &filter)
{
    const QString text = foldedName(filter.text);
    return QStringLiteral("(%1 OR associated && ARRAY(SELECT u.id FROM users u WHERE %2))")
        .arg(matchLines(builder, QStringLiteral("names_key"), filter.match, text),
             matchOne(builder, QStringLiteral("lower(u.name)"), filter.match, text));
}

bool matchesAll(const TextFilter &filter)
{
    return filter.text.isEmpty() && filter.match != TextMatch::Is;
}

common::Status checkText(const std::optional<TextFilter> &filter, const char *field)
{
    if (filter && filter->text.size() > kLongestText) {
        return common::fail(ErrorCode::Invalid,
                            QStringLiteral("%1: longer than 1000").arg(QLatin1String(field)),
                            {{QLatin1String(field), QStringLiteral("too-long")}});
    }
    return {};
}

void addNumber(Builder &builder, const TextFilter &filter, CallSide side)
{
    const QString text = foldedNumber(filter.text);
    QStringList any;
    if (side != CallSide::To) {
        any.append(matchOne(builder, QStringLiteral("from_number"), filter.match, text));
    }
    if (side != CallSide::From) {
        any.append(matchOne(builder, QStringLiteral("to_number"), filter.match, text));
    }
    if (side == CallSide::Any) {
        any.append(matchLines(builder, QStringLiteral("other_numbers"), filter.match, text));
    }
    builder.require(QLatin1Char('(') + any.join(QLatin1String(" OR ")) + QLatin1Char(')'));
}

/// Only what a person writes into a telephone number, and a digit: then as it is kept.
QString withoutPunctuation(const QString &text)
{
    static const QString kDigits = QStringLiteral("0123456789");
    static const QString kBetween = QStringLiteral(" -/().\t\u00a0");
    QString number;
    for (const QChar c : text.trimmed()) {
        if (kDigits.contains(c) || (c == QLatin1Char('+') && number.isEmpty())) {
            number += c;
        } else if (!kBetween.contains(c)) {
            return text;
        }
    }
    return number.isEmpty() ? text : number;
}

/// Number or name of one side. The names of all parties have an index, that of a side has not: a name that is
/// that of a side is among those of all.
QString matchParty(Builder &builder, bool from, const TextFilter &filter)
{
    const QString number = from ? QStringLiteral("from_number") : QStringLiteral("to_number");
    const QString name = from ? QStringLiteral("lower(from_name)") : QStringLiteral("lower(to_name)");
    return QStringLiteral("(%1 OR (%2 AND %3))")
        .arg(matchOne(builder, number, filter.match, foldedNumber(withoutPunctuation(filter.text))),
             matchLines(builder, QStringLiteral("names_key"), filter.match, foldedName(filter.text)),
             matchOne(builder, name, filter.match, filter.text.toLower()));
}

/// By which extension a user of ours was found. The dates of the calls bound what must be read. Not by NOT
/// IN, which the server answers by reading all participants once for each partition of the calls.
void addExtension(Builder &builder, const CallCriteria &criteria, const CallTextCondition &text)
{
    QString condition =
        matchOne(builder, QStringLiteral("p.extension"), text.filter.match, foldedNumber(text.filter.text));
    if (criteria.connectedFrom && *criteria.connectedFrom - kIdTolerance > common::wallFromUnixMs(1)) {
        builder.params.add(floorOf(*criteria.connectedFrom - kIdTolerance));
        condition += QStringLiteral(" AND p.call_id >= %1::uuid").arg(builder.params.last());
    }
    if (criteria.connectedTo) {
        builder.params.add(floorOf(*criteria.connectedTo + kIdTolerance));
        condition += QStringLiteral(" AND p.call_id < %1::uuid").arg(builder.params.last());
    }
    builder.require((text.negated ? QStringLiteral("NOT EXISTS (SELECT FROM participants p WHERE p.call_id = "
                                                   "calls.id AND %1)")
                                  : QStringLiteral("id IN (SELECT p.call_id FROM participants p WHERE %1)"))
                        .arg(condition));
}

/// (from_number LIKE ... OR ...), over the columns that the condition names.
QString matchWhere(Builder &builder, CallTextCondition::Where where, const TextFilter &filter)
{
    using Where = CallTextCondition::Where;
    if (where == Where::FromParty || where == Where::ToParty) {
        return matchParty(builder, where == Where::FromParty, filter);
    }
    const QString number = foldedNumber(withoutPunctuation(filter.text));
    QStringList any;
    if (where != Where::ToNumber && where != Where::Names) {
        any.append(matchOne(builder, QStringLiteral("from_number"), filter.match, number));
    }
    if (where != Where::FromNumber && where != Where::Names) {
        any.append(matchOne(builder, QStringLiteral("to_number"), filter.match, number));
    }
    if (where == Where::Numbers || where == Where::Everything) {
        any.append(matchLines(builder, QStringLiteral("other_numbers"), filter.match, number));
    }
    if (where == Where::Names || where == Where::Everything) {
        any.append(matchNames(builder, filter));
    }
    return QLatin1Char('(') + any.join(QLatin1String(" OR ")) + QLatin1Char(')');
}

void addTexts(Builder &builder, const CallCriteria &criteria)
{
    for (const CallTextCondition &text : criteria.texts) {
        if (!matchesAll(text.filter)) {
            if (text.where == CallTextCondition::Where::Extension) {
                addExtension(builder, criteria, text);
                continue;
            }
            const QString match = matchWhere(builder, text.where, text.filter);
            builder.require(text.negated ? QStringLiteral("NOT ") + match : match);
        } else if (text.negated) {
            builder.require(QStringLiteral("false"));
        }
    }
}

void addDates(Builder &builder, const CallCriteria &criteria)
{
    if (criteria.connectedFrom) {
        builder.require(QStringLiteral("connect_ms >= ") +
                        builder.bind(common::toUnixMs(*criteria.connectedFrom)));
        if (*criteria.connectedFrom - kIdTolerance > common::wallFromUnixMs(1)) {
            builder.params.add(floorOf(*criteria.connectedFrom - kIdTolerance));
            builder.require(QStringLiteral("id >= %1::uuid").arg(builder.params.last()));
        }
    }
    if (criteria.connectedTo) {
        builder.require(QStringLiteral("connect_ms < ") +
                        builder.bind(common::toUnixMs(*criteria.connectedTo)));
        builder.params.add(floorOf(*criteria.connectedTo + kIdTolerance));
        builder.require(QStringLiteral("id < %1::uuid").arg(builder.params.last()));
    }
}

void addPeople(Builder &builder, const CallCriteria &criteria)
{
    if (!criteria.users.isEmpty()) {
        QList<QUuid> ids;
        for (const common::UserId &user : criteria.users) {
            ids.append(user.uuid());
        }
        builder.params.addArray(ids);
        builder.require(QStringLiteral("associated && %1::uuid[]").arg(builder.params.last()));
    }
    if (criteria.group) {
        builder.params.addArray(QList<QUuid>{criteria.group->uuid()});
        builder.require(QStringLiteral("associated && %1::uuid[]").arg(builder.params.last()));
    }
    if (criteria.unassigned) {
        builder.require(QStringLiteral("associated = '{}'"));
    }
    if (criteria.assigned) {
        builder.require(QStringLiteral("associated <> '{}'"));
    }
    const auto overlap = [&builder](const QList<QUuid> &ids, const char *pattern) {
        builder.params.addArray(ids);
        builder.require(QString::fromLatin1(pattern).arg(builder.params.last()));
    };
    for (const CallPeopleCondition &people : criteria.people) {
        overlap(people.anyOf, people.negated ? "NOT associated && %1::uuid[]" : "associated && %1::uuid[]");
    }
    for (const CallPeopleCondition &tenants : criteria.tenants) {
        overlap(
            tenants.anyOf,
            tenants.negated
                ? "NOT tenant_id = ANY (ARRAY(SELECT t.id FROM tenants t WHERE t.uuid = ANY (%1::uuid[])))"
                : "tenant_id = ANY (ARRAY(SELECT t.id FROM tenants t WHERE t.uuid = ANY (%1::uuid[])))");
    }
    if (criteria.reach) {
        overlap(*criteria.reach, "associated && %1::uuid[]");
    }
}

void addKinds(Builder &builder, const CallCriteria &criteria)
{
    if (criteria.state) {
        builder.require(QStringLiteral("state = ") + builder.bind(static_cast<qint64>(*criteria.state)));
    }
    for (const QList<common::CallState> &states : criteria.states) {
        QStringList any{QStringLiteral("false")};
        for (const common::CallState state : states) {
            any.append(QStringLiteral("state = ") + builder.bind(static_cast<qint64>(state)));
        }
        builder.require(QLatin1Char('(') + any.join(QLatin1String(" OR ")) + QLatin1Char(')'));
    }
    QList<common::CallFlags> anyFlags = criteria.anyFlags;
    if (criteria.anyFlag != 0) {
        anyFlags.append(criteria.anyFlag);
    }
    for (const common::CallFlags flags : anyFlags) {
        builder.require(QStringLiteral("(flags & %1::integer) <> 0").arg(builder.bind(qint64{flags})));
    }
    if (criteria.noFlag != 0) {
        builder.require(
            QStringLiteral("(flags & %1::integer) = 0").arg(builder.bind(qint64{criteria.noFlag})));
    }
}

QString keyOfOrder(const CallPageRequest &request)
{
    return columnOf(request.order) + (request.descending ? QLatin1String("-") : QLatin1String("+"));
}

} // namespace

QString foldedNumber(const QString &number)
{
    return number.trimmed().toLower().replace(QLatin1Char('\n'), QLatin1Char(' '));
}

QString foldedName(const QString &name)
{
    return name.normalized(QString::NormalizationForm_KC)
        .toCaseFolded()
        .replace(QLatin1Char('\n'), QLatin1Char(' '));
}

bool isDateOnly(const CallCriteria &criteria)
{
    return !criteria.durationFrom && !criteria.durationTo &&
           (!criteria.number || matchesAll(*criteria.number)) &&
           (!criteria.name || matchesAll(*criteria.name)) && criteria.users.isEmpty() && !criteria.group &&
           !criteria.unassigned && !criteria.assigned && !criteria.state && criteria.anyFlag == 0 &&
           criteria.texts.isEmpty() && criteria.people.isEmpty() && criteria.tenants.isEmpty() &&
           criteria.states.isEmpty() && criteria.anyFlags.isEmpty() && criteria.noFlag == 0 &&
           !criteria.reach;
}

common::Result<CallCondition> conditionOf(std::optional<TenantKey> tenant, const CallCriteria &criteria)
{
    if (common::Status status = checkText(criteria.number, "number"); !status) {
        return common::propagate(status);
    }
    if (common::Status status = checkText(criteria.name, "name"); !status) {
        return common::propagate(status);
    }
    for (const CallTextCondition &text : criteria.texts) {
        if (common::Status status = checkText(text.filter, "search"); !status) {
            return common::propagate(status);
        }
    }
    Builder builder;
    if (tenant) {
        builder.require(QStringLiteral("tenant_id = ") + builder.bind(static_cast<qint64>(*tenant)));
    }
    addDates(builder, criteria);
    if (criteria.durationFrom) {
        builder.require(QStringLiteral("duration_ms >= ") +
                        builder.bind(qint64{criteria.durationFrom->count()}));
    }
    if (criteria.durationTo) {
        builder.require(QStringLiteral("duration_ms < ") +
                        builder.bind(qint64{criteria.durationTo->count()}));
    }
    if (criteria.number && !matchesAll(*criteria.number)) {
        addNumber(builder, *criteria.number, criteria.numberSide);
    }
    if (criteria.name && !matchesAll(*criteria.name)) {
        builder.require(matchNames(builder, *criteria.name));
    }
    addTexts(builder, criteria);
    addPeople(builder, criteria);
    addKinds(builder, criteria);
    return builder.finish();
}

QString columnOf(CallOrder order)
{
    switch (order) {
    case CallOrder::Date: return QStringLiteral("connect_ms");
    case CallOrder::Duration: return QStringLiteral("duration_ms");
    case CallOrder::FromNumber: return QStringLiteral("from_number");
    case CallOrder::ToNumber: break;
    }
    return QStringLiteral("to_number");
}

QString textOfToken(const CallPageRequest &request, const PageToken &token)
{
    const QJsonArray parts{keyOfOrder(request), token.value, token.id.toString()};
    return QString::fromLatin1(QJsonDocument(parts)
                                   .toJson(QJsonDocument::Compact)
                                   .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

common::Result<PageToken> tokenOf(const CallPageRequest &request)
{
    const QJsonArray parts = QJsonDocument::fromJson(QByteArray::fromBase64(request.pageToken.toLatin1(),
                                                                            QByteArray::Base64UrlEncoding))
                                 .array();
    const PageToken token{parts.at(1).toString(), common::CallId::fromString(parts.at(2).toString())};
    bool isNumber = true;
    if (request.order == CallOrder::Date || request.order == CallOrder::Duration) {
        static_cast<void>(token.value.toLongLong(&isNumber));
    }
    if (parts.size() != 3 || parts.at(0).toString() != keyOfOrder(request) || token.id.isNull() ||
        !isNumber) {
        return common::fail(ErrorCode::Invalid, QStringLiteral("page token does not belong to this list"),
                            {{QStringLiteral("pageToken"), QStringLiteral("invalid")}});
    }
    return token;
}

} // namespace recorder
