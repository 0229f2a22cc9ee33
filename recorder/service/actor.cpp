// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/actor.h"

namespace recorder
{

QString keyOf(AccessScope::Kind kind)
{
    switch (kind) {
    case AccessScope::Kind::Unrestricted: return QStringLiteral("unrestricted");
    case AccessScope::Kind::Tenant: return QStringLiteral("tenant");
    case AccessScope::Kind::Groups: return QStringLiteral("groups");
    case AccessScope::Kind::User: return QStringLiteral("user");
    }
    return {};
}

AccessScope::Kind scopeKindOf(const QString &key)
{
    using Kind = AccessScope::Kind;
    for (const Kind kind : {Kind::Unrestricted, Kind::Tenant, Kind::Groups}) {
        if (keyOf(kind) == key) {
            return kind;
        }
    }
    return Kind::User;
}

Actor Actor::system(const QString &what)
{
    Actor actor;
    actor.login = QStringLiteral("system");
    actor.peer = what;
    actor.isSystem = true;
    actor.scope.kind = AccessScope::Kind::Unrestricted;
    return actor;
}

Actor Actor::job(const common::UserId &owner, const QString &requestId, const common::UserId &impersonator)
{
    Actor actor;
    actor.user = owner;
    actor.peer = QStringLiteral("job");
    actor.requestId = requestId;
    actor.isJob = true;
    actor.impersonator = impersonator;
    return actor;
}

Actor Actor::anonymous(const QString &peer, const QString &requestId)
{
    Actor actor;
    actor.peer = peer;
    actor.requestId = requestId;
    return actor;
}

} // namespace recorder
