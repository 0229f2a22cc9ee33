// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/directoryreach.h"

#include "common/model/directory.h"

namespace recorder
{

/// What the rules of the directory have in common. Errors name the field as the contract does (time_zone).

/// "<field>: <reason>", fields {field: reason}.
tl::unexpected<common::Error> refused(common::ErrorCode code, const char *field, const char *reason);
tl::unexpected<common::Error> invalid(const char *field, const char *reason);
tl::unexpected<common::Error> notThere();
tl::unexpected<common::Error> changedMeanwhile();

/// 1 to 200 characters that can be seen; blanks at the ends are taken away. Invalid: empty, length,
/// characters.
common::Status cleanName(const char *field, QString &name);
/// Invalid: unknown. Empty = inherited.
common::Status checkTimeZone(const QString &zone);
/// Invalid: format.
common::Status checkLanguage(const QString &language);
/// Invalid (field = unknown) unless always, on-demand, never or default.
common::Status checkRecording(const char *field, const QString &recording);
common::Status checkEmail(const QString &email);
/// Null for what is none.
QUuid uuidOfText(const QString &id);
/// Invalid (ids) when one is no id or there are none.
common::Result<QList<QUuid>> uuidsOf(const QStringList &ids);

/// What the scope reaches of people, groups and sessions.
DirectoryReach directoryReachOf(const TenantScope &scope);
/// Denied (reason = scope) for whoever does not reach every tenant: what is the installation's.
common::Status reachesSystem(const TenantScope &scope);
/// The same for whoever does not reach the whole of his own: what is of nobody in particular.
common::Status reachesTenant(const TenantScope &scope);
/// Of what everybody may do with what is his own: whether he may with that of others. Not before he has
/// changed a password that somebody else knows.
bool mayBeyondHimself(const TenantScope &scope, const char *permission);
/// How far a scope goes: 0 user, 1 groups, 2 tenant, 3 everything.
int widthOf(const QString &scope);
/// Nobody gives, edits or resets what is wider than he is himself.
bool isWithin(const Actor &actor, const QString &scope, const QStringList &permissions);

/// Who deleted rows of the table, for Maintenance > Recently deleted.
void noteDeleted(Transaction &transaction, const TenantScope &scope, const char *table,
                 const QList<QUuid> &ids);

struct Named {
    QUuid id;
    QString name;
    std::optional<TenantKey> tenant{}; ///< none = that of the whole row
};
/// The row belongs to the tenant, or to the system when it is about things of several.
void tellTenant(AuditDetail &trail, TenantKey tenant);
/// Of one thing its name, of several ids and names: all in one row, of things that are never very many.
void tellSubjects(AuditDetail &trail, const QList<Named> &things);
/// The same with a row of its own for each of several: every history is complete, however many they are.
void tellEach(AuditDetail &trail, const QList<Named> &things);
/// Of a row about several that have rows of their own: how many, and the names of the first.
void tellNames(AuditDetail &trail, const QStringList &names);

} // namespace recorder
