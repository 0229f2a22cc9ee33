// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"
#include "recorder/store/transaction.h"

#include "common/core/result.h"
#include "common/model/listing.h"
#include "common/model/storagetargets.h"

#include <optional>

namespace recorder
{

struct StoredTarget {
    common::StorageTargetRecord record; ///< without secrets
    int key = 0;                        ///< as in media_files.storage_target
    std::optional<TenantKey> tenant;    ///< none = of the system
    QByteArray secrets;                 ///< sealed; empty = none
    bool removed = false;
    bool hasFiles = false; ///< only of findByKey(), of folders: the database names files there
};

/// What keeps a target as it is.
struct TargetUse {
    qint64 files = 0;   ///< of calls, that are read from there
    qint64 waiting = 0; ///< on their way there, or still to be removed there
};

/// Where recordings are kept. Which secrets there are is noted beside them, so that lists need no key.
class StorageTargetRepository
{
public:
    static constexpr int kBuiltIn = 1;

    explicit StorageTargetRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// Fields: tenant, name, kind; orders: name, kind, tenant. Of one tenant when given, none of the system
    /// then.
    common::Result<common::ListPageOf<common::StorageTargetRecord>> list(std::optional<TenantKey> tenant,
                                                                         const common::ListQuery &query);
    /// Removed ones too. Of one tenant when given.
    std::optional<StoredTarget> find(std::optional<TenantKey> tenant, const QUuid &id);
    std::optional<StoredTarget> findByKey(int key);
    /// Present ones of a kind that files of the owner may go to: of a tenant its own and the system's; none =
    /// all. Not the recorders' own folders.
    QList<StoredTarget> besides(const QString &kind, std::optional<TenantKey> owner);
    bool isNameTaken(std::optional<TenantKey> tenant, const QString &name, const QUuid &except);
    void insert(const QUuid &id, std::optional<TenantKey> tenant, const common::StorageTargetRecord &record,
                const QByteArray &secrets);
    /// Counts the version up.
    void update(const common::StorageTargetRecord &record, const QByteArray &secrets);
    void setRemoved(const QUuid &id, std::optional<qint64> nowMs, const QString &by);
    /// How a test of this version ended; does not count the version up. False = it has changed meanwhile.
    bool setTested(const QUuid &id, int version, qint64 nowMs, const QString &step, const QString &cause);
    /// Whether files are there, or still to be removed there: it is no new place.
    bool hasFiles(int key);
    /// The same, or whether some are on their way.
    bool isInUse(int key);
    /// How many: each is counted, so this is for saying why not, not for looking whether.
    TargetUse useOf(int key);

private:
    Transaction &m_transaction;
};

} // namespace recorder
