// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryreach.h"

#include "common/core/result.h"
#include "common/model/directory.h"
#include "common/model/listing.h"

namespace recorder
{

/// With what the rules need of him beyond what a page shows.
struct StoredUser {
    common::UserRecord record;
    TenantKey tenant{};
    QString roleCode;
    QString roleScope;
    QStringList rolePermissions;
};

/// Users as a page edits them, within somebody's reach. Extensions are written by UserRepository.
class PeopleRepository
{
public:
    PeopleRepository(Transaction &transaction, DirectoryReach reach)
        : m_transaction(transaction)
        , m_reach(std::move(reach))
    {
    }
    /// Fields: userFields() (searchlists.h); orders: name, group, role, recording.
    common::Result<common::ListPageOf<common::UserRecord>> list(const common::ListQuery &query);
    /// The ids of all that match, up to `most`.
    common::Result<QList<QUuid>> idsOf(const common::ListQuery &query, int most);
    std::optional<StoredUser> get(const QUuid &id);
    QList<StoredUser> getAll(const QList<QUuid> &ids);
    /// Whatever the case of the name.
    std::optional<StoredUser> named(TenantKey tenant, const QString &name);
    /// One who was removed; his extensions are those he had. Of the reach only the tenant counts.
    std::optional<StoredUser> getRemoved(const QUuid &id);

    void insert(const QUuid &id, TenantKey tenant, qint64 nowMs);
    /// Everything but extensions, groups and managed groups; counts the version up.
    void update(const common::UserRecord &user);
    /// The first is the home group; of one tenant, of the same as the users.
    void setGroups(TenantKey tenant, const QList<QUuid> &users, const QList<QUuid> &groups);
    void setManagedGroups(TenantKey tenant, const QList<QUuid> &users, const QList<QUuid> &groups);
    /// Of `fields` (names as in UserBulkChange, no groups) those are written to all of the users.
    void updateAll(const QList<QUuid> &users, const QStringList &fields, const common::UserRecord &values);
    /// Frees their extensions, which are kept with them.
    void remove(const QList<QUuid> &users, qint64 nowMs);
    void restore(const QUuid &user);

    bool isNameTaken(TenantKey tenant, const QString &name, const QUuid &except);
    bool isLoginTaken(TenantKey tenant, const QString &login, const QUuid &except);
    /// Root administrators who can sign in for as long as they like, whatever other systems do.
    int rootCount();
    /// Whether the tenant has somebody who administers it for as long as he likes: active, with web access
    /// and no last day, of a role that reaches the whole tenant and edits users. How he signs in does not
    /// matter, but who has a password of ours must have one.
    bool hasAdministrator(TenantKey tenant);
    /// After the role was changed: the name of a tenant that people of this role administered, if it let
    /// them, and now nobody does.
    std::optional<QString> tenantLeftAlone(const QUuid &role);

private:
    QList<StoredUser> find(const QString &condition, const SqlParams &params);
    Transaction &m_transaction;
    DirectoryReach m_reach;
};

} // namespace recorder
