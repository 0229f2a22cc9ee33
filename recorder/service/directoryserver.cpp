// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directoryserver.h"

#include "recorder/service/directorychecks.h"

namespace recorder
{

using common::DirectoryRecord;
using common::ErrorCode;
using common::Result;

namespace
{

QByteArray sealContext(const QString &id)
{
    return QByteArrayLiteral("directory.bind:") + id.toLatin1();
}

/// A stored password goes to the server it was given for, and to no other.
bool isSameServer(const DirectoryRecord &a, const DirectoryRecord &b)
{
    return a.url == b.url && a.caCertificates == b.caCertificates && a.bindDn == b.bindDn;
}

} // namespace

bool isTrustedDirectory(const TenantScope &scope, const DirectoryRecord &directory,
                        const StoredDirectory *before)
{
    const bool same = before != nullptr && directory.url == before->record.url;
    return same ? before->trusted : !scope.tenant();
}

Result<QByteArray> bindSecretFor(const DirectoryRecord &directory, const StoredDirectory *before,
                                 const common::HostKey &key)
{
    if (!directory.bindPassword.isEmpty()) {
        return key.seal(directory.bindPassword.toUtf8(), sealContext(directory.id));
    }
    const bool kept =
        before != nullptr && !before->bindSecret.isEmpty() && isSameServer(directory, before->record);
    if (!directory.bindDn.isEmpty() && !kept) {
        return invalid("bind_password", "required");
    }
    return QByteArray();
}

Result<DirectoryServer> serverOf(const StoredDirectory &directory, const common::HostKey &key)
{
    const DirectoryRecord &record = directory.record;
    DirectoryServer server{record.url,
                           record.caCertificates.toUtf8(),
                           record.bindDn,
                           {},
                           record.baseDn,
                           record.filter,
                           record.loginAttribute,
                           record.nameAttribute,
                           record.emailAttribute,
                           record.phoneAttribute,
                           record.keyAttribute,
                           directory.trusted};
    if (!directory.bindSecret.isEmpty()) {
        auto password = key.unseal(directory.bindSecret, sealContext(record.id));
        if (!password) {
            return common::fail(
                ErrorCode::Unavailable,
                QStringLiteral("the password of the directory cannot be read with this host's key"),
                {{QStringLiteral("reason"), QStringLiteral("directory-down")}});
        }
        server.bindPassword = *password;
    }
    return server;
}

} // namespace recorder
