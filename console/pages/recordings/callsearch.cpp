// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/rpc/codecs/directorycodec.h"
#include "console/crud/advancedsearch.h"
#include "console/crud/objectmethods.h"
#include "console/kit/tr.h"
#include "console/pages/administration/directory.h"
#include "console/pages/recordings/recordingspages.h"

namespace console
{

namespace
{

CriterionField of(const char *key, const QString &label, CriterionKind kind = CriterionKind::Text,
                  bool optional = false)
{
    CriterionField field{QLatin1String(key), label, kind};
    field.optional = optional;
    return field;
}

CriterionField choice(const char *key, const QString &label, QList<FieldChoice> choices)
{
    CriterionField field = of(key, label, CriterionKind::Choice);
    field.choices = std::move(choices);
    return field;
}

QList<FieldChoice> states()
{
    return {{QStringLiteral("stored"), Tr::tr("Complete")},
            {QStringLiteral("partial"), Tr::tr("Incomplete")}};
}

/// Short words for what flagWords() says in sentences.
QList<FieldChoice> flags(const PageContext &context)
{
    QList<FieldChoice> choices{
        {QStringLiteral("hold"), Tr::tr("Under legal hold")},
        {QStringLiteral("one-way"), Tr::tr("One party is silent")},
        {QStringLiteral("no-rtp"), Tr::tr("No audio came")},
        {QStringLiteral("mixed"), Tr::tr("Parties share one track")},
        {QStringLiteral("timed-out"), Tr::tr("End not signalled")},
        {QStringLiteral("metadata-missing"), Tr::tr("Not described by the phone system")},
        {QStringLiteral("metadata-malformed"), Tr::tr("Description unreadable")},
        {QStringLiteral("metadata-charset"), Tr::tr("Names may be misspelled")},
        {QStringLiteral("undecodable"), Tr::tr("Some audio could not be decoded")},
        {QStringLiteral("journal-kept"), Tr::tr("Kept on the recorder as it came")},
        {QStringLiteral("packets-dropped"), Tr::tr("Some audio was lost")},
        {QStringLiteral("interrupted"), Tr::tr("Recorder was down meanwhile")},
        {QStringLiteral("spool-damaged"), Tr::tr("End of the recording damaged")},
        {QStringLiteral("foreign-packets"), Tr::tr("Audio from a stranger refused")}};
    if (context.identity.may(QStringLiteral("calls.confidential"))) {
        choices.prepend({QStringLiteral("confidential"), Tr::tr("Confidential")});
    }
    return choices;
}

} // namespace

SearchSpec callSearch(const PageContext &context)
{
    const auto may = [&context](const char *permission) {
        return context.identity.may(QLatin1String(permission));
    };
    CriterionFields fields{of("date", Tr::tr("Date"), CriterionKind::Date),
                           of("number", Tr::tr("Any number")),
                           of("from", Tr::tr("From")),
                           of("to", Tr::tr("To")),
                           of("name", Tr::tr("Any name")),
                           of("duration", Tr::tr("Duration"), CriterionKind::Duration)};
    if (may("users.view")) {
        fields.push_back(referenceCriterion<common::UserRecord>(QStringLiteral("user"), Tr::tr("User"),
                                                                context.rpc, userMethods(), true));
    }
    if (may("groups.view")) {
        fields.push_back(referenceCriterion<common::GroupRecord>(QStringLiteral("group"), Tr::tr("Group"),
                                                                 context.rpc, groupMethods()));
    }
    fields.push_back(of("extension", Tr::tr("Extension")));
    fields.push_back(of("from-number", Tr::tr("From number"), CriterionKind::Text, true));
    fields.push_back(of("to-number", Tr::tr("To number"), CriterionKind::Text, true));
    fields.push_back(of("assigned", Tr::tr("Assigned to a user"), CriterionKind::Bool));
    fields.push_back(choice("state", Tr::tr("State"), states()));
    fields.push_back(choice("flag", Tr::tr("Note"), flags(context)));
    if (seesTenants(context) && may("tenants.view")) {
        fields.push_back(referenceCriterion<common::TenantRecord>(QStringLiteral("tenant"), Tr::tr("Tenant"),
                                                                  context.rpc, tenantMethods()));
    }
    return {std::move(fields), {}};
}

} // namespace console
