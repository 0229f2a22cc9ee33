// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/userbulkjob.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/jobqueue.h"
#include "recorder/service/userrules.h"

#include <QJsonArray>

namespace recorder
{

using common::Result;
using common::UserRecord;

namespace
{

/// Each field that many can get at once, in one place for both directions.
template <typename Record, typename Text, typename Flag, typename List, typename Number>
void eachField(Record &user, Text text, Flag flag, List list, Number number)
{
    flag("active", user.active);
    text("role_id", user.roleId);
    list("group_ids", user.groupIds);
    list("managed_group_ids", user.managedGroupIds);
    text("time_zone", user.timeZone);
    text("language", user.language);
    text("recording", user.recording);
    flag("record_inbound", user.recordInbound);
    flag("record_outbound", user.recordOutbound);
    flag("confidential", user.confidential);
    number("valid_till_ms", user.validTillMs);
    flag("recording_seat", user.recordingSeat);
    flag("screen_seat", user.screenSeat);
    flag("evaluation_seat", user.evaluationSeat);
    flag("live_seat", user.liveSeat);
}

QJsonObject toJson(const common::ListQuery &query)
{
    QJsonArray criteria;
    for (const common::Criterion &criterion : query.criteria) {
        criteria.append(
            QJsonObject{{QStringLiteral("field"), criterion.field},
                        {QStringLiteral("op"), criterion.op},
                        {QStringLiteral("values"), QJsonArray::fromStringList(criterion.values)}});
    }
    return {{QStringLiteral("criteria"), criteria}, {QStringLiteral("search"), query.search}};
}

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue &text : value.toArray()) {
        texts.append(text.toString());
    }
    return texts;
}

common::ListQuery queryFromJson(const QJsonObject &json)
{
    common::ListQuery query;
    for (const QJsonValue &value : json.value(QLatin1String("criteria")).toArray()) {
        query.criteria.append({value[QLatin1String("field")].toString(),
                               value[QLatin1String("op")].toString(),
                               textsOf(value[QLatin1String("values")])});
    }
    query.search = json.value(QLatin1String("search")).toString();
    return query;
}

} // namespace

QJsonObject toJson(const UserBulkChange &change)
{
    QJsonObject values;
    const auto put = [&](const char *key, const auto &value) {
        if (change.fields.contains(QLatin1String(key))) {
            values.insert(QLatin1String(key), value);
        }
    };
    eachField(
        change.values, put, put,
        [&](const char *key, const QStringList &list) { put(key, QJsonArray::fromStringList(list)); }, put);
    QJsonObject json{{QStringLiteral("fields"), QJsonArray::fromStringList(change.fields)},
                     {QStringLiteral("values"), values}};
    if (change.query) {
        json.insert(QStringLiteral("query"), toJson(*change.query));
    } else {
        json.insert(QStringLiteral("ids"), QJsonArray::fromStringList(change.ids));
    }
    return json;
}

Result<UserBulkChange> bulkChangeFromJson(const QJsonObject &json)
{
    if (!json.value(QLatin1String("fields")).isArray() || !json.value(QLatin1String("values")).isObject()) {
        return invalid("parameters", "format");
    }
    UserBulkChange change;
    change.fields = textsOf(json.value(QLatin1String("fields")));
    change.ids = textsOf(json.value(QLatin1String("ids")));
    if (json.contains(QLatin1String("query"))) {
        change.query = queryFromJson(json.value(QLatin1String("query")).toObject());
    }
    const QJsonObject values = json.value(QLatin1String("values")).toObject();
    const auto get = [&values](const char *key) { return values.value(QLatin1String(key)); };
    eachField(
        change.values, [&](const char *key, QString &text) { text = get(key).toString(text); },
        [&](const char *key, bool &flag) { flag = get(key).toBool(flag); },
        [&](const char *key, QStringList &list) { list = textsOf(get(key)); },
        [&](const char *key, qint64 &number) { number = get(key).toInteger(number); });
    return change;
}

Result<common::JobRecord> enqueueUserUpdate(Transaction &transaction, const TenantScope &scope,
                                            AuditDetail &trail, const UserBulkChange &change)
{
    if (change.query.has_value() == !change.ids.isEmpty()) {
        return invalid(change.query ? "query" : "ids", change.query ? "ambiguous" : "empty");
    }
    UserRecord values = change.values;
    if (common::Status good = checkBulkValues(values, change.fields); !good) {
        return common::propagate(good);
    }
    return enqueueJob(transaction, scope, trail, {QStringLiteral("users-update"), {}, toJson(change)});
}

} // namespace recorder
