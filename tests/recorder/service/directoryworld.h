// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directorygroups.h"
#include "recorder/service/directoryroles.h"
#include "recorder/service/directorytenants.h"
#include "recorder/service/directoryusers.h"
#include "recorder/service/trailreading.h"
#include "recorder/store/sessionrepository.h"

#include "tests/recorder/service/accessworld.h"

namespace tests
{

inline common::ListQuery search(const QString &text)
{
    common::ListQuery query;
    query.search = text;
    return query;
}

inline common::ListQuery where(const char *field, const char *op, const QStringList &values)
{
    common::ListQuery query;
    query.criteria = {{QLatin1String(field), QLatin1String(op), values}};
    return query;
}

/// An AccessWorld whose people use the directory: every call goes through the gate with the permission of its
/// method.
struct DirectoryWorld : AccessWorld {
    template <typename T, typename In>
    using Work = common::Result<T> (*)(recorder::Transaction &, const recorder::TenantScope &,
                                       recorder::AuditDetail &, In);
    template <typename T, typename In>
    using Reading = common::Result<T> (*)(recorder::Transaction &, const recorder::TenantScope &, In);

    static recorder::Operation operation(const char *permission, bool mutates)
    {
        const QString name = QLatin1String(permission);
        return {QStringLiteral("test"), name, mutates, false, name.section(QLatin1Char('.'), 0, 0),
                QStringLiteral("test")};
    }
    template <typename T, typename In>
    common::Result<T> change(const char *login, const char *permission, Work<T, In> work,
                             const std::decay_t<In> &in)
    {
        return gate.runAndWait<T>(
            session(login), operation(permission, true),
            [&](recorder::Transaction &transaction, const recorder::TenantScope &scope,
                recorder::AuditDetail &trail) { return work(transaction, scope, trail, in); });
    }
    template <typename T, typename In>
    common::Result<T> read(const char *login, const char *permission, Reading<T, In> work,
                           const std::decay_t<In> &in)
    {
        return gate.runAndWait<T>(session(login), operation(permission, false),
                                  [&](recorder::Transaction &transaction, const recorder::TenantScope &scope,
                                      recorder::AuditDetail &) { return work(transaction, scope, in); });
    }
    /// A session without the work of signing in.
    recorder::Actor session(const char *login)
    {
        const recorder::SessionId id = recorder::SessionId::generate();
        const qint64 now = common::toUnixMs(clock.wall());
        ask(QStringLiteral(
                "INSERT INTO sessions (id, tenant_id, user_id, secret_hash, ip_address, created_ms, seen_ms, "
                "expires_ms) SELECT '%1', tenant_id, id, uuid_send('%1'), '192.0.2.1', %2, %2, %2 + 3600000 "
                "FROM users WHERE login = '%3' AND deleted_ms IS NULL")
                .arg(id.toString(), QString::number(now), QLatin1String(login)));
        recorder::Actor actor =
            recorder::Actor::anonymous(QStringLiteral("192.0.2.1"), QStringLiteral("directory"));
        actor.session = id;
        return actor;
    }
    /// 'error.field=reason' of a failure, "" of a success.
    template <typename T>
    static QString outcome(const common::Result<T> &result)
    {
        if (result) {
            return {};
        }
        QStringList fields;
        for (auto it = result.error().fields.begin(); it != result.error().fields.end(); ++it) {
            fields.append(it.key() + QLatin1Char('=') + it.value());
        }
        return common::keyOf(result.error().code) + QLatin1Char(' ') + fields.join(QLatin1Char(','));
    }

    QString role(const char *code) const
    {
        return ask(QStringLiteral("SELECT id FROM roles WHERE code = '%1'").arg(QLatin1String(code)));
    }
    QString group(const char *name, int tenant = 1) const
    {
        return ask(QStringLiteral(
                       "SELECT id FROM groups WHERE name = '%1' AND tenant_id = %2 AND deleted_ms IS NULL")
                       .arg(QLatin1String(name))
                       .arg(tenant));
    }
    QString tenant(const char *name) const
    {
        return ask(QStringLiteral("SELECT uuid FROM tenants WHERE name = '%1'").arg(QLatin1String(name)));
    }
    common::UserRecord aUser(const char *name) const
    {
        common::UserRecord user;
        user.name = QLatin1String(name);
        user.roleId = role("user-basic");
        return user;
    }
    common::UserRecord userOf(const char *login)
    {
        return read("root", "users.view", recorder::showUser, userId(QLatin1String(login)).toString())
            .value();
    }
};

} // namespace tests
