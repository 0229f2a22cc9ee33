// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/signindesk.h"

#include "recorder/service/networks.h"
#include "recorder/store/devicerepository.h"
#include "recorder/store/sessionrepository.h"
#include "recorder/store/transaction.h"

#include "common/crypto/random.h"
#include "common/crypto/sha256.h"

namespace recorder
{

namespace
{

using common::ErrorCode;
using common::fail;
using common::Result;

constexpr qsizetype kTokenSize = 32;
constexpr qsizetype kDeviceSize = 16;
constexpr qsizetype kMostLogin = 200;
constexpr qsizetype kMostClient = 200;

} // namespace

common::Identity identityOf(const SessionRights &session)
{
    const UserRights &rights = session.rights;
    common::Identity identity;
    identity.userId = rights.user.toString();
    identity.login = rights.login;
    identity.name = rights.name;
    identity.tenantId = rights.tenant.id.toString();
    identity.tenant = rights.tenant.name;
    identity.role = rights.role;
    identity.roleName = rights.roleName;
    identity.scope = rights.scope;
    identity.permissions = rights.permissions;
    identity.mustChangePassword = rights.mustChange;
    identity.sessionId = SessionId(session.session).toString();
    identity.expires = common::wallFromUnixMs(session.expiresMs);
    identity.timeZone = rights.timeZone;
    identity.secondStep = rights.secondStep;
    identity.mustSetSecondStep = rights.mustSetSecondStep();
    identity.language = rights.language;
    identity.authenticatedBy = rights.authenticatedBy;
    if (rights.impersonator) {
        identity.impersonatorId = rights.impersonator->user.toString();
        identity.impersonator = rights.impersonator->name;
    }
    return identity;
}

SignInDesk::SignInDesk(const common::Clock &clock, SessionLimits limits, SessionWatch &watch)
    : m_clock(clock)
    , m_limits(limits)
    , m_watch(watch)
    , m_challenges(clock)
{
}

QString SignInDesk::obstacle(const UserRights &rights, const Actor &asked) const
{
    return !rights.mayEnter(nowMs())            ? QStringLiteral("inactive")
           : !isAllowedFrom(rights, asked.peer) ? QStringLiteral("network")
                                                : QString();
}

void SignInDesk::tell(AuditDetail &trail, const Arrival &arrival, const UserRights *rights) const
{
    trail.setActor(arrival.login.left(kMostLogin));
    trail.note(QStringLiteral("client"), arrival.client.left(kMostClient));
    trail.note(QStringLiteral("system"), arrival.system.left(kMostClient));
    if (!arrival.way.isEmpty()) {
        trail.note(QStringLiteral("way"), arrival.way);
    }
    if (rights != nullptr) {
        trail.setTenant(rights->tenant.key);
        trail.setSubject(rights->user.uuid(), rights->name);
    }
}

Result<SignedIn> SignInDesk::admit(Transaction &transaction, const UserRights &rights, const Arrival &arrival,
                                   AuditDetail &trail)
{
    if (!arrival.device.isEmpty() && arrival.device.size() != kDeviceSize) {
        return fail(ErrorCode::Invalid, QStringLiteral("device: has to be 16 bytes"),
                    {{QStringLiteral("device"), QStringLiteral("wrong")}});
    }
    if (rights.secondStep) {
        const bool trusted =
            !arrival.device.isEmpty() &&
            DeviceRepository(transaction).isTrusted(rights.user, common::sha256(arrival.device), nowMs());
        if (!trusted) {
            auto challenge = m_challenges.add({rights.user, arrival});
            if (!challenge) {
                return common::propagate(challenge);
            }
            trail.setAction(QStringLiteral("second-step-asked"));
            SignedIn half;
            half.challenge = *challenge;
            return half;
        }
        trail.note(QStringLiteral("second_step"), QStringLiteral("trusted-device"));
    }
    return open(transaction, rights, arrival, false, trail);
}

Result<SignedIn> SignInDesk::open(Transaction &transaction, const UserRights &rights, const Arrival &arrival,
                                  bool rememberDevice, AuditDetail &trail) const
{
    SignedIn entered;
    entered.token.resize(kTokenSize);
    if (common::Status filled = common::fillRandom(std::as_writable_bytes(
            std::span(entered.token.data(), static_cast<std::size_t>(entered.token.size()))));
        !filled) {
        return common::propagate(filled);
    }
    const qint64 now = nowMs();
    NewSession session{SessionId::generate().uuid(),
                       rights.tenant.key,
                       rights.user,
                       common::sha256(entered.token),
                       arrival.asked.peer,
                       arrival.client.left(kMostClient),
                       arrival.system.left(kMostClient),
                       now,
                       now + m_limits.absolute.count()};
    if (!arrival.device.isEmpty()) {
        session.device = DeviceRepository(transaction)
                             .note({common::makeUuidV7(), rights.user, rights.tenant.key, now, now,
                                    session.ipAddress, session.client, session.system,
                                    rememberDevice ? now + std::chrono::milliseconds(kTrust).count() : 0},
                                   common::sha256(arrival.device));
    }
    SessionRepository sessions(transaction);
    sessions.removeExpired(now, m_limits.idle.count());
    sessions.insert(session);
    trail.note(QStringLiteral("session"), SessionId(session.id).toString());
    entered.actor = actorOf(rights, arrival.asked);
    entered.actor.session = SessionId(session.id);
    entered.identity = identityOf({session.id, now, now, session.expiresMs, rights, QUuid(), session.device});
    entered.mark = rights.mark;
    return entered;
}

void SignInDesk::entered(const SignedIn &entered)
{
    if (entered.challenge.isEmpty()) {
        m_watch.add(entered.actor.session, entered.mark);
    }
}

} // namespace recorder
