// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/devicerepository.h"

#include "recorder/store/pqxxcompat.h"

namespace recorder
{

namespace
{

const QString kNote = QStringLiteral(
    "INSERT INTO devices AS d (id, tenant_id, user_id, device_hash, first_ms, last_ms, ip_address, client, "
    "system, trusted_till_ms) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9) ON CONFLICT (user_id, "
    "device_hash) DO UPDATE SET last_ms = excluded.last_ms, ip_address = excluded.ip_address, client = "
    "excluded.client, system = excluded.system, trusted_till_ms = CASE WHEN excluded.trusted_till_ms > 0 "
    "THEN excluded.trusted_till_ms ELSE d.trusted_till_ms END RETURNING id");
const QString kForgetOld =
    QStringLiteral("DELETE FROM devices WHERE id IN (SELECT id FROM devices WHERE user_id = $1 ORDER BY "
                   "last_ms DESC, id DESC OFFSET 50)");

} // namespace

bool DeviceRepository::isTrusted(const common::UserId &user, const QByteArray &hash, qint64 nowMs)
{
    return !m_transaction
                .exec(QStringLiteral("SELECT id FROM devices WHERE user_id = $1 AND device_hash = $2 AND "
                                     "trusted_till_ms > $3"),
                      SqlParams().add(user.uuid()).addBytes(hash).add(nowMs))
                .empty();
}

QUuid DeviceRepository::note(const StoredDevice &device, const QByteArray &hash)
{
    const auto rows = m_transaction.exec(kNote, SqlParams()
                                                    .add(device.id)
                                                    .add(static_cast<qint64>(device.tenant))
                                                    .add(device.user.uuid())
                                                    .addBytes(hash)
                                                    .add(device.lastMs)
                                                    .add(device.ipAddress)
                                                    .add(device.client)
                                                    .add(device.system)
                                                    .add(device.trustedTillMs));
    m_transaction.exec(kForgetOld, SqlParams().add(device.user.uuid()));
    return uuidOf(rowAt(rows, 0)[0]);
}

void DeviceRepository::forgetTrust(const common::UserId &user)
{
    m_transaction.exec(QStringLiteral("UPDATE devices SET trusted_till_ms = 0 WHERE user_id = $1"),
                       SqlParams().add(user.uuid()));
}

QList<StoredDevice> DeviceRepository::read(const QString &condition, const SqlParams &params)
{
    QList<StoredDevice> devices;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT d.id, d.user_id, d.tenant_id, d.first_ms, d.last_ms, d.ip_address, "
                            "d.client, d.system, d.trusted_till_ms FROM devices d JOIN users u ON u.id = "
                            "d.user_id WHERE %1 ORDER BY d.last_ms DESC, d.id DESC")
                 .arg(condition),
             params)) {
        devices.append({uuidOf(row[0]), common::UserId(uuidOf(row[1])),
                        static_cast<TenantKey>(numberOf(row[2])), numberOf(row[3]), numberOf(row[4]),
                        textOf(row[5]), textOf(row[6]), textOf(row[7]), numberOf(row[8])});
    }
    return devices;
}

QList<StoredDevice> DeviceRepository::list(const DirectoryReach &reach, const common::UserId &user)
{
    SqlParams params;
    const QString within = usersWithin(reach, params);
    params.add(user.uuid());
    return read(QStringLiteral("%1 AND u.id = %2").arg(within, params.last()), params);
}

QList<StoredDevice> DeviceRepository::find(const DirectoryReach &reach, const QList<QUuid> &ids)
{
    SqlParams params;
    const QString within = usersWithin(reach, params);
    params.addArray(ids);
    return read(QStringLiteral("%1 AND d.id = ANY(%2::uuid[])").arg(within, params.last()), params);
}

QList<QUuid> DeviceRepository::remove(const QUuid &device)
{
    QList<QUuid> sessions;
    for (const auto &row :
         m_transaction.exec(QStringLiteral("DELETE FROM sessions WHERE device_id = $1 RETURNING id"),
                            SqlParams().add(device))) {
        sessions.append(uuidOf(row[0]));
    }
    m_transaction.exec(QStringLiteral("DELETE FROM devices WHERE id = $1"), SqlParams().add(device));
    return sessions;
}

} // namespace recorder
