// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/accessrecords.h"

namespace recorder
{

/// What a user who is there already may do and with which password, set by the host's command line.
struct AccessSpec {
    QString tenant; ///< name
    QString login;
    QString role;              ///< code; empty = as it is
    QStringList managedGroups; ///< names, made when missing; empty = as they are
    QString password;          ///< empty = as it is
    QStringList confirm{};     ///< with a password: see giveUpKeys()
};

struct RootSpec {
    QString login;
    QString name; ///< empty = the login
    QString password;
};

/// Access for the host's command line, which derives keys from passwords as a client does; no password goes
/// into the database. Not on pool threads: these wait.
class AccountService
{
public:
    AccountService(const Gate &gate, const common::Clock &clock);

    /// Makes a Root Administrator. Invalid (fields: login | name | password); Conflict (fields: login =
    /// taken) when the login belongs to somebody: nothing is changed then.
    common::Result<User> createRoot(const RootSpec &spec);
    /// A new password ends all sessions of the user and retires his keys; the one that he has already changes
    /// nothing. NotFound (fields: tenant | login | role = unknown),
    /// Invalid (password), Conflict (fields: login = taken) when the login signs in somebody of another
    /// tenant.
    common::Status setAccess(const AccessSpec &spec);
    common::Result<int> rootCount();
    /// The installation's id, 36 lower-case characters.
    common::Result<QString> serverId();

private:
    common::Result<bool> isPassword(const AccessSpec &spec, const QString &serverId);
    common::Status apply(const AccessSpec &spec, const std::optional<Credential> &credential);

    const Gate m_gate;
    const common::Clock &m_clock;
};

} // namespace recorder
