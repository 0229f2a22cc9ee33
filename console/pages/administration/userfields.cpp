// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/userfields.h"

#include "common/model/numberrange.h"
#include "console/kit/formats.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/pages/administration/directory.h"

namespace console
{

using common::GroupRecord;
using common::RoleRecord;
using common::UserRecord;

namespace
{

using Fields = std::vector<Field<UserRecord>>;

FieldInfo yes(const QString &key, const QString &label, const QString &words)
{
    FieldInfo info{.key = key, .label = label, .kind = EditorKind::Bool};
    info.words = words;
    return info;
}

FieldInfo groupsInfo(const PageContext &context, const QString &key, const QString &label,
                     const QString &help)
{
    FieldInfo info{.key = key, .label = label};
    info.help = help;
    info.lookup = lookupOf<GroupRecord>(context.rpc, groupMethods());
    return info;
}

Field<UserRecord> role(const PageContext &context)
{
    FieldInfo info{.key = QStringLiteral("role_id"), .label = Tr::tr("Role"), .required = true};
    info.lookup = lookupOf<RoleRecord>(context.rpc, roleMethods());
    return referenceField(&UserRecord::roleId, &UserRecord::role, std::move(info));
}

/// The whole day counts, in the zone of who looks at it.
Field<UserRecord> validTill(const PageContext &context)
{
    FieldInfo info{
        .key = QStringLiteral("valid_till_ms"), .label = Tr::tr("Valid till"), .kind = EditorKind::Day};
    info.words = Tr::tr("Only until");
    info.help = Tr::tr("After this day the user cannot sign in any more.");
    const Formats formats = Formats::forZone(context.identity.timeZone);
    return {std::move(info),
            [formats](const UserRecord &u) {
                return u.validTillMs == 0 ? QDate()
                                          : formats.local(common::wallFromUnixMs(u.validTillMs)).date();
            },
            [formats](UserRecord &u, const QVariant &v) {
                const QDate day = v.toDate();
                const QDate before = u.validTillMs == 0
                                         ? QDate()
                                         : formats.local(common::wallFromUnixMs(u.validTillMs)).date();
                if (day != before) { // another moment of the same day stays
                    u.validTillMs = day.isValid() ? common::toUnixMs(formats.startOf(day.addDays(1))) - 1 : 0;
                }
            }};
}

void addProfile(Fields &fields, const PageContext &context, const UserRecord &user)
{
    FieldInfo name{.key = QStringLiteral("name"), .label = Tr::tr("User Name"), .required = true};
    fields.push_back(field(&UserRecord::name, std::move(name)));
    if (seesTenants(context) && user.id.isEmpty()) {
        fields.push_back(referenceField(&UserRecord::tenantId, &UserRecord::tenant, tenantInfo(context)));
    }
    fields.push_back(field(&UserRecord::active,
                           yes(QStringLiteral("active"), Tr::tr("Active?"), Tr::tr("Yes, user is active"))));
    fields.push_back(role(context));
    FieldInfo groups = groupsInfo(
        context, QStringLiteral("group_ids"), Tr::tr("Group"),
        Tr::tr("The first one is the home group; its timezone, language and recording rule hold."));
    groups.required = user.id.isEmpty() || !user.groupIds.isEmpty(); // the first root belongs to none
    fields.push_back(referencesField(&UserRecord::groupIds, &UserRecord::groups, std::move(groups)));
    fields.push_back(referencesField(
        &UserRecord::managedGroupIds, &UserRecord::managedGroups,
        groupsInfo(context, QStringLiteral("managed_group_ids"), Tr::tr("Managed Groups"),
                   Tr::tr("Whose calls the user works with when the role reaches Selected Groups."))));
    FieldInfo email{.key = QStringLiteral("email"), .label = Tr::tr("Email")};
    email.check = [](const QVariant &value, const QVariantMap &) {
        const QString text = value.toString().trimmed();
        const bool good = text.isEmpty() || (text.indexOf(u'@') > 0 && !text.endsWith(u'@'));
        return good ? QString() : Tr::tr("This is not an email address.");
    };
    fields.push_back(field(&UserRecord::email, std::move(email)));
    fields.push_back(field(&UserRecord::timeZone, timeZoneInfo(Tr::tr("Leave empty for the group's."))));
    fields.push_back(field(&UserRecord::language, languageInfo(Tr::tr("Leave empty for the group's."))));
}

Field<UserRecord> recording()
{
    FieldInfo info{.key = QStringLiteral("recording"),
                   .label = Tr::tr("Record"),
                   .kind = EditorKind::Radio,
                   .required = true};
    info.section = Tr::tr("RECORDING SETTINGS");
    info.choices = recordingChoices(true);
    return field(&UserRecord::recording, std::move(info));
}

Fields directions()
{
    const QString label = Tr::tr("Record Direction");
    return {
        field(&UserRecord::recordInbound, yes(QStringLiteral("record_inbound"), label, Tr::tr("Inbound"))),
        field(&UserRecord::recordOutbound,
              yes(QStringLiteral("record_outbound"), Tr::tr("and"), Tr::tr("Outbound")))};
}

Field<UserRecord> confidential()
{
    return field(&UserRecord::confidential,
                 yes(QStringLiteral("confidential"), Tr::tr("Confidential calls"),
                     Tr::tr("Automatically mark all calls of this user as confidential")));
}

void addRecording(Fields &fields)
{
    fields.push_back(recording());
    for (Field<UserRecord> &direction : directions()) {
        fields.push_back(std::move(direction));
    }
    FieldInfo extensions{
        .key = QStringLiteral("extensions"), .label = Tr::tr("Extension"), .kind = EditorKind::Texts};
    extensions.words = Tr::tr("Add Extension");
    extensions.help =
        Tr::tr("Calls of these numbers belong to the user: 2000, or a range such as 2000-2010. No "
               "two users share one.");
    extensions.check = [](const QVariant &value, const QVariantMap &) {
        const QStringList texts = value.toStringList();
        for (const QString &text : texts) {
            if (common::looksLikeRange(text) && !common::NumberRange::parse(text)) {
                return Tr::tr("«%1»: %2").arg(text, reasonWords(QStringLiteral("number-range")));
            }
        }
        return QSet<QString>(texts.begin(), texts.end()).size() == texts.size()
                   ? QString()
                   : Tr::tr("The same extension stands here twice.");
    };
    fields.push_back(field(&UserRecord::extensions, std::move(extensions)));
    fields.push_back(confidential());
    FieldInfo screen{.key = QStringLiteral("screen_logins"),
                     .label = Tr::tr("Screen Recording Login"),
                     .kind = EditorKind::Texts};
    screen.words = Tr::tr("Add Login");
    screen.help = Tr::tr("Supported formats: %1").arg(QStringLiteral("NETBIOS\\login, DOMAIN\\login, login"));
    fields.push_back(field(&UserRecord::screenLogins, std::move(screen)));
}

Fields seats()
{
    const QString words = Tr::tr("Yes, has a license");
    return {field(&UserRecord::recordingSeat,
                  yes(QStringLiteral("recording_seat"), Tr::tr("Call recording seat"), words)),
            field(&UserRecord::screenSeat,
                  yes(QStringLiteral("screen_seat"), Tr::tr("Screen recording seat"), words)),
            field(&UserRecord::evaluationSeat,
                  yes(QStringLiteral("evaluation_seat"), Tr::tr("Evaluation seat"), words)),
            field(&UserRecord::liveSeat,
                  yes(QStringLiteral("live_seat"), Tr::tr("Live monitoring seat"), words))};
}

void addSeats(Fields &fields)
{
    Fields all = seats();
    all.front().info.section = Tr::tr("LICENSING");
    for (Field<UserRecord> &seat : all) {
        fields.push_back(std::move(seat));
    }
}

/// One member, which is of the list that the way of signing in names.
Field<UserRecord> sourceField(const QString &way, FieldInfo info)
{
    info.enabled = [way](const QVariantMap &now) {
        return now.value(QStringLiteral("authenticate_with")).toString() == way;
    };
    Field<UserRecord> source = referenceField(&UserRecord::sourceId, &UserRecord::source, std::move(info));
    source.get = [way, get = source.get](const UserRecord &user) {
        return user.authenticateWith == way ? get(user) : QVariant::fromValue(Reference{});
    };
    source.set = [way, set = source.set](UserRecord &user, const QVariant &value) {
        if (user.authenticateWith == way) {
            set(user, value);
        }
    };
    return source;
}

void addAuthentication(Fields &fields, const PageContext &context)
{
    FieldInfo way{.key = QStringLiteral("authenticate_with"),
                  .label = Tr::tr("Authenticate With"),
                  .kind = EditorKind::Radio,
                  .required = true};
    way.choices = {{QStringLiteral("password"), Tr::tr("Password")},
                   {QStringLiteral("directory"), Tr::tr("LDAP directory")},
                   {QStringLiteral("single-sign-on"), Tr::tr("Single sign-on")}};
    fields.push_back(field(&UserRecord::authenticateWith, std::move(way)));
    FieldInfo source{.key = QStringLiteral("source_id"), .label = Tr::tr("Directory"), .required = true};
    source.help = Tr::tr("The user signs in with the login and password of this directory.");
    source.lookup = lookupOf<common::DirectoryRecord>(context.rpc, directoryMethods());
    fields.push_back(sourceField(QStringLiteral("directory"), std::move(source)));
    FieldInfo provider{.key = QStringLiteral("provider_id"), .label = Tr::tr("Provider"), .required = true};
    provider.help = Tr::tr("The user signs in at this provider, in the browser.");
    provider.lookup = lookupOf<common::ProviderRecord>(context.rpc, providerMethods());
    fields.push_back(sourceField(QStringLiteral("single-sign-on"), std::move(provider)));
}

void addAccess(Fields &fields, const PageContext &context)
{
    FieldInfo access = yes(QStringLiteral("web_access"), Tr::tr("Allow access?"), Tr::tr("Yes, may sign in"));
    access.section = Tr::tr("ACCESS SETTINGS");
    fields.push_back(field(&UserRecord::webAccess, std::move(access)));
    const auto allowed = [](const QVariantMap &now) {
        return now.value(QStringLiteral("web_access")).toBool();
    };
    FieldInfo login{.key = QStringLiteral("login"), .label = Tr::tr("Login")};
    login.required = true; // asked for only while it is enabled
    login.enabled = allowed;
    login.help = Tr::tr("Who signs in with a password gets the first one by “Reset Password”.");
    fields.push_back(field(&UserRecord::login, std::move(login)));
    addAuthentication(fields, context);
    Field<UserRecord> till = validTill(context);
    till.info.enabled = allowed;
    fields.push_back(std::move(till));
}

} // namespace

Fields userFields(const PageContext &context, const UserRecord &user)
{
    Fields fields;
    addProfile(fields, context, user);
    addRecording(fields);
    addSeats(fields);
    addAccess(fields, context);
    return fields;
}

Fields userBulkFields(const PageContext &context)
{
    Fields fields;
    fields.push_back(field(&UserRecord::active,
                           yes(QStringLiteral("active"), Tr::tr("Active?"), Tr::tr("Yes, user is active"))));
    fields.push_back(role(context));
    FieldInfo groups = groupsInfo(context, QStringLiteral("group_ids"), Tr::tr("Group"),
                                  Tr::tr("These replace the groups they are in now."));
    groups.required = true;
    fields.push_back(referencesField(&UserRecord::groupIds, &UserRecord::groups, std::move(groups)));
    fields.push_back(
        referencesField(&UserRecord::managedGroupIds, &UserRecord::managedGroups,
                        groupsInfo(context, QStringLiteral("managed_group_ids"), Tr::tr("Managed Groups"),
                                   Tr::tr("These replace the groups they manage now."))));
    fields.push_back(field(&UserRecord::timeZone, timeZoneInfo({})));
    fields.push_back(field(&UserRecord::language, languageInfo({})));
    fields.push_back(recording());
    for (Field<UserRecord> &direction : directions()) {
        fields.push_back(std::move(direction));
    }
    fields.push_back(confidential());
    addSeats(fields);
    fields.push_back(validTill(context));
    return fields;
}

QString userSeats(const UserRecord &user)
{
    const UserRecord nobody = [] {
        UserRecord none;
        none.recordingSeat = false;
        return none;
    }();
    QStringList words;
    for (const Field<UserRecord> &seat : seats()) {
        if (seat.get(user) != seat.get(nobody)) {
            words.append(seat.info.label);
        }
    }
    return words.isEmpty() ? Tr::tr("None") : words.join(QLatin1Char('\n'));
}

QString userDirections(const UserRecord &user)
{
    if (user.recordInbound && user.recordOutbound) {
        return Tr::tr("any direction");
    }
    if (!user.recordInbound && !user.recordOutbound) {
        return Tr::tr("no direction");
    }
    return user.recordInbound ? Tr::tr("inbound only") : Tr::tr("outbound only");
}

} // namespace console
