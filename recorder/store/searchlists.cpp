// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/searchlists.h"

#include "recorder/store/callcriteria.h"

namespace recorder
{

namespace
{

QString seatWords()
{
    return QStringLiteral(
        "array_remove(ARRAY[CASE WHEN u.recording_seat THEN 'recording' END, CASE WHEN "
        "u.screen_seat THEN 'screen' END, CASE WHEN u.evaluation_seat THEN 'evaluation' END, "
        "CASE WHEN u.live_seat THEN 'live' END], NULL)");
}

QString directionWord()
{
    return QStringLiteral(
        "CASE WHEN u.record_inbound AND u.record_outbound THEN 'both' WHEN u.record_inbound "
        "THEN 'inbound' WHEN u.record_outbound THEN 'outbound' ELSE 'none' END");
}

/// Zero is no moment.
ListField sometime(const char *column)
{
    return timeField(QStringLiteral("nullif(%1, 0)").arg(QLatin1String(column)));
}

ListFields textsOfUser()
{
    return {
        {QStringLiteral("name"), textField(QStringLiteral("u.name"))},
        {QStringLiteral("login"), textField(QStringLiteral("u.login"))},
        {QStringLiteral("email"), textField(QStringLiteral("u.email"))},
        {QStringLiteral("time_zone"), textField(QStringLiteral("u.time_zone"))},
        {QStringLiteral("language"), wordField(QStringLiteral("u.language"))},
        {QStringLiteral("extension"),
         textsField(QStringLiteral("EXISTS (SELECT FROM user_extensions e WHERE e.user_id = u.id AND %1)"),
                    QStringLiteral("e.extension"))},
        {QStringLiteral("screen_login"),
         textsField(QStringLiteral("EXISTS (SELECT FROM unnest(u.screen_logins) l WHERE %1)"),
                    QStringLiteral("l"))},
        {QStringLiteral("recording"), wordField(QStringLiteral("u.recording"))},
        {QStringLiteral("direction"), wordField(directionWord())},
        {QStringLiteral("authenticate_with"), wordField(QStringLiteral("u.authenticate_with"))},
        {QStringLiteral("seat"), wordsField(seatWords())}};
}

ListFields placesOfUser()
{
    return {{QStringLiteral("tenant"), idField(QStringLiteral("t.uuid = ANY(%1)"))},
            {QStringLiteral("group"),
             idField(QStringLiteral("u.home_group = ANY(%1) OR EXISTS (SELECT FROM user_groups w "
                                    "WHERE w.user_id = u.id AND w.group_id = ANY(%1))"),
                     QStringLiteral("u.home_group IS NULL AND NOT EXISTS (SELECT FROM user_groups w WHERE "
                                    "w.user_id = u.id)"))},
            {QStringLiteral("managed_group"),
             idField(QStringLiteral(
                         "EXISTS (SELECT FROM managed_groups m WHERE m.user_id = u.id AND m.group_id = "
                         "ANY(%1))"),
                     QStringLiteral("NOT EXISTS (SELECT FROM managed_groups m WHERE m.user_id = u.id)"))},
            {QStringLiteral("role"), idField(QStringLiteral("u.role = ANY(%1)"))},
            {QStringLiteral("source"),
             idField(QStringLiteral("u.source_id = ANY(%1)"), QStringLiteral("u.source_id IS NULL"))}};
}

} // namespace

const ListFields &userFields()
{
    static const ListFields kFields = [] {
        ListFields fields = textsOfUser();
        fields.insert(placesOfUser());
        fields.insert(
            {{QStringLiteral("active"), flagField(QStringLiteral("u.active"))},
             {QStringLiteral("confidential"), flagField(QStringLiteral("u.confidential"))},
             {QStringLiteral("web_access"), flagField(QStringLiteral("u.web_access"))},
             {QStringLiteral("must_change_password"),
              flagField(QStringLiteral("EXISTS (SELECT FROM credentials p WHERE p.user_id = u.id AND "
                                       "p.must_change) AND u.authenticate_with = 'password'"))},
             {QStringLiteral("recording_seat"), flagField(QStringLiteral("u.recording_seat"))},
             {QStringLiteral("has_extension"),
              flagField(QStringLiteral("EXISTS (SELECT FROM user_extensions e WHERE e.user_id = u.id)"))},
             {QStringLiteral("second_step"),
              flagField(QStringLiteral(
                  "EXISTS (SELECT FROM second_steps p WHERE p.user_id = u.id AND p.seed IS NOT NULL)"))},
             {QStringLiteral("valid_till"), sometime("u.valid_till_ms")},
             {QStringLiteral("last_login"), sometime("u.last_login_ms")},
             {QStringLiteral("created"), sometime("u.created_ms")}});
        return fields;
    }();
    return kFields;
}

ListFields roleFields(const QString &users)
{
    return {
        {QStringLiteral("name"), textField(QStringLiteral("r.name"))},
        {QStringLiteral("network"),
         textsField(QStringLiteral("EXISTS (SELECT FROM unnest(r.networks) l WHERE %1)"),
                    QStringLiteral("l"))},
        {QStringLiteral("scope"), wordField(QStringLiteral("r.scope"))},
        {QStringLiteral("permission"), wordsField(QStringLiteral("r.permissions"))},
        {QStringLiteral("predefined"), flagField(QStringLiteral("r.predefined"))},
        {QStringLiteral("require_second_step"), flagField(QStringLiteral("r.require_second_step"))},
        {QStringLiteral("users"),
         numberField(QStringLiteral("(SELECT count(*) FROM users u WHERE u.role = r.id AND u.deleted_ms IS "
                                    "NULL AND %1)")
                         .arg(users))}};
}

const ListFields &auditFields()
{
    // A row about several things has their ids in its detail, and what asked for a job has the job's.
    static const ListFields kFields{
        {QStringLiteral("date"), timeField(QStringLiteral("a.at_ms"))},
        {QStringLiteral("resource"), wordField(QStringLiteral("split_part(a.action, '.', 1)"))},
        {QStringLiteral("action"), wordField(QStringLiteral("split_part(a.action, '.', 2)"))},
        {QStringLiteral("initiator"), textField(QStringLiteral("a.actor"))},
        {QStringLiteral("impersonator"), textField(QStringLiteral("a.impersonator"))},
        {QStringLiteral("subject-name"),
         textsField(QStringLiteral("EXISTS (SELECT FROM (SELECT a.detail->>'name' AS l UNION ALL SELECT "
                                   "jsonb_array_elements_text(CASE jsonb_typeof(a.detail->'names') WHEN "
                                   "'array' THEN a.detail->'names' ELSE '[]' END)) x WHERE %1)"),
                    QStringLiteral("x.l"))},
        {QStringLiteral("text"), textField(QStringLiteral("a.detail::text"))},
        {QStringLiteral("address"), textField(QStringLiteral("a.peer"))},
        {QStringLiteral("request"), textField(QStringLiteral("a.request_id"))},
        {QStringLiteral("subject"),
         idField(
             QStringLiteral("a.subject = ANY(%1) OR a.detail->'ids' ?| ((%1)::text[]) OR "
                            "a.detail->>'job' = ANY((%1)::text[])"),
             QStringLiteral("a.subject IS NULL AND NOT coalesce(a.detail, '{}') ?| ARRAY['ids', 'job']"))},
        {QStringLiteral("tenant"), idField(QStringLiteral("t.uuid = ANY(%1)"))}};
    return kFields;
}

common::Status checkCriteria(const QString &list, const QList<common::Criterion> &criteria)
{
    common::ListQuery query;
    query.criteria = criteria;
    if (list == QLatin1String("calls")) {
        auto request = callPageRequestOf(query);
        return request ? common::Status() : common::Status(common::propagate(request));
    }
    ListSource unused;
    if (list == QLatin1String("users")) {
        return applyQuery(query, userFields(), {}, unused);
    }
    if (list == QLatin1String("roles")) {
        return applyQuery(query, roleFields(QStringLiteral("true")), {}, unused);
    }
    if (list == QLatin1String("audit-log")) {
        return applyQuery(query, auditFields(), {}, unused);
    }
    return common::fail(common::ErrorCode::Invalid, QStringLiteral("list: unknown"),
                        {{QStringLiteral("list"), QStringLiteral("unknown")}});
}

} // namespace recorder
