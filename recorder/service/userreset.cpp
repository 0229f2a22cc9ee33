// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/userreset.h"
#include "recorder/service/lastholder.h"
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

constexpr qsizetype kSecretSize = 32;

common::Status check(const SignInService::Reset &wanted)
{
    const common::KdfParameters standard;
    const auto bad = [](const char *field) {
        return fail(ErrorCode::Invalid,
                    QStringLiteral("password: %1 cannot be used").arg(QLatin1String(field)),
                    {{QLatin1String(field), QStringLiteral("wrong")}});
    };
    if (wanted.parameters.salt.size() != 16) {
        return bad("salt");
    }
    // Other costs would tell which logins exist.
    if (wanted.parameters.passes != standard.passes) {
        return bad("passes");
    }
    if (wanted.parameters.memoryKib != standard.memoryKib) {
        return bad("memory_kib");
    }
    return wanted.secret.size() == kSecretSize ? common::Status() : common::Status(bad("secret"));
}

} // namespace

QByteArray resetAccountId(CredentialRepository &credentials, const common::UserId &user)
{
    if (const auto credential = credentials.find(user)) {
        return credential->accountId;
    }
    return common::hmacSha256(credentials.installation().secret,
                              QByteArrayLiteral("reset|") + user.uuid().toRfc4122())
        .left(16);
}

void SignInService::beginReset(const Actor &actor, const Operation &operation, const common::UserId &user,
                               Done<ResetParameters> done)
{
    m_gate.run<ResetParameters>(
        actor, operation,
        [user](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<ResetParameters> {
            if (auto found = userToReset(transaction, scope, user); !found) {
                return common::propagate(found);
            }
            CredentialRepository credentials(transaction);
            const common::KdfParameters standard;
            return ResetParameters{resetAccountId(credentials, user),
                                   credentials.installation().serverId.toString(QUuid::WithoutBraces),
                                   standard.passes, standard.memoryKib};
        },
        std::move(done));
}

void SignInService::resetPassword(const Actor &actor, const Operation &operation, const Reset &wanted,
                                  Done<void> done)
{
    // Who may not do it costs no memory and no time of the slots.
    Operation reading = operation;
    reading.mutates = false;
    m_gate.run<void>(
        actor, reading,
        [wanted](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> common::Status {
            if (common::Status good = check(wanted); !good) {
                return good;
            }
            auto found = userToReset(transaction, scope, wanted.user);
            return found ? common::Status() : common::Status(common::propagate(found));
        },
        [this, actor, operation, wanted, done = std::move(done),
         keep = m_onTheirWay](const common::Status &allowed) {
            if (!allowed) {
                done(tl::unexpected<common::Error>(allowed.error()));
                return;
            }
            m_slots.post([this, actor, operation, wanted, done](bool tooBusy) {
                auto verifier =
                    tooBusy ? Result<QString>(fail(ErrorCode::Unavailable,
                                                   QStringLiteral("too many sign in at this moment"),
                                                   {{QStringLiteral("reason"), QStringLiteral("busy")}}))
                            : common::makeVerifier(wanted.secret);
                if (!verifier) {
                    done(common::propagate(verifier));
                    return;
                }
                storeReset(actor, operation, wanted, *verifier, done);
            });
        });
}

void SignInService::storeReset(const Actor &actor, const Operation &operation, const Reset &wanted,
                               const QString &verifier, const Done<void> &done)
{
    using Ended = QList<QUuid>;
    m_gate.run<Ended>(
        actor, operation,
        [this, wanted, verifier, keep = m_onTheirWay](Transaction &transaction, const TenantScope &scope,
                                                      AuditDetail &trail) -> Result<Ended> {
            auto user = userToReset(transaction, scope, wanted.user);
            if (!user) {
                return common::propagate(user);
            }
            auto given = giveUpKeys(transaction, wanted.user.uuid(), wanted.confirm, scope.nowMs());
            if (!given) {
                return common::propagate(given);
            }
            tellKeysGivenUp(trail, *given);
            CredentialRepository credentials(transaction);
            const Credential credential{wanted.user,
                                        user->tenant,
                                        loginKeyOf(user->record.login),
                                        resetAccountId(credentials, wanted.user),
                                        wanted.parameters.salt,
                                        wanted.parameters.passes,
                                        wanted.parameters.memoryKib,
                                        verifier,
                                        true}; // known to two people: to be changed, and in time
            if (common::Status set = credentials.set(credential, common::toUnixMs(m_clock.wall())); !set) {
                return common::propagate(set);
            }
            // Nobody but he who knew the old password opens them now.
            KeyRepository(transaction).retireUserKeys(wanted.user.uuid(), common::toUnixMs(m_clock.wall()));
            trail.setTenant(user->tenant);
            trail.setSubject(wanted.user.uuid(), user->record.name);
            const Ended ended = SessionRepository(transaction).removeOf(wanted.user, QUuid());
            trail.note(QStringLiteral("sessions_ended"), static_cast<qint64>(ended.size()));
            return ended;
        },
        [this, done, keep = m_onTheirWay](const Result<Ended> &ended) {
            if (!ended) {
                done(tl::unexpected<common::Error>(ended.error()));
                return;
            }
            QList<SessionId> sessions;
            for (const QUuid &session : *ended) {
                sessions.append(SessionId(session));
            }
            done({});
            m_watch.ended(sessions);
        });
}

} // namespace recorder
