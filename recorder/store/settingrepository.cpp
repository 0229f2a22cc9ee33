// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/settingrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include <QJsonDocument>

namespace recorder
{

namespace
{
const QString kEffective =
    QStringLiteral("SELECT value FROM settings WHERE key = $2 AND (tenant_id = $1 OR tenant_id IS NULL) "
                   "ORDER BY tenant_id NULLS LAST LIMIT 1");
const QString kSetTenant = QStringLiteral(
    "INSERT INTO settings AS s (tenant_id, key, value) VALUES ($1, $2, $3) ON CONFLICT (tenant_id, key) "
    "WHERE tenant_id IS NOT NULL DO UPDATE SET value = excluded.value, version = s.version + 1");
const QString kSetSystem =
    QStringLiteral("INSERT INTO settings AS s (tenant_id, key, value) VALUES ($1, $2, $3) ON CONFLICT (key) "
                   "WHERE tenant_id IS NULL DO UPDATE SET value = excluded.value, version = s.version + 1");
} // namespace

std::optional<QJsonObject> SettingRepository::effective(TenantKey tenant, const QString &key)
{
    const auto rows = m_transaction.exec(kEffective, SqlParams().add(static_cast<qint64>(tenant)).add(key));
    if (rows.empty()) {
        return std::nullopt;
    }
    return QJsonDocument::fromJson(textOf(rowAt(rows, 0)[0]).toUtf8()).object();
}

void SettingRepository::set(std::optional<TenantKey> tenant, const QString &key, const QJsonObject &value)
{
    SqlParams params;
    if (tenant) {
        params.add(static_cast<qint64>(*tenant));
    } else {
        params.addNull();
    }
    params.add(key).add(QString::fromUtf8(QJsonDocument(value).toJson(QJsonDocument::Compact)));
    m_transaction.exec(tenant ? kSetTenant : kSetSystem, params);
}

} // namespace recorder
