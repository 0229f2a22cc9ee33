// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/secondstepservice.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/signinservice.h"
#include "recorder/service/userrules.h"
#include "recorder/store/credentialrepository.h"
#include "recorder/store/devicerepository.h"
#include "recorder/store/sessionrepository.h"
#include "recorder/store/transaction.h"

#include "common/crypto/totp.h"

namespace recorder
{

namespace
{

using common::ErrorCode;
using common::fail;
using common::Result;

/// Who has no password of ours must have shown himself to his directory or provider not long ago.
constexpr qint64 kFreshMs = 10 * 60 * 1000;
const QString kIssuer = QStringLiteral("Earshot");
const QString kPassword = QStringLiteral("password");

tl::unexpected<common::Error> denied(const char *field, const char *reason)
{
    return refused(ErrorCode::Denied, field, reason);
}

tl::unexpected<common::Error> off()
{
    return refused(ErrorCode::Conflict, "second_step", "off");
}

void tellSelf(const TenantScope &scope, AuditDetail &trail)
{
    trail.setSubject(scope.actor().user.uuid(), scope.actor().name);
}

} // namespace

SecondStepService::SecondStepService(const Gate &gate, SessionWatch &watch, SignInDesk &desk,
                                     SignInService &signIn, common::HostKey key)
    : m_gate(gate)
    , m_watch(watch)
    , m_desk(desk)
    , m_signIn(signIn)
    , m_key(std::move(key))
{
}

/// `sealed` is the secret that the code must be of: the one in force, which recovery codes go with, or the
/// new one. Writes what the code did to the step.
Result<bool> SecondStepService::isRight(Transaction &transaction, StoredSecondStep &step,
                                        const QByteArray &sealed, const QString &code, qint64 nowMs) const
{
    if (common::Status free = checkTries(step, nowMs); !free) {
        return common::propagate(free);
    }
    auto secret = unsealed(m_key, step.user, sealed);
    if (!secret) {
        return common::propagate(secret);
    }
    SecondStepRepository steps(transaction);
    const bool right = takeTotp(step, *secret, code, nowMs) ||
                       (sealed == step.seed && steps.useRecoveryCode(step.user, recoveryHash(*secret, code)));
    step.wrongMs = right ? QList<qint64>() : recentWrong(step.wrongMs, nowMs) << nowMs;
    steps.set(step, nowMs);
    return right;
}

SecondStepService::SignedInWork SecondStepService::judge(Transaction &transaction, const Challenge &challenge,
                                                         const Answer &answer, AuditDetail &trail) const
{
    const Arrival &arrival = challenge.arrival;
    auto step = SecondStepRepository(transaction).take(challenge.user);
    const auto rights = SessionRepository(transaction).rightsOf(challenge.user);
    const auto credential = CredentialRepository(transaction).find(challenge.user);
    const bool samePassword =
        arrival.verifier.isEmpty() || (credential && credential->verifier == arrival.verifier);
    if (!step || !rights || !rights->secondStep || !samePassword ||
        !m_desk.obstacle(*rights, arrival.asked).isEmpty()) {
        return denied("reason", "expired"); // what the first step was about is not so any more
    }
    m_desk.tell(trail, arrival, &*rights);
    const qint64 now = m_desk.nowMs();
    auto right = isRight(transaction, *step, step->seed, answer.code, now);
    if (!right) {
        return common::propagate(right);
    }
    if (!*right) {
        trail.setAction(QStringLiteral("second-step-failed"));
        return Judged<SignedIn>();
    }
    const bool remember = answer.rememberDevice && !arrival.device.isEmpty();
    if (remember) {
        trail.note(QStringLiteral("device_remembered"), true);
    }
    auto entered = m_desk.open(transaction, *rights, arrival, remember, trail);
    if (!entered) {
        return common::propagate(entered);
    }
    return Judged<SignedIn>(std::move(*entered));
}

void SecondStepService::finish(const Actor &actor, const Operation &operation, const Answer &answer,
                               Done<SignedIn> done)
{
    const auto challenge = m_desk.challenges().take(answer.challenge, actor.connection);
    if (!challenge) {
        done(denied("reason", "expired"));
        return;
    }
    Actor asked = Actor::anonymous(actor.peer, actor.requestId);
    asked.connection = actor.connection;
    m_gate.run<Judged<SignedIn>>(
        asked, operation,
        [this, challenge, answer](Transaction &transaction, const TenantScope &, AuditDetail &trail) {
            return judge(transaction, *challenge, answer, trail);
        },
        [this, challenge, answer, done = std::move(done),
         keep = m_errands.one()](const SignedInWork &judged) {
            if (judged && *judged) {
                m_desk.entered(**judged);
                done(**judged);
                return;
            }
            if (judged || judged.error().code == ErrorCode::Unavailable) {
                m_desk.challenges().putBack(answer.challenge, *challenge);
            }
            done(judged ? Result<SignedIn>(denied("reason", "wrong"))
                        : Result<SignedIn>(tl::unexpected<common::Error>(judged.error())));
        });
}

void SecondStepService::begin(const Actor &actor, const Operation &operation, const QByteArray &secret,
                              Done<Enrolment> done)
{
    using Fresh = std::optional<bool>; // none: the password decides
    m_gate.run<Fresh>(
        actor, operation,
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<Fresh> {
            const auto session = SessionRepository(transaction).find(scope.actor().session.uuid());
            if (!session || session->rights.authenticatedBy == kPassword) {
                return Fresh();
            }
            return Fresh(session->createdMs > scope.nowMs() - kFreshMs);
        },
        [this, actor, operation, secret, done = std::move(done),
         keep = m_errands.one()](const Result<Fresh> &fresh) {
            if (!fresh) {
                done(tl::unexpected<common::Error>(fresh.error()));
            } else if (!fresh->has_value()) {
                m_signIn.checkPresent(actor, operation, secret,
                                      [this, actor, operation, done, keep](const Result<Credential> &known) {
                                          if (known) {
                                              beginInGate(actor, operation, done);
                                          } else {
                                              done(tl::unexpected<common::Error>(known.error()));
                                          }
                                      });
            } else if (**fresh) {
                beginInGate(actor, operation, done);
            } else {
                done(denied("reason", "session-old"));
            }
        });
}

void SecondStepService::beginInGate(const Actor &actor, const Operation &operation,
                                    const Done<Enrolment> &done)
{
    m_gate.run<Enrolment>(
        actor, operation,
        [this, keep = m_errands.one()](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
            return enrol(transaction, scope);
        },
        done);
}

Result<SecondStepService::Enrolment> SecondStepService::enrol(Transaction &transaction,
                                                              const TenantScope &scope) const
{
    const Actor &who = scope.actor();
    auto secret = makeSecondStepSecret();
    if (!secret) {
        return common::propagate(secret);
    }
    auto kept = sealed(m_key, who.user, *secret);
    if (!kept) {
        return common::propagate(kept);
    }
    SecondStepRepository steps(transaction);
    StoredSecondStep step = steps.take(who.user).value_or(StoredSecondStep{who.user, who.tenantKey, {}, {}});
    step.pending = *kept;
    steps.set(step, scope.nowMs());
    return Enrolment{common::base32(secret->seed), common::totpUri(secret->seed, kIssuer, who.login)};
}

Result<QStringList> SecondStepService::makeCodes(Transaction &transaction, const StoredSecondStep &step) const
{
    auto codes = makeRecoveryCodes();
    auto secret = unsealed(m_key, step.user, step.seed);
    if (!codes || !secret) {
        return codes ? common::propagate(secret) : common::propagate(codes);
    }
    QList<QByteArray> hashes;
    for (const QString &code : std::as_const(*codes)) {
        hashes.append(recoveryHash(*secret, code));
    }
    SecondStepRepository(transaction).setRecoveryCodes(step.user, step.tenant, hashes);
    return codes;
}

template <typename T>
void SecondStepService::withCode(
    const Actor &actor, const Operation &operation, const QString &code, bool pending,
    std::function<Result<T>(Transaction &, const TenantScope &, StoredSecondStep &)> work, Done<T> done)
{
    using Kept = std::optional<T>;
    m_gate.run<Kept>(
        actor, operation,
        [this, code, pending, work = std::move(work), action = operation.action](
            Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> Result<Kept> {
            auto step = SecondStepRepository(transaction).take(scope.actor().user);
            if (!step || (pending ? step->pending : step->seed).isEmpty()) {
                return off();
            }
            const qint64 last = step->lastStep;
            step->lastStep = pending ? 0 : last; // codes of the old secret say nothing about the new one
            auto right =
                isRight(transaction, *step, pending ? step->pending : step->seed, code, scope.nowMs());
            if (!right) {
                return common::propagate(right);
            }
            tellSelf(scope, trail);
            if (!*right) {
                step->lastStep = last;
                SecondStepRepository(transaction).set(*step, scope.nowMs());
                trail.setAction(action + QStringLiteral("-failed"));
                return Kept();
            }
            auto worked = work(transaction, scope, *step);
            return worked ? Result<Kept>(std::move(*worked)) : Result<Kept>(common::propagate(worked));
        },
        [done = std::move(done), keep = m_errands.one()](Result<Kept> kept) {
            if (!kept) {
                done(common::propagate(kept));
            } else if (!*kept) {
                done(denied("code", "wrong"));
            } else {
                done(std::move(**kept));
            }
        });
}

void SecondStepService::confirm(const Actor &actor, const Operation &operation, const QString &code,
                                Done<QStringList> done)
{
    const auto mark = std::make_shared<QString>();
    withCode<QStringList>(
        actor, operation, code, true,
        [this, mark](Transaction &transaction, const TenantScope &scope,
                     StoredSecondStep &step) -> Result<QStringList> {
            step.seed = std::exchange(step.pending, QByteArray());
            SecondStepRepository(transaction).set(step, scope.nowMs());
            DeviceRepository(transaction).forgetTrust(step.user);
            if (const auto rights = SessionRepository(transaction).rightsOf(step.user)) {
                *mark = rights->mark;
            }
            return makeCodes(transaction, step);
        },
        [this, mark, session = actor.session, done = std::move(done)](Result<QStringList> codes) {
            if (codes) {
                m_watch.renew(session, *mark); // more rights than before: no stream has to end
            }
            done(std::move(codes));
        });
}

void SecondStepService::newRecoveryCodes(const Actor &actor, const Operation &operation, const QString &code,
                                         Done<QStringList> done)
{
    withCode<QStringList>(
        actor, operation, code, false,
        [this](Transaction &transaction, const TenantScope &, StoredSecondStep &step) {
            return makeCodes(transaction, step);
        },
        std::move(done));
}

void SecondStepService::end(const Actor &actor, const Operation &operation, const QString &code,
                            Done<void> done)
{
    using Nothing = bool;
    withCode<Nothing>(
        actor, operation, code, false,
        [](Transaction &transaction, const TenantScope &, StoredSecondStep &step) -> Result<Nothing> {
            const auto rights = SessionRepository(transaction).rightsOf(step.user);
            if (!rights || rights->requiresSecondStep) {
                return denied("reason", "required");
            }
            SecondStepRepository(transaction).remove(step.user);
            DeviceRepository(transaction).forgetTrust(step.user);
            return true;
        },
        [done = std::move(done)](Result<Nothing> ended) {
            done(ended ? common::Status() : common::Status(common::propagate(ended)));
        });
}

void SecondStepService::remove(const Actor &actor, const Operation &operation, const QString &userId,
                               Done<void> done)
{
    m_gate.run<void>(
        actor, operation,
        [userId](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> common::Status {
            auto user = userToChange(transaction, scope, userId);
            if (!user) {
                return common::propagate(user);
            }
            const common::UserId id = common::UserId::fromString(user->record.id);
            if (id == scope.actor().user) {
                return denied("id", "self");
            }
            const auto step = SecondStepRepository(transaction).take(id);
            if (!step || step->seed.isEmpty()) {
                return off();
            }
            SecondStepRepository(transaction).remove(id);
            DeviceRepository(transaction).forgetTrust(id);
            trail.setTenant(user->tenant);
            trail.setSubject(id.uuid(), user->record.name);
            return {};
        },
        std::move(done));
}

} // namespace recorder
