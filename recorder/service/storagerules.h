// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/service/gate.h"
#include "recorder/store/uploadqueue.h"

#include "common/model/filenameformat.h"

#include <QHash>
#include <QTimeZone>

namespace recorder
{

/// Where files of one kind go and what they are called there.
struct StorageRule {
    QString target;     ///< id; empty = they stay in the recorder's own folder
    QString targetName; ///< as it is now; not kept
    QString nameFormat; ///< FileNameFormat; empty = the standard one

    bool operator==(const StorageRule &) const = default;
};

/// The rules of a tenant, or the defaults of all.
struct StorageRules {
    StorageRule audio;
    StorageRule screen;
    bool inherited = true; ///< the tenant has none of its own
    int version = 0;
    QList<TargetChoice> targets; ///< only told: what may be chosen

    bool operator==(const StorageRules &) const = default;
};

/// Whose: settingLevelOf() (settingsservice.h), with its errors.
common::Result<StorageRules> storageRules(Transaction &transaction, const TenantScope &scope, bool system,
                                          const QString &tenantId = {});
struct StorageRulesChange {
    bool system = false;
    StorageRules rules; ///< inherited = drop the tenant's own
    QString tenantId{}; ///< empty = the caller's tenant
};
/// Invalid (audio_target | screen_target = unknown; audio_name | screen_name = file-name),
/// Conflict (version = changed). It holds for calls that are registered from then on.
common::Result<StorageRules> changeStorageRules(Transaction &transaction, const TenantScope &scope,
                                                AuditDetail &trail, const StorageRulesChange &change);

/// Whether rules name the target: it cannot be removed then.
bool isTargetInRules(Transaction &transaction, const QUuid &target);

/// Puts the files of calls into the queue by the rules of their tenants. One for each transaction.
class UploadPlanner
{
public:
    explicit UploadPlanner(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// Of a call that was just written; nothing when its files stay.
    void plan(TenantKey tenant, const common::FinishedCall &call, const QList<Segment> &segments);

private:
    struct Way {
        TargetKey target = kOwnFolder;
        std::optional<common::FileNameFormat> format;
        QTimeZone zone;
    };
    const Way &wayOf(TenantKey tenant);

    Transaction &m_transaction;
    QHash<qint32, Way> m_ways;
};

/// What the name of a call's file may say.
common::FileNameFacts fileNameFactsOf(const common::FinishedCall &call, const QList<Segment> &segments,
                                      const QTimeZone &zone);

} // namespace recorder
