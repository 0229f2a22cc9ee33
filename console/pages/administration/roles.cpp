// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/objectpage.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/directory.h"
#include "console/pages/administration/searchfields.h"

#include <QLabel>

namespace console
{

using common::RoleRecord;

namespace
{

using Permissions = std::shared_ptr<QStringList>;

/// Every permission there is, as the recorder made it from the contract; asked for by who may edit roles.
Permissions loadPermissions(const PageContext &context)
{
    auto all = std::make_shared<QStringList>();
    if (context.identity.may(QStringLiteral("roles.edit"))) {
        common::call<earshot::v1::PermissionList>(
            context.rpc, QStringLiteral("earshot.v1.Roles/Permissions"), earshot::v1::PermissionsRequest(),
            &context.rpc, [all](const common::Result<earshot::v1::PermissionList> &reply) {
                if (reply) {
                    for (const std::string &code : reply->permissions()) {
                        all->append(QString::fromStdString(code));
                    }
                }
            });
    }
    return all;
}

QList<FieldChoice> permissionChoices(QStringList codes)
{
    codes.removeDuplicates();
    codes.sort();
    QList<FieldChoice> choices;
    for (const QString &code : codes) {
        const QString sentence = permissionSentence(code);
        choices.append({code, sentence.isEmpty() ? permissionWord(code) : sentence,
                        resourceWord(code.section(QLatin1Char('.'), 0, 0))});
    }
    return choices;
}

std::vector<Field<RoleRecord>> fields(const QStringList &permissions, const RoleRecord &role)
{
    FieldInfo name{.key = QStringLiteral("name"), .label = Tr::tr("Name"), .required = true};
    FieldInfo scope{
        .key = QStringLiteral("scope"), .label = Tr::tr("Access scope"), .kind = EditorKind::Choice};
    scope.help = Tr::tr("Whose calls and users the permissions reach.");
    for (const char *code : {"unrestricted", "tenant", "groups", "user"}) {
        scope.choices.append({QString::fromLatin1(code), scopeWord(QString::fromLatin1(code))});
    }
    FieldInfo may{.key = QStringLiteral("permissions"),
                  .label = Tr::tr("Permissions"),
                  .kind = EditorKind::MultiChoice};
    may.choices = permissionChoices(permissions + role.permissions);
    FieldInfo networks{
        .key = QStringLiteral("networks"), .label = Tr::tr("Allowed networks"), .kind = EditorKind::Texts};
    networks.words = Tr::tr("Add Network");
    networks.help = Tr::tr("Address and length, such as 192.0.2.0/24. None: from anywhere.");
    FieldInfo second{.key = QStringLiteral("require_second_step"),
                     .label = Tr::tr("2-step verification"),
                     .kind = EditorKind::Bool};
    second.words = Tr::tr("Required for everybody with this role");
    second.help = Tr::tr("Who has not set it up is asked to at the next sign-in, before anything else.");
    return {field(&RoleRecord::name, std::move(name)), field(&RoleRecord::scope, std::move(scope)),
            field(&RoleRecord::requireSecondStep, std::move(second)),
            field(&RoleRecord::permissions, std::move(may)),
            field(&RoleRecord::networks, std::move(networks))};
}

ObjectSpec<RoleRecord> spec(const PageContext &context)
{
    ObjectSpec<RoleRecord> spec;
    spec.list.id = QStringLiteral("roles");
    spec.list.title = QCoreApplication::translate("Pages", "Roles");
    spec.list.permission = QStringLiteral("roles.view");
    spec.list.doing = Tr::tr("load the roles");
    spec.list.emptySentence = Tr::tr("There is no role yet.");
    spec.list.filters.searchPurpose = Tr::tr("Search by name");
    spec.list.search = roleSearch(context);
    spec.list.orderColumn = QStringLiteral("name");
    spec.list.open = [&shell = context.navigator](const QString &id) {
        shell.open(QStringLiteral("role"), {{QStringLiteral("id"), id}});
    };
    spec.methods = roleMethods();
    spec.columns = {{{QStringLiteral("name"), Tr::tr("NAME"), QStringLiteral("name"), 280},
                     [](const RoleRecord &r) { return r.name; }},
                    {{QStringLiteral("scope"), Tr::tr("ACCESS SCOPE"), QStringLiteral("scope"), 180},
                     [](const RoleRecord &r) { return scopeWord(r.scope); }},
                    {{QStringLiteral("users"), Tr::tr("TOTAL USERS"), {}, 140, true, true},
                     [](const RoleRecord &r) { return QLocale().toString(r.users); }}};
    spec.permission = QStringLiteral("roles.edit");
    spec.locked = Tr::tr("Roles are managed by the service provider.");
    if (!context.identity.may(spec.permission)) {
        spec.list.note = Tr::tr(
            "Roles are managed by the service provider. To change what one person may do, edit the user.");
    }
    spec.add = Tr::tr("Add Role");
    spec.edit = Tr::tr("Edit Role");
    spec.remove = Tr::tr("Delete Role");
    spec.editor = {[all = loadPermissions(context)](const RoleRecord &role) { return fields(*all, role); },
                   [](const RoleRecord &r, bool isNew) {
                       return isNew ? Tr::tr("Add Role") : Tr::tr("Edit Role «%1»").arg(r.name);
                   },
                   Tr::tr("save the role")};
    spec.removal.doing = Tr::tr("delete the role");
    spec.removal.words = [](int n) { return Tr::tr("%n role(s) deleted", nullptr, n); };
    spec.removal.one = Tr::tr("Role «%1» deleted");
    return spec;
}

QString permissionsHtml(const QStringList &codes)
{
    QString html;
    QString group;
    for (const FieldChoice &choice : permissionChoices(codes)) {
        if (choice.group != group) {
            html += QStringLiteral("<p><b>%1</b></p>").arg(choice.group.toHtmlEscaped());
            group = choice.group;
        }
        html += QStringLiteral("• %1<br>").arg(choice.text.toHtmlEscaped());
    }
    return html.isEmpty() ? Tr::tr("This role permits nothing.") : html;
}

} // namespace

QWidget *createRoles(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    return objectList(context, spec(context), parent);
}

QWidget *createRole(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const QString id = arguments.value(QStringLiteral("id")).toString();
    ObjectPage<RoleRecord> page;
    page.detail.id = QStringLiteral("role");
    page.detail.permission = QStringLiteral("roles.view");
    page.detail.doing = Tr::tr("load the role");
    auto shown = std::make_shared<QPointer<QLabel>>();
    page.content = [shown,
                    locked = !context.identity.may(QStringLiteral("roles.edit"))](const RoleRecord &r) {
        if (*shown) {
            (*shown)->setText(permissionsHtml(r.permissions));
        }
        const QString networks =
            r.networks.isEmpty() ? Tr::tr("From anywhere") : r.networks.join(QLatin1Char('\n'));
        return DetailContent{Tr::tr("Role «%1»").arg(r.name),
                             {},
                             {{Tr::tr("ROLE"),
                               {{Tr::tr("Name"), r.name, {}},
                                {Tr::tr("Access scope"), scopeWord(r.scope), {}},
                                {Tr::tr("2-step verification"),
                                 r.requireSecondStep ? Tr::tr("Required") : Tr::tr("As each user likes"),
                                 {}},
                                {Tr::tr("Allowed networks"), networks, {}},
                                {Tr::tr("Users"), QLocale().toString(r.users), {}}}}},
                             locked ? Tr::tr("Roles are managed by the service provider.") : QString()};
    };
    page.more = [context, id, shown](DetailSpec &detail, CrudController<RoleRecord> &,
                                     const std::shared_ptr<RoleRecord> &role) {
        detail.below = {{{},
                         [shown, role](QWidget *host) {
                             auto *label = new QLabel(permissionsHtml(role->permissions), host);
                             label->setObjectName(QStringLiteral("permissions"));
                             label->setTextFormat(Qt::RichText);
                             label->setWordWrap(true);
                             label->setTextInteractionFlags(Qt::TextSelectableByMouse);
                             *shown = label;
                             return label;
                         }},
                        {{}, [context, id](QWidget *host) { return auditSection(context, id, host); }}};
    };
    return objectDetail(context, spec(context), std::move(page), id, parent);
}

} // namespace console
