// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/directoryaccess.h"

#include "common/proto/directory.pb.h"
#include "common/proto/signinways.pb.h"
#include "common/proto/sources.pb.h"

#include "tests/recorder/service/accessworld.h"

namespace tests
{

/// A directory without a network: everybody's login is his password.
class FakeDirectory final : public recorder::DirectoryPort
{
public:
    using Found = std::optional<recorder::DirectoryEntry>;
    common::Result<Found> signIn(const recorder::DirectoryServer &, const QString &,
                                 const QByteArray &password) const override
    {
        recorder::DirectoryEntry entry;
        entry.key = entry.login = QString::fromUtf8(password);
        return Found(entry);
    }
    common::Status search(const recorder::DirectoryServer &,
                          const std::function<bool(const recorder::DirectoryEntry &)> &) const override
    {
        return {};
    }
    QList<recorder::ConnectionStep> test(const recorder::DirectoryServer &) const override
    {
        return {{QStringLiteral("name"), QStringLiteral("passed"), 0, {}, {}}};
    }
};

/// Directories over a world, and requests about them that succeed.
struct SourceLab {
    AccessWorld &world;
    recorder::DirectoryAccess access{world.gate, world.signIn, std::make_shared<FakeDirectory>(), world.key,
                                     world.clock};

    static QString insertDirectory(AccessWorld &world, int tenant)
    {
        const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        world.ask(QStringLiteral("INSERT INTO directories (id, tenant_id, name, enabled, url, base_dn, "
                                 "filter, login_attribute, "
                                 "name_attribute, email_attribute, phone_attribute, key_attribute) VALUES "
                                 "('%1', %2, 'spare %1', "
                                 "true, 'ldaps://h', 'dc=x', '(uid=*)', 'uid', 'cn', '', '', 'entryUUID')")
                      .arg(id)
                      .arg(tenant));
        return id;
    }
    static QByteArray request(AccessWorld &world, const QString &kind, const QString &method, int tenant = 1)
    {
        const QString id = insertDirectory(world, tenant);
        const auto bytes = [](const auto &message) {
            return QByteArray::fromStdString(message.SerializeAsString());
        };
        if (kind == QLatin1String("DirectorySignIn")) {
            world.ask(QStringLiteral(
                          "INSERT INTO users (id, tenant_id, login, login_key, web_access, name, created_ms, "
                          "authenticate_with, source_id) VALUES (gen_random_uuid(), 1, '%1', '%1', true, "
                          "'spare %1', 0, 'directory', '%1')")
                          .arg(id));
            earshot::v1::DirectorySignInRequest signIn;
            signIn.set_directory_id(id.toStdString());
            signIn.set_login("admin"); // as typed: the audit row's actor
            signIn.set_password(id.toStdString());
            return bytes(signIn);
        }
        if (method == QLatin1String("Remove") || method == QLatin1String("Restore")) {
            if (method == QLatin1String("Restore")) {
                world.ask(QStringLiteral("UPDATE directories SET deleted_ms = 1 WHERE id = '%1'").arg(id));
            }
            earshot::v1::ObjectRefs refs;
            refs.add_ids(id.toStdString());
            return bytes(refs);
        }
        if (method == QLatin1String("Synchronize") || method == QLatin1String("Get")) {
            earshot::v1::DirectorySync sync;
            sync.set_id(id.toStdString());
            return bytes(sync);
        }
        earshot::v1::Directory directory;
        directory.set_id(method == QLatin1String("Create") ? std::string() : id.toStdString());
        directory.set_name("named " + id.toStdString());
        directory.set_url("ldaps://127.0.0.1:9");
        directory.set_base_dn("dc=example,dc=com");
        directory.set_filter("(objectClass=person)");
        directory.set_login_attribute("uid");
        directory.set_name_attribute("cn");
        directory.set_key_attribute("entryUUID");
        directory.set_default_role_id("00000000-0000-7000-8000-0000000000a5");
        directory.set_tenant_id(
            world.ask(QStringLiteral("SELECT uuid FROM tenants WHERE id = %1").arg(tenant)).toStdString());
        directory.set_version(1);
        return bytes(directory);
    }
};

} // namespace tests
