// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/directory/ldapdirectory.h"
#include "recorder/service/directoryaccess.h"
#include "recorder/service/directoryserver.h"
#include "recorder/service/directorysources.h"
#include "recorder/service/signinways.h"

#include "tests/recorder/jobs/jobworld.h"
#include "tests/support/ldappeer.h"

#include <QSslCertificate>

namespace tests
{

/// People, a recorder's services over them, and directories.
struct DirectoryLab : JobWorld {
    recorder::DirectoryAccess access{
        gate, signIn,
        std::make_shared<recorder::LdapDirectory>(recorder::OutgoingRule({QStringLiteral("127.0.0.0/8")})),
        key, clock};

    /// As a page would send it; nothing stored yet.
    common::DirectoryRecord record(const LdapPeer &peer, const char *name = "Head office")
    {
        const recorder::DirectoryServer server = peer.server();
        common::DirectoryRecord directory;
        directory.name = QLatin1String(name);
        directory.url = server.url;
        directory.caCertificates = QString::fromUtf8(server.caPem);
        directory.bindDn = server.bindDn;
        directory.bindPassword = QString::fromUtf8(server.bindPassword);
        directory.baseDn = QStringLiteral("ou=people,dc=example,dc=test");
        directory.filter = server.filter;
        directory.defaultRoleId = role("user-basic");
        directory.defaultGroupId = group("Sales");
        return directory;
    }
    common::Result<common::DirectoryRecord> create(const char *login,
                                                   const common::DirectoryRecord &directory)
    {
        return gate.runAndWait<common::DirectoryRecord>(
            session(login), operation("sources.edit", true),
            [&](recorder::Transaction &transaction, const recorder::TenantScope &scope,
                recorder::AuditDetail &trail) {
                return recorder::createDirectory(transaction, scope, trail, directory, key);
            });
    }
    common::Result<common::DirectoryRecord> update(const char *login,
                                                   const common::DirectoryRecord &directory)
    {
        return gate.runAndWait<common::DirectoryRecord>(
            session(login), operation("sources.edit", true),
            [&](recorder::Transaction &transaction, const recorder::TenantScope &scope,
                recorder::AuditDetail &trail) {
                return recorder::updateDirectory(transaction, scope, trail, directory, key);
            });
    }
    common::Result<recorder::SignInService::SignedIn>
    enterWith(const QString &directory, const QString &login, const QByteArray &password,
              const QString &peer = QStringLiteral("192.0.2.7"))
    {
        return wait<recorder::SignInService::SignedIn>([&](auto done) {
            access.signIn(recorder::Actor::anonymous(peer, QStringLiteral("r1")), kDirectorySignIn,
                          {QUuid::fromString(directory),
                           {login, {}, QStringLiteral("test 1.0"), QStringLiteral("Debian")},
                           password},
                          done);
        });
    }
    /// A user of tenant 1 who signs in with the directory.
    common::Result<common::UserRecord> aDirectoryUser(const QString &directory, const char *login)
    {
        common::UserRecord user = aUser(login);
        user.login = QLatin1String(login);
        user.webAccess = true;
        user.authenticateWith = QStringLiteral("directory");
        user.sourceId = directory;
        return change("admin", "users.edit", recorder::createUser, user);
    }

    inline static const recorder::Operation kDirectorySignIn{
        QStringLiteral("earshot.v1.DirectorySignIn/SignIn"),
        QStringLiteral("public"),
        true,
        false,
        QStringLiteral("sessions"),
        QStringLiteral("sign-in")};
};

} // namespace tests
