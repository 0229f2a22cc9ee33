// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/levelsetting.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/directorygroups.h"
#include "recorder/store/settingrepository.h"
#include "recorder/store/tenantrepository.h"

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Status;

namespace
{

Result<std::optional<TenantKey>> levelOf(Transaction &transaction, const TenantScope &scope,
                                         const LevelSetting::Asked &asked)
{
    using Level = std::optional<TenantKey>;
    if (asked.system) {
        if (scope.tenant()) {
            return refused(ErrorCode::Denied, "system", "not-allowed");
        }
        return asked.tenantId.isEmpty() ? Result<Level>(Level())
                                        : Result<Level>(invalid("tenant_id", "not-allowed"));
    }
    if (asked.tenantId.isEmpty() && scope.actor().tenantKey == kSystemTenant) {
        return invalid("system", "required");
    }
    auto tenant = tenantFor(transaction, scope, asked.tenantId);
    if (!tenant) {
        return common::propagate(tenant);
    }
    return *tenant == kSystemTenant ? Result<Level>(invalid("tenant_id", "unknown")) // it has no calls
                                    : Result<Level>(Level(*tenant));
}

} // namespace

Result<LevelSetting> LevelSetting::find(Transaction &transaction, const TenantScope &scope,
                                        const QString &key, const Asked &asked)
{
    auto level = levelOf(transaction, scope, asked);
    return level ? Result<LevelSetting>(LevelSetting(transaction, key, *level, asked.tenantId))
                 : Result<LevelSetting>(common::propagate(level));
}

LevelSetting::Value LevelSetting::read() const
{
    SettingRepository settings(*m_transaction);
    const StoredSetting own = settings.at(m_level, m_key);
    return own.version != 0
               ? Value{own.value, false, own.version}
               : Value{settings.effective(m_level.value_or(kSystemTenant), m_key), true, own.version};
}

Status LevelSetting::replace(int version, const std::optional<QJsonObject> &value) const
{
    SettingRepository settings(*m_transaction);
    const bool same = settings.at(m_level, m_key).version == version;
    return same && settings.replace(m_level, m_key, version, value) ? Status() : Status(changedMeanwhile());
}

void LevelSetting::tell(AuditDetail &trail, const QString &topic, bool wasInherited, bool isInherited) const
{
    trail.setTenant(m_level);
    const QUuid id = uuidOfText(m_tenantId);
    if (m_level && !m_tenantId.isEmpty()) {
        if (const auto named = TenantRepository(*m_transaction).get(id)) {
            trail.setSubject(id, named->second.name);
        }
    }
    trail.changed(QStringLiteral("inherited"), wasInherited, isInherited);
    trail.publish({topic, m_level, QString(), QStringLiteral("changed")});
}

} // namespace recorder
