// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/administration/directory.h"

#include "console/kit/tr.h"

#include <QTimeZone>

namespace console
{

using common::GroupRecord;
using common::RoleRecord;
using common::TenantRecord;
using common::UserRecord;
namespace v1 = earshot::v1;

CrudMethods<TenantRecord> tenantMethods()
{
    return objectMethods<TenantRecord, v1::Tenant, v1::TenantList, v1::ObjectRef>(
        QStringLiteral("Tenants"), [](const v1::TenantList &list) -> auto & { return list.tenants(); });
}

CrudMethods<RoleRecord> roleMethods()
{
    return objectMethods<RoleRecord, v1::Role, v1::RoleList, v1::ObjectRef>(
        QStringLiteral("Roles"), [](const v1::RoleList &list) -> auto & { return list.roles(); });
}

CrudMethods<GroupRecord> groupMethods()
{
    return objectMethods<GroupRecord, v1::Group, v1::GroupList, v1::ObjectRef>(
        QStringLiteral("Groups"), [](const v1::GroupList &list) -> auto & { return list.groups(); });
}

CrudMethods<UserRecord> userMethods()
{
    return objectMethods<UserRecord, v1::User, v1::UserList, v1::ObjectRef>(
        QStringLiteral("Users"), [](const v1::UserList &list) -> auto & { return list.users(); });
}

QString authenticationWord(const QString &code, const QString &source)
{
    if (code == QLatin1String("directory")) {
        return Tr::tr("LDAP directory «%1»").arg(source);
    }
    return code == QLatin1String("single-sign-on") ? Tr::tr("Single sign-on «%1»").arg(source)
                                                   : Tr::tr("Password");
}

QList<FieldChoice> recordingChoices(bool withDefault)
{
    QList<FieldChoice> choices{{QStringLiteral("always"), Tr::tr("Always")},
                               {QStringLiteral("on-demand"), Tr::tr("On-demand only")},
                               {QStringLiteral("never"), Tr::tr("Never", "recording")}};
    if (withDefault) {
        choices.append({QStringLiteral("default"), Tr::tr("Default")});
    }
    return choices;
}

QString recordingWord(const QString &code)
{
    for (const FieldChoice &choice : recordingChoices(true)) {
        if (choice.value == code) {
            return choice.text;
        }
    }
    return code;
}

QString scopeWord(const QString &code)
{
    if (code == QLatin1String("unrestricted")) {
        return Tr::tr("Unrestricted");
    }
    if (code == QLatin1String("tenant")) {
        return Tr::tr("Tenant");
    }
    return code == QLatin1String("groups") ? Tr::tr("Selected Groups") : Tr::tr("User");
}

QString languageWord(const QString &code)
{
    if (code == QLatin1String("en")) {
        return QStringLiteral("English");
    }
    return code == QLatin1String("de") ? QStringLiteral("Deutsch")
           : code.isEmpty()            ? Tr::tr("Default")
                                       : code;
}

QString zoneText(const QString &ianaName)
{
    return ianaName.isEmpty() ? Tr::tr("Default") : ianaName;
}

QString seatsText(int seats)
{
    return seats < 0 ? Tr::tr("No limit") : QLocale().toString(seats);
}

QString seatsText(int used, int seats)
{
    return seats < 0 ? Tr::tr("%1 given, no limit").arg(QLocale().toString(used))
                     : Tr::tr("%1 of %2 given").arg(QLocale().toString(used), QLocale().toString(seats));
}

QString momentText(const Formats &formats, common::WallTime moment)
{
    return common::toUnixMs(moment) == 0 ? Tr::tr("Never", "moment") : formats.dateTime(moment);
}

FieldInfo timeZoneInfo(const QString &help)
{
    FieldInfo info{
        .key = QStringLiteral("time_zone"), .label = Tr::tr("Timezone"), .kind = EditorKind::Choice};
    info.help = help;
    info.choices.append({QString(), Tr::tr("– Default –")});
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds()) {
        if (id.contains('/') && !id.startsWith("Etc/")) {
            info.choices.append({QString::fromLatin1(id), QString::fromLatin1(id)});
        }
    }
    info.choices.append({QStringLiteral("UTC"), QStringLiteral("UTC")});
    return info;
}

FieldInfo languageInfo(const QString &help)
{
    FieldInfo info{
        .key = QStringLiteral("language"), .label = Tr::tr("Language"), .kind = EditorKind::Choice};
    info.help = help;
    info.choices = {{QString(), Tr::tr("– Default –")},
                    {QStringLiteral("en"), languageWord(QStringLiteral("en"))},
                    {QStringLiteral("de"), languageWord(QStringLiteral("de"))}};
    return info;
}

bool seesTenants(const PageContext &context)
{
    return context.identity.scope == QLatin1String("unrestricted");
}

FieldInfo tenantInfo(const PageContext &context)
{
    FieldInfo info{
        .key = QStringLiteral("tenant_id"), .label = Tr::tr("Tenant"), .kind = EditorKind::Reference};
    info.required = true;
    info.help = Tr::tr("It cannot be changed afterwards.");
    info.lookup = lookupOf<TenantRecord>(context.rpc, tenantMethods());
    return info;
}

} // namespace console
