// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/keypins.h"

#include "common/crypto/sealingkeys.h"
#include "common/model/recording.h"

#include <QHash>
#include <QMap>
#include <QString>
#include <QUuid>

#include <functional>
#include <utility>

namespace recorder
{

class ConnectionPool;
struct ActiveKey;

/// Says of each call to what its files are sealed. There are three answers: not at all (the tenant does not
/// encrypt), to this key, or not now. The third is never taken for the first. Any thread but the pool's.
class SealingDesk
{
public:
    /// Why a call waits, as its row in the ledger says it.
    static constexpr char kNoKey[] = "waits-no-key";
    static constexpr char kKeyRefused[] = "waits-key-refused"; ///< planted, weak, or not the one remembered

    SealingDesk(const common::HostKey &key, const QString &pinFile)
        : m_pins(key, pinFile)
    {
    }
    /// Unavailable with the field `encryption` = one of the above when there is no key to use, without when
    /// the database or the file of pins cannot be asked.
    common::Result<std::optional<common::SealingKey>> keyFor(ConnectionPool &pool,
                                                             const common::TenantRef &tenant, qint64 nowMs);
    /// What keyFor() would have said of every tenant at the last refresh(), without asking anybody: for those
    /// who may not wait. Nothing: not known, not at all, or not now.
    std::optional<common::SealingKey> lastKnown(const common::TenantRef &tenant) const;
    /// Reads it anew, in the background; `done` is called on a thread of the pool.
    void refresh(ConnectionPool &pool, qint64 nowMs, std::function<void()> done);
    /// Tenants whose calls wait since they were asked for last, with the reason.
    QMap<QString, QString> waiting() const;

private:
    /// By the tenant's id, and by his name in lower case, as tenants are found.
    struct Keys {
        QHash<QUuid, common::SealingKey> byId;
        QHash<QString, common::SealingKey> byName;
    };
    common::Result<common::SealingKey> judge(const QString &tenant, const ActiveKey &active);

    KeyPins m_pins;
    common::Guarded<QMap<QUuid, std::pair<QString, QString>>> m_waiting; ///< name and reason
    common::Guarded<Keys> m_known;
};

} // namespace recorder
