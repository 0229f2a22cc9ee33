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
const QString kAt = QStringLiteral("SELECT value, version FROM settings WHERE key = $2 AND tenant_id IS NOT "
                                   "DISTINCT FROM $1::integer FOR UPDATE");
const QString kInsert = QStringLiteral(
    "INSERT INTO settings (tenant_id, key, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING 1");
const QString kUpdate = QStringLiteral("UPDATE settings SET value = $3, version = version + 1 WHERE "
                                       "tenant_id IS NOT DISTINCT FROM $1::integer AND "
                                       "key = $2 AND version = $4 RETURNING 1");
const QString kRemove = QStringLiteral(
    "DELETE FROM settings WHERE tenant_id IS NOT DISTINCT FROM $1::integer AND key = $2 AND version = $3 "
    "RETURNING 1");

SqlParams paramsOf(std::optional<TenantKey> tenant, const QString &key)
{
    SqlParams params;
    if (tenant) {
        params.add(static_cast<qint64>(*tenant));
    } else {
        params.addNull();
    }
    params.add(key);
    return params;
}

QString textOf(const QJsonObject &value)
{
    return QString::fromUtf8(QJsonDocument(value).toJson(QJsonDocument::Compact));
}
} // namespace

StoredSetting SettingRepository::at(std::optional<TenantKey> tenant, const QString &key)
{
    const auto rows = m_transaction.exec(kAt, paramsOf(tenant, key));
    if (rows.empty()) {
        return {};
    }
    const pqxx::row row = rowAt(rows, 0);
    return {QJsonDocument::fromJson(textOf(row[0]).toUtf8()).object(), static_cast<int>(numberOf(row[1]))};
}

bool SettingRepository::replace(std::optional<TenantKey> tenant, const QString &key, int version,
                                const std::optional<QJsonObject> &value)
{
    SqlParams params = paramsOf(tenant, key);
    if (version == 0) {
        return !value || !m_transaction.exec(kInsert, params.add(textOf(*value))).empty();
    }
    if (!value) {
        return !m_transaction.exec(kRemove, params.add(qint64{version})).empty();
    }
    return !m_transaction.exec(kUpdate, params.add(textOf(*value)).add(qint64{version})).empty();
}

std::optional<QJsonObject> SettingRepository::effective(TenantKey tenant, const QString &key)
{
    const auto rows = m_transaction.exec(kEffective, SqlParams().add(static_cast<qint64>(tenant)).add(key));
    if (rows.empty()) {
        return std::nullopt;
    }
    return QJsonDocument::fromJson(textOf(rowAt(rows, 0)[0]).toUtf8()).object();
}

QList<QJsonObject> SettingRepository::everywhere(const QString &key)
{
    QList<QJsonObject> values;
    for (const auto &row : m_transaction.exec(QStringLiteral("SELECT value FROM settings WHERE key = $1"),
                                              SqlParams().add(key))) {
        values.append(QJsonDocument::fromJson(textOf(row[0]).toUtf8()).object());
    }
    return values;
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
