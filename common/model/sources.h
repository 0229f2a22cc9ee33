// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace common
{

/// An LDAP directory as pages and services exchange it (common/proto/sources.proto says more about each
/// field).
struct DirectoryRecord {
    QString id;
    QString tenantId;
    QString tenant;
    QString name;
    bool enabled = true;
    QString url; ///< ldaps://host[:port] or ldap://host[:port] (StartTLS)
    QString caCertificates;
    QString bindDn;
    QString bindPassword; ///< never comes from the recorder; empty = unchanged
    bool hasBindPassword = false;
    QString baseDn;
    QString filter = QStringLiteral("(objectClass=inetOrgPerson)");
    QString loginAttribute = QStringLiteral("uid");
    QString nameAttribute = QStringLiteral("cn");
    QString emailAttribute = QStringLiteral("mail");
    QString phoneAttribute = QStringLiteral("telephoneNumber");
    QString keyAttribute = QStringLiteral("entryUUID");
    QString defaultRoleId;
    QString defaultRole;
    QString defaultGroupId;
    QString defaultGroup;
    bool deactivateMissing = false;
    int syncHours = 0; ///< 1..168; 0 = by hand only
    qint64 lastSyncMs = 0;
    QString lastSyncState; ///< "", running, done, failed, cancelled
    int version = 0;

    bool operator==(const DirectoryRecord &) const = default;
};

/// A provider of single sign-on (OpenID Connect), as above.
struct ProviderRecord {
    QString id;
    QString tenantId;
    QString tenant;
    QString name;
    bool enabled = true;
    bool everyTenant = false;
    QString issuer; ///< https://…, as the provider writes itself
    QString caCertificates;
    QString clientId;
    QString clientSecret; ///< never comes from the recorder; empty = unchanged, or a public client
    bool hasClientSecret = false;
    QString scopes = QStringLiteral("openid profile email");
    QString loginClaim = QStringLiteral("preferred_username");
    QString nameClaim = QStringLiteral("name");
    QString emailClaim = QStringLiteral("email");
    QString groupsClaim;   ///< empty = not read
    QString groupMappings; ///< lines: VALUE = ROLE; GROUP
    bool matchLogin = true;
    bool createUsers = false;
    QString defaultRoleId;
    QString defaultRole;
    QString defaultGroupId;
    QString defaultGroup;
    int version = 0;

    bool operator==(const ProviderRecord &) const = default;
};

/// One way to sign in (common/proto/signinways.proto).
struct SignInWay {
    QString kind; ///< password, directory, single-sign-on
    QString id;
    QString name;

    bool operator==(const SignInWay &) const = default;
};

} // namespace common
