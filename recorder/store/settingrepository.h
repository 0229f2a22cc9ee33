// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include <QJsonObject>

namespace recorder
{

class Transaction;

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
    void set(std::optional<TenantKey> tenant, const QString &key, const QJsonObject &value);

private:
    Transaction &m_transaction;
};

} // namespace recorder
