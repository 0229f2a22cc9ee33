// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryreach.h"

#include "common/core/ids.h"

namespace recorder
{

/// From where and with what somebody came in.
struct StoredDevice {
    QUuid id;
    common::UserId user;
    TenantKey tenant{};
    qint64 firstMs = 0;
    qint64 lastMs = 0;
    QString ipAddress; ///< of the last sign-in
    QString client;
    QString system;
    qint64 trustedTillMs = 0; ///< no second step until then

    bool operator==(const StoredDevice &) const = default;
};

/// Devices of all tenants: sign-in asks before it knows one.
class DeviceRepository
{
public:
    explicit DeviceRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// `hash` is the SHA-256 of what the client calls itself.
    bool isTrusted(const common::UserId &user, const QByteArray &hash, qint64 nowMs);
    /// Notes a sign-in of `device.lastMs`, with a new id when the device is new; a time of trust of 0 leaves
    /// what is kept. Returns its id. Of a user's devices the latest 50 are kept.
    QUuid note(const StoredDevice &device, const QByteArray &hash);
    /// Each of them is asked for the second step again.
    void forgetTrust(const common::UserId &user);

    /// Of one user within reach, the latest first.
    QList<StoredDevice> list(const DirectoryReach &reach, const common::UserId &user);
    /// Those of the given ones that are within reach.
    QList<StoredDevice> find(const DirectoryReach &reach, const QList<QUuid> &ids);
    /// With its sessions, whose ids are returned.
    QList<QUuid> remove(const QUuid &device);

private:
    QList<StoredDevice> read(const QString &condition, const SqlParams &params);
    Transaction &m_transaction;
};

} // namespace recorder
