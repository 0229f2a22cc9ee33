// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/tenantservice.h"

#include "recorder/store/connectionpool.h"
#include "recorder/store/tenantrepository.h"

namespace recorder
{

using common::Result;

TenantService::TenantService(ConnectionPool &pool)
    : m_pool(pool)
{
}

Result<Tenant> TenantService::ensureTenant(const QString &name)
{
    const QString trimmed = name.trimmed();
    if (trimmed.isEmpty() || trimmed.size() > 200) {
        return common::fail(common::ErrorCode::Invalid,
                            QStringLiteral("a tenant's name has 1 to 200 characters"),
                            {{QStringLiteral("name"), QStringLiteral("length")}});
    }
    return m_pool.run<Tenant>(
        [trimmed](Transaction &transaction) { return TenantRepository(transaction).findOrCreate(trimmed); });
}

Result<QList<Tenant>> TenantService::all()
{
    return m_pool.run<QList<Tenant>>([](Transaction &transaction) -> Result<QList<Tenant>> {
        return TenantRepository(transaction).all();
    });
}

} // namespace recorder
