// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUuid>

namespace recorder
{

/// What somebody may do, as the role's row and his managed groups say now.
struct UserRights {
    common::UserId user;
    QString login;
    QString name;
    Tenant tenant;
    QString role;  ///< code
    QString scope; ///< key
    QStringList permissions;
    QList<GroupId> groups; ///< that he manages
    bool active = true;    ///< he, his tenant and his login are in use
    bool mustChange = false;
    QString mark;              ///< changes with role, scope, permissions, networks and groups
    qint64 validTillMs = 0;    ///< 0 = for ever
    QStringList networks;      ///< CIDR, from where the role may be used; empty = from anywhere
    QString authenticatedBy{}; ///< password, directory, single-sign-on
    QString timeZone;          ///< his, his group's, his tenant's, the system's; empty = none says

    bool mayEnter(qint64 nowMs) const { return active && (validTillMs == 0 || nowMs < validTillMs); }
};

struct SessionRights {
    QUuid session;
    qint64 createdMs = 0;
    qint64 seenMs = 0;
    qint64 expiresMs = 0;
    UserRights rights;
};

struct NewSession {
    QUuid id;
    TenantKey tenant{};
    common::UserId user;
    QByteArray tokenHash; ///< SHA-256
    QString ipAddress;
    QString client;
    QString system;
    qint64 createdMs = 0;
    qint64 expiresMs = 0;
};

/// With what a client derives its secret, and with what that is checked.
struct Credential {
    common::UserId user;
    TenantKey tenant{};
    QString loginKey;
    QByteArray accountId; ///< 16 bytes
    QByteArray salt;      ///< 16 bytes
    int passes = 0;
    int memoryKib = 0;
    QString verifier; ///< of libsodium
    bool mustChange = false;
};

struct Installation {
    QUuid serverId;
    QByteArray secret; ///< 32 bytes
};

/// The form in which logins are compared over all tenants.
QString loginKeyOf(const QString &login);

} // namespace recorder
