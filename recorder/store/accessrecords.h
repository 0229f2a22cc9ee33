// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QUuid>

#include <optional>

namespace recorder
{

/// Who looks with somebody's eyes.
struct Impersonator {
    common::UserId user;
    QString login;
    QString name;
    QStringList networks; ///< of his role; the connection must be in these as well
};

/// What somebody may do, as the role's row and his managed groups say now.
struct UserRights {
    common::UserId user;
    QString login;
    QString name;
    Tenant tenant;
    QString role;       ///< code
    QString roleName{}; ///< as its row says
    QString scope;      ///< key
    QStringList permissions;
    QList<GroupId> groups; ///< that he manages
    bool active = true;    ///< he, his tenant and his login are in use
    bool mustChange = false;
    QString mark;                    ///< changes with role, scope, permissions, networks and groups
    qint64 validTillMs = 0;          ///< 0 = for ever
    QStringList networks;            ///< CIDR, from where the role may be used; empty = from anywhere
    QString authenticatedBy{};       ///< password, directory, single-sign-on
    QString timeZone;                ///< his, his group's, his tenant's, the system's; empty = none says
    QString language;                ///< his, his group's, his tenant's, the system's; empty = none says
    bool secondStep = false;         ///< 2-step verification is on
    bool requiresSecondStep = false; ///< the role demands it
    /// Set = these are the rights that both have (sharedRights).
    std::optional<Impersonator> impersonator{};

    bool mustSetSecondStep() const { return requiresSecondStep && !secondStep && !impersonator; }
    bool mayEnter(qint64 nowMs) const { return active && (validTillMs == 0 || nowMs < validTillMs); }
};

/// What an impersonator may do with the user's eyes: what both may, in the narrower scope, as long as both
/// are in use and he may impersonate; never impersonate again. His own duty to change the password holds for
/// him, the user's does not.
UserRights sharedRights(UserRights user, const UserRights &impersonator);

struct SessionRights {
    QUuid session;
    qint64 createdMs = 0;
    qint64 seenMs = 0;
    qint64 expiresMs = 0;
    UserRights rights;
    QUuid impersonatorSession{}; ///< null = the user's own session
    QUuid device{};              ///< null = not kept
    qint64 latestMs = 0;         ///< the last moment that the rows bear: of beginning or of a request

    /// Neither over nor idle. Rows from further ahead than one may idle tell that the wall clock was set
    /// back: how long nothing was asked for cannot be known then, so that this ends the session as well.
    bool runs(qint64 nowMs, qint64 idleMs) const
    {
        return nowMs < expiresMs && nowMs - seenMs < idleMs && latestMs - nowMs <= idleMs;
    }
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
    QUuid device{}; ///< null = not kept
};

/// A session that somebody begins for looking with a user's eyes: client and system are those of his own.
struct NewImpersonation {
    QUuid id;
    TenantKey tenant{}; ///< of the user
    common::UserId user;
    QString impersonator; ///< name
    QUuid impersonatorSession;
    QByteArray tokenHash;
    QString ipAddress;
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
    QString verifier;        ///< of libsodium
    bool mustChange = false; ///< an administrator made it: known to two people
    qint64 changedMs = 0;    ///< since when it is; told by find(), set() takes its own
    QString name{};          ///< of the user; told by find()

    /// What an administrator hands over in words or on paper is not left lying about for ever.
    static constexpr qint64 kOneTimeMs = 24 * 60 * 60 * 1000;
    bool hasExpired(qint64 nowMs) const { return mustChange && nowMs - changedMs >= kOneTimeMs; }
};

struct Installation {
    QUuid serverId;
    QByteArray secret; ///< 32 bytes
};

/// The form in which logins are compared over all tenants.
QString loginKeyOf(const QString &login);

} // namespace recorder
