// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/gate.h"

#include "recorder/service/changehub.h"
#include "recorder/service/networks.h"
#include "recorder/store/auditrepository.h"
#include "recorder/store/sessionrepository.h"
#include "recorder/store/tenantwall.h"
#include "recorder/store/transaction.h"

#include <QLoggingCategory>

#include <algorithm>
#include <cstdlib>

Q_LOGGING_CATEGORY(lcGate, "earshot.gate")

namespace recorder
{

namespace
{

using common::ErrorCode;
using common::fail;
using common::Status;

/// A session's row is written at most this often for being used.
constexpr std::chrono::milliseconds kTouch{30000};

const QString kPublic = QStringLiteral("public");
const QString kSession = QStringLiteral("session");

tl::unexpected<common::Error> signedOut()
{
    return fail(ErrorCode::Denied, QStringLiteral("there is no such session any more"),
                {{QStringLiteral("reason"), QStringLiteral("signed-out")}});
}

/// What somebody may do whose role demands a second step that he has not set up yet.
bool leadsToSecondStep(const Operation &operation)
{
    return operation.permission == kPublic ||
           operation.method.startsWith(QLatin1String("earshot.v1.SecondStep/")) ||
           operation.method.startsWith(QLatin1String("earshot.v1.Session/"));
}

/// Notes a row of the trail that could not be written, whatever the database threw.
struct TrailWrite {
    TrailWrite(std::atomic<qint64> &failed, qint64 now)
        : failedMs(failed)
        , nowMs(now)
    {
    }
    TrailWrite(const TrailWrite &) = delete;
    TrailWrite &operator=(const TrailWrite &) = delete;
    ~TrailWrite() { failedMs = good ? 0 : nowMs; }

    std::atomic<qint64> &failedMs;
    const qint64 nowMs;
    bool good = false;
};

common::Status checkPermission(const Actor &actor, const Operation &operation, const UserRights &rights)
{
    if (actor.isImpersonated() && operation.inPerson) {
        return fail(ErrorCode::Denied, QStringLiteral("nobody does this for somebody else"),
                    {{QStringLiteral("reason"), QStringLiteral("impersonated")}});
    }
    if (rights.mustSetSecondStep() && !leadsToSecondStep(operation)) {
        return fail(ErrorCode::Denied, QStringLiteral("2-step verification has to be set up first"),
                    {{QStringLiteral("reason"), QStringLiteral("second-step-required")}});
    }
    if (operation.permission == kPublic || operation.permission == kSession) {
        return {};
    }
    if (rights.mustChange) {
        return fail(ErrorCode::Denied, QStringLiteral("the password has to be changed first"),
                    {{QStringLiteral("reason"), QStringLiteral("must-change-password")}});
    }
    if (operation.permission.isEmpty() || !actor.may(operation.permission)) {
        return fail(ErrorCode::Denied,
                    QStringLiteral("%1 needs the permission %2").arg(operation.method, operation.permission),
                    {{QStringLiteral("permission"), operation.permission}});
    }
    return {};
}

} // namespace

Actor actorOf(const UserRights &rights, const Actor &asked)
{
    Actor actor = asked;
    actor.user = rights.user;
    actor.login = rights.login;
    actor.name = rights.name;
    actor.tenantId = rights.tenant.id;
    actor.tenant = rights.tenant.name;
    actor.tenantKey = rights.tenant.key;
    actor.role = rights.role;
    actor.permissions = rights.permissions;
    actor.scope.kind = scopeKindOf(rights.scope);
    actor.impersonator = rights.impersonator ? rights.impersonator->user : common::UserId();
    actor.impersonatorLogin = rights.impersonator ? rights.impersonator->login : QString();
    actor.scope.groups = actor.scope.kind == AccessScope::Kind::Groups ? rights.groups : QList<GroupId>();
    return actor;
}

Gate::Gate(ConnectionPool &pool, ChangeHub &hub, const common::Clock &clock, SessionLimits limits)
    : m_pool(pool)
    , m_hub(hub)
    , m_clock(clock)
    , m_limits(limits)
{
}

common::Result<Actor> Gate::jobOwner(Transaction &transaction, const Actor &asked, qint64 nowMs)
{
    SessionRepository sessions(transaction);
    auto rights = sessions.rightsOf(asked.user);
    if (rights && asked.isImpersonated()) {
        const auto impersonator = sessions.rightsOf(asked.impersonator);
        rights = impersonator ? std::optional(sharedRights(*rights, *impersonator)) : std::nullopt;
    }
    if (!rights || !rights->mayEnter(nowMs)) {
        return fail(ErrorCode::Denied, QStringLiteral("the job's owner may not sign in any more"),
                    {{QStringLiteral("owner"), QStringLiteral("no-access")}});
    }
    return actorOf(*rights, asked);
}

common::Result<TenantScope> Gate::enter(Transaction &transaction, const Actor &asked,
                                        const Operation &operation) const
{
    const qint64 now = common::toUnixMs(m_clock.wall());
    const qint64 idle = m_limits.idle.count();
    if (asked.isSystem || (operation.permission == kPublic && !asked.isSignedIn())) {
        TenantScope scope(asked, now, idle);
        raiseWall(transaction, std::nullopt);
        return scope;
    }
    SessionRepository sessions(transaction);
    if (asked.isJob) {
        auto owner = jobOwner(transaction, asked, now);
        Status allowed = owner ? checkPermission(*owner, operation, UserRights()) : Status();
        if (!owner || !allowed) {
            return owner ? common::propagate(allowed) : common::propagate(owner);
        }
        TenantScope scope(*owner, now, idle);
        raiseWall(transaction, scope.tenant());
        return scope;
    }
    if (!asked.isSignedIn()) {
        return signedOut();
    }
    const auto found = sessions.find(asked.session.uuid());
    if (!found || !found->rights.mayEnter(now) || !isAllowedFrom(found->rights, asked.peer) ||
        !found->runs(now, idle)) {
        return signedOut();
    }
    TenantScope scope(actorOf(found->rights, asked), now, idle);
    if (common::Status allowed = checkPermission(scope.actor(), operation, found->rights); !allowed) {
        return common::propagate(allowed);
    }
    if (std::abs(now - found->seenMs) >= std::min(kTouch, m_limits.idle / 10).count()) {
        sessions.touch(asked.session.uuid(), now);
    }
    scope.m_session = std::make_shared<const SessionRights>(*found);
    raiseWall(transaction, scope.tenant());
    return scope;
}

void Gate::leave(Transaction &transaction, const TenantScope &scope, const Operation &operation,
                 const AuditDetail &trail) const
{
    if (trail.dropped() || !(operation.mutates || operation.audited)) {
        return;
    }
    const Actor &actor = scope.actor();
    AuditEntry entry;
    entry.tenant = actor.isSignedIn() ? std::optional(actor.tenantKey) : std::nullopt;
    if (trail.hasTenant()) {
        entry.tenant = trail.tenant();
    }
    entry.actor = trail.actor().isEmpty() ? actor.login : trail.actor();
    entry.action = operation.resource + QLatin1Char('.') +
                   (trail.action().isEmpty() ? operation.action : trail.action());
    entry.subject = trail.subject();
    entry.detail = trail.json();
    entry.requestId = actor.requestId;
    entry.peer = actor.peer;
    entry.impersonator = actor.impersonatorLogin;
    lowerWall(transaction); // what is inside writes no trail
    TrailWrite written{*m_trailFailedMs, scope.nowMs()};
    AuditRepository audit(transaction);
    audit.appendEach(entry, trail.parts());
    audit.append(entry); // the newest of them: what is related to a part begins with the whole
    written.good = true;
}

common::Error Gate::wordOf(const common::Error &error, const Actor &actor, const Operation &operation)
{
    if (!ConnectionPool::isRefusal(error)) {
        qCWarning(lcGate, "%s, request %s: %s", qUtf8Printable(operation.method),
                  qUtf8Printable(actor.requestId), qUtf8Printable(error.message));
    }
    switch (error.code) {
    case ErrorCode::Unavailable:
        return {error.code, QStringLiteral("the database is not available"), error.fields};
    case ErrorCode::Conflict:
        return {error.code, QStringLiteral("it conflicts with another change"), error.fields};
    case ErrorCode::Invalid: return {error.code, QStringLiteral("a value cannot be stored"), error.fields};
    case ErrorCode::Denied: return {error.code, QStringLiteral("the database refuses it"), error.fields};
    case ErrorCode::NotFound:
    case ErrorCode::Internal: break;
    }
    return {ErrorCode::Internal, QStringLiteral("the database failed"), error.fields};
}

void Gate::publish(const AuditDetail &trail) const
{
    for (const ChangeEvent &event : trail.events()) {
        m_hub.publish(event);
    }
}

} // namespace recorder
