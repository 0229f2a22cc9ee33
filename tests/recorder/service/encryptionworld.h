// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/encryption.h"

#include "tests/recorder/service/keyworld.h"

#include <QTest>

namespace tests
{

inline const QString kNorth = QStringLiteral("Nordlicht");

/// Nordlicht has a key that its administrator holds and that is not active yet.
struct EncryptionWorld : KeyWorld {
    Keys admin = enrol("admin", 0);
    Keys north = keysOf(tenantId("Nordlicht"), 2);
    recorder::StoredTenantKey key = add("admin", north, admin).value();

    recorder::EncryptionSetting get(const char *login, bool system)
    {
        const auto setting = read<recorder::EncryptionSetting, bool>(
            login, "keys.view",
            [](recorder::Transaction &transaction, const recorder::TenantScope &scope, bool of) {
                return recorder::encryptionSetting(transaction, scope, of);
            },
            system);
        return setting ? *setting : recorder::EncryptionSetting();
    }
    common::Result<recorder::EncryptionSetting> ofTenant(const char *login, const QString &id)
    {
        return read<recorder::EncryptionSetting, const QString &>(
            login, "keys.view",
            [](recorder::Transaction &transaction, const recorder::TenantScope &scope,
               const QString &tenant) {
                return recorder::encryptionSetting(transaction, scope, false, tenant);
            },
            id);
    }
    QString set(const char *login, const recorder::EncryptionChange &wanted)
    {
        return outcome(change<recorder::EncryptionSetting, const recorder::EncryptionChange &>(
            login, "keys.edit", recorder::changeEncryption, wanted));
    }
    void activateFirst()
    {
        QVERIFY(KeyWorld::activate("admin", key,
                                   *common::makeActivation(north.bundle, north.record, std::nullopt, now())));
    }
    QString deactivate(const QString &tail)
    {
        return outcome(as<recorder::StoredTenantKey, const recorder::KeyToDeactivate &>(
            "admin", recorder::deactivateTenantKey, {idOf(key.id), tail}));
    }
};

} // namespace tests
