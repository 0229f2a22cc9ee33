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

/// What a value of the groups claim gives a new user; null = nothing.
struct ProviderMapping {
    QString value;
    QUuid role;
    QUuid group;

    bool operator==(const ProviderMapping &) const = default;
};

struct StoredProvider {
    common::ProviderRecord record; ///< group_mappings with the names of now
    TenantKey tenant{};
    QByteArray secret; ///< sealed; empty = none
    QList<ProviderMapping> mappings;
    bool removed = false;
    bool tenantInUse = true; ///< neither removed nor suspended
    bool trusted = false;    ///< its server was named by somebody who may see every tenant
};

/// What a tenant sees of it (none = every tenant): of somebody else's that is for every tenant nothing that
/// tells of the owner's people and secrets.
common::ProviderRecord shownTo(std::optional<TenantKey> tenant, const StoredProvider &provider);

/// Providers of single sign-on, and who is known at one. `tenant` none = of every tenant; else its own, and
/// for reading those of every tenant too.
class ProviderRepository
{
public:
    explicit ProviderRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// Fields: tenant, name, enabled; orders: name, tenant.
    common::Result<common::ListPageOf<common::ProviderRecord>> list(std::optional<TenantKey> tenant,
                                                                    const common::ListQuery &query);
    /// Removed ones too.
    std::optional<StoredProvider> get(std::optional<TenantKey> tenant, const QUuid &id);
    bool isNameTaken(TenantKey tenant, const QString &name, const QUuid &except);
    void insert(const QUuid &id, const StoredProvider &provider);
    /// Counts the version up. An empty secret = unchanged.
    void update(const StoredProvider &provider);
    void setRemoved(const QUuid &id, std::optional<qint64> nowMs);
    /// Those that are offered at sign-in, of all tenants, by name.
    QList<common::SignInWay> enabled();

    /// By name, whatever its case; null = none.
    QUuid roleNamed(const QString &name);
    QUuid groupNamed(TenantKey tenant, const QString &name);

    /// Who has that subject there, else one without any subject who has that login (empty = nobody). Only
    /// users of the provider's tenant, unless it is for every tenant. Null = nobody.
    QUuid userOf(const QUuid &provider, const QString &subject, const QString &loginKey);
    /// Somebody who was known there was removed, and still could be taken back.
    bool wasRemoved(const QUuid &provider, const QString &subject);
    /// Its users are not known any more by what they were known by.
    int forgetSubjects(const QUuid &provider);

private:
    Transaction &m_transaction;
};

} // namespace recorder
