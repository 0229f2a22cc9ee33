// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/settingsservice.h"

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
}

SettingsService::SettingsService(ConnectionPool &pool)
    : m_pool(pool)
{
}

Result<FileFormat> SettingsService::fileFormatFor(const QString &tenant)
{
    auto format = m_pool.run<FileFormat>([&tenant](Transaction &transaction) -> Result<FileFormat> {
        auto found = TenantRepository(transaction).find(tenant);
        if (!found) {
            return common::propagate(found);
        }
        const auto value = SettingRepository(transaction).effective(found->key, kFileFormat);
        return common::fileFormatFromJson(value.value_or(QJsonObject()));
    });
    if (format) {
        m_known.with([&](auto &known) { known.insert(tenant, *format); });
    } else if (format.error().code == common::ErrorCode::Unavailable) {
        const auto last = m_known.with([&](const auto &known) -> std::optional<FileFormat> {
            const auto found = known.constFind(tenant);
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
