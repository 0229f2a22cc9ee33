// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/encryption.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/levelsetting.h"
#include "recorder/store/directoryreach.h"
#include "recorder/store/settingrepository.h"

#include <QJsonObject>

namespace recorder
{

using common::Result;
using common::Status;

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

EncryptionSetting settingAt(Transaction &transaction, const LevelSetting &level)
{
    const LevelSetting::Value value = level.read();
    return {enabledIn(value.json), value.inherited, value.version,
            KeyRepository(transaction).tenantsWithoutKey(level.level(), kEncryption, kMostNames)};
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
    auto level = LevelSetting::find(transaction, scope, kEncryption, {system, tenantId});
    if (!level) {
        return common::propagate(level);
    }
    return settingAt(transaction, *level);
}

Result<EncryptionSetting> changeEncryption(Transaction &transaction, const TenantScope &scope,
                                           AuditDetail &trail, const EncryptionChange &change)
{
    auto level = LevelSetting::find(transaction, scope, kEncryption, {change.system, change.tenantId});
    if (!level) {
        return common::propagate(level);
    }
    lockDirectory(transaction); // no key comes into use or goes out of it meanwhile
    const EncryptionSetting before = settingAt(transaction, *level);
    const bool drop = change.inherit && !change.system;
    const std::optional<QJsonObject> value = drop ? std::nullopt : std::optional(toJson(change.enabled));
    if (Status replaced = level->replace(change.version, value); !replaced) {
        return common::propagate(replaced);
    }
    const EncryptionSetting after = settingAt(transaction, *level);
    // The system's holds for tenants that have keys and for others: the page says which ones have none.
    const auto &tenant = level->level();
    if (tenant && after.enabled && !before.enabled && !hasUsableKey(transaction, *tenant, scope.nowMs())) {
        return invalid("enabled", "no-key");
    }
    trail.changed(QStringLiteral("enabled"), before.enabled, after.enabled);
    level->tell(trail, kEncryption, before.inherited, after.inherited);
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
