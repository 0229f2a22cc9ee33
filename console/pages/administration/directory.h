// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/directory.h"
#include "common/rpc/codecs/directorycodec.h"
#include "common/rpc/codecs/sourcecodec.h"
#include "console/crud/objectmethods.h"
#include "console/crud/page.h"
#include "console/kit/formats.h"
#include "console/pages/administration/auditsection.h"

namespace console
{

// What the pages of the directory share.
CrudMethods<common::TenantRecord> tenantMethods();
CrudMethods<common::RoleRecord> roleMethods();
CrudMethods<common::GroupRecord> groupMethods();
CrudMethods<common::UserRecord> userMethods();
CrudMethods<common::DirectoryRecord> directoryMethods();
CrudMethods<common::ProviderRecord> providerMethods();

QString recordingWord(const QString &code); ///< "always" -> "Always"
QString scopeWord(const QString &code);     ///< "groups" -> "Selected Groups"
/// "directory" -> "LDAP directory «Head office»"
QString authenticationWord(const QString &code, const QString &source);
QString languageWord(const QString &code);                           ///< "" -> "Default"
QString zoneText(const QString &ianaName);                           ///< "" -> "Default"
QString seatsText(int seats);                                        ///< -1 -> "No limit"
QString seatsText(int used, int seats);                              ///< "3 of 10 given"
QString momentText(const Formats &formats, common::WallTime moment); ///< 1970 = "Never"

/// Choices of the fields "time_zone" and "language".
FieldInfo timeZoneInfo(const QString &help);
FieldInfo languageInfo(const QString &help);
QList<FieldChoice> recordingChoices(bool withDefault);
/// Who sees several tenants chooses one for what is new; afterwards it is fixed.
FieldInfo tenantInfo(const PageContext &context);
bool seesTenants(const PageContext &context);

/// The sessions of one user as a table on his page.
QWidget *sessionsOf(const PageContext &context, const QString &userId, QWidget *parent);
/// The sessions of who is signed in himself: no permission is needed for these.
QWidget *ownSessions(const PageContext &context, QWidget *parent);
/// The members of a group as a table on its page.
QWidget *membersOf(const PageContext &context, const QString &groupId, QWidget *parent);
/// The users and the groups of a tenant, as tables on its page.
QWidget *usersOf(const PageContext &context, const QString &tenantId, QWidget *parent);
QWidget *groupsOf(const PageContext &context, const QString &tenantId, QWidget *parent);

} // namespace console
