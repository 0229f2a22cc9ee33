// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include <QJsonObject>

namespace recorder
{

class Transaction;

struct StoredSetting {
    QJsonObject value;
    int version = 0; ///< 1 on; 0 = there is none
};

/// Settings by key; no tenant = the default of the whole system.
class SettingRepository
{
public:
    explicit SettingRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// The tenant's value, else the system's.
    std::optional<QJsonObject> effective(TenantKey tenant, const QString &key);
    /// Exactly at this level; locked until the end of the transaction.
    StoredSetting at(std::optional<TenantKey> tenant, const QString &key);
    /// False when the level's version is not `version`: somebody else was faster. No value = removed.
    bool replace(std::optional<TenantKey> tenant, const QString &key, int version,
                 const std::optional<QJsonObject> &value);
    /// The values of all levels.
    QList<QJsonObject> everywhere(const QString &key);
    void set(std::optional<TenantKey> tenant, const QString &key, const QJsonObject &value);

private:
    Transaction &m_transaction;
};

} // namespace recorder
