// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/userservice.h"

#include "recorder/service/seats.h"
#include "recorder/store/directoryreach.h"
#include "recorder/store/tenantrepository.h"
#include "recorder/store/userrepository.h"

#include <QJsonArray>
#include <QJsonObject>

namespace recorder
{

using common::Result;
using common::Status;

namespace
{

Status checkSpec(const UserSpec &spec)
{
    const auto invalid = [](const QString &field) {
        return common::fail(common::ErrorCode::Invalid,
                            QStringLiteral("user: %1 is empty or too long").arg(field),
                            {{field, QStringLiteral("length")}});
    };
    if (spec.login.trimmed().isEmpty() || spec.login.size() > 200) {
        return invalid(QStringLiteral("login"));
    }
    if (spec.name.size() > 1000) {
        return invalid(QStringLiteral("name"));
    }
    if (spec.group.size() > 200) {
        return invalid(QStringLiteral("group"));
    }
    for (const QString &extension : spec.extensions) {
        if (extension.trimmed().isEmpty() || extension.size() > 200) {
            return invalid(QStringLiteral("extensions"));
        }
    }
    return {};
}

Operation operation(const QString &action, bool mutates)
{
    return {QStringLiteral("host"),
            QStringLiteral("users.edit"),
            mutates,
            false,
            QStringLiteral("users"),
            action};
}

QJsonObject toldOf(const User &user)
{
    return {{QStringLiteral("login"), user.login},
            {QStringLiteral("name"), user.name},
            {QStringLiteral("home_group"), user.homeGroup ? user.homeGroup->toString() : QString()},
            {QStringLiteral("extensions"), QJsonArray::fromStringList(user.extensions)}};
}

User wantedUser(UserRepository &users, const UserSpec &spec, const std::optional<User> &existing)
{
    User wanted{common::UserId(), spec.login.trimmed(), spec.name, std::nullopt, {}};
    if (spec.keepUnnamed && wanted.name.isEmpty()) {
        wanted.name = existing ? existing->name : wanted.login;
    }
    if (!spec.group.trimmed().isEmpty()) {
        wanted.homeGroup = users.findOrCreateGroup(spec.group.trimmed()).id;
    } else if (spec.keepUnnamed && existing) {
        wanted.homeGroup = existing->homeGroup;
    }
    return wanted;
}

Result<User> ensure(Transaction &transaction, const UserSpec &spec, AuditDetail &trail)
{
    auto tenant = TenantRepository(transaction).find(spec.tenant);
    if (!tenant) {
        return common::propagate(tenant);
    }
    lockDirectory(transaction);
    UserRepository users(transaction, tenant->key);
    const auto existing = users.findByLogin(spec.login.trimmed());
    User wanted = wantedUser(users, spec, existing);
    if (existing) {
        wanted.id = existing->id;
        users.update(wanted);
    } else {
        wanted.id = common::UserId::generate();
        users.insert(wanted);
        if (Status left = checkSeatsLeft(transaction, tenant->key, {1, 0, 0, 0}); !left) {
            return common::propagate(left);
        }
    }
    if (!existing || !spec.keepUnnamed || !spec.extensions.isEmpty()) {
        if (Status status = users.setExtensions(wanted.id, spec.extensions); !status) {
            return common::propagate(status);
        }
    }
    const User after = *users.findByLogin(wanted.login);
    if (existing && *existing == after) {
        trail.drop();
        return after;
    }
    trail.setTenant(tenant->key);
    trail.setSubject(after.id.uuid(), after.name);
    trail.setAction(existing ? QStringLiteral("update") : QStringLiteral("create"));
    trail.changed(existing ? toldOf(*existing) : QJsonObject(), toldOf(after));
    return after;
}

} // namespace

UserService::UserService(const Gate &gate)
    : m_gate(gate)
{
}

Result<User> UserService::ensureUser(const UserSpec &spec)
{
    if (Status status = checkSpec(spec); !status) {
        return common::propagate(status);
    }
    return m_gate.runAndWait<User>(Actor::system(QStringLiteral("command line")),
                                   operation(QStringLiteral("update"), true),
                                   [&spec](Transaction &transaction, const TenantScope &,
                                           AuditDetail &trail) { return ensure(transaction, spec, trail); });
}

Result<QList<User>> UserService::all(const QString &tenant)
{
    return m_gate.runAndWait<QList<User>>(
        Actor::system(QStringLiteral("command line")), operation(QStringLiteral("list"), false),
        [&tenant](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<QList<User>> {
            auto found = TenantRepository(transaction).find(tenant);
            if (!found) {
                return common::propagate(found);
            }
            return UserRepository(transaction, found->key).all();
        });
}

} // namespace recorder
