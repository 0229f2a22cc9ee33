// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/linkservice.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/lastholder.h"
#include "recorder/service/mailsender.h"
#include "recorder/service/mailtexts.h"
#include "recorder/service/signinservice.h"
#include "recorder/service/userreset.h"
#include "recorder/service/userrules.h"
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
using common::Status;

constexpr qsizetype kLinkSize = 32;
constexpr qsizetype kSecretSize = 32;
constexpr qsizetype kMostLogin = 200;
constexpr qint64 kLifeMs = 15 * 60 * 1000;
constexpr qint64 kHourMs = 60 * 60 * 1000;
constexpr int kMostAnHour = 3;

/// A link says whose it is: whoever may be signed in on the connection has nothing to do with it.
Actor nobody(const Actor &actor)
{
    return Actor::anonymous(actor.peer, actor.requestId);
}

tl::unexpected<common::Error> throttled(qint64 waitMs)
{
    return fail(ErrorCode::Unavailable, QStringLiteral("wait before the next mail"),
                {{QStringLiteral("reason"), QStringLiteral("throttled")},
                 {QStringLiteral("retry_after_ms"), QString::number(waitMs)}});
}

/// Used, old and unknown ones alike.
tl::unexpected<common::Error> expired()
{
    return refused(ErrorCode::Denied, "link", "expired");
}

std::optional<LinkOwner> ownerOfLink(Transaction &transaction, const QByteArray &link, qint64 nowMs)
{
    return link.size() == kLinkSize ? LinkRepository(transaction).take(common::sha256(link), nowMs)
                                    : std::nullopt;
}

Status checkReset(const LinkService::Reset &wanted, const QByteArray &accountId)
{
    const common::KdfParameters standard;
    // Other costs would tell which logins exist.
    const bool good = wanted.parameters.salt.size() == 16 && wanted.parameters.passes == standard.passes &&
                      wanted.parameters.memoryKib == standard.memoryKib &&
                      wanted.parameters.accountId == accountId;
    if (!good) {
        return invalid("parameters", "wrong");
    }
    return wanted.secret.size() == kSecretSize ? Status() : Status(invalid("secret", "wrong"));
}

} // namespace

LinkService::LinkService(Parts parts)
    : m_parts(std::move(parts))
    , m_throttle(m_parts.clock)
{
}

void LinkService::forgot(const Actor &actor, const Operation &operation, const QString &login,
                         Done<void> done)
{
    const QString typed = login.left(kMostLogin);
    const QString key = loginKeyOf(typed);
    if (const auto wait = m_throttle.admit(key, actor.peer)) {
        done(throttled(wait->count()));
        return;
    }
    m_parts.gate.run<void>(
        nobody(actor), operation,
        [typed, key](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> Status {
            LinkRepository(transaction).request(key, scope.nowMs());
            trail.setActor(typed);
            return {};
        },
        [this, done = std::move(done), keep = m_errands.one()](const Status &noted) {
            done(noted);
            if (noted) {
                m_parts.queued();
            }
        });
}

Result<QString> LinkService::issue(Transaction &transaction, const LinkOwner &owner, qint64 nowMs) const
{
    LinkRepository links(transaction);
    const auto sent = links.sentSince(owner.user, nowMs - kHourMs, nowMs);
    if (sent.count >= kMostAnHour) {
        return throttled(sent.firstMs + kHourMs - nowMs);
    }
    QByteArray link(kLinkSize, '\0');
    if (Status filled = common::fillRandom(
            std::as_writable_bytes(std::span(link.data(), static_cast<std::size_t>(link.size()))));
        !filled) {
        return common::propagate(filled);
    }
    links.add(owner, common::sha256(link), nowMs, nowMs + kLifeMs, nowMs - kHourMs);
    const MailText text = resetMail({owner.name, owner.login, m_parts.server, link, owner.language});
    OutgoingMail mail;
    mail.user = owner.user;
    mail.recipient = owner.email;
    mail.subject = text.subject;
    mail.expiresMs = nowMs + kLifeMs;
    if (Status queued = queueMail(transaction, m_parts.key, std::move(mail), text.body, nowMs); !queued) {
        return common::propagate(queued);
    }
    return owner.email;
}

void LinkService::send(const Actor &actor, const Operation &operation, const QString &userId,
                       const QStringList &confirm, Done<QString> done)
{
    m_parts.gate.run<QString>(
        actor, operation,
        [this, userId, confirm](Transaction &transaction, const TenantScope &scope,
                                AuditDetail &trail) -> Result<QString> {
            const common::UserId id(uuidOfText(userId));
            auto user = userToReset(transaction, scope, id);
            if (!user) {
                const QString way = user.error().fields.value(QStringLiteral("authenticate_with"));
                return way.isEmpty() ? Result<QString>(common::propagate(user))
                                     : Result<QString>(fail(ErrorCode::Conflict, user.error().message,
                                                            {{QStringLiteral("authentication"), way}}));
            }
            if (user->record.email.isEmpty()) {
                return refused(ErrorCode::Conflict, "email", "missing");
            }
            if (!isMailOn(transaction)) {
                return refused(ErrorCode::Conflict, "mail", "off");
            }
            const auto owner = LinkRepository(transaction).owner(id, scope.nowMs());
            if (!owner) {
                return refused(ErrorCode::Conflict, "user", "inactive");
            }
            auto given = giveUpKeys(transaction, id.uuid(), confirm, scope.nowMs());
            if (!given) {
                return common::propagate(given);
            }
            tellKeysGivenUp(trail, *given);
            trail.setTenant(user->tenant);
            trail.setSubject(id.uuid(), user->record.name);
            trail.note(QStringLiteral("recipient"), owner->email);
            return issue(transaction, *owner, scope.nowMs());
        },
        [this, done = std::move(done), keep = m_errands.one()](Result<QString> address) {
            const bool queued = address.has_value();
            done(std::move(address));
            if (queued) {
                m_parts.queued();
            }
        });
}

void LinkService::begin(const Actor &actor, const Operation &operation, const QByteArray &link,
                        Done<Parameters> done)
{
    m_parts.gate.run<Parameters>(
        nobody(actor), operation,
        [link](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Result<Parameters> {
            const auto owner = ownerOfLink(transaction, link, scope.nowMs());
            if (!owner) {
                return expired();
            }
            CredentialRepository credentials(transaction);
            const common::KdfParameters standard;
            return Parameters{resetAccountId(credentials, owner->user),
                              credentials.installation().serverId.toString(QUuid::WithoutBraces),
                              standard.passes,
                              standard.memoryKib,
                              owner->login,
                              owner->secondStep};
        },
        std::move(done));
}

void LinkService::reset(const Actor &actor, const Operation &operation, const Reset &wanted, Done<void> done)
{
    // Without a good link it costs neither memory nor time of the slots.
    Operation reading = operation;
    reading.mutates = false;
    m_parts.gate.run<void>(
        nobody(actor), reading,
        [wanted](Transaction &transaction, const TenantScope &scope, AuditDetail &) -> Status {
            const auto owner = ownerOfLink(transaction, wanted.link, scope.nowMs());
            CredentialRepository credentials(transaction);
            return owner ? checkReset(wanted, resetAccountId(credentials, owner->user)) : Status(expired());
        },
        [this, actor, operation, wanted, done = std::move(done), keep = m_errands.one()](const Status &good) {
            if (!good) {
                done(tl::unexpected<common::Error>(good.error()));
                return;
            }
            m_parts.signIn.makeVerifier(
                wanted.secret, [this, actor, operation, wanted, done, keep](Result<QString> verifier) {
                    if (verifier) {
                        store(actor, operation, wanted, *verifier, done);
                    } else {
                        done(common::propagate(verifier));
                    }
                });
        });
}

void LinkService::store(const Actor &actor, const Operation &operation, const Reset &wanted,
                        const QString &verifier, const Done<void> &done)
{
    using Ended = QList<QUuid>;
    m_parts.gate.run<Ended>(
        nobody(actor), operation,
        [wanted, verifier](Transaction &transaction, const TenantScope &scope,
                           AuditDetail &trail) -> Result<Ended> {
            const auto owner = ownerOfLink(transaction, wanted.link, scope.nowMs());
            if (!owner) {
                return expired(); // somebody was faster with the same link
            }
            auto given = giveUpKeys(transaction, owner->user.uuid(), wanted.confirm, scope.nowMs());
            if (!given) {
                return common::propagate(given);
            }
            tellKeysGivenUp(trail, *given);
            CredentialRepository credentials(transaction);
            const Credential credential{owner->user,
                                        owner->tenant,
                                        owner->loginKey,
                                        resetAccountId(credentials, owner->user),
                                        wanted.parameters.salt,
                                        wanted.parameters.passes,
                                        wanted.parameters.memoryKib,
                                        verifier,
                                        false};
            if (Status set = credentials.set(credential, scope.nowMs()); !set) {
                return common::propagate(set);
            }
            // He may still remember the old password, or have his recovery code.
            KeyRepository(transaction).retireUserKeys(owner->user.uuid(), scope.nowMs());
            LinkRepository(transaction).useUp(owner->user, scope.nowMs());
            trail.setActor(owner->login);
            trail.setTenant(owner->tenant);
            trail.setSubject(owner->user.uuid(), owner->name);
            const Ended ended = SessionRepository(transaction).removeOf(owner->user, QUuid());
            trail.note(QStringLiteral("sessions_ended"), static_cast<qint64>(ended.size()));
            return ended;
        },
        [this, done, keep = m_errands.one()](const Result<Ended> &ended) {
            if (!ended) {
                done(tl::unexpected<common::Error>(ended.error()));
                return;
            }
            QList<SessionId> sessions;
            for (const QUuid &session : *ended) {
                sessions.append(SessionId(session));
            }
            m_parts.watch.ended(sessions); // first: whoever has the answer counts on closed streams
            done({});
        });
}

/// False when nobody asks any more.
Result<bool> LinkService::issueOne(Transaction &transaction, AuditDetail &trail, qint64 nowMs) const
{
    LinkRepository links(transaction);
    trail.drop(); // unless something is sent
    const auto login = links.takeRequest();
    if (!login) {
        return false;
    }
    const auto owner = links.ownerOf(*login, nowMs);
    if (!owner || owner->email.isEmpty() || !isMailOn(transaction)) {
        return true;
    }
    auto address = issue(transaction, *owner, nowMs);
    if (!address) {
        // Had he asked too often, that is all; else the request stays and is tried again.
        return address.error().code == ErrorCode::Unavailable ? Result<bool>(true)
                                                              : Result<bool>(common::propagate(address));
    }
    trail.drop(false);
    trail.setTenant(owner->tenant);
    trail.setSubject(owner->user.uuid(), owner->name);
    trail.note(QStringLiteral("recipient"), *address);
    return true;
}

void LinkService::issueRequested()
{
    const Operation sending{QStringLiteral("earshot.v1.PasswordReset/Forgot"),
                            QString(),
                            true,
                            false,
                            QStringLiteral("users"),
                            QStringLiteral("send-link")};
    for (bool more = true; more;) {
        const auto issued = m_parts.gate.runAndWait<bool>(
            Actor::system(QStringLiteral("mail")), sending,
            [this](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return issueOne(transaction, trail, scope.nowMs());
            });
        more = issued && *issued;
    }
}

} // namespace recorder
