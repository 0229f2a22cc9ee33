// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/signinservice.h"

#include "recorder/store/credentialrepository.h"
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

constexpr qsizetype kSecretSize = 32;
constexpr qsizetype kMostLogin = 200;

tl::unexpected<common::Error> wrong()
{
    return fail(ErrorCode::Denied, QStringLiteral("login or password is wrong"),
                {{QStringLiteral("reason"), QStringLiteral("wrong")}});
}

tl::unexpected<common::Error> busy()
{
    return fail(ErrorCode::Unavailable, QStringLiteral("too many sign in at this moment"),
                {{QStringLiteral("reason"), QStringLiteral("busy")}});
}

tl::unexpected<common::Error> throttled(std::chrono::milliseconds wait)
{
    return fail(ErrorCode::Unavailable, QStringLiteral("wait before the next attempt"),
                {{QStringLiteral("reason"), QStringLiteral("throttled")},
                 {QStringLiteral("retry_after_ms"), QString::number(wait.count())}});
}

/// An operation's reading first half: leaves no row of its own.
Operation reading(Operation operation)
{
    operation.mutates = false;
    operation.audited = false;
    return operation;
}

common::KdfParameters parametersFor(const QString &loginKey, const std::optional<Credential> &credential,
                                    const QByteArray &secret)
{
    // Made in any case, so that both ways take the same time.
    common::KdfParameters parameters;
    const QByteArray key = loginKey.toUtf8();
    parameters.salt = common::hmacSha256(secret, QByteArrayLiteral("salt|") + key).left(16);
    parameters.accountId = common::hmacSha256(secret, QByteArrayLiteral("account|") + key).left(16);
    if (credential) {
        parameters = {credential->salt, credential->passes, credential->memoryKib, credential->accountId};
    }
    return parameters;
}

QString verifierOfNobody()
{
    QByteArray secret(kSecretSize, '\0');
    if (!common::fillRandom(
            std::as_writable_bytes(std::span(secret.data(), static_cast<std::size_t>(secret.size()))))) {
        return {};
    }
    return common::makeVerifier(secret).value_or(QString());
}

} // namespace

struct SignInService::Attempt {
    Actor actor;
    Operation operation;
    Proof proof;
    QString loginKey;
    std::optional<Credential> credential;
    std::optional<Vouched> vouched; ///< instead of a credential
    Done<SignedIn> done;
};

SignInService::SignInService(const Gate &gate, SessionWatch &watch, SignInDesk &desk,
                             const common::Clock &clock, SlotPool::Options slots)
    : m_gate(gate)
    , m_watch(watch)
    , m_desk(desk)
    , m_clock(clock)
    , m_nobody(verifierOfNobody())
    , m_throttle(clock)
    , m_onTheirWay(nullptr, [this](void *) { m_settled.set_value(); })
    , m_slots(clock, slots)
{
}

SignInService::~SignInService()
{
    m_slots.stop();
    m_onTheirWay.reset();
    m_settled.get_future().wait();
}

SignInService::Counters SignInService::counters() const
{
    return {m_good, m_wrong, m_throttled, m_busy};
}

void SignInService::begin(const Actor &actor, const Operation &operation, const QString &login,
                          Done<Beginning> done)
{
    const QString key = loginKeyOf(login.left(kMostLogin));
    m_gate.run<Beginning>(
        actor, operation,
        [key](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<Beginning> {
            CredentialRepository credentials(transaction);
            const Installation installation = credentials.installation();
            return Beginning{parametersFor(key, credentials.find(key), installation.secret),
                             installation.serverId.toString(QUuid::WithoutBraces)};
        },
        std::move(done));
}

void SignInService::signIn(const Actor &actor, const Operation &operation, const Proof &proof,
                           Done<SignedIn> done)
{
    auto attempt = std::make_shared<Attempt>();
    attempt->actor = Actor::anonymous(actor.peer, actor.requestId);
    attempt->actor.connection = actor.connection;
    attempt->operation = operation;
    attempt->proof = proof;
    attempt->loginKey = loginKeyOf(proof.login.left(kMostLogin));
    attempt->done = std::move(done);
    if (const auto wait = m_throttle.admit(attempt->loginKey, actor.peer)) {
        ++m_throttled;
        attempt->done(throttled(*wait));
        return;
    }
    using Found = std::optional<Credential>;
    m_gate.run<Found>(
        attempt->actor, reading(operation),
        [key = attempt->loginKey](Transaction &transaction, const TenantScope &, AuditDetail &)
            -> Result<Found> { return CredentialRepository(transaction).find(key); },
        [this, attempt, keep = m_onTheirWay](Result<Found> found) {
            if (!found) {
                giveUp(attempt, found.error());
                return;
            }
            attempt->credential = std::move(*found);
            verify(attempt);
        });
}

std::optional<common::Error> SignInService::admit(const Actor &actor, const QString &login)
{
    const auto wait = m_throttle.admit(loginKeyOf(login.left(kMostLogin)), actor.peer);
    if (!wait) {
        return std::nullopt;
    }
    ++m_throttled;
    return throttled(*wait).value();
}

void SignInService::withdraw(const Actor &actor, const QString &login)
{
    m_throttle.withdraw(loginKeyOf(login.left(kMostLogin)), actor.peer);
}

void SignInService::enterVouched(const Actor &actor, const Operation &operation, const Proof &proof,
                                 const Vouched &vouched, Done<SignedIn> done)
{
    auto attempt = std::make_shared<Attempt>();
    attempt->actor = Actor::anonymous(actor.peer, actor.requestId);
    attempt->actor.connection = actor.connection;
    attempt->operation = operation;
    attempt->proof = proof;
    attempt->loginKey = loginKeyOf(proof.login.left(kMostLogin));
    attempt->vouched = vouched;
    attempt->done = std::move(done);
    conclude(attempt, vouched.right);
}

void SignInService::verify(const AttemptPtr &attempt)
{
    m_slots.post([this, attempt](bool tooBusy) {
        if (tooBusy) {
            ++m_busy;
            giveUp(attempt, busy().value());
            return;
        }
        const bool known = attempt->credential.has_value();
        const bool fits = common::checkVerifier(known ? attempt->credential->verifier : m_nobody,
                                                attempt->proof.secret.left(kSecretSize));
        conclude(attempt, known && fits && attempt->proof.secret.size() == kSecretSize);
    });
}

void SignInService::conclude(const AttemptPtr &attempt, bool right)
{
    using Entered = std::optional<SignedIn>;
    m_gate.run<Entered>(
        attempt->actor, attempt->operation,
        [this, attempt, right, keep = m_onTheirWay](Transaction &transaction, const TenantScope &,
                                                    AuditDetail &trail) {
            return enter(transaction, *attempt, right, trail);
        },
        [this, attempt, keep = m_onTheirWay](Result<Entered> entered) {
            if (!entered) {
                giveUp(attempt, entered.error());
                return;
            }
            if (!*entered) {
                ++m_wrong;
                attempt->done(wrong());
                return;
            }
            ++m_good;
            m_throttle.succeeded(attempt->loginKey, attempt->actor.peer);
            m_desk.entered(**entered);
            attempt->done(std::move(**entered));
        });
}

/// Undecided because of us does not count as a failure; because of what was sent, it does.
void SignInService::giveUp(const AttemptPtr &attempt, const common::Error &error)
{
    if (error.code == ErrorCode::Unavailable) {
        m_throttle.withdraw(attempt->loginKey, attempt->actor.peer);
    }
    attempt->done(tl::unexpected<common::Error>(error));
}

/// As it is now: the password may have been changed since it was compared.
Result<SignInService::Claimant> SignInService::whoIs(Transaction &transaction, const Attempt &attempt) const
{
    if (attempt.vouched) {
        auto user = attempt.vouched->user(transaction);
        return user ? Result<Claimant>(Claimant{*user, true, QString()})
                    : Result<Claimant>(common::propagate(user));
    }
    const auto credential = CredentialRepository(transaction).find(attempt.loginKey);
    if (!credential) {
        return Claimant();
    }
    return Claimant{
        credential->user,     attempt.credential && credential->verifier == attempt.credential->verifier,
        credential->verifier, credential->hasExpired(common::toUnixMs(m_clock.wall())),
        credential->tenant,   credential->name};
}

/// A failure is a value here: its audit row must be kept.
Result<std::optional<SignInService::SignedIn>>
SignInService::enter(Transaction &transaction, const Attempt &attempt, bool right, AuditDetail &trail) const
{
    SessionRepository sessions(transaction);
    const auto known = whoIs(transaction, attempt);
    if (!known) {
        return tl::unexpected<common::Error>(known.error());
    }
    // A wrong password: nothing is asked that is not asked of a login that nobody has. It would take time.
    const bool proven = right && known->proven;
    const auto rights =
        proven || attempt.vouched ? sessions.rightsOf(known->user) : std::optional<UserRights>();
    const Arrival arrival{attempt.actor,        attempt.proof.login,
                          attempt.proof.client, attempt.proof.system,
                          attempt.proof.device, attempt.vouched ? attempt.vouched->way : QString(),
                          known->verifier};
    const bool unknown = !rights && (proven || attempt.vouched || known->user.isNull());
    const QString reason = unknown          ? QStringLiteral("unknown")
                           : !proven        ? QStringLiteral("wrong")
                           : known->expired ? QStringLiteral("expired")
                                            : m_desk.obstacle(*rights, attempt.actor);
    m_desk.tell(trail, arrival, rights ? &*rights : nullptr);
    if (!rights && !unknown && known->tenant) {
        trail.setTenant(*known->tenant);
        trail.setSubject(known->user.uuid(), known->name);
    }
    if (!reason.isEmpty()) {
        trail.setAction(QStringLiteral("sign-in-failed"));
        trail.note(QStringLiteral("reason"), reason);
        return std::optional<SignedIn>();
    }
    auto entered = m_desk.admit(transaction, *rights, arrival, trail);
    if (!entered) {
        return common::propagate(entered);
    }
    return std::optional(std::move(*entered));
}

void SignInService::resume(const Actor &actor, const Operation &operation, const QByteArray &token,
                           Done<SignedIn> done)
{
    m_gate.run<SignedIn>(
        Actor::anonymous(actor.peer, actor.requestId), operation,
        [this, actor, hash = common::sha256(token), keep = m_onTheirWay](
            Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<SignedIn> {
            SessionRepository sessions(transaction);
            const auto found = sessions.findByToken(hash);
            const qint64 now = common::toUnixMs(m_clock.wall());
            if (!found || !m_desk.obstacle(found->rights, actor).isEmpty() ||
                !found->runs(now, m_gate.limits().idle.count())) {
                return fail(ErrorCode::Denied, QStringLiteral("there is no such session any more"),
                            {{QStringLiteral("reason"), QStringLiteral("signed-out")}});
            }
            sessions.touch(found->session, now);
            SignedIn resumed;
            resumed.actor = actorOf(found->rights, Actor::anonymous(actor.peer, actor.requestId));
            resumed.actor.session = SessionId(found->session);
            resumed.identity = identityOf(*found);
            resumed.mark = found->rights.mark;
            return resumed;
        },
        [this, done = std::move(done), keep = m_onTheirWay](Result<SignedIn> resumed) {
            if (resumed) {
                m_desk.entered(*resumed);
            }
            done(std::move(resumed));
        });
}

void SignInService::signOut(const Actor &actor, const Operation &operation, Done<void> done)
{
    m_gate.run<void>(
        actor, operation,
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> common::Status {
            const Actor &who = scope.actor();
            trail.setSubject(who.user.uuid(), who.name);
            trail.note(QStringLiteral("session"), who.session.toString());
            SessionRepository(transaction).remove(who.session.uuid());
            return {};
        },
        [this, session = actor.session, done = std::move(done), keep = m_onTheirWay](common::Status status) {
            done(status); // first: the answer goes out before the connection ends
            if (status) {
                m_watch.ended({session});
            }
        });
}

void SignInService::whoAmI(const Actor &actor, const Operation &operation, Done<common::Identity> done)
{
    m_gate.run<common::Identity>(
        actor, operation,
        [](Transaction &, const TenantScope &scope, AuditDetail &) -> Result<common::Identity> {
            return scope.session() ? Result<common::Identity>(identityOf(*scope.session()))
                                   : Result<common::Identity>(wrong());
        },
        std::move(done));
}

} // namespace recorder
