// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/signonaccess.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/directoryusers.h"
#include "recorder/service/providers.h"
#include "recorder/store/peoplerepository.h"
#include "recorder/store/sourcerepository.h"

#include <QLoggingCategory>
#include <QRegularExpression>

namespace recorder
{

Q_LOGGING_CATEGORY(lcSignOn, "earshot.signon", QtInfoMsg)

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

const QString kWay = QStringLiteral("single-sign-on");
/// A provider that does not answer keeps a slot for many seconds: two at most.
constexpr SlotPool::Options kSlots{
    .slots = 4, .patience = std::chrono::seconds(5), .queueLimit = 100, .slotsOfLane = 2};
const QString kTestLane = QStringLiteral("test"); ///< of all settings that are only tried
constexpr qsizetype kLongestAnswer = 8 * 1024;

tl::unexpected<common::Error> busy()
{
    return common::fail(ErrorCode::Unavailable, QStringLiteral("too many wait for a provider"),
                        {{QStringLiteral("reason"), QStringLiteral("busy")}});
}

tl::unexpected<common::Error> denied(const char *reason)
{
    return common::fail(ErrorCode::Denied, QStringLiteral("not signed in"),
                        {{QStringLiteral("reason"), QLatin1String(reason)}});
}

Operation reading(Operation operation)
{
    operation.mutates = false;
    operation.audited = false;
    return operation;
}

/// RFC 8252, 7.3: the loopback interface by its address, any port. What the console listens at.
bool isLoopbackRedirect(const QString &uri)
{
    static const QRegularExpression kUri(
        QStringLiteral("^http://(127\\.0\\.0\\.1|\\[::1\\]):([1-9][0-9]{0,4})/callback\\z"));
    const auto match = kUri.match(uri);
    return match.hasMatch() && match.captured(2).toInt() <= 65535;
}

bool isInUse(const std::optional<StoredProvider> &provider)
{
    return provider && !provider->removed && provider->record.enabled && provider->tenantInUse;
}

/// What the provider says of him, by the rules of his first sign-in.
common::UserRecord recordOf(const StoredProvider &provider, const SignOnPerson &person)
{
    const common::ProviderRecord &record = provider.record;
    common::UserRecord user;
    user.tenantId = record.tenantId;
    user.name = person.name.trimmed().isEmpty() ? person.login : person.name.trimmed();
    user.login = person.login;
    user.email = person.email;
    user.webAccess = true;
    user.recordingSeat = false; // signing in records nobody
    user.authenticateWith = kWay;
    user.sourceId = record.id;
    user.roleId = record.defaultRoleId;
    bool mapped = false;
    for (const ProviderMapping &mapping : provider.mappings) {
        if (!person.groups.contains(mapping.value)) {
            continue;
        }
        if (!mapping.role.isNull() && !mapped) {
            user.roleId = mapping.role.toString(QUuid::WithoutBraces);
            mapped = true; // the first line that fits
        }
        const QString group = mapping.group.toString(QUuid::WithoutBraces);
        if (!mapping.group.isNull() && !user.groupIds.contains(group)) {
            user.groupIds.append(group);
        }
    }
    if (user.groupIds.isEmpty() && !record.defaultGroupId.isEmpty()) {
        user.groupIds.append(record.defaultGroupId);
    }
    return user;
}

QUuid userAt(Transaction &transaction, const StoredProvider &provider, const SignOnPerson &person)
{
    return ProviderRepository(transaction)
        .userOf(QUuid::fromString(provider.record.id), person.subject,
                provider.record.matchLogin ? loginKeyOf(person.login) : QString());
}

/// The settings by which somebody is known there.
bool isSameServer(const common::ProviderRecord &a, const common::ProviderRecord &b)
{
    return a.issuer == b.issuer && a.clientId == b.clientId && a.caCertificates == b.caCertificates;
}

/// As it is now: the settings may have changed while the browser was out.
std::optional<StoredProvider> providerNow(Transaction &transaction, const StoredProvider &before)
{
    auto now = ProviderRepository(transaction).get(std::nullopt, QUuid::fromString(before.record.id));
    return isInUse(now) && isSameServer(now->record, before.record) ? now : std::nullopt;
}

} // namespace

struct SignOnAccess::Known {
    std::optional<StoredProvider> provider; ///< none = not there, or not in use
    SignOnServer server{};
};

struct SignOnAccess::Attempt {
    Actor actor;
    Operation operation;
    SignInService::Proof proof;
    QByteArray answer;
    SignOnBook::Entry entry;
    Known known{};
    SignOnPerson person{};
    Done<SignInService::SignedIn> done;
};

SignOnAccess::SignOnAccess(const Gate &gate, SignInService &signIn, std::shared_ptr<const SignOnPort> port,
                           common::HostKey key, const common::Clock &clock)
    : m_gate(gate)
    , m_signIn(signIn)
    , m_port(std::move(port))
    , m_key(std::move(key))
    , m_book(clock)
    , m_slots(clock, kSlots)
{
}

SignOnAccess::~SignOnAccess()
{
    m_slots.stop();
}

void SignOnAccess::find(const Actor &actor, const Operation &operation, const QUuid &provider,
                        Done<Known> done)
{
    m_gate.run<Known>(
        Actor::anonymous(actor.peer, actor.requestId), reading(operation),
        [provider, key = m_key](Transaction &transaction, const TenantScope &,
                                AuditDetail &) -> Result<Known> {
            auto stored = ProviderRepository(transaction).get(std::nullopt, provider);
            if (!isInUse(stored)) {
                return Known();
            }
            auto server = signOnServerOf(*stored, key);
            return server ? Result<Known>(Known{std::move(stored), *server})
                          : Result<Known>(common::propagate(server));
        },
        std::move(done));
}

void SignOnAccess::begin(const Actor &actor, const Operation &operation, const Beginning &wanted,
                         const std::function<void()> &waits, Done<Begun> done)
{
    if (!isLoopbackRedirect(wanted.redirectUri)) {
        done(invalid("redirect_uri", "format"));
        return;
    }
    const auto handle = m_book.reserve(actor.peer, actor.connection, wanted.provider);
    if (!handle) {
        done(tl::unexpected<common::Error>(handle.error()));
        return;
    }
    waits();
    const auto conclude = [this, handle = *handle, done](const Result<SignOnStart> &start) {
        if (start && m_book.fill(handle, *start)) {
            done(Begun{handle, start->url});
            return;
        }
        m_book.drop(handle);
        done(start ? Result<Begun>(busy()) : Result<Begun>(tl::unexpected<common::Error>(start.error())));
    };
    find(actor, operation, wanted.provider,
         [this, redirect = wanted.redirectUri, conclude, keep = m_errands.one()](const Result<Known> &known) {
             if (!known || !known->provider) {
                 conclude(known ? Result<SignOnStart>(denied("wrong"))
                                : Result<SignOnStart>(tl::unexpected<common::Error>(known.error())));
                 return;
             }
             m_slots.post(
                 [this, server = known->server, redirect, conclude](bool tooBusy) {
                     conclude(tooBusy ? Result<SignOnStart>(busy()) : m_port->begin(server, redirect));
                 },
                 known->provider->record.id);
         });
}

void SignOnAccess::finish(const Actor &actor, const Operation &operation, const Ending &ending,
                          Done<SignInService::SignedIn> done)
{
    auto entry = m_book.take(ending.handle, actor.connection);
    if (!entry) {
        done(denied("expired"));
        return;
    }
    auto attempt = std::make_shared<Attempt>();
    attempt->actor = actor;
    attempt->operation = operation;
    attempt->proof = ending.proof;
    attempt->proof.login = kWay; // until the provider has said who it is
    attempt->answer = ending.answer;
    attempt->entry = std::move(*entry);
    attempt->done = std::move(done);
    if (const auto refused = m_signIn.admit(actor, attempt->proof.login)) {
        attempt->done(tl::unexpected<common::Error>(*refused));
        return;
    }
    find(actor, operation, attempt->entry.provider,
         [this, attempt, keep = m_errands.one()](const Result<Known> &known) {
             if (!known) {
                 giveUp(attempt, known.error());
             } else if (!known->provider || attempt->answer.size() > kLongestAnswer) {
                 refuse(attempt);
             } else {
                 attempt->known = *known;
                 ask(attempt);
             }
         });
}

void SignOnAccess::ask(const AttemptPtr &attempt)
{
    const auto work = [this, attempt](bool tooBusy) {
        using Found = std::optional<SignOnPerson>;
        const auto person =
            tooBusy ? Result<Found>(busy())
                    : m_port->finish(attempt->known.server, attempt->entry.start, attempt->answer);
        if (!person) {
            giveUp(attempt, person.error());
        } else if (!*person || (*person)->subject.isEmpty()) {
            refuse(attempt);
        } else {
            attempt->person = **person;
            if (attempt->known.provider->record.createUsers) {
                makeUser(attempt);
            } else {
                enter(attempt);
            }
        }
    };
    m_slots.post(work, attempt->known.provider->record.id);
}

/// The provider said no, or said it in a way that is not to be believed.
void SignOnAccess::refuse(const AttemptPtr &attempt)
{
    const auto nobody = [](Transaction &) { return Result<common::UserId>(common::UserId()); };
    m_signIn.enterVouched(attempt->actor, attempt->operation, attempt->proof, {kWay, false, nobody},
                          attempt->done);
}

void SignOnAccess::giveUp(const AttemptPtr &attempt, const common::Error &error)
{
    m_signIn.withdraw(attempt->actor, attempt->proof.login);
    attempt->done(tl::unexpected<common::Error>(error));
}

/// As the system, which the administrator told to by "make users": in its own row of the trail. Then he signs
/// in like anybody.
void SignOnAccess::makeUser(const AttemptPtr &attempt)
{
    Operation create = attempt->operation;
    create.permission = QStringLiteral("users.edit");
    create.resource = QStringLiteral("users");
    create.action = QStringLiteral("create");
    m_gate.run<void>(
        Actor::system(kWay), create,
        [attempt](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> Status {
            const auto provider = providerNow(transaction, *attempt->known.provider);
            const SignOnPerson &person = attempt->person;
            const bool wanted = provider && provider->record.createUsers && !person.login.isEmpty() &&
                                userAt(transaction, *provider, person).isNull() &&
                                !ProviderRepository(transaction)
                                     .wasRemoved(QUuid::fromString(provider->record.id), person.subject);
            trail.drop(!wanted);
            if (!wanted) {
                return {};
            }
            common::UserRecord user = recordOf(*provider, person);
            if (PeopleRepository(transaction, directoryReachOf(scope))
                    .isNameTaken(provider->tenant, user.name, QUuid())) {
                user.name += QStringLiteral(" (%1)").arg(person.login);
            }
            auto made = createUser(transaction, scope, trail, user);
            if (!made) {
                return common::propagate(made);
            }
            SourceRepository(transaction).setKey(QUuid::fromString(made->id), person.subject);
            trail.note(QStringLiteral("provider"), provider->record.name);
            return {};
        },
        [this, attempt, keep = m_errands.one()](const Status &made) {
            if (!made && made.error().code == ErrorCode::Unavailable) {
                giveUp(attempt, made.error());
                return;
            }
            if (!made) {
                qCWarning(lcSignOn, "a user of %s cannot be made: %s",
                          qUtf8Printable(attempt->known.provider->record.name),
                          qUtf8Printable(made.error().message));
            }
            enter(attempt);
        });
}

/// From here on as with a password, counted for his own login.
void SignOnAccess::enter(const AttemptPtr &attempt)
{
    const SignOnPerson &person = attempt->person;
    m_signIn.withdraw(attempt->actor, attempt->proof.login);
    attempt->proof.login = person.login.isEmpty() ? person.subject : person.login;
    if (const auto refused = m_signIn.admit(attempt->actor, attempt->proof.login)) {
        attempt->done(tl::unexpected<common::Error>(*refused));
        return;
    }
    const auto user = [provider = *attempt->known.provider,
                       person](Transaction &transaction) -> Result<common::UserId> {
        const auto now = providerNow(transaction, provider);
        const QUuid found = now ? userAt(transaction, *now, person) : QUuid();
        if (!found.isNull()) {
            SourceRepository(transaction).setKey(found, person.subject);
        }
        return common::UserId(found);
    };
    m_signIn.enterVouched(attempt->actor, attempt->operation, attempt->proof, {kWay, true, user},
                          attempt->done);
}

void SignOnAccess::test(const Actor &actor, const Operation &operation,
                        const common::ProviderRecord &provider, Done<QList<ConnectionStep>> done)
{
    m_gate.run<SignOnServer>(
        actor, operation,
        [provider](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
            return providerToTest(transaction, scope, trail, provider);
        },
        [this, done, keep = m_errands.one()](const Result<SignOnServer> &server) {
            if (!server) {
                done(tl::unexpected<common::Error>(server.error()));
                return;
            }
            m_slots.post(
                [this, server = *server, done](bool tooBusy) {
                    done(tooBusy ? Result<QList<ConnectionStep>>(busy())
                                 : Result<QList<ConnectionStep>>(m_port->test(server)));
                },
                kTestLane);
        });
}

} // namespace recorder
