// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/connectionstep.h"
#include "common/core/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <optional>

namespace recorder
{

/// How an LDAP directory is reached and what its entries mean.
struct DirectoryServer {
    QString
        url; ///< ldaps://host[:port], or ldap://host[:port], which means StartTLS: nothing goes in the clear
    QByteArray caPem; ///< empty = the system's
    QString bindDn;   ///< of the account that searches; empty = anonymous
    QByteArray bindPassword;
    QString baseDn;
    QString filter; ///< of users, in parentheses
    QString loginAttribute;
    QString nameAttribute;
    QString emailAttribute; ///< empty = not read
    QString phoneAttribute; ///< empty = not read
    QString keyAttribute;
    bool trusted = false; ///< named by whoever may see every tenant: it may be in a network inside
};

struct DirectoryEntry {
    QString dn;
    QString key; ///< text, or hexadecimal when the attribute's value is none
    QString login;
    QString name;
    QString email;
    QString phone;

    bool operator==(const DirectoryEntry &) const = default;
};

using common::ConnectionStep; ///< name, tcp, tls, login, search

/// LDAP directories as the services use them. Any thread, several at once; each call connects anew and waits:
/// 5 s for the connection, 10 s for each answer. So never inside the gate and never on the rpc thread.
/// Errors: Unavailable (reason = directory-down) for whatever keeps the directory from answering, its own
/// account's password included.
class DirectoryPort
{
public:
    DirectoryPort() = default;
    DirectoryPort(const DirectoryPort &) = delete;
    DirectoryPort &operator=(const DirectoryPort &) = delete;
    virtual ~DirectoryPort() = default;

    /// Who that is, or nobody: unknown, not alone with that login, wrong password. An empty password is
    /// nobody's: directories take it for an anonymous bind.
    virtual common::Result<std::optional<DirectoryEntry>>
    signIn(const DirectoryServer &server, const QString &login, const QByteArray &password) const = 0;
    /// Every entry that has login and key; `use` false = stop.
    virtual common::Status search(const DirectoryServer &server,
                                  const std::function<bool(const DirectoryEntry &)> &use) const = 0;
    virtual QList<ConnectionStep> test(const DirectoryServer &server) const = 0;
};

} // namespace recorder
