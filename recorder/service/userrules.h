// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/peoplerepository.h"

#include "common/model/directory.h"

#include <QJsonObject>

namespace recorder
{

/// What may be written into a user, in pieces that editing one and editing many share.

/// Shapes only: name, login, e-mail, time zone, language, recording, extensions, screen logins, moments.
/// Numbers and names come out as they are kept.
common::Status cleanUser(common::UserRecord &user);
/// Of the fields that many can get at once.
common::Status checkBulkValues(const common::UserRecord &values, const QStringList &fields);

/// The role, when it may be given at all. Invalid (role_id = required | unknown), Denied (role_id = wider).
common::Result<common::RoleRecord> roleFor(Transaction &transaction, const TenantScope &scope,
                                           const QString &roleId);
/// Roles over all tenants belong to people of the system, and only those.
bool fits(const common::RoleRecord &role, TenantKey tenant);

/// How he proves who he is; source_id is emptied for passwords. Invalid (authenticate_with = unknown,
/// source_id = required | unknown).
common::Status checkSource(Transaction &transaction, TenantKey tenant, common::UserRecord &user);

/// Whoever changes a source decides who gets in as its users: none of them may be wider than he is himself.
/// Denied (users = wider).
common::Status checkUsersOf(Transaction &transaction, const TenantScope &scope, const QUuid &source);

/// Groups by their ids, in that order; those that are added or taken away must be within reach. Invalid
/// (field = unknown | format | length).
common::Result<QList<QUuid>> groupsFor(Transaction &transaction, const TenantScope &scope, TenantKey tenant,
                                       const char *field, const QStringList &wanted,
                                       const QStringList &before);

/// Found within reach, and no wider than the one who acts. NotFound (id), Denied (role = wider).
common::Result<StoredUser> userToChange(Transaction &transaction, const TenantScope &scope,
                                        const QString &id);
/// One who can be given a password by somebody else. Also Denied (id = self), Conflict (web_access = off;
/// authenticate_with = directory | single-sign-on: his password is not ours).
common::Result<StoredUser> userToReset(Transaction &transaction, const TenantScope &scope,
                                       const common::UserId &id);

/// Conflict (authenticate_with = way): he has no password of ours.
tl::unexpected<common::Error> otherWay(const QString &way);

/// Conflict (role_id = last-root) when nobody would be left who administers everything.
common::Status checkRootsLeft(PeopleRepository &people, bool rootsTouched);
/// Whether he administers his tenant, as PeopleRepository::hasAdministrator() asks it of a whole one.
bool administersTenant(const StoredUser &user);
/// Of a user after the change: why he does not administer his tenant any more.
const char *fieldOfLoss(const StoredUser &after);
/// After the change, under lockDirectory(), when administrators of the tenant were touched. Conflict (field =
/// last-administrator) when none would be left. Not for root's own tenant, which checkRootsLeft() guards.
common::Status checkAdministratorsLeft(PeopleRepository &people, TenantKey tenant, const char *field);
/// Whether that holds for him: who sees every tenant can put it right again.
bool keepsAdministrators(const TenantScope &scope);
/// Whether he could have a session.
bool mayEnter(const common::UserRecord &user, qint64 nowMs);

/// For the audit trail: every field by its name in the contract, names instead of ids.
QJsonObject toldOf(const common::UserRecord &user);

} // namespace recorder
