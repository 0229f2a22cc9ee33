// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/ownprofile.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/userrules.h"

namespace recorder
{

using common::OwnProfile;
using common::Result;

namespace
{

/// Of all that his role reaches only himself.
PeopleRepository himself(Transaction &transaction, const TenantScope &scope)
{
    return {transaction, {scope.tenant(), QList<QUuid>(), scope.actor().user.uuid()}};
}

OwnProfile profileOf(const common::UserRecord &user)
{
    return {user.id, user.timeZone, user.language, user.version};
}

} // namespace

Result<OwnProfile> showProfile(Transaction &transaction, const TenantScope &scope)
{
    const auto found = himself(transaction, scope).get(scope.actor().user.uuid());
    return found ? Result<OwnProfile>(profileOf(found->record)) : Result<OwnProfile>(notThere());
}

Result<OwnProfile> setProfile(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                              const OwnProfile &wanted)
{
    if (common::Status good = checkTimeZone(wanted.timeZone); !good) {
        return common::propagate(good);
    }
    if (common::Status good = checkLanguage(wanted.language); !good) {
        return common::propagate(good);
    }
    lockDirectory(transaction);
    const QUuid self = scope.actor().user.uuid();
    PeopleRepository people = himself(transaction, scope);
    const auto before = people.get(self);
    if (!before) {
        return notThere();
    }
    if (before->record.version != wanted.version) {
        return changedMeanwhile();
    }
    common::UserRecord values;
    values.timeZone = wanted.timeZone;
    values.language = wanted.language;
    people.updateAll({self}, {QStringLiteral("time_zone"), QStringLiteral("language")}, values);
    const auto after = people.get(self);
    if (!after) {
        return notThere();
    }
    trail.setSubject(self, after->record.name);
    trail.changed(toldOf(before->record), toldOf(after->record));
    tellTenant(trail, after->tenant);
    trail.publish({QStringLiteral("users"), after->tenant, after->record.id, QStringLiteral("changed")});
    return profileOf(after->record);
}

} // namespace recorder
