// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/settingsservice.h"

#include "recorder/service/levelsetting.h"
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

Result<FileFormatSetting> settingAt(const LevelSetting &level)
{
    const LevelSetting::Value value = level.read();
    auto format = common::fileFormatFromJson(value.json.value_or(QJsonObject()));
    if (!format) {
        return common::propagate(format);
    }
    return FileFormatSetting{*format, value.inherited, value.version};
}
} // namespace

Result<FileFormatSetting> fileFormatSetting(Transaction &transaction, const TenantScope &scope, bool system,
                                            const QString &tenantId)
{
    auto level = LevelSetting::find(transaction, scope, kFileFormat, {system, tenantId});
    return level ? settingAt(*level) : Result<FileFormatSetting>(common::propagate(level));
}

Result<FileFormatSetting> changeFileFormat(Transaction &transaction, const TenantScope &scope,
                                           AuditDetail &trail, const FileFormatChange &change)
{
    auto level = LevelSetting::find(transaction, scope, kFileFormat, {change.system, change.tenantId});
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
    auto before = settingAt(*level);
    if (!before) {
        return before;
    }
    if (Status replaced = level->replace(change.version, value); !replaced) {
        return common::propagate(replaced);
    }
    auto after = settingAt(*level);
    if (!after) {
        return after;
    }
    trail.changed(common::toJson(before->format), common::toJson(after->format));
    level->tell(trail, QStringLiteral("file-format"), before->inherited, after->inherited);
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
