// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/settingsservice.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/directorygroups.h"
#include "recorder/store/connectionpool.h"
#include "recorder/store/settingrepository.h"
#include "recorder/store/tenantrepository.h"

namespace recorder
{

using common::FileFormat;
using common::Result;
using common::Status;

namespace
{
const QString kFileFormat = QStringLiteral("fileFormat");

Result<FileFormatSetting> settingAt(SettingRepository &settings, std::optional<TenantKey> level)
{
    const StoredSetting own = settings.at(level, kFileFormat);
    const bool inherited = own.version == 0;
    const QJsonObject value =
        !inherited ? own.value
                   : settings.effective(level.value_or(kSystemTenant), kFileFormat).value_or(QJsonObject());
    auto format = common::fileFormatFromJson(value);
    if (!format) {
        return common::propagate(format);
    }
    return FileFormatSetting{*format, inherited, own.version};
}
} // namespace

Result<std::optional<TenantKey>> settingLevelOf(Transaction &transaction, const TenantScope &scope,
                                                bool system, const QString &tenantId)
{
    if (system) {
        if (scope.tenant()) {
            return refused(common::ErrorCode::Denied, "system", "not-allowed");
        }
        return tenantId.isEmpty() ? Result<std::optional<TenantKey>>(std::optional<TenantKey>())
                                  : Result<std::optional<TenantKey>>(invalid("tenant_id", "not-allowed"));
    }
    if (tenantId.isEmpty() && scope.actor().tenantKey == kSystemTenant) {
        return invalid("system", "required");
    }
    auto tenant = tenantFor(transaction, scope, tenantId);
    if (!tenant) {
        return common::propagate(tenant);
    }
    return *tenant == kSystemTenant
               ? Result<std::optional<TenantKey>>(invalid("tenant_id", "unknown")) // it has no calls
               : Result<std::optional<TenantKey>>(std::optional<TenantKey>(*tenant));
}

void tellSettingLevel(Transaction &transaction, AuditDetail &trail, std::optional<TenantKey> level,
                      const QString &tenantId)
{
    trail.setTenant(level);
    const QUuid id = uuidOfText(tenantId);
    if (const auto named = TenantRepository(transaction).get(id); level && !tenantId.isEmpty() && named) {
        trail.setSubject(id, named->second.name);
    }
}

Result<FileFormatSetting> fileFormatSetting(Transaction &transaction, const TenantScope &scope, bool system,
                                            const QString &tenantId)
{
    auto level = settingLevelOf(transaction, scope, system, tenantId);
    if (!level) {
        return common::propagate(level);
    }
    SettingRepository settings(transaction);
    return settingAt(settings, *level);
}

Result<FileFormatSetting> changeFileFormat(Transaction &transaction, const TenantScope &scope,
                                           AuditDetail &trail, const FileFormatChange &change)
{
    auto level = settingLevelOf(transaction, scope, change.system, change.tenantId);
    if (!level) {
        return common::propagate(level);
    }
    std::optional<QJsonObject> value;
    if (change.format) {
        value = common::toJson(*change.format);
        // Through the reader's checks, so that nothing is kept which could not be read again.
        if (auto checked = common::fileFormatFromJson(*value); !checked) {
            return common::propagate(checked);
        }
    }
    SettingRepository settings(transaction);
    auto before = settingAt(settings, *level);
    if (!before) {
        return before;
    }
    if (before->version != change.version || !settings.replace(*level, kFileFormat, change.version, value)) {
        return common::fail(common::ErrorCode::Conflict,
                            QStringLiteral("the file format was changed meanwhile"),
                            {{QStringLiteral("version"), QStringLiteral("changed")}});
    }
    auto after = settingAt(settings, *level);
    if (!after) {
        return after;
    }
    tellSettingLevel(transaction, trail, *level, change.tenantId);
    trail.changed(common::toJson(before->format), common::toJson(after->format));
    trail.changed(QStringLiteral("inherited"), before->inherited, after->inherited);
    trail.publish({QStringLiteral("file-format"), *level, QString(), QStringLiteral("changed")});
    return after;
}

SettingsService::SettingsService(ConnectionPool &pool)
    : m_pool(pool)
{
}

Result<FileFormat> SettingsService::fileFormatFor(const common::TenantRef &tenant)
{
    const std::pair place(tenant.name, tenant.id);
    auto format = m_pool.run<FileFormat>([&tenant](Transaction &transaction) -> Result<FileFormat> {
        auto found = TenantRepository(transaction).find(tenant);
        if (!found) {
            return common::propagate(found);
        }
        const auto value = SettingRepository(transaction).effective(found->key, kFileFormat);
        return common::fileFormatFromJson(value.value_or(QJsonObject()));
    });
    if (format) {
        m_known.with([&](auto &known) { known.insert(place, *format); });
    } else if (format.error().code == common::ErrorCode::Unavailable) {
        const auto last = m_known.with([&](const auto &known) -> std::optional<FileFormat> {
            const auto found = known.constFind(place);
            return found == known.constEnd() ? std::nullopt : std::optional(*found);
        });
        if (last) {
            return *last;
        }
    }
    return format;
}

Status SettingsService::setFileFormat(const QString &tenant, const FileFormat &format)
{
    // Through the reader's checks, so that nothing is kept which could not be read again.
    if (auto checked = common::fileFormatFromJson(common::toJson(format)); !checked) {
        return common::propagate(checked);
    }
    return m_pool.run<void>([&](Transaction &transaction) -> Status {
        std::optional<TenantKey> key;
        if (!tenant.isEmpty()) {
            auto found = TenantRepository(transaction).find(tenant);
            if (!found) {
                return common::propagate(found);
            }
            key = found->key;
        }
        SettingRepository(transaction).set(key, kFileFormat, common::toJson(format));
        return {};
    });
}

} // namespace recorder
