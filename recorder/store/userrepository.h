// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/result.h"

#include <QHash>

namespace recorder
{

class Transaction;

/// Who an extension belongs to, as a segment keeps it.
struct ExtensionOwner {
    common::UserId user;
    QString userName;
    std::optional<GroupId> group;
    QString groupName;
    QString recording{}; ///< his rule: always, on-demand, never, default
    bool recordInbound = true;
    bool recordOutbound = true;
    bool confidential = false;
    bool recordingSeat = true;
    QString groupRecording{}; ///< his home group's rule: as his, or empty
};

/// Users, their extensions and groups of one tenant.
class UserRepository
{
public:
    UserRepository(Transaction &transaction, TenantKey tenant)
        : m_transaction(transaction)
        , m_tenant(tenant)
    {
    }

    QList<User> all();
    std::optional<User> findByLogin(const QString &login);
    void insert(const User &user);
    void update(const User &user);
    /// By the role's code. NotFound (fields: role = unknown).
    common::Status setRole(const common::UserId &user, const QString &roleCode);
    /// Replaces the groups that he manages.
    void setManagedGroups(const common::UserId &user, const QList<GroupId> &groups);
    /// Replaces the extensions; a range stands for each of its numbers. Conflict (fields: extensions = taken)
    /// when one belongs to another user.
    common::Status setExtensions(const common::UserId &user, const QStringList &extensions);
    Group findOrCreateGroup(const QString &name);
    /// The owners of those numbers that are an extension of somebody, by extension. Numbers in foldedNumber()
    /// form.
    QHash<QString, ExtensionOwner> ownersOf(const QStringList &numbers);

private:
    Transaction &m_transaction;
    TenantKey m_tenant;
};

} // namespace recorder
