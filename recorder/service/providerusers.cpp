// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/providerusers.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/userrules.h"
#include "recorder/store/grouprepository.h"

namespace recorder
{

using common::ProviderRecord;
using common::Result;
using common::Status;

namespace
{

constexpr qsizetype kMostMappings = 200;

Status checkRole(Transaction &transaction, const TenantScope &scope, TenantKey tenant, const char *field,
                 const QString &id)
{
    const auto role = roleFor(transaction, scope, id);
    if (!role) {
        const QString reason = role.error().fields.value(QStringLiteral("role_id"));
        return refused(role.error().code, field, reason.toLatin1().constData());
    }
    return fits(*role, tenant) ? Status() : Status(invalid(field, "not-allowed"));
}

Result<ProviderMapping> mappingOf(Transaction &transaction, const TenantScope &scope, TenantKey tenant,
                                  const QString &line)
{
    // The value may hold anything: the last " = " counts.
    const qsizetype sign = line.lastIndexOf(QLatin1Char('='));
    const QString value = line.left(sign).trimmed();
    const QString given = line.mid(sign + 1);
    const QString role = given.section(QLatin1Char(';'), 0, 0).trimmed();
    const QString group = given.section(QLatin1Char(';'), 1).trimmed();
    if (sign < 1 || value.isEmpty() || value.size() > 200 || (role.isEmpty() && group.isEmpty())) {
        return invalid("group_mappings", "format");
    }
    ProviderRepository providers(transaction);
    ProviderMapping mapping{value, role.isEmpty() ? QUuid() : providers.roleNamed(role),
                            group.isEmpty() ? QUuid() : providers.groupNamed(tenant, group)};
    if (mapping.role.isNull() != role.isEmpty() || mapping.group.isNull() != group.isEmpty()) {
        return invalid("group_mappings", "unknown");
    }
    if (!mapping.role.isNull()) {
        if (Status good = checkRole(transaction, scope, tenant, "group_mappings", mapping.role.toString());
            !good) {
            return common::propagate(good);
        }
    }
    return mapping;
}

} // namespace

Status checkNewUsers(Transaction &transaction, const TenantScope &scope, TenantKey tenant,
                     const ProviderRecord &provider)
{
    if (provider.createUsers || !provider.defaultRoleId.isEmpty()) {
        if (Status good = checkRole(transaction, scope, tenant, "default_role_id", provider.defaultRoleId);
            !good) {
            return good;
        }
    }
    const QUuid group = uuidOfText(provider.defaultGroupId);
    if (!provider.defaultGroupId.isEmpty() &&
        (group.isNull() ||
         GroupRepository(transaction, directoryReachOf(scope)).namesOf(tenant, {group}, true).isEmpty())) {
        return invalid("default_group_id", "unknown");
    }
    return {};
}

Result<QList<ProviderMapping>> providerMappings(Transaction &transaction, const TenantScope &scope,
                                                TenantKey tenant, const QString &text)
{
    QList<ProviderMapping> mappings;
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        if (line.trimmed().isEmpty()) {
            continue;
        }
        auto mapping = mappingOf(transaction, scope, tenant, line);
        if (!mapping) {
            return common::propagate(mapping);
        }
        mappings.append(*mapping);
    }
    return mappings.size() <= kMostMappings
               ? Result<QList<ProviderMapping>>(mappings)
               : Result<QList<ProviderMapping>>(invalid("group_mappings", "length"));
}

} // namespace recorder
