// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/accountservice.h"

#include "recorder/service/lastholder.h"
#include "recorder/store/credentialrepository.h"
#include "recorder/store/sessionrepository.h"
#include "recorder/store/tenantrepository.h"
#include "recorder/store/transaction.h"
#include "recorder/store/userrepository.h"

#include "common/crypto/loginkeys.h"
#include "common/crypto/passwordrule.h"

#include <QJsonArray>

namespace recorder
{

namespace
{

using common::ErrorCode;
using common::fail;
using common::Result;

const QString kRoot = QStringLiteral("root");
const QString kCommandLine = QStringLiteral("command line");

Operation operation(const QString &action, bool mutates = true)
{
    return {QString(), QStringLiteral("users.edit"), mutates, false, QStringLiteral("users"), action};
}

/// As a client would at its first sign-in; takes some 100 ms, so never in a transaction.
Result<Credential> credentialFrom(const QString &login, const QString &password, const QString &serverId)
{
    if (common::Status good = common::checkPassword(password, {false, {login}}); !good) {
        return common::propagate(good);
    }
    auto parameters = common::makeKdfParameters();
    if (!parameters) {
        return common::propagate(parameters);
    }
    auto keys = common::deriveLoginKeys(password, *parameters, serverId);
    if (!keys) {
        return common::propagate(keys);
    }
    auto verifier = common::makeVerifier(keys->secret);
    common::wipe(keys->secret);
    common::wipe(keys->kek);
    if (!verifier) {
        return common::propagate(verifier);
    }
    return Credential{{},
                      {},
                      loginKeyOf(login),
                      parameters->accountId,
                      parameters->salt,
                      parameters->passes,
                      parameters->memoryKib,
                      *verifier,
                      false};
}

tl::unexpected<common::Error> taken(const QString &login)
{
    return fail(ErrorCode::Conflict,
                QStringLiteral("the login '%1' belongs to somebody already").arg(login.trimmed()),
                {{QStringLiteral("login"), QStringLiteral("taken")}});
}

common::Status checkNames(const RootSpec &spec)
{
    if (loginKeyOf(spec.login).isEmpty() || spec.login.size() > 200) {
        return fail(ErrorCode::Invalid, QStringLiteral("a login has 1 to 200 characters"),
                    {{QStringLiteral("login"), QStringLiteral("length")}});
    }
    if (spec.name.size() > 1000) {
        return fail(ErrorCode::Invalid, QStringLiteral("a name has at most 1000 characters"),
                    {{QStringLiteral("name"), QStringLiteral("length")}});
    }
    return {};
}

void setGroups(UserRepository &users, const UserRights &before, const QStringList &names, AuditDetail &trail)
{
    QList<GroupId> groups;
    for (const QString &name : names) {
        groups.append(users.findOrCreateGroup(name.trimmed()).id);
    }
    users.setManagedGroups(before.user, groups);
    const auto texts = [](const QList<GroupId> &ids) {
        QStringList list;
        for (const GroupId &id : ids) {
            list.append(id.toString());
        }
        list.sort();
        list.removeDuplicates();
        return QJsonArray::fromStringList(list);
    };
    trail.changed(QStringLiteral("groups"), texts(before.groups), texts(groups));
    trail.note(QStringLiteral("managed"), names.join(QLatin1String(", ")));
}

bool reachesEverything(const UserRights &rights)
{
    return scopeKindOf(rights.scope) == AccessScope::Kind::Unrestricted;
}

common::Status applyAccess(Transaction &transaction, const AccessSpec &spec,
                           const std::optional<Credential> &wanted, qint64 nowMs, AuditDetail &trail)
{
    auto tenant = TenantRepository(transaction).find(spec.tenant);
    if (!tenant) {
        return common::propagate(tenant);
    }
    UserRepository users(transaction, tenant->key);
    const auto user = users.findByLogin(spec.login.trimmed());
    if (!user) {
        return fail(ErrorCode::NotFound, QStringLiteral("no user '%1'").arg(spec.login.left(200)),
                    {{QStringLiteral("login"), QStringLiteral("unknown")}});
    }
    trail.setTenant(tenant->key);
    trail.setSubject(user->id.uuid(), user->name);
    SessionRepository sessions(transaction);
    const auto before = sessions.rightsOf(user->id);
    if (!spec.role.isEmpty()) {
        if (common::Status set = users.setRole(user->id, spec.role); !set) {
            return set;
        }
        if (const auto after = sessions.rightsOf(user->id); after && reachesEverything(*after)) {
            return fail(ErrorCode::Invalid,
                        QStringLiteral("who reaches every tenant belongs to none of them"),
                        {{QStringLiteral("role"), QStringLiteral("not-allowed")}});
        }
        trail.changed(QStringLiteral("role"), before->role, spec.role);
    }
    if (!spec.managedGroups.isEmpty()) {
        setGroups(users, *before, spec.managedGroups, trail);
    }
    if (wanted) {
        auto given = giveUpKeys(transaction, user->id.uuid(), spec.confirm, nowMs);
        if (!given) {
            return common::propagate(given);
        }
        tellKeysGivenUp(trail, *given);
        Credential credential = *wanted;
        credential.user = user->id;
        credential.tenant = tenant->key;
        trail.note(QStringLiteral("password"), QStringLiteral("set"));
        if (common::Status set = CredentialRepository(transaction).set(credential, nowMs); !set) {
            return set;
        }
        KeyRepository(transaction).retireUserKeys(user->id.uuid(), nowMs);
        // Whoever is signed in with the old one may be the reason for the new one.
        const auto ended = static_cast<qint64>(sessions.removeOf(user->id, QUuid()).size());
        trail.note(QStringLiteral("sessions_ended"), ended);
    }
    return {};
}

} // namespace

AccountService::AccountService(const Gate &gate, const common::Clock &clock)
    : m_gate(gate)
    , m_clock(clock)
{
}

Result<QString> AccountService::serverId()
{
    return m_gate.runAndWait<QString>(
        Actor::system(kCommandLine), operation(QStringLiteral("show"), false),
        [](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<QString> {
            return CredentialRepository(transaction).installation().serverId.toString(QUuid::WithoutBraces);
        });
}

Result<int> AccountService::rootCount()
{
    return m_gate.runAndWait<int>(
        Actor::system(kCommandLine), operation(QStringLiteral("show"), false),
        [](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<int> {
            return CredentialRepository(transaction).countOfRole(kRoot);
        });
}

Result<User> AccountService::createRoot(const RootSpec &spec)
{
    if (common::Status good = checkNames(spec); !good) {
        return common::propagate(good);
    }
    auto server = serverId();
    if (!server) {
        return common::propagate(server);
    }
    auto credential = credentialFrom(spec.login, spec.password, *server);
    if (!credential) {
        return common::propagate(credential);
    }
    const qint64 now = common::toUnixMs(m_clock.wall());
    auto made = m_gate.runAndWait<User>(
        Actor::system(kCommandLine), operation(QStringLiteral("create")),
        [&](Transaction &transaction, const TenantScope &, AuditDetail &trail) -> Result<User> {
            UserRepository users(transaction, kSystemTenant);
            CredentialRepository credentials(transaction);
            if (users.findByLogin(spec.login.trimmed()) || credentials.find(credential->loginKey)) {
                return taken(spec.login);
            }
            User user{common::UserId::generate(),
                      spec.login.trimmed(),
                      spec.name.trimmed().isEmpty() ? spec.login.trimmed() : spec.name.trimmed(),
                      std::nullopt,
                      {}};
            users.insert(user);
            if (common::Status set = users.setRole(user.id, kRoot); !set) {
                return common::propagate(set);
            }
            credential->user = user.id;
            credential->tenant = kSystemTenant;
            if (common::Status set = credentials.set(*credential, now); !set) {
                return common::propagate(set);
            }
            trail.setSubject(user.id.uuid(), user.name);
            trail.note(QStringLiteral("role"), kRoot);
            trail.note(QStringLiteral("login"), user.login);
            return user;
        });
    if (!made && made.error().code == ErrorCode::Conflict) {
        return taken(spec.login); // somebody else made it in the same moment
    }
    return made;
}

/// Setting it again would retire the user's keys for nothing: scripts do so at each start.
Result<bool> AccountService::isPassword(const AccessSpec &spec, const QString &serverId)
{
    auto present = m_gate.runAndWait<std::optional<Credential>>(
        Actor::system(kCommandLine), operation(QStringLiteral("show"), false),
        [&spec](Transaction &transaction, const TenantScope &,
                AuditDetail &) -> Result<std::optional<Credential>> {
            const auto tenant = TenantRepository(transaction).find(spec.tenant);
            const auto found = CredentialRepository(transaction).find(loginKeyOf(spec.login));
            return found && tenant && found->tenant == tenant->key ? found : std::nullopt;
        });
    if (!present) {
        return common::propagate(present);
    }
    if (!*present || (*present)->mustChange) {
        return false;
    }
    const Credential &kept = **present;
    auto keys = common::deriveLoginKeys(spec.password,
                                        {kept.salt, kept.passes, kept.memoryKib, kept.accountId}, serverId);
    if (!keys) {
        return false; // made with parameters that are not used any more
    }
    const bool same = common::checkVerifier(kept.verifier, keys->secret);
    common::wipe(keys->secret);
    common::wipe(keys->kek);
    return same;
}

common::Status AccountService::setAccess(const AccessSpec &spec)
{
    std::optional<Credential> credential;
    if (!spec.password.isEmpty()) {
        auto server = serverId();
        if (!server) {
            return common::propagate(server);
        }
        auto same = isPassword(spec, *server);
        if (!same) {
            return common::propagate(same);
        }
        if (*same) {
            return apply(spec, {});
        }
        auto made = credentialFrom(spec.login, spec.password, *server);
        if (!made) {
            return common::propagate(made);
        }
        credential = *made;
    }
    return apply(spec, credential);
}

common::Status AccountService::apply(const AccessSpec &spec, const std::optional<Credential> &credential)
{
    const qint64 now = common::toUnixMs(m_clock.wall());
    return m_gate.runAndWait<void>(Actor::system(kCommandLine), operation(QStringLiteral("update")),
                                   [&](Transaction &transaction, const TenantScope &, AuditDetail &trail) {
                                       return applyAccess(transaction, spec, credential, now, trail);
                                   });
}

} // namespace recorder
