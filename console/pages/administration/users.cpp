// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/objectpage.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/directory.h"
#include "console/pages/administration/resetpassworddialog.h"
#include "console/pages/administration/userbulkedit.h"
#include "console/pages/administration/userfields.h"

namespace console
{

using common::UserRecord;

namespace
{

const QString kEdit = QStringLiteral("users.edit");

std::vector<Column<UserRecord>> columns(bool tenants, bool inGroup)
{
    return {{{QStringLiteral("name"), Tr::tr("NAME"), QStringLiteral("name"), 220},
             [](const UserRecord &u) { return u.name; }},
            {{QStringLiteral("group"), Tr::tr("GROUP"), QStringLiteral("group"), 180, !inGroup},
             [](const UserRecord &u) { return u.groups.join(QStringLiteral(", ")); }},
            {{QStringLiteral("role"), Tr::tr("ROLE"), QStringLiteral("role"), 160},
             [](const UserRecord &u) { return u.role; }},
            {{QStringLiteral("recording"), Tr::tr("RECORDING"), QStringLiteral("recording"), 140},
             [](const UserRecord &u) { return recordingWord(u.recording); }},
            {{QStringLiteral("extension"), Tr::tr("EXTENSION"), {}, 160},
             [](const UserRecord &u) { return u.extensions.join(QStringLiteral(", ")); }},
            {{QStringLiteral("status"), Tr::tr("STATUS"), {}, 110, false},
             [](const UserRecord &u) { return u.active ? Tr::tr("Active") : Tr::tr("Inactive"); },
             {},
             [](const UserRecord &u, int role) {
                 const StatusRole status = u.active ? StatusRole::Good : StatusRole::Inactive;
                 return role == StatusIconRole ? QVariant(static_cast<int>(status)) : QVariant();
             }},
            {{QStringLiteral("login"), Tr::tr("LOGIN"), {}, 160, false},
             [](const UserRecord &u) { return u.login; }},
            {{QStringLiteral("tenant"), Tr::tr("TENANT"), {}, 160, tenants},
             [](const UserRecord &u) { return u.tenant; }}};
}

FilterSpec filters(const PageContext &context)
{
    const auto is = [](const QString &field, const QString &value, const QString &text) {
        return FilterChoice{value, text, {field, QStringLiteral("is"), {value}}};
    };
    FilterSpec spec;
    spec.searchPurpose = Tr::tr("Search by name, extension, group, role");
    spec.references = {{QStringLiteral("group"), Tr::tr("Select a group"),
                        lookupOf<common::GroupRecord>(context.rpc, groupMethods())}};
    const QString active = QStringLiteral("active");
    const QString recording = QStringLiteral("recording");
    ChoiceFilter recordings{recording, Tr::tr("Record"), {}};
    for (const FieldChoice &choice : recordingChoices(true)) {
        recordings.choices.append(is(recording, choice.value.toString(), choice.text));
    }
    spec.choices = {{active,
                     Tr::tr("Status"),
                     {is(active, QStringLiteral("true"), Tr::tr("Active")),
                      is(active, QStringLiteral("false"), Tr::tr("Inactive"))}},
                    recordings};
    return spec;
}

RowAction bulkAction(const PageContext &context, CrudController<UserRecord> &source)
{
    RowAction bulk;
    bulk.id = QStringLiteral("bulk-edit");
    bulk.text = Tr::tr("Bulk Edit");
    bulk.icon = QStringLiteral("list-checks");
    bulk.permission = kEdit;
    bulk.run = [context, &source](const QString &current, const RowSelection &ticks) {
        openUserBulkEdit(context, source, current, ticks);
    };
    return bulk;
}

ObjectSpec<UserRecord> spec(const PageContext &context, const QString &groupId)
{
    ObjectSpec<UserRecord> spec;
    spec.list.id = groupId.isEmpty() ? QStringLiteral("users") : QStringLiteral("members");
    spec.list.title = QCoreApplication::translate("Pages", "Users");
    spec.list.permission = QStringLiteral("users.view");
    spec.list.doing = Tr::tr("load the users");
    spec.list.emptySentence =
        groupId.isEmpty() ? Tr::tr("There is no user yet.") : Tr::tr("Nobody is in this group.");
    spec.list.orderColumn = QStringLiteral("name");
    spec.list.open = [&shell = context.navigator](const QString &id) {
        shell.open(QStringLiteral("user"), {{QStringLiteral("id"), id}});
    };
    spec.methods = userMethods();
    spec.columns = columns(seesTenants(context), !groupId.isEmpty());
    spec.permission = kEdit;
    spec.edit = Tr::tr("Edit User");
    if (groupId.isEmpty()) {
        spec.list.filters = filters(context);
        spec.add = Tr::tr("Add User");
        spec.remove = Tr::tr("Delete User");
    } else {
        spec.list.embedded = true;
        spec.list.fixed = {{QStringLiteral("group"), QStringLiteral("is"), {groupId}}};
        spec.list.filters.searchPurpose = Tr::tr("Search by name, extension, group, role");
    }
    spec.editor = {[context](const UserRecord &user) { return userFields(context, user); },
                   [](const UserRecord &u, bool isNew) {
                       return isNew ? Tr::tr("Add User") : Tr::tr("Edit User «%1»").arg(u.name);
                   },
                   Tr::tr("save the user")};
    spec.removal.doing = Tr::tr("delete the user");
    spec.removal.words = [](int n) { return Tr::tr("%n user(s) deleted", nullptr, n); };
    spec.more = [context](CrudController<UserRecord> &source) {
        return std::vector<RowAction>{bulkAction(context, source)};
    };
    return spec;
}

QString yesNo(bool yes)
{
    return yes ? Tr::tr("yes") : Tr::tr("no");
}

DetailContent content(const UserRecord &u, const Formats &formats)
{
    const auto lines = [](const QStringList &texts) { return texts.join(QLatin1Char('\n')); };
    const auto at = [&formats](qint64 ms) { return momentText(formats, common::wallFromUnixMs(ms)); };
    return {Tr::tr("User «%1»").arg(u.name),
            u.active ? StatusWord{StatusRole::Good, Tr::tr("Active")}
                     : StatusWord{StatusRole::Inactive, Tr::tr("Inactive")},
            {{Tr::tr("PROFILE"),
              {{Tr::tr("Name"), u.name, {}},
               {Tr::tr("Role"), u.role, {}},
               {Tr::tr("Group"), lines(u.groups), {}},
               {Tr::tr("Managed groups"), lines(u.managedGroups), {}},
               {Tr::tr("Email"), u.email, {}},
               {Tr::tr("Timezone"), zoneText(u.timeZone), {}},
               {Tr::tr("Language"), languageWord(u.language), {}},
               {Tr::tr("Tenant"), u.tenant, {}},
               {Tr::tr("Created Time"), momentText(formats, u.created), formats.utc(u.created)}}},
             {Tr::tr("RECORDING SETTINGS"),
              {{Tr::tr("Record"), recordingWord(u.recording), {}},
               {Tr::tr("Record direction"), userDirections(u), {}},
               {Tr::tr("Extensions"), lines(u.extensions), {}},
               {Tr::tr("Confidential"), yesNo(u.confidential), {}},
               {Tr::tr("Screen Recording Login"), lines(u.screenLogins), {}}}},
             {Tr::tr("LICENSING"), {{Tr::tr("Seats"), userSeats(u), {}}}},
             {Tr::tr("ACCESS SETTINGS"),
              {{Tr::tr("Login"), u.login, {}},
               {Tr::tr("Allow access"), yesNo(u.webAccess), {}},
               {Tr::tr("Password"), u.hasPassword ? Tr::tr("is set") : Tr::tr("not set yet"), {}},
               {Tr::tr("Must change password"), yesNo(u.mustChangePassword), {}},
               {Tr::tr("Valid till"), u.validTillMs == 0 ? Tr::tr("No limit") : at(u.validTillMs), {}},
               {Tr::tr("Last login time"), at(u.lastLoginMs), {}}}}}};
}

DetailAction resetAction(const PageContext &context, const CrudController<UserRecord> &source,
                         const std::shared_ptr<UserRecord> &user)
{
    DetailAction reset;
    reset.id = QStringLiteral("reset-password");
    reset.text = Tr::tr("Reset Password");
    reset.icon = QStringLiteral("key-round");
    reset.permission = QStringLiteral("users.reset-password");
    reset.refusal = [user] {
        return user->webAccess ? QString() : Tr::tr("This user may not sign in. Allow access first.");
    };
    reset.run = [context, &source, user] {
        (new ResetPasswordDialog(context.rpc, user->id, user->name, {}, hostOf(source)))->open();
    };
    return reset;
}

} // namespace

QWidget *createUsers(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    return objectList(context, spec(context, {}), parent);
}

QWidget *membersOf(const PageContext &context, const QString &groupId, QWidget *parent)
{
    return objectList(context, spec(context, groupId), parent);
}

QWidget *createUser(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    const QString id = arguments.value(QStringLiteral("id")).toString();
    ObjectPage<UserRecord> page;
    page.detail.id = QStringLiteral("user");
    page.detail.permission = QStringLiteral("users.view");
    page.detail.doing = Tr::tr("load the user");
    page.detail.mainTab = Tr::tr("User Info");
    page.detail.tabs = {
        {Tr::tr("Security"), [context, id](QWidget *host) { return sessionsOf(context, id, host); }}};
    page.detail.below = {{{}, [context, id](QWidget *host) { return auditSection(context, id, host); }}};
    page.content = [formats = Formats::forZone(context.identity.timeZone)](const UserRecord &u) {
        return content(u, formats);
    };
    page.more = [context](DetailSpec &detail, CrudController<UserRecord> &source,
                          const std::shared_ptr<UserRecord> &user) {
        detail.actions.push_back(resetAction(context, source, user));
    };
    return objectDetail(context, spec(context, {}), std::move(page), id, parent);
}

} // namespace console
