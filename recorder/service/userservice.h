// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/result.h"

namespace recorder
{

class ConnectionPool;

struct UserSpec {
    QString tenant; ///< name; must exist
    QString login;
    QString name;
    QStringList extensions;
    QString group; ///< name of the home group, created when missing; empty = none
};

/// Users and their extensions. Any thread but the pool's.
class UserService
{
public:
    explicit UserService(ConnectionPool &pool);

    /// Finds by login or creates; name, group and extensions become those of the spec. Conflict (fields:
    /// extensions = taken) = an extension belongs to another user of the tenant.
    common::Result<User> ensureUser(const UserSpec &spec);
    common::Result<QList<User>> all(const QString &tenant);

private:
    ConnectionPool &m_pool;
};

} // namespace recorder
