// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/tenantrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include "common/core/clock.h"

namespace recorder
{

namespace
{

// Key 0 is the home of root users, which is no tenant to anybody else.
const QString kColumns = QStringLiteral("SELECT id, uuid, name FROM tenants WHERE id <> 0 ");
const QString kInsert = QStringLiteral("INSERT INTO tenants (uuid, name, created_ms) VALUES ($1, $2, $3) "
                                       "ON CONFLICT (lower(name)) DO NOTHING");

Tenant tenantOf(const pqxx::row &row)
{
    return {common::TenantId(uuidOf(row[1])), static_cast<TenantKey>(numberOf(row[0])), textOf(row[2])};
}

} // namespace

common::Result<Tenant> TenantRepository::find(const QString &name)
{
    const auto rows =
        m_transaction.exec(kColumns + QStringLiteral("AND lower(name) = lower($1)"), SqlParams().add(name));
    if (rows.empty()) {
        return common::fail(common::ErrorCode::NotFound, QStringLiteral("no tenant '%1'").arg(name.left(200)),
                            {{QStringLiteral("tenant"), QStringLiteral("unknown")}});
    }
    return tenantOf(rowAt(rows, 0));
}

common::Result<Tenant> TenantRepository::findOrCreate(const QString &name)
{
    auto found = find(name);
    if (found) {
        return found;
    }
    m_transaction.exec(kInsert, SqlParams()
                                    .add(common::makeUuidV7())
                                    .add(name)
                                    .add(common::toUnixMs(std::chrono::system_clock::now())));
    found = find(name);
    if (!found) {
        return common::fail(common::ErrorCode::Conflict,
                            QStringLiteral("the name '%1' is reserved").arg(name.left(200)),
                            {{QStringLiteral("name"), QStringLiteral("taken")}});
    }
    return found;
}

QList<Tenant> TenantRepository::all()
{
    QList<Tenant> tenants;
    for (const auto &row : m_transaction.exec(kColumns + QStringLiteral("ORDER BY lower(name)"))) {
        tenants.append(tenantOf(row));
    }
    return tenants;
}

} // namespace recorder
