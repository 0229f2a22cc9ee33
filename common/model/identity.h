// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"

#include <QString>
#include <QStringList>

namespace common
{

/// Who is signed in and what he may do, as the recorder said at sign-in. The console enables actions by it;
/// the recorder decides anew at each call.
struct Identity {
    QString userId;
    QString login;
    QString name;
    QString tenantId;
    QString tenant;
    QString
        role; ///< code: root, administrator, supervisor, user-advanced, user-basic; others have a made one
    QString scope; ///< unrestricted, tenant, groups, user
    QStringList permissions;
    bool mustChangePassword = false;
    QString sessionId;
    WallTime expires{};
    QString timeZone;       ///< IANA name, empty = the computer's own
    QString impersonatorId; ///< who looks with this user's eyes; empty = nobody
    QString impersonator;   ///< his name
    bool secondStep = false;
    bool mustSetSecondStep = false; ///< the role demands it: nothing else is answered until then
    QString language;               ///< empty = the computer's own
    QString authenticatedBy;        ///< password, directory, single-sign-on
    QString roleName;               ///< as its row says

    bool may(const QString &permission) const { return permissions.contains(permission); }
    bool operator==(const Identity &) const = default;
};

} // namespace common
