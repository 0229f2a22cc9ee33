// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"
#include "recorder/store/transaction.h"

#include "common/core/result.h"
#include "common/model/listing.h"
#include "common/model/sources.h"

#include <optional>

namespace recorder
{

struct StoredDirectory {
    common::DirectoryRecord record;
    TenantKey tenant{};
    QByteArray bindSecret; ///< sealed; empty = none
    bool removed = false;
    bool tenantInUse = true; ///< neither removed nor suspended
    bool trusted = false;    ///< its server was named by somebody who may see every tenant
};

/// A user who comes from a source, as the synchronisation compares him.
struct SourceUser {
    QUuid id;
    QString login;
    QString name;
    QString email;
    bool active = true;
    QStringList extensions;
    QString externalKey;
    QString externalPhone;
    bool gone = false; ///< switched off because he was not there any more
};

/// How far the role of somebody goes who signs in by a source.
struct SourceRole {
    QString scope;
    QStringList permissions;
};

/// Where users come from: directories, and which users belong to a source of whatever kind.
class SourceRepository
{
public:
    explicit SourceRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// The values of authenticate_with that name a source.
    static QStringList kinds();
    /// A source of that kind, of that tenant or of every one, not removed.
    bool isThere(const QString &kind, TenantKey tenant, const QUuid &id);
    /// Users of a source who are not removed.
    int userCount(const QUuid &source);
    /// The roles that these have.
    QList<SourceRole> rolesOf(const QUuid &source);
    /// With that key, else one without any key who has that login. Null = nobody.
    QUuid userOf(const QString &kind, const QUuid &source, const QString &key, const QString &loginKey);
    /// What he is known by at the source from now on.
    void setKey(const QUuid &user, const QString &key);
    QList<SourceUser> usersOf(const QUuid &source);
    void setSynchronised(const QUuid &user, const QString &key, const QString &phone, bool gone);

    /// Fields: tenant, name, enabled; orders: name, tenant. Of one tenant when given.
    common::Result<common::ListPageOf<common::DirectoryRecord>> directories(std::optional<TenantKey> tenant,
                                                                            const common::ListQuery &query);
    /// Removed ones too.
    std::optional<StoredDirectory> directory(std::optional<TenantKey> tenant, const QUuid &id);
    bool isNameTaken(TenantKey tenant, const QString &name, const QUuid &except);
    void insert(const QUuid &id, TenantKey tenant, const common::DirectoryRecord &record,
                const QByteArray &bindSecret);
    /// Counts the version up. `bindSecret` empty = unchanged.
    void update(const common::DirectoryRecord &record, const QByteArray &bindSecret);
    void clearSecret(const QUuid &id);
    void setTrusted(const QUuid &id, bool trusted);
    void setRemoved(const QUuid &id, std::optional<qint64> nowMs);
    /// Those that are offered at sign-in, of all tenants, by name.
    QList<common::SignInWay> enabledDirectories();

    void setSyncState(const QUuid &id, const QString &state, qint64 nowMs);

private:
    Transaction &m_transaction;
};

} // namespace recorder
