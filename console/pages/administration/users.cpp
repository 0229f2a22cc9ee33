// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/proto/impersonation.pb.h"
#include "common/proto/secondstep.pb.h"
#include "console/crud/objectpage.h"
#include "console/kit/spacing.h"
#include "console/pages/account/accountpages.h"
#include "console/pages/administration/administrationpages.h"
#include "console/pages/administration/directory.h"
#include "console/pages/administration/resetpassworddialog.h"
#include "console/pages/administration/searchfields.h"
#include "console/pages/administration/userbulkedit.h"
#include "console/pages/administration/userfields.h"
#include "console/pages/administration/userimport.h"

#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

using common::UserRecord;
namespace v1 = earshot::v1;

namespace
{

const QString kEdit = QStringLiteral("users.edit");

/// Users as a table on the page of what they belong to.
struct PartOf {
    QString id;
    QString emptySentence;
    common::Criterion what;
};

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

RowAction importAction(const PageContext &context, CrudController<UserRecord> &source)
{
    RowAction action;
    action.id = QStringLiteral("import");
    action.text = Tr::tr("Import");
    action.icon = QStringLiteral("upload");
    action.permission = kEdit;
    action.needsRow = false;
    action.run = [context, &source](const QString &, const RowSelection &) {
        auto *dialog = new UserImportDialog(context, hostOf(source));
        QObject::connect(dialog, &UserImportDialog::imported, &source,
                         [&source] { Q_EMIT source.reloadRequested({}); });
        dialog->open();
    };
    return action;
}

ObjectSpec<UserRecord> spec(const PageContext &context, const std::optional<PartOf> &part = {})
{
    ObjectSpec<UserRecord> spec;
    spec.list.id = part ? part->id : QStringLiteral("users");
    spec.list.title = QCoreApplication::translate("Pages", "Users");
    spec.list.permission = QStringLiteral("users.view");
    spec.list.doing = Tr::tr("load the users");
    spec.list.emptySentence = part ? part->emptySentence : Tr::tr("There is no user yet.");
    spec.list.orderColumn = QStringLiteral("name");
    spec.list.open = [&shell = context.navigator](const QString &id) {
        shell.open(QStringLiteral("user"), {{QStringLiteral("id"), id}});
    };
    spec.methods = userMethods();
    const QString within = part ? part->what.field : QString();
    spec.columns =
        columns(seesTenants(context) && within != QLatin1String("tenant"), within == QLatin1String("group"));
    spec.permission = kEdit;
    spec.edit = Tr::tr("Edit User");
    if (!part) {
        spec.list.filters = filters(context);
        spec.list.search = userSearch(context);
        spec.list.exportBy = [context](const common::ListQuery &query, QWidget *host) {
            exportUsers(context, query, host);
        };
        spec.add = Tr::tr("Add User");
        spec.remove = Tr::tr("Delete User");
    } else {
        spec.list.embedded = true;
        spec.list.fixed = {part->what};
        spec.list.filters.searchPurpose = Tr::tr("Search by name, extension, group, role");
    }
    spec.editor = {[context](const UserRecord &user) { return userFields(context, user); },
                   [](const UserRecord &u, bool isNew) {
                       return isNew ? Tr::tr("Add User") : Tr::tr("Edit User «%1»").arg(u.name);
                   },
                   Tr::tr("save the user")};
    spec.removal.doing = Tr::tr("delete the user");
    spec.removal.words = [](int n) { return Tr::tr("%n user(s) deleted", nullptr, n); };
    spec.removal.one = Tr::tr("User «%1» deleted");
    spec.more = [context, list = !part.has_value()](CrudController<UserRecord> &source) {
        std::vector<RowAction> actions{bulkAction(context, source)};
        if (list) {
            actions.push_back(importAction(context, source));
        }
        return actions;
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
               {Tr::tr("Authenticate with"), authenticationWord(u.authenticateWith, u.source), {}},
               {Tr::tr("Password"), u.hasPassword ? Tr::tr("is set") : Tr::tr("not set yet"), {}},
               {Tr::tr("Must change password"), yesNo(u.mustChangePassword), {}},
               {Tr::tr("Valid till"), u.validTillMs == 0 ? Tr::tr("No limit") : at(u.validTillMs), {}},
               {Tr::tr("2-step verification"), u.secondStep ? Tr::tr("On") : Tr::tr("Off"), {}},
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
        if (!user->webAccess) {
            return Tr::tr("This user may not sign in. Allow access first.");
        }
        return user->authenticateWith == QLatin1String("directory") ||
                       user->authenticateWith == QLatin1String("single-sign-on")
                   ? Tr::tr("This user's password is not kept here: it is changed where the user signs in.")
                   : QString();
    };
    reset.run = [context, &source, user] {
        (new ResetPasswordDialog(context.rpc, *user, {}, hostOf(source)))->open();
    };
    return reset;
}

/// Why somebody's impersonation was refused.
QString impersonationRefusal(const common::Error &error)
{
    if (error.fields.value(QStringLiteral("role")) == QLatin1String("wider")) {
        return Tr::tr("This user's role reaches further than yours: nobody impersonates upwards.");
    }
    if (error.fields.value(QStringLiteral("user_id")) == QLatin1String("inactive")) {
        return Tr::tr("This user could not sign in: there is nothing to see.");
    }
    if (error.fields.value(QStringLiteral("reason")) == QLatin1String("network")) {
        return Tr::tr("This user's role may not be used from this network.");
    }
    return refusalOf(error, Tr::tr("impersonate the user"));
}

DetailAction impersonateAction(const PageContext &context, CrudController<UserRecord> &source,
                               const std::shared_ptr<UserRecord> &user)
{
    DetailAction action;
    action.id = QStringLiteral("impersonate");
    action.text = Tr::tr("Impersonate");
    action.icon = QStringLiteral("eye");
    action.permission = QStringLiteral("users.impersonate");
    action.refusal = [&me = context.identity, user] {
        if (!me.impersonatorId.isEmpty()) {
            return Tr::tr("Exit the impersonation first.");
        }
        if (me.userId == user->id) {
            return Tr::tr("This is you.");
        }
        return user->webAccess && user->active
                   ? QString()
                   : Tr::tr("This user could not sign in: there is nothing to see.");
    };
    action.run = [context, &source, user] {
        v1::ImpersonationRequest request;
        request.set_user_id(user->id.toStdString());
        common::call<v1::SignInReply>(
            context.rpc, QStringLiteral("earshot.v1.Impersonation/Begin"), request, &source,
            [&shell = context.navigator](const common::Result<v1::SignInReply> &reply) {
                if (reply) {
                    shell.impersonate(QByteArray::fromStdString(reply->token()));
                } else {
                    shell.notify(impersonationRefusal(reply.error()));
                }
            });
    };
    return action;
}

/// Takes 2-step verification from somebody who lost his phone.
DetailAction secondStepAction(const PageContext &context, CrudController<UserRecord> &source,
                              const std::shared_ptr<UserRecord> &user)
{
    DetailAction action;
    action.id = QStringLiteral("second-step-remove");
    action.text = Tr::tr("Remove 2-step verification");
    action.icon = QStringLiteral("shield-alert");
    action.permission = QStringLiteral("users.reset-password");
    action.refusal = [&me = context.identity, user] {
        return !user->secondStep       ? Tr::tr("2-step verification is off for this user.")
               : me.userId == user->id ? Tr::tr("Your own is switched off in “My profile”.")
                                       : QString();
    };
    action.run = [context, &source, user] {
        auto *question = new QMessageBox(
            QMessageBox::Question, Tr::tr("Remove 2-step verification"),
            Tr::tr(
                "%1 signs in with the password alone until 2-step verification is set up again. Only do this "
                "when you are sure who asked you for it.")
                .arg(user->name),
            QMessageBox::NoButton, hostOf(source));
        question->setObjectName(QStringLiteral("second-step-question"));
        question->setAttribute(Qt::WA_DeleteOnClose);
        question->setWindowModality(Qt::WindowModal);
        QPushButton *remove = question->addButton(Tr::tr("Remove"), QMessageBox::DestructiveRole);
        QPushButton *keep = question->addButton(QMessageBox::Cancel);
        remove->setObjectName(QStringLiteral("remove-second-step"));
        question->setDefaultButton(keep);
        question->setEscapeButton(keep);
        QObject::connect(remove, &QPushButton::clicked, &source, [context, &source, user] {
            v1::SecondStepUser request;
            request.set_id(user->id.toStdString());
            common::call<v1::SecondStepEnded>(
                context.rpc, QStringLiteral("earshot.v1.SecondStep/Remove"), request, &source,
                [&shell = context.navigator, &source](const common::Result<v1::SecondStepEnded> &reply) {
                    shell.notify(reply ? Tr::tr("2-step verification was removed")
                                       : refusalOf(reply.error(), Tr::tr("remove 2-step verification")));
                    if (auto *page = dynamic_cast<PageActions *>(hostOf(source)); reply && page != nullptr) {
                        page->refresh();
                    }
                });
        });
        question->open();
    };
    return action;
}

/// USER DEVICES over USER SESSIONS.
QWidget *security(const PageContext &context, const QString &userId, QWidget *host)
{
    auto *page = new QWidget(host);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGap);
    column->addWidget(devicesOf(context, userId, page), 2);
    column->addWidget(sessionsOf(context, userId, page), 3);
    return page;
}

} // namespace

QWidget *createUsers(const PageContext &context, const QVariantMap &arguments, QWidget *parent)
{
    ObjectSpec<UserRecord> users = spec(context);
    users.list.given = givenFilterOf(arguments);
    return objectList(context, std::move(users), parent);
}

QWidget *membersOf(const PageContext &context, const QString &groupId, QWidget *parent)
{
    const PartOf group{QStringLiteral("members"),
                       Tr::tr("Nobody is in this group."),
                       {QStringLiteral("group"), QStringLiteral("is"), {groupId}}};
    return objectList(context, spec(context, group), parent);
}

QWidget *usersOf(const PageContext &context, const QString &tenantId, QWidget *parent)
{
    const PartOf tenant{QStringLiteral("users-of-tenant"),
                        Tr::tr("The tenant has no user yet."),
                        {QStringLiteral("tenant"), QStringLiteral("is"), {tenantId}}};
    return objectList(context, spec(context, tenant), parent);
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
        {Tr::tr("Security"), [context, id](QWidget *host) { return security(context, id, host); }}};
    page.detail.below = {{{}, [context, id](QWidget *host) { return auditSection(context, id, host); }}};
    page.content = [formats = Formats::forZone(context.identity.timeZone)](const UserRecord &u) {
        return content(u, formats);
    };
    page.more = [context](DetailSpec &detail, CrudController<UserRecord> &source,
                          const std::shared_ptr<UserRecord> &user) {
        detail.actions.push_back(resetAction(context, source, user));
        detail.actions.push_back(secondStepAction(context, source, user));
        detail.actions.push_back(impersonateAction(context, source, user));
    };
    return objectDetail(context, spec(context), std::move(page), id, parent);
}

} // namespace console
