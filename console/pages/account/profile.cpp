// SPDX-License-Identifier: GPL-3.0-or-later
// My profile: who one is here, one's password, 2-step verification, devices and sessions.
#include "common/rpc/codecs/directorycodec.h"
#include "common/rpc/codecs/recordcodec.h"
#include "console/crud/objectpage.h"
#include "console/kit/tr.h"
#include "console/pages/account/accountpages.h"
#include "console/pages/account/secondstepdialog.h"
#include "console/pages/administration/directory.h"
#include "console/pages/keys/ownkeyssection.h"

#include <QPointer>

namespace console
{

namespace v1 = earshot::v1;

namespace
{

/// What the page knows; outlives single answers.
struct Profile {
    common::Identity identity;
    QPointer<DetailView> view;
};

DetailContent content(const Profile &profile, const common::UserRecord *user)
{
    const common::Identity &me = profile.identity;
    QList<BlockLine> person{{Tr::tr("Name"), me.name, {}},
                            {Tr::tr("Login"), me.login, {}},
                            {Tr::tr("Role"), roleWord(me.role, me.roleName), {}},
                            {Tr::tr("Tenant"), me.tenant, {}},
                            {Tr::tr("Timezone"), zoneText(me.timeZone), {}},
                            {Tr::tr("Language"), languageWord(me.language), {}}};
    if (user != nullptr) { // who may not see users does not see his own row either
        person.insert(2, {Tr::tr("Email"), user->email, {}});
        person.insert(4, {Tr::tr("Group"), user->groups.join(QLatin1Char('\n')), {}});
    }
    const bool here = me.authenticatedBy.isEmpty() || me.authenticatedBy == QLatin1String("password");
    const QString proof = here ? Tr::tr("Password")
                          : me.authenticatedBy == QLatin1String("directory")
                              ? Tr::tr("LDAP Directory Service")
                              : Tr::tr("Single sign-on");
    return {Tr::tr("My profile"),
            {},
            {{Tr::tr("PROFILE"), person},
             {Tr::tr("SIGN-IN"),
              {{Tr::tr("Authenticate with"), proof, {}},
               {Tr::tr("2-step verification"), me.secondStep ? Tr::tr("On") : Tr::tr("Off"), {}}}}}};
}

/// The identity anew, and the own row of the users for whom may see it.
void load(const PageContext &context, const std::shared_ptr<Profile> &profile, QObject *object,
          const std::function<void(common::Result<DetailContent>)> &done)
{
    common::call<v1::Identity>(
        context.rpc, QStringLiteral("earshot.v1.Session/WhoAmI"), v1::WhoAmIRequest{}, object,
        [context, profile, object, done](const common::Result<v1::Identity> &reply) {
            common::Result<common::Identity> identity =
                reply ? common::fromWire(*reply) : tl::unexpected<common::Error>(reply.error());
            if (!identity) {
                done(common::propagate(identity));
                return;
            }
            profile->identity = *identity;
            if (!identity->may(QStringLiteral("users.view"))) {
                done(content(*profile, nullptr));
                return;
            }
            v1::ObjectRef me;
            me.set_id(identity->userId.toStdString());
            common::call<v1::User>(context.rpc, QStringLiteral("earshot.v1.Users/Get"), me, object,
                                   [profile, done](const common::Result<v1::User> &user) {
                                       common::Result<common::UserRecord> record =
                                           user ? common::fromWire(*user)
                                                : tl::unexpected<common::Error>(user.error());
                                       done(content(*profile, record ? &*record : nullptr));
                                   });
        });
}

using OwnProfiles = CrudController<common::OwnProfile>;

/// What everybody may say of himself: read anew when he begins to edit, because others may have changed it.
OwnProfiles *profileSource(common::RpcClient &rpc)
{
    CrudMethods<common::OwnProfile> methods;
    methods.get = QStringLiteral("earshot.v1.Profile/Get");
    methods.update = QStringLiteral("earshot.v1.Profile/Set");
    methods.writeId = [](const QString &) { return QByteArray(); };
    methods.write = [](const common::OwnProfile &mine) {
        return QByteArray::fromStdString(common::toWire(mine).SerializeAsString());
    };
    methods.read = &recordFrom<common::OwnProfile, v1::OwnProfile>;
    return new OwnProfiles(rpc, std::move(methods), {},
                           [](const common::OwnProfile &mine) { return mine.id; });
}

DetailAction editAction(const PageContext &context, const std::shared_ptr<Profile> &profile,
                        OwnProfiles *source)
{
    EditorSpec<common::OwnProfile> editor;
    editor.title = [](const common::OwnProfile &, bool) { return Tr::tr("My profile"); };
    editor.doing = Tr::tr("save your profile");
    editor.fields = [](const common::OwnProfile &) {
        return std::vector<Field<common::OwnProfile>>{
            field(&common::OwnProfile::timeZone, timeZoneInfo(Tr::tr("Leave empty for the group's."))),
            field(&common::OwnProfile::language, languageInfo(Tr::tr("Leave empty for the group's.")))};
    };
    DetailAction edit;
    edit.id = QStringLiteral("edit");
    edit.text = Tr::tr("Edit");
    edit.icon = QStringLiteral("pencil");
    edit.key = QKeySequence(Qt::Key_F2);
    edit.refusal = [profile] {
        return profile->identity.impersonatorId.isEmpty()
                   ? QString()
                   : Tr::tr("Nobody does this for somebody else. Exit the impersonation first.");
    };
    edit.run = [context, profile, source, editor] {
        openEditor<common::OwnProfile>(context, *source, editor, {},
                                       [context, profile](const common::OwnProfile &) {
                                           context.navigator.accountChanged();
                                           profile->view->refresh();
                                       });
    };
    return edit;
}

DetailAction secondStepAction(const PageContext &context, const std::shared_ptr<Profile> &profile,
                              SecondStepTask task)
{
    const bool setUp = task == SecondStepTask::SetUp;
    DetailAction action;
    action.id = setUp                              ? QStringLiteral("second-step")
                : task == SecondStepTask::NewCodes ? QStringLiteral("recovery-codes")
                                                   : QStringLiteral("second-step-off");
    action.text = setUp                              ? Tr::tr("Set up 2-step verification")
                  : task == SecondStepTask::NewCodes ? Tr::tr("New recovery codes")
                                                     : Tr::tr("Switch off 2-step verification");
    action.icon = setUp                              ? QStringLiteral("shield-check")
                  : task == SecondStepTask::NewCodes ? QStringLiteral("key")
                                                     : QStringLiteral("shield-alert");
    action.refusal = [profile, setUp] {
        if (!profile->identity.impersonatorId.isEmpty()) {
            return Tr::tr("Nobody does this for somebody else. Exit the impersonation first.");
        }
        return setUp == profile->identity.secondStep
                   ? (setUp ? Tr::tr("It is on.") : Tr::tr("2-step verification is off."))
                   : QString();
    };
    action.run = [context, profile, task] {
        auto *dialog = new SecondStepDialog(context.rpc, profile->identity, task, {}, profile->view);
        QObject::connect(dialog, &SecondStepDialog::done, profile->view, [context, profile, task] {
            context.navigator.accountChanged();
            context.navigator.notify(task == SecondStepTask::SetUp ? Tr::tr("2-step verification is on")
                                     : task == SecondStepTask::NewCodes
                                         ? Tr::tr("The old recovery codes are void")
                                         : Tr::tr("2-step verification is off"));
            profile->view->refresh();
        });
        dialog->open();
    };
    return action;
}

} // namespace

QList<PageSpec> accountPages()
{
    return {{QStringLiteral("my-profile"),
             {},
             QT_TRANSLATE_NOOP("Pages", "My profile"),
             QStringLiteral("circle-user"),
             {},
             &createProfile}};
}

QWidget *createProfile(const PageContext &context, const QVariantMap &, QWidget *parent)
{
    auto profile = std::make_shared<Profile>();
    profile->identity = context.identity;
    DetailSpec spec;
    spec.id = QStringLiteral("my-profile");
    spec.doing = Tr::tr("load your profile");
    spec.load = [context, profile](QObject *object,
                                   const std::function<void(common::Result<DetailContent>)> &done) {
        load(context, profile, object, done);
    };
    DetailAction password;
    password.id = QStringLiteral("change-password");
    password.text = Tr::tr("Change password");
    password.icon = QStringLiteral("key-round");
    password.refusal = [profile] {
        const QString &by = profile->identity.authenticatedBy;
        if (!profile->identity.impersonatorId.isEmpty()) {
            return Tr::tr("Nobody does this for somebody else. Exit the impersonation first.");
        }
        return by.isEmpty() || by == QLatin1String("password")
                   ? QString()
                   : Tr::tr("Your password is not kept here: change it where you sign in.");
    };
    password.run = [&shell = context.navigator] { shell.changePassword(); };
    OwnProfiles *source = profileSource(context.rpc);
    spec.actions = {editAction(context, profile, source), password,
                    secondStepAction(context, profile, SecondStepTask::SetUp),
                    secondStepAction(context, profile, SecondStepTask::NewCodes),
                    secondStepAction(context, profile, SecondStepTask::SwitchOff)};
    if (context.keys != nullptr && context.identity.impersonatorId.isEmpty()) {
        spec.below.push_back({{}, [context](QWidget *host) { return new OwnKeysSection(context, host); }});
    }
    spec.below.push_back({{}, [context](QWidget *host) { return devicesOf(context, {}, host); }});
    spec.below.push_back({{}, [context](QWidget *host) { return ownSessions(context, host); }});
    profile->view = new DetailView(context, std::move(spec), parent);
    source->setParent(profile->view);
    return profile->view;
}

} // namespace console
