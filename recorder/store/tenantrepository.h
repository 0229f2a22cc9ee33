// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/result.h"
#include "common/model/directory.h"
#include "common/model/listing.h"

#include <array>

namespace recorder
{

class Transaction;

/// Recording, screen, evaluation, live; as limits -1 = none.
using SeatCounts = std::array<int, 4>;

/// Tenants of calls and people; the system itself (kSystemTenant) is not one of them.
class TenantRepository
{
public:
    explicit TenantRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// By name, whatever its case. NotFound (fields: tenant = unknown).
    common::Result<Tenant> find(const QString &name);
    /// By the id when there is one: a name that was given away meanwhile leads nobody astray. NotFound as
    /// above.
    common::Result<Tenant> find(const common::TenantRef &tenant);
    /// Conflict (fields: name = taken) for the name of the system itself.
    common::Result<Tenant> findOrCreate(const QString &name);
    QList<Tenant> all();

    /// For the directory's pages: these see the removed ones only where they say so.
    common::Result<common::ListPageOf<common::TenantRecord>> list(const common::ListQuery &query);
    /// With its key; the system itself can be had by its id too.
    std::optional<std::pair<TenantKey, common::TenantRecord>> get(const QUuid &id, bool removed = false);
    void insert(const QUuid &id, const common::TenantRecord &record, qint64 nowMs);
    /// All properties; counts the version up.
    void update(const common::TenantRecord &record);
    /// At another tenant that is not removed.
    bool isNameTaken(const QString &name, const QUuid &except);
    /// How calls find the other tenants, whether they say something or not.
    struct CallSources {
        QString tenant;
        QStringList peers;
        QStringList trunks;
        QStringList extensionRanges;
        common::TenantId id{};
    };
    QList<CallSources> callSources(const QUuid &except);
    /// default_recording of the tenant and of the system.
    std::pair<QString, QString> recordingDefaults(TenantKey tenant);
    SeatCounts seatLimits(TenantKey tenant);
    SeatCounts seatsUsed(TenantKey tenant);
    /// He has a seat for live monitoring, or the tenant's licence does not limit those.
    bool mayWatchLive(TenantKey tenant, const QUuid &user);
    void setRemoved(const QUuid &id, std::optional<qint64> nowMs);
    /// People and calls that a tenant still has.
    struct Contents {
        qint64 users = 0;
        qint64 calls = 0;
    };
    Contents contentsOf(TenantKey tenant);

private:
    Transaction &m_transaction;
};

} // namespace recorder
