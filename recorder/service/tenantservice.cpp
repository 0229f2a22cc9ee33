// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/tenantservice.h"

#include "recorder/store/directoryreach.h"
#include "recorder/store/tenantrepository.h"

namespace recorder
{

using common::Result;

namespace
{

Operation operation(const QString &action, bool mutates)
{
    return {QStringLiteral("host"),
            QStringLiteral("tenants.edit"),
            mutates,
            false,
            QStringLiteral("tenants"),
            action};
}

} // namespace

TenantService::TenantService(const Gate &gate)
    : m_gate(gate)
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
    return m_gate.runAndWait<Tenant>(
        Actor::system(QStringLiteral("host")), operation(QStringLiteral("create"), true),
        [trimmed](Transaction &transaction, const TenantScope &, AuditDetail &trail) -> Result<Tenant> {
            lockDirectory(transaction); // of two that make it at once, one made it
            TenantRepository tenants(transaction);
            if (auto present = tenants.find(trimmed)) {
                trail.drop();
                return present;
            }
            auto made = tenants.findOrCreate(trimmed);
            if (made) {
                trail.setTenant(made->key);
                trail.setSubject(made->id.uuid(), made->name);
            }
            return made;
        });
}

Result<QList<Tenant>> TenantService::all()
{
    return m_gate.runAndWait<QList<Tenant>>(
        Actor::system(QStringLiteral("host")), operation(QStringLiteral("list"), false),
        [](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<QList<Tenant>> {
            return TenantRepository(transaction).all();
        });
}

} // namespace recorder
