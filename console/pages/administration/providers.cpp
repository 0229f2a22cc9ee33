// SPDX-License-Identifier: GPL-3.0-or-later
// Providers of single sign-on: User Authentication > Single Sign-On.
#include "console/crud/connectiontest.h"
#include "console/crud/objectpage.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/directory.h"

#include "common/proto/sources.pb.h"

#include <QUrl>

namespace console
{

using common::ProviderRecord;
namespace v1 = earshot::v1;

namespace
{

using Fields = std::vector<Field<ProviderRecord>>;
const QString kEdit = QStringLiteral("sources.edit");

QString yesNo(bool yes)
{
    return yes ? Tr::tr("yes") : Tr::tr("no");
}

FieldInfo lineInfo(const char *key, const QString &label, const QString &help, bool required)
{
    FieldInfo info{.key = QLatin1String(key), .label = label};
    info.help = help;
    info.required = required;
    info.maxLength = 1000;
    return info;
}

FieldInfo boolInfo(const char *key, const QString &label, const QString &words)
{
    FieldInfo info{.key = QLatin1String(key), .label = label, .kind = EditorKind::Bool};
    info.words = words;
    return info;
}

void addNames(Fields &fields, const PageContext &context, const ProviderRecord &provider)
{
    FieldInfo name = lineInfo("name", Tr::tr("Name"), Tr::tr("Everybody sees it at sign-in."), true);
    name.maxLength = 200;
    fields.push_back(field(&ProviderRecord::name, std::move(name)));
    if (seesTenants(context) && provider.id.isEmpty()) {
        fields.push_back(
            referenceField(&ProviderRecord::tenantId, &ProviderRecord::tenant, tenantInfo(context)));
    }
    fields.push_back(
        field(&ProviderRecord::enabled,
              boolInfo("enabled", Tr::tr("Enabled?"), Tr::tr("Yes, users sign in with this provider"))));
    if (seesTenants(context)) {
        FieldInfo every = boolInfo("every_tenant", Tr::tr("Every tenant?"),
                                   Tr::tr("Users of other tenants may sign in with it, too"));
        every.help = Tr::tr("Only for providers that all tenants trust.");
        fields.push_back(field(&ProviderRecord::everyTenant, std::move(every)));
    }
}

void addServer(Fields &fields, const ProviderRecord &provider)
{
    FieldInfo issuer = lineInfo("issuer", Tr::tr("Issuer"),
                                Tr::tr("The provider's address, exactly as the provider writes it: %1")
                                    .arg(QStringLiteral("https://login.example.com/realms/staff")),
                                true);
    issuer.section = Tr::tr("PROVIDER");
    issuer.check = [](const QVariant &value, const QVariantMap &) {
        const QUrl typed(value.toString().trimmed());
        const bool good = typed.scheme() == QLatin1String("https") && !typed.host().isEmpty();
        return good || value.toString().isEmpty() ? QString() : Tr::tr("The address begins with https://.");
    };
    fields.push_back(field(&ProviderRecord::issuer, std::move(issuer)));
    FieldInfo ca{.key = QStringLiteral("ca_certificates"),
                 .label = Tr::tr("CA certificates"),
                 .kind = EditorKind::Text};
    ca.help =
        Tr::tr("PEM, of the authority that issued the server's certificate. Leave empty for those that the "
               "recorder's system trusts.");
    ca.maxLength = 65'536;
    fields.push_back(field(&ProviderRecord::caCertificates, std::move(ca)));
    FieldInfo client =
        lineInfo("client_id", Tr::tr("Client ID"),
                 Tr::tr("How this system is registered there: as a native application with the redirect "
                        "address %1, whatever the port.")
                     .arg(QStringLiteral("http://127.0.0.1/callback")),
                 true);
    fields.push_back(field(&ProviderRecord::clientId, std::move(client)));
    FieldInfo secret{
        .key = QStringLiteral("client_secret"), .label = Tr::tr("Client secret"), .kind = EditorKind::Secret};
    secret.maxLength = 1000;
    secret.help =
        provider.hasClientSecret
            ? Tr::tr("Leave empty to keep the stored one. With another provider it has to be given again.")
            : Tr::tr("Leave empty for a public client.");
    fields.push_back(field(&ProviderRecord::clientSecret, std::move(secret)));
    fields.push_back(field(
        &ProviderRecord::scopes,
        lineInfo(
            "scopes", Tr::tr("Scopes"),
            Tr::tr("What is asked for, separated by spaces; %1 is needed.").arg(QStringLiteral("openid")),
            true)));
}

void addClaims(Fields &fields)
{
    FieldInfo login =
        lineInfo("login_claim", Tr::tr("Login"),
                 Tr::tr("The claim that is the login here. %1 counts only when the provider says "
                        "that the address is verified.")
                     .arg(QStringLiteral("email")),
                 true);
    login.section = Tr::tr("WHAT THE PROVIDER SAYS ABOUT USERS");
    fields.push_back(field(&ProviderRecord::loginClaim, std::move(login)));
    fields.push_back(
        field(&ProviderRecord::nameClaim, lineInfo("name_claim", Tr::tr("User name"), {}, false)));
    fields.push_back(field(&ProviderRecord::emailClaim, lineInfo("email_claim", Tr::tr("Email"), {}, false)));
    fields.push_back(field(&ProviderRecord::groupsClaim,
                           lineInfo("groups_claim", Tr::tr("Groups"),
                                    Tr::tr("Leave empty when groups there mean nothing here."), false)));
}

void addUsers(Fields &fields, const PageContext &context)
{
    FieldInfo match = boolInfo("match_login", Tr::tr("First sign-in"),
                               Tr::tr("Find users of this provider by their login"));
    match.section = Tr::tr("USERS HERE");
    match.help = Tr::tr("Afterwards users are known by the key that the provider has for them, even when "
                        "their login changes.");
    fields.push_back(field(&ProviderRecord::matchLogin, std::move(match)));
    fields.push_back(
        field(&ProviderRecord::createUsers,
              boolInfo("create_users", Tr::tr("Unknown users"), Tr::tr("Add them at their first sign-in"))));
    const auto adding = [](const QVariantMap &now) {
        return now.value(QStringLiteral("create_users")).toBool();
    };
    FieldInfo role = lineInfo("default_role_id", Tr::tr("Role of new users"), {}, true);
    role.lookup = lookupOf<common::RoleRecord>(context.rpc, roleMethods());
    role.enabled = adding;
    fields.push_back(
        referenceField(&ProviderRecord::defaultRoleId, &ProviderRecord::defaultRole, std::move(role)));
    FieldInfo group = lineInfo("default_group_id", Tr::tr("Group of new users"), {}, false);
    group.lookup = lookupOf<common::GroupRecord>(context.rpc, groupMethods());
    group.enabled = adding;
    fields.push_back(
        referenceField(&ProviderRecord::defaultGroupId, &ProviderRecord::defaultGroup, std::move(group)));
    FieldInfo mappings{.key = QStringLiteral("group_mappings"),
                       .label = Tr::tr("By their groups"),
                       .kind = EditorKind::Text};
    mappings.help =
        Tr::tr("One line for each: %1. The first role that fits is given, and every group that fits.")
            .arg(Tr::tr("group there = role; group here"));
    mappings.maxLength = 65'536;
    mappings.enabled = [adding](const QVariantMap &now) {
        return adding(now) && !now.value(QStringLiteral("groups_claim")).toString().trimmed().isEmpty();
    };
    fields.push_back(field(&ProviderRecord::groupMappings, std::move(mappings)));
}

Fields fieldsOf(const PageContext &context, const ProviderRecord &provider)
{
    Fields fields;
    addNames(fields, context, provider);
    addServer(fields, provider);
    addClaims(fields);
    addUsers(fields, context);
    return fields;
}

std::vector<Column<ProviderRecord>> columns(const PageContext &context)
{
    return {
        {{QStringLiteral("name"), Tr::tr("NAME"), QStringLiteral("name"), 220},
         [](const ProviderRecord &p) { return p.name; }},
        {{QStringLiteral("issuer"), Tr::tr("ISSUER"), {}, 320},
         [](const ProviderRecord &p) { return p.issuer; }},
        {{QStringLiteral("status"), Tr::tr("STATUS"), {}, 110},
         [](const ProviderRecord &p) { return p.enabled ? Tr::tr("Enabled") : Tr::tr("Disabled"); },
         {},
         [](const ProviderRecord &p, int role) {
             const StatusRole status = p.enabled ? StatusRole::Good : StatusRole::Inactive;
             return role == StatusIconRole ? QVariant(static_cast<int>(status)) : QVariant();
         }},
        {{QStringLiteral("new-users"), Tr::tr("UNKNOWN USERS"), {}, 140},
         [](const ProviderRecord &p) { return p.createUsers ? Tr::tr("Added") : Tr::tr("Refused"); }},
        {{QStringLiteral("tenant"), Tr::tr("TENANT"), QStringLiteral("tenant"), 180, seesTenants(context)},
         [](const ProviderRecord &p) {
             return p.everyTenant ? Tr::tr("%1, for every tenant").arg(p.tenant) : p.tenant;
         }}};
}

ObjectSpec<ProviderRecord> spec(const PageContext &context)
{
    ObjectSpec<ProviderRecord> spec;
    spec.list.id = QStringLiteral("providers");
    spec.list.title = QCoreApplication::translate("Pages", "Single Sign-On");
    spec.list.permission = QStringLiteral("sources.view");
    spec.list.doing = Tr::tr("load the providers");
    spec.list.emptySentence = Tr::tr("There is no provider yet: nobody signs in through the browser.");
    spec.list.filters.searchPurpose = Tr::tr("Search by name or issuer");
    spec.list.orderColumn = QStringLiteral("name");
    spec.list.open = [&shell = context.navigator](const QString &id) {
        shell.open(QStringLiteral("provider"), {{QStringLiteral("id"), id}});
    };
    spec.methods = providerMethods();
    spec.columns = columns(context);
    spec.permission = kEdit;
    spec.add = Tr::tr("Add Provider");
    spec.edit = Tr::tr("Edit Provider");
    spec.remove = Tr::tr("Delete Provider");
    spec.editor = {[context](const ProviderRecord &provider) { return fieldsOf(context, provider); },
                   [](const ProviderRecord &p, bool isNew) {
                       return isNew ? Tr::tr("Add Provider") : Tr::tr("Edit Provider «%1»").arg(p.name);
                   },
                   Tr::tr("save the provider")};
    spec.removal.doing = Tr::tr("delete the provider");
    spec.removal.words = [](int n) { return Tr::tr("%n providers deleted", nullptr, n); };
    spec.removal.one = Tr::tr("Provider «%1» deleted");
    return spec;
}

DetailContent content(const ProviderRecord &p, bool tenants)
{
    QList<BlockLine> server{
        {Tr::tr("Issuer"), p.issuer, {}},
        {Tr::tr("Certificates"),
         p.caCertificates.isEmpty() ? Tr::tr("those that the recorder's system trusts")
                                    : Tr::tr("an authority of its own"),
         {}},
        {Tr::tr("Client ID"), p.clientId, {}},
        {Tr::tr("Client secret"), p.hasClientSecret ? Tr::tr("is set") : Tr::tr("none: a public client"), {}},
        {Tr::tr("Scopes"), p.scopes, {}}};
    if (tenants) {
        server.append({Tr::tr("Tenant"), p.tenant, {}});
    }
    server.append({Tr::tr("For every tenant"), yesNo(p.everyTenant), {}});
    return {Tr::tr("Provider «%1»").arg(p.name),
            p.enabled ? StatusWord{StatusRole::Good, Tr::tr("Enabled")}
                      : StatusWord{StatusRole::Inactive, Tr::tr("Disabled")},
            {{Tr::tr("PROVIDER"), server},
             {Tr::tr("WHAT THE PROVIDER SAYS ABOUT USERS"),
              {{Tr::tr("Login"), p.loginClaim, {}},
               {Tr::tr("User name"), p.nameClaim, {}},
               {Tr::tr("Email"), p.emailClaim, {}},
               {Tr::tr("Groups"), p.groupsClaim, {}}}},
             {Tr::tr("USERS HERE"),
              {{Tr::tr("Find by login at first sign-in"), yesNo(p.matchLogin), {}},
               {Tr::tr("Add unknown users"), yesNo(p.createUsers), {}},
               {Tr::tr("Role of new users"), p.defaultRole, {}},
               {Tr::tr("Group of new users"), p.defaultGroup, {}},
               {Tr::tr("By their groups"), p.groupMappings, {}}}}}};
}

DetailAction testAction(const PageContext &context, CrudController<ProviderRecord> &source,
                        const std::shared_ptr<ProviderRecord> &provider)
{
    DetailAction test;
    test.id = QStringLiteral("test");
    test.text = Tr::tr("Test");
    test.icon = QStringLiteral("plug-zap");
    test.permission = kEdit;
    test.run = [context, &source, provider] {
        ConnectionTest wanted;
        wanted.title = Tr::tr("Test the connection to «%1»").arg(provider->name);
        wanted.method = QStringLiteral("earshot.v1.Providers/Test");
        wanted.request = QByteArray::fromStdString(common::toWire(*provider).SerializeAsString());
        wanted.steps = {QStringLiteral("name"), QStringLiteral("tcp"), QStringLiteral("tls"),
                        QStringLiteral("discovery"), QStringLiteral("keys")};
        openConnectionTest(context.rpc, std::move(wanted), hostOf(source));
    };
    return test;
}

} // namespace

CrudMethods<ProviderRecord> providerMethods()
{
    return objectMethods<ProviderRecord, v1::Provider, v1::ProviderList, v1::ObjectRef>(
        QStringLiteral("Providers"), [](const v1::ProviderList &list) -> auto & { return list.providers(); });
}

QWidget *createProviders(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    return objectList(context, spec(context), parent);
}

QWidget *createProvider(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const QString id = arguments.value(QStringLiteral("id")).toString();
    ObjectPage<ProviderRecord> page;
    page.detail.id = QStringLiteral("provider");
    page.detail.permission = QStringLiteral("sources.view");
    page.detail.doing = Tr::tr("load the provider");
    page.detail.below = {{{}, [context, id](QWidget *host) { return auditSection(context, id, host); }}};
    page.content = [tenants = seesTenants(context)](const ProviderRecord &p) { return content(p, tenants); };
    page.more = [context](DetailSpec &detail, CrudController<ProviderRecord> &source,
                          const std::shared_ptr<ProviderRecord> &provider) {
        detail.actions.push_back(testAction(context, source, provider));
    };
    return objectDetail(context, spec(context), std::move(page), id, parent);
}

} // namespace console
