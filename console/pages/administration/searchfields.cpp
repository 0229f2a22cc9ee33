// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/searchfields.h"

#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/pages/administration/directory.h"

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

CriterionField choice(const char *key, const QString &label, const QList<FieldChoice> &choices,
                      bool optional = false)
{
    CriterionField field = of(key, label, CriterionKind::Choice, optional);
    field.choices = choices;
    return field;
}

CriterionField yesNo(const char *key, const QString &label)
{
    return of(key, label, CriterionKind::Bool);
}

QList<FieldChoice> wordsOf(const QStringList &codes, QString (*word)(const QString &))
{
    QList<FieldChoice> choices;
    for (const QString &code : codes) {
        choices.append({code, word(code)});
    }
    return choices;
}

QList<FieldChoice> seats()
{
    return {{QStringLiteral("recording"), Tr::tr("Call recording")},
            {QStringLiteral("screen"), Tr::tr("Screen recording")},
            {QStringLiteral("evaluation"), Tr::tr("Evaluation")},
            {QStringLiteral("live"), Tr::tr("Live monitoring")}};
}

QList<FieldChoice> directions()
{
    return {{QStringLiteral("both"), Tr::tr("Both directions")},
            {QStringLiteral("inbound"), Tr::tr("Inbound only")},
            {QStringLiteral("outbound"), Tr::tr("Outbound only")},
            {QStringLiteral("none"), Tr::tr("Neither")}};
}

QList<FieldChoice> waysToSignIn()
{
    return {{QStringLiteral("password"), Tr::tr("Password")},
            {QStringLiteral("directory"), Tr::tr("LDAP directory")},
            {QStringLiteral("single-sign-on"), Tr::tr("Single sign-on")}};
}

void addTenant(const PageContext &context, CriterionFields &fields)
{
    if (seesTenants(context) && context.identity.may(QStringLiteral("tenants.view"))) {
        fields.push_back(referenceCriterion<common::TenantRecord>(QStringLiteral("tenant"), Tr::tr("Tenant"),
                                                                  context.rpc, tenantMethods()));
    }
}

/// Group, role, directory, tenant: each for whom its list is open.
void addPlaces(const PageContext &context, CriterionFields &fields)
{
    const auto may = [&context](const char *permission) {
        return context.identity.may(QLatin1String(permission));
    };
    if (may("groups.view")) {
        fields.push_back(referenceCriterion<common::GroupRecord>(QStringLiteral("group"), Tr::tr("Group"),
                                                                 context.rpc, groupMethods(), true));
        fields.push_back(referenceCriterion<common::GroupRecord>(
            QStringLiteral("managed_group"), Tr::tr("Managed group"), context.rpc, groupMethods(), true));
    }
    if (may("roles.view")) {
        fields.push_back(referenceCriterion<common::RoleRecord>(QStringLiteral("role"), Tr::tr("Role"),
                                                                context.rpc, roleMethods()));
    }
    if (may("sources.view")) {
        fields.push_back(referenceCriterion<common::DirectoryRecord>(
            QStringLiteral("source"), Tr::tr("Directory"), context.rpc, directoryMethods(), true));
    }
    addTenant(context, fields);
}

} // namespace

SearchSpec userSearch(const PageContext &context)
{
    CriterionFields fields{of("name", Tr::tr("Name")),
                           of("extension", Tr::tr("Extension"), CriterionKind::Text, true)};
    addPlaces(context, fields);
    const CriterionFields others{
        of("login", Tr::tr("Login"), CriterionKind::Text, true),
        of("email", Tr::tr("Email"), CriterionKind::Text, true),
        yesNo("active", Tr::tr("Active")),
        choice("recording", Tr::tr("Record"), recordingChoices(true)),
        choice("direction", Tr::tr("Record direction"), directions()),
        yesNo("confidential", Tr::tr("Confidential")),
        of("screen_login", Tr::tr("Screen Recording Login"), CriterionKind::Text, true),
        choice("seat", Tr::tr("License seat"), seats(), true),
        yesNo("web_access", Tr::tr("Allow access")),
        choice("authenticate_with", Tr::tr("Authenticate with"), waysToSignIn()),
        yesNo("second_step", Tr::tr("2-step verification")),
        yesNo("must_change_password", Tr::tr("Must change password")),
        of("valid_till", Tr::tr("Valid till"), CriterionKind::Date, true),
        of("last_login", Tr::tr("Last login time"), CriterionKind::Date, true),
        of("created", Tr::tr("Created Time"), CriterionKind::Date)};
    fields.insert(fields.end(), others.begin(), others.end());
    return {std::move(fields), Tr::tr("All users")};
}

SearchSpec roleSearch(const PageContext &)
{
    const QStringList scopes{QStringLiteral("unrestricted"), QStringLiteral("tenant"),
                             QStringLiteral("groups"), QStringLiteral("user")};
    return {{of("name", Tr::tr("Name")), choice("scope", Tr::tr("Access scope"), wordsOf(scopes, &scopeWord)),
             choice("permission", Tr::tr("Permission"), wordsOf(knownPermissions(), &permissionWord), true),
             of("users", Tr::tr("Total users"), CriterionKind::Number),
             yesNo("predefined", Tr::tr("Predefined")),
             yesNo("require_second_step", Tr::tr("2-step verification required")),
             of("network", Tr::tr("Allowed network"), CriterionKind::Text, true)},
            Tr::tr("All roles")};
}

SearchSpec auditSearch(const PageContext &context)
{
    CriterionFields fields{of("date", Tr::tr("Date"), CriterionKind::Date),
                           of("initiator", Tr::tr("Initiator")),
                           choice("resource", Tr::tr("Resource"), wordsOf(knownResources(), &resourceWord)),
                           choice("action", Tr::tr("Action"), wordsOf(knownActions(), &actionWord)),
                           of("subject-name", Tr::tr("Related to"), CriterionKind::Text, true),
                           of("text", Tr::tr("Details"), CriterionKind::Text, true),
                           of("address", Tr::tr("Client IP-address"), CriterionKind::Text, true),
                           of("impersonator", Tr::tr("Impersonated by"), CriterionKind::Text, true),
                           of("request", Tr::tr("Request"), CriterionKind::Text, true)};
    addTenant(context, fields);
    return {std::move(fields), Tr::tr("All audit log")};
}

} // namespace console
