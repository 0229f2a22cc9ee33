// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"

#include "common/core/result.h"

namespace recorder
{

struct UserSpec {
    QString tenant; ///< name; must exist
    QString login;
    QString name;
    QStringList extensions;
    QString group; ///< name of the home group, created when missing; empty = none
    /// Of a user who is there, name, group and extensions stay as they are when they are empty; a new one
    /// without a name is called as his login.
    bool keepUnnamed = false;
};

/// Users and their extensions for the command line, as the system. Any thread but the pool's.
class UserService
{
public:
    explicit UserService(const Gate &gate);

    /// Finds by login or creates; name, group and extensions become those of the spec, but for keepUnnamed.
    /// Conflict (fields: extensions = taken) = an extension belongs to another user of the tenant;
    /// (recording_seat = none-left) = a new one would need a seat that the tenant has not.
    common::Result<User> ensureUser(const UserSpec &spec);
    common::Result<QList<User>> all(const QString &tenant);

private:
    const Gate m_gate;
};

} // namespace recorder
