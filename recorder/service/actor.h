// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/ids.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace recorder
{

struct SessionTag;
using SessionId = common::Id<SessionTag>;

/// Which of the things that a permission is about somebody reaches.
struct AccessScope {
    enum class Kind {
        Unrestricted, ///< every tenant
        Tenant,       ///< all of the own tenant
        Groups,       ///< what belongs to users of `groups`, and the own
        User          ///< the own only
    };
    Kind kind = Kind::User;
    QList<GroupId> groups; ///< Groups only: those that he manages

    bool operator==(const AccessScope &) const = default;
};
QString keyOf(AccessScope::Kind kind);
/// User, the narrowest, for a word that is none.
AccessScope::Kind scopeKindOf(const QString &key);

/// Who asks. A value; the gate reads role and rights anew at each call and hands the fresh ones to the work.
struct Actor {
    common::UserId user; ///< null = the system, or somebody before sign-in
    QString login;       ///< "system" for jobs and the command line; empty before sign-in
    QString name;
    common::TenantId tenantId;
    QString tenant;
    TenantKey tenantKey{}; ///< 0 = the home of root users, which has no calls
    QString role;          ///< code
    AccessScope scope;
    QStringList permissions;
    SessionId session;      ///< null = the system, or before sign-in
    QString peer;           ///< address of the connection, no port
    QString requestId;      ///< the client's; at most 64 characters
    quint64 connection = 0; ///< of this run of the recorder; 0 = none
    bool isSystem = false;
    bool isJob = false;            ///< of `user`, without a session: the gate reads his rights
    common::UserId impersonator{}; ///< who acts with this user's rights; null = nobody
    QString impersonatorLogin{};

    bool may(const QString &permission) const { return isSystem || permissions.contains(permission); }
    bool isSignedIn() const { return isJob || !session.isNull(); }
    bool isImpersonated() const { return !impersonator.isNull(); }

    /// Jobs and the host's command line: everything, in every tenant. `what` goes into the audit trail as the
    /// peer.
    static Actor system(const QString &what);
    /// A job of somebody, who need not be signed in any more. `requestId` is that of his request for it,
    /// `impersonator` who asked with his rights: the job has those of both.
    static Actor job(const common::UserId &owner, const QString &requestId,
                     const common::UserId &impersonator = {});
    static Actor anonymous(const QString &peer, const QString &requestId);
};

/// A method as the gate sees it; read from the contract's options. `permission` "public" = before sign-in,
/// "session" = everybody who is signed in.
struct Operation {
    QString method; ///< "earshot.v1.Calls/List"
    QString permission;
    bool mutates = false;
    bool audited = false;  ///< a read that leaves an audit row too
    QString resource;      ///< "calls"
    QString action;        ///< "play"
    bool inPerson = false; ///< never for somebody else: not from within an impersonation

    bool operator==(const Operation &) const = default;
};

} // namespace recorder
