// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/accessrecords.h"

#include <algorithm>

namespace recorder
{

namespace
{

const QString kImpersonate = QStringLiteral("users.impersonate");

/// Narrowest first; a word that is none is the narrowest.
const QStringList kScopes{QStringLiteral("user"), QStringLiteral("groups"), QStringLiteral("tenant"),
                          QStringLiteral("unrestricted")};

qsizetype widthOfScope(const QString &scope)
{
    return std::max<qsizetype>(0, kScopes.indexOf(scope));
}

QList<GroupId> groupsOfBoth(const UserRights &user, const UserRights &impersonator)
{
    const QString groups = QStringLiteral("groups");
    if (impersonator.scope != groups) {
        return user.groups;
    }
    if (user.scope != groups) {
        return impersonator.groups;
    }
    QList<GroupId> both;
    std::copy_if(user.groups.begin(), user.groups.end(), std::back_inserter(both),
                 [&impersonator](const GroupId &group) { return impersonator.groups.contains(group); });
    return both;
}

} // namespace

UserRights sharedRights(UserRights user, const UserRights &impersonator)
{
    const bool reached = impersonator.scope == kScopes.last() || impersonator.tenant.key == user.tenant.key;
    user.active = user.active && impersonator.active && reached &&
                  impersonator.permissions.contains(kImpersonate) && !impersonator.impersonator;
    user.groups = groupsOfBoth(user, impersonator);
    user.scope = kScopes.at(std::min(widthOfScope(user.scope), widthOfScope(impersonator.scope)));
    QStringList both;
    std::copy_if(user.permissions.begin(), user.permissions.end(), std::back_inserter(both),
                 [&impersonator](const QString &permission) {
                     return permission != kImpersonate && impersonator.permissions.contains(permission);
                 });
    user.permissions = both;
    user.mustChange = impersonator.mustChange;
    if (user.validTillMs == 0 ||
        (impersonator.validTillMs != 0 && impersonator.validTillMs < user.validTillMs)) {
        user.validTillMs = impersonator.validTillMs;
    }
    user.mark += impersonator.mark;
    user.impersonator =
        Impersonator{impersonator.user, impersonator.login, impersonator.name, impersonator.networks};
    return user;
}

} // namespace recorder
