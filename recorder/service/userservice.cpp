// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/userservice.h"

#include "recorder/store/connectionpool.h"
#include "recorder/store/tenantrepository.h"
#include "recorder/store/userrepository.h"

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

Result<User> ensure(Transaction &transaction, const UserSpec &spec)
{
    auto tenant = TenantRepository(transaction).find(spec.tenant);
    if (!tenant) {
        return common::propagate(tenant);
    }
    UserRepository users(transaction, tenant->key);
    User wanted{common::UserId(), spec.login.trimmed(), spec.name, std::nullopt, {}};
    if (!spec.group.trimmed().isEmpty()) {
        wanted.homeGroup = users.findOrCreateGroup(spec.group.trimmed()).id;
    }
    if (const auto existing = users.findByLogin(wanted.login)) {
        wanted.id = existing->id;
        users.update(wanted);
    } else {
        wanted.id = common::UserId::generate();
        users.insert(wanted);
    }
    if (Status status = users.setExtensions(wanted.id, spec.extensions); !status) {
        return common::propagate(status);
    }
    return *users.findByLogin(wanted.login);
}

} // namespace

UserService::UserService(ConnectionPool &pool)
    : m_pool(pool)
{
}

Result<User> UserService::ensureUser(const UserSpec &spec)
{
    if (Status status = checkSpec(spec); !status) {
        return common::propagate(status);
    }
    return m_pool.run<User>([&spec](Transaction &transaction) { return ensure(transaction, spec); });
}

Result<QList<User>> UserService::all(const QString &tenant)
{
    return m_pool.run<QList<User>>([&tenant](Transaction &transaction) -> Result<QList<User>> {
        auto found = TenantRepository(transaction).find(tenant);
        if (!found) {
            return common::propagate(found);
        }
        return UserRepository(transaction, found->key).all();
    });
}

} // namespace recorder
