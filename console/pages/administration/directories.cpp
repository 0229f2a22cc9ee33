// SPDX-License-Identifier: GPL-3.0-or-later
// LDAP directories that users come from: User Authentication > Directories, and their synchronisation.
#include "console/pages/administration/directory.h"

#include "console/crud/connectiontest.h"
#include "console/crud/objectpage.h"
#include "console/pages/administration/administrationpages.h"

#include "common/proto/sources.pb.h"

#include <QUrl>

namespace console
{

using common::DirectoryRecord;
namespace v1 = earshot::v1;

namespace
{

using Fields = std::vector<Field<DirectoryRecord>>;
const QString kEdit = QStringLiteral("sources.edit");

QString yesNo(bool yes)
{
    return yes ? Tr::tr("yes") : Tr::tr("no");
}

QString syncWord(const DirectoryRecord &directory)
{
    const std::initializer_list<std::pair<const char *, QString>> all{{"", Tr::tr("Never", "synchronized")},
                                                                      {"done", Tr::tr("Done")},
                                                                      {"failed", Tr::tr("Failed")},
                                                                      {"cancelled", Tr::tr("Canceled")}};
    for (const auto &[code, words] : all) {
        if (directory.lastSyncState == QLatin1String(code)) {
            return words;
        }
    }
    return directory.lastSyncState;
}

QString hoursText(int hours)
{
    return hours == 0 ? Tr::tr("By hand only") : Tr::tr("Every %n hour(s)", nullptr, hours);
}

void addServer(Fields &fields, const PageContext &context, const DirectoryRecord &directory)
{
    FieldInfo name{.key = QStringLiteral("name"), .label = Tr::tr("Name"), .required = true};
    name.help = Tr::tr("Everybody sees it at sign-in.");
    fields.push_back(field(&DirectoryRecord::name, std::move(name)));
    if (seesTenants(context) && directory.id.isEmpty()) {
        fields.push_back(
            referenceField(&DirectoryRecord::tenantId, &DirectoryRecord::tenant, tenantInfo(context)));
    }
    FieldInfo enabled{
        .key = QStringLiteral("enabled"), .label = Tr::tr("Enabled?"), .kind = EditorKind::Bool};
    enabled.words = Tr::tr("Yes, users sign in with this directory");
    fields.push_back(field(&DirectoryRecord::enabled, std::move(enabled)));
    FieldInfo url{.key = QStringLiteral("url"), .label = Tr::tr("Server"), .required = true};
    url.section = Tr::tr("SERVER");
    url.help = Tr::tr("%1 for TLS from the start, %2 for StartTLS. Nothing is ever sent unencrypted.")
                   .arg(QStringLiteral("ldaps://host:636"), QStringLiteral("ldap://host:389"));
    url.maxLength = 500;
    url.check = [](const QVariant &value, const QVariantMap &) {
        const QUrl typed(value.toString().trimmed());
        const bool good =
            (typed.scheme() == QLatin1String("ldap") || typed.scheme() == QLatin1String("ldaps")) &&
            !typed.host().isEmpty();
        return good || value.toString().isEmpty() ? QString()
                                                  : Tr::tr("The address begins with ldaps:// or ldap://.");
    };
    fields.push_back(field(&DirectoryRecord::url, std::move(url)));
    FieldInfo ca{.key = QStringLiteral("ca_certificates"),
                 .label = Tr::tr("CA certificates"),
                 .kind = EditorKind::Text};
    ca.help =
        Tr::tr("PEM, of the authority that issued the server's certificate. Leave empty for those that the "
               "recorder's system trusts.");
    ca.maxLength = 65'536;
    fields.push_back(field(&DirectoryRecord::caCertificates, std::move(ca)));
    FieldInfo dn{.key = QStringLiteral("bind_dn"), .label = Tr::tr("Account that searches")};
    dn.help =
        Tr::tr("Its name in the directory: cn=recorder,dc=example,dc=com. Leave empty to search as nobody.");
    dn.maxLength = 1000;
    fields.push_back(field(&DirectoryRecord::bindDn, std::move(dn)));
    FieldInfo password{
        .key = QStringLiteral("bind_password"), .label = Tr::tr("Its password"), .kind = EditorKind::Secret};
    password.help =
        directory.hasBindPassword
            ? Tr::tr("Leave empty to keep the stored one. With another server it has to be given again.")
            : QString();
    fields.push_back(field(&DirectoryRecord::bindPassword, std::move(password)));
}

void addUsers(Fields &fields)
{
    const auto text = [&fields](QString DirectoryRecord::*member, const char *key, const QString &label,
                                const QString &help, bool required) {
        FieldInfo info{.key = QLatin1String(key), .label = label};
        info.help = help;
        info.required = required;
        info.maxLength = 1000;
        fields.push_back(field(member, std::move(info)));
    };
    FieldInfo base{.key = QStringLiteral("base_dn"), .label = Tr::tr("Base"), .required = true};
    base.section = Tr::tr("USERS IN THE DIRECTORY");
    base.help = Tr::tr("Below this entry users are searched: ou=people,dc=example,dc=com");
    base.maxLength = 1000;
    fields.push_back(field(&DirectoryRecord::baseDn, std::move(base)));
    text(&DirectoryRecord::filter, "filter", Tr::tr("Filter"),
         Tr::tr("Which entries are users. For Active Directory: %1")
             .arg(QStringLiteral("(&(objectCategory=person)(objectClass=user))")),
         true);
    text(&DirectoryRecord::loginAttribute, "login_attribute", Tr::tr("Login"),
         Tr::tr("Attribute that users sign in with. For Active Directory: %1")
             .arg(QStringLiteral("sAMAccountName")),
         true);
    text(&DirectoryRecord::nameAttribute, "name_attribute", Tr::tr("User name"), {}, true);
    text(&DirectoryRecord::emailAttribute, "email_attribute", Tr::tr("Email"),
         Tr::tr("Leave empty to leave it alone."), false);
    text(&DirectoryRecord::phoneAttribute, "phone_attribute", Tr::tr("Phone"),
         Tr::tr("Becomes an extension of the user. Leave empty to leave extensions alone."), false);
    text(&DirectoryRecord::keyAttribute, "key_attribute", Tr::tr("Key"),
         Tr::tr("What stays when somebody is renamed. For Active Directory: %1")
             .arg(QStringLiteral("objectGUID")),
         true);
}

void addSynchronization(Fields &fields, const PageContext &context)
{
    FieldInfo role{
        .key = QStringLiteral("default_role_id"), .label = Tr::tr("Role of new users"), .required = true};
    role.section = Tr::tr("SYNCHRONIZATION");
    role.lookup = lookupOf<common::RoleRecord>(context.rpc, roleMethods());
    fields.push_back(
        referenceField(&DirectoryRecord::defaultRoleId, &DirectoryRecord::defaultRole, std::move(role)));
    FieldInfo group{.key = QStringLiteral("default_group_id"), .label = Tr::tr("Group of new users")};
    group.lookup = lookupOf<common::GroupRecord>(context.rpc, groupMethods());
    fields.push_back(
        referenceField(&DirectoryRecord::defaultGroupId, &DirectoryRecord::defaultGroup, std::move(group)));
    FieldInfo gone{.key = QStringLiteral("deactivate_missing"),
                   .label = Tr::tr("Users who are gone"),
                   .kind = EditorKind::Bool};
    gone.words = Tr::tr("Switch off users who are not in the directory any more");
    fields.push_back(field(&DirectoryRecord::deactivateMissing, std::move(gone)));
    FieldInfo hours{
        .key = QStringLiteral("sync_hours"), .label = Tr::tr("Synchronize every"), .kind = EditorKind::Int};
    hours.minimum = 0;
    hours.maximum = 168;
    hours.suffix = Tr::tr(" h");
    hours.minimumText = Tr::tr("By hand only");
    fields.push_back(field(&DirectoryRecord::syncHours, std::move(hours)));
}

Fields fieldsOf(const PageContext &context, const DirectoryRecord &directory)
{
    Fields fields;
    addServer(fields, context, directory);
    addUsers(fields);
    addSynchronization(fields, context);
    return fields;
}

std::vector<Column<DirectoryRecord>> columns(const PageContext &context)
{
    return {
        {{QStringLiteral("name"), Tr::tr("NAME"), QStringLiteral("name"), 220},
         [](const DirectoryRecord &d) { return d.name; }},
        {{QStringLiteral("url"), Tr::tr("SERVER"), {}, 240}, [](const DirectoryRecord &d) { return d.url; }},
        {{QStringLiteral("status"), Tr::tr("STATUS"), {}, 110},
         [](const DirectoryRecord &d) { return d.enabled ? Tr::tr("Enabled") : Tr::tr("Disabled"); },
         {},
         [](const DirectoryRecord &d, int role) {
             const StatusRole status = d.enabled ? StatusRole::Good : StatusRole::Inactive;
             return role == StatusIconRole ? QVariant(static_cast<int>(status)) : QVariant();
         }},
        {{QStringLiteral("sync"), Tr::tr("LAST SYNCHRONIZATION"), {}, 220},
         [formats = Formats::forZone(context.identity.timeZone)](const DirectoryRecord &d) {
             return d.lastSyncMs == 0
                        ? syncWord(d)
                        : QStringLiteral("%1, %2").arg(
                              syncWord(d), momentText(formats, common::wallFromUnixMs(d.lastSyncMs)));
         }},
        {{QStringLiteral("tenant"), Tr::tr("TENANT"), QStringLiteral("tenant"), 180, seesTenants(context)},
         [](const DirectoryRecord &d) { return d.tenant; }}};
}

ObjectSpec<DirectoryRecord> spec(const PageContext &context)
{
    ObjectSpec<DirectoryRecord> spec;
    spec.list.id = QStringLiteral("directories");
    spec.list.title = QCoreApplication::translate("Pages", "Directories");
    spec.list.permission = QStringLiteral("sources.view");
    spec.list.doing = Tr::tr("load the directories");
    spec.list.emptySentence =
        Tr::tr("There is no directory yet: everybody signs in with a password of this system.");
    spec.list.filters.searchPurpose = Tr::tr("Search by name or server");
    spec.list.orderColumn = QStringLiteral("name");
    spec.list.open = [&shell = context.navigator](const QString &id) {
        shell.open(QStringLiteral("directory"), {{QStringLiteral("id"), id}});
    };
    spec.methods = directoryMethods();
    spec.columns = columns(context);
    spec.permission = kEdit;
    spec.add = Tr::tr("Add Directory");
    spec.edit = Tr::tr("Edit Directory");
    spec.remove = Tr::tr("Delete Directory");
    spec.editor = {[context](const DirectoryRecord &directory) { return fieldsOf(context, directory); },
                   [](const DirectoryRecord &d, bool isNew) {
                       return isNew ? Tr::tr("Add Directory") : Tr::tr("Edit Directory «%1»").arg(d.name);
                   },
                   Tr::tr("save the directory")};
    spec.removal.doing = Tr::tr("delete the directory");
    spec.removal.words = [](int n) { return Tr::tr("%n directories deleted", nullptr, n); };
    spec.removal.one = Tr::tr("Directory «%1» deleted");
    return spec;
}

DetailContent content(const DirectoryRecord &d, const Formats &formats, bool tenants)
{
    QList<BlockLine> server{
        {Tr::tr("Server"), d.url, {}},
        {Tr::tr("Certificates"),
         d.caCertificates.isEmpty() ? Tr::tr("those that the recorder's system trusts")
                                    : Tr::tr("an authority of its own"),
         {}},
        {Tr::tr("Account that searches"), d.bindDn.isEmpty() ? Tr::tr("nobody") : d.bindDn, {}},
        {Tr::tr("Its password"), d.hasBindPassword ? Tr::tr("is set") : Tr::tr("not set yet"), {}}};
    if (tenants) {
        server.append({Tr::tr("Tenant"), d.tenant, {}});
    }
    return {Tr::tr("Directory «%1»").arg(d.name),
            d.enabled ? StatusWord{StatusRole::Good, Tr::tr("Enabled")}
                      : StatusWord{StatusRole::Inactive, Tr::tr("Disabled")},
            {{Tr::tr("SERVER"), server},
             {Tr::tr("USERS IN THE DIRECTORY"),
              {{Tr::tr("Base"), d.baseDn, {}},
               {Tr::tr("Filter"), d.filter, {}},
               {Tr::tr("Login"), d.loginAttribute, {}},
               {Tr::tr("User name"), d.nameAttribute, {}},
               {Tr::tr("Email"), d.emailAttribute, {}},
               {Tr::tr("Phone"), d.phoneAttribute, {}},
               {Tr::tr("Key"), d.keyAttribute, {}}}},
             {Tr::tr("SYNCHRONIZATION"),
              {{Tr::tr("Role of new users"), d.defaultRole, {}},
               {Tr::tr("Group of new users"), d.defaultGroup, {}},
               {Tr::tr("Switch off who is gone"), yesNo(d.deactivateMissing), {}},
               {Tr::tr("Synchronize"), hoursText(d.syncHours), {}},
               {Tr::tr("Last time"), momentText(formats, common::wallFromUnixMs(d.lastSyncMs)), {}},
               {Tr::tr("Outcome"), syncWord(d), {}}}}}};
}

DetailAction testAction(const PageContext &context, CrudController<DirectoryRecord> &source,
                        const std::shared_ptr<DirectoryRecord> &directory)
{
    DetailAction test;
    test.id = QStringLiteral("test");
    test.text = Tr::tr("Test");
    test.icon = QStringLiteral("plug-zap");
    test.permission = kEdit;
    test.run = [context, &source, directory] {
        ConnectionTest wanted;
        wanted.title = Tr::tr("Test the connection to «%1»").arg(directory->name);
        wanted.method = QStringLiteral("earshot.v1.Directories/Test");
        wanted.request = QByteArray::fromStdString(common::toWire(*directory).SerializeAsString());
        wanted.steps = {QStringLiteral("name"), QStringLiteral("tcp"), QStringLiteral("tls"),
                        QStringLiteral("login"), QStringLiteral("search")};
        openConnectionTest(context.rpc, std::move(wanted), hostOf(source));
    };
    return test;
}

/// Begins the job and leads to its page, which says line by line what became of it.
DetailAction syncAction(const PageContext &context, CrudController<DirectoryRecord> &source,
                        const std::shared_ptr<DirectoryRecord> &directory, bool dryRun)
{
    DetailAction sync;
    sync.id = dryRun ? QStringLiteral("dry-run") : QStringLiteral("synchronize");
    sync.text = dryRun ? Tr::tr("Dry Run") : Tr::tr("Synchronize Now");
    sync.icon = dryRun ? QStringLiteral("list-checks") : QStringLiteral("refresh-cw");
    sync.permission = kEdit;
    sync.run = [context, &source, directory, dryRun] {
        v1::DirectorySync request;
        request.set_id(directory->id.toStdString());
        request.set_dry_run(dryRun);
        common::call<v1::Job>(
            context.rpc, QStringLiteral("earshot.v1.Directories/Synchronize"), request, &source,
            [shell = &context.navigator](const common::Result<v1::Job> &job) {
                if (job) {
                    shell->open(QStringLiteral("job"),
                                {{QStringLiteral("id"), QString::fromStdString(job->id())}});
                    return;
                }
                const bool runs = job.error().fields.value(QStringLiteral("job")) == QLatin1String("runs");
                shell->notify(runs ? Tr::tr("The directory is being synchronized already.")
                                   : sentenceFor(job.error(), Tr::tr("synchronize the directory")).oneLine());
            });
    };
    return sync;
}

} // namespace

CrudMethods<DirectoryRecord> directoryMethods()
{
    return objectMethods<DirectoryRecord, v1::Directory, v1::DirectoryList, v1::ObjectRef>(
        QStringLiteral("Directories"),
        [](const v1::DirectoryList &list) -> auto & { return list.directories(); });
}

QWidget *createDirectories(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    return objectList(context, spec(context), parent);
}

QWidget *createDirectory(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const QString id = arguments.value(QStringLiteral("id")).toString();
    ObjectPage<DirectoryRecord> page;
    page.detail.id = QStringLiteral("directory");
    page.detail.permission = QStringLiteral("sources.view");
    page.detail.doing = Tr::tr("load the directory");
    page.detail.below = {{{}, [context, id](QWidget *host) { return auditSection(context, id, host); }}};
    page.content = [formats = Formats::forZone(context.identity.timeZone), tenants = seesTenants(context)](
                       const DirectoryRecord &d) { return content(d, formats, tenants); };
    page.more = [context](DetailSpec &detail, CrudController<DirectoryRecord> &source,
                          const std::shared_ptr<DirectoryRecord> &directory) {
        detail.actions.push_back(testAction(context, source, directory));
        detail.actions.push_back(syncAction(context, source, directory, true));
        detail.actions.push_back(syncAction(context, source, directory, false));
    };
    return objectDetail(context, spec(context), std::move(page), id, parent);
}

} // namespace console
