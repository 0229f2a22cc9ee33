// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/encryption.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/settingsservice.h"
#include "recorder/store/directoryreach.h"
#include "recorder/store/settingrepository.h"

#include <QJsonObject>

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

const QString kEncryption = QStringLiteral("encryption");
constexpr int kMostNames = 20;

QJsonObject toJson(bool enabled)
{
    return {{QStringLiteral("enabled"), enabled}};
}

/// A value of another shape counts as on: what cannot be understood must not make files plain.
bool enabledIn(const std::optional<QJsonObject> &value)
{
    return value && value->value(QLatin1String("enabled")).toBool(true);
}

EncryptionSetting settingAt(Transaction &transaction, std::optional<TenantKey> level)
{
    SettingRepository settings(transaction);
    const StoredSetting own = settings.at(level, kEncryption);
    const bool inherited = own.version == 0;
    const auto value =
        inherited ? settings.effective(level.value_or(kSystemTenant), kEncryption) : std::optional(own.value);
    return {enabledIn(value), inherited, own.version,
            KeyRepository(transaction).tenantsWithoutKey(level, kEncryption, kMostNames)};
}

/// None at all, or one that must not be used.
bool hasUsableKey(Transaction &transaction, TenantKey tenant, qint64 nowMs)
{
    const auto key = activeKeyOf(transaction, tenant, nowMs);
    return key && *key;
}

} // namespace

Result<EncryptionSetting> encryptionSetting(Transaction &transaction, const TenantScope &scope, bool system,
                                            const QString &tenantId)
{
    auto level = settingLevelOf(transaction, scope, system, tenantId);
    if (!level) {
        return common::propagate(level);
    }
    return settingAt(transaction, *level);
}

Result<EncryptionSetting> changeEncryption(Transaction &transaction, const TenantScope &scope,
                                           AuditDetail &trail, const EncryptionChange &change)
{
    auto level = settingLevelOf(transaction, scope, change.system, change.tenantId);
    if (!level) {
        return common::propagate(level);
    }
    lockDirectory(transaction); // no key comes into use or goes out of it meanwhile
    const EncryptionSetting before = settingAt(transaction, *level);
    const bool drop = change.inherit && !change.system;
    const std::optional<QJsonObject> value = drop ? std::nullopt : std::optional(toJson(change.enabled));
    if (before.version != change.version ||
        !SettingRepository(transaction).replace(*level, kEncryption, change.version, value)) {
        return common::fail(ErrorCode::Conflict,
                            QStringLiteral("the encryption setting was changed meanwhile"),
                            {{QStringLiteral("version"), QStringLiteral("changed")}});
    }
    const EncryptionSetting after = settingAt(transaction, *level);
    // The system's holds for tenants that have keys and for others: the page says which ones have none.
    if (*level && after.enabled && !before.enabled && !hasUsableKey(transaction, **level, scope.nowMs())) {
        return invalid("enabled", "no-key");
    }
    tellSettingLevel(transaction, trail, *level, change.tenantId);
    trail.changed(QStringLiteral("enabled"), before.enabled, after.enabled);
    trail.changed(QStringLiteral("inherited"), before.inherited, after.inherited);
    trail.publish({kEncryption, *level, QString(), QStringLiteral("changed")});
    return after;
}

QList<ActiveKey> encryptingKeys(Transaction &transaction, qint64 nowMs)
{
    QList<ActiveKey> keys;
    for (const StoredTenantKey &key : KeyRepository(transaction).tenantKeys(std::nullopt, nowMs)) {
        if (!key.active || !isEncrypting(transaction, key.tenant)) {
            continue;
        }
        const auto active = activeChainOf(transaction, key.tenant, nowMs);
        if (active && *active) {
            keys.append(**active);
        }
    }
    return keys;
}

bool isEncrypting(Transaction &transaction, TenantKey tenant)
{
    return enabledIn(SettingRepository(transaction).effective(tenant, kEncryption));
}

} // namespace recorder
