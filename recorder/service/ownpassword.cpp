// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/signinservice.h"

#include "recorder/service/userrules.h"
#include "recorder/store/credentialrepository.h"
#include "recorder/store/sessionrepository.h"
#include "recorder/store/transaction.h"

namespace recorder
{

namespace
{

using common::ErrorCode;
using common::fail;
using common::Result;
using common::UserId;

constexpr qsizetype kSecretSize = 32;

tl::unexpected<common::Error> busy()
{
    return fail(ErrorCode::Unavailable, QStringLiteral("too many sign in at this moment"),
                {{QStringLiteral("reason"), QStringLiteral("busy")}});
}

tl::unexpected<common::Error> invalid(const char *field)
{
    return fail(ErrorCode::Invalid, QStringLiteral("password: %1 cannot be used").arg(QLatin1String(field)),
                {{QLatin1String(field), QStringLiteral("wrong")}});
}

tl::unexpected<common::Error> wrongSecret()
{
    return fail(ErrorCode::Denied, QStringLiteral("the present password is wrong"),
                {{QStringLiteral("secret"), QStringLiteral("wrong")}});
}

common::Status check(const SignInService::NewPassword &wanted)
{
    const common::KdfParameters standard;
    if (wanted.parameters.salt.size() != 16 || wanted.parameters.accountId.size() != 16 ||
        wanted.parameters.passes != standard.passes || wanted.parameters.memoryKib != standard.memoryKib) {
        return invalid("newParameters");
    }
    if (wanted.secret.size() != kSecretSize) {
        return invalid("newSecret");
    }
    return {};
}

} // namespace

void SignInService::changePassword(const Actor &actor, const Operation &operation, const NewPassword &wanted,
                                   Done<void> done)
{
    if (common::Status good = check(wanted); !good) {
        done(good);
        return;
    }
    checkPresent(actor, operation, wanted.presentSecret,
                 [this, actor, operation, wanted, done = std::move(done)](Result<Credential> credential) {
                     if (!credential) {
                         done(common::propagate(credential));
                         return;
                     }
                     replacePassword(actor, operation, wanted, *credential, done);
                 });
}

void SignInService::checkPresent(const Actor &actor, const Operation &operation, const QByteArray &secret,
                                 Done<Credential> done)
{
    Operation reading = operation;
    reading.mutates = false;
    m_gate.run<Credential>(
        actor, reading,
        [](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<Credential> {
            const UserId who = scope.actor().user;
            const auto rights = SessionRepository(transaction).rightsOf(who);
            if (rights && rights->authenticatedBy != QLatin1String("password")) {
                return otherWay(rights->authenticatedBy);
            }
            auto found = CredentialRepository(transaction).find(who);
            if (!found) {
                return wrongSecret();
            }
            return std::move(*found);
        },
        [this, actor, operation, secret, done = std::move(done),
         keep = m_onTheirWay](Result<Credential> credential) {
            if (!credential) {
                done(std::move(credential));
                return;
            }
            if (const auto wait = m_throttle.admit(credential->loginKey, actor.peer)) {
                done(fail(ErrorCode::Unavailable, QStringLiteral("wait before the next attempt"),
                          {{QStringLiteral("reason"), QStringLiteral("throttled")},
                           {QStringLiteral("retry_after_ms"), QString::number(wait->count())}}));
                return;
            }
            verifyPresent(actor, operation, secret, *credential, done);
        });
}

void SignInService::noteWrong(const Actor &actor, const Operation &operation, const Done<Credential> &done)
{
    Operation failed = operation;
    failed.mutates = true; // a guess leaves a row, whatever it was for
    failed.action += QStringLiteral("-failed");
    m_gate.run<void>(
        actor, failed,
        [](Transaction &, const TenantScope &scope, AuditDetail &trail) -> common::Status {
            trail.setSubject(scope.actor().user.uuid(), scope.actor().name);
            return {};
        },
        [done, keep = m_onTheirWay](common::Status noted) {
            done(noted ? Result<Credential>(wrongSecret()) : common::propagate(noted));
        });
}

void SignInService::verifyPresent(const Actor &actor, const Operation &operation, const QByteArray &secret,
                                  const Credential &credential, const Done<Credential> &done)
{
    m_slots.post([this, actor, operation, secret, credential, done](bool tooBusy) {
        if (tooBusy) {
            m_throttle.withdraw(credential.loginKey, actor.peer);
            done(busy());
            return;
        }
        if (!common::checkVerifier(credential.verifier, secret)) {
            noteWrong(actor, operation, done);
            return;
        }
        m_throttle.succeeded(credential.loginKey, actor.peer);
        done(credential);
    });
}

void SignInService::makeVerifier(const QByteArray &secret, Done<QString> done)
{
    m_slots.post([secret, done = std::move(done)](bool tooBusy) {
        done(tooBusy ? Result<QString>(busy()) : common::makeVerifier(secret));
    });
}

void SignInService::replacePassword(const Actor &actor, const Operation &operation, const NewPassword &wanted,
                                    const Credential &before, const Done<void> &done)
{
    if (wanted.parameters.salt == before.salt || wanted.parameters.accountId == before.accountId) {
        done(invalid("newParameters"));
        return;
    }
    auto verifier = common::makeVerifier(wanted.secret);
    if (!verifier) {
        done(common::propagate(verifier));
        return;
    }
    Credential after = before;
    after.salt = wanted.parameters.salt;
    after.accountId = wanted.parameters.accountId;
    after.passes = wanted.parameters.passes;
    after.memoryKib = wanted.parameters.memoryKib;
    after.verifier = *verifier;
    after.mustChange = false;
    storePassword(actor, operation, before, after, done);
}

void SignInService::storePassword(const Actor &actor, const Operation &operation, const Credential &before,
                                  const Credential &after, const Done<void> &done)
{
    using Ended = QList<QUuid>;
    m_gate.run<Ended>(
        actor, operation,
        [this, before, after, keep = m_onTheirWay](Transaction &transaction, const TenantScope &scope,
                                                   AuditDetail &trail) -> Result<Ended> {
            CredentialRepository credentials(transaction);
            const auto now = credentials.find(before.user);
            if (!now || now->verifier != before.verifier) {
                return fail(ErrorCode::Conflict, QStringLiteral("the password was changed meanwhile"));
            }
            if (common::Status set = credentials.set(after, common::toUnixMs(m_clock.wall())); !set) {
                const bool sameId = set.error().fields.contains(QStringLiteral("accountId"));
                return sameId ? invalid("newParameters") : common::propagate(set);
            }
            const Actor &who = scope.actor();
            trail.setSubject(who.user.uuid(), who.name);
            const Ended ended = SessionRepository(transaction).removeOf(who.user, who.session.uuid());
            trail.note(QStringLiteral("sessions_ended"), static_cast<qint64>(ended.size()));
            return ended;
        },
        [this, done, keep = m_onTheirWay](Result<Ended> ended) {
            if (!ended) {
                done(common::propagate(ended));
                return;
            }
            QList<SessionId> sessions;
            for (const QUuid &session : std::as_const(*ended)) {
                sessions.append(SessionId(session));
            }
            m_watch.ended(sessions); // the others', never the own one: it waits for the answer
            done({});
        });
}

} // namespace recorder
