// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/uploadqueue.h"

#include "common/model/storageusage.h"

#include <QSet>

#include <optional>

namespace recorder
{

/// A tenant with a limit, and what its recordings take to the millisecond.
struct LimitedTenant {
    TenantKey key{};
    QString name;
    common::StorageUse audio;
    common::StorageUse screen;
    qint64 audioMs = 0; ///< length of all calls
    qint64 screenMs = 0;
};

enum class LimitedMedia { Audio = 1, Screen = 2 }; ///< as storage_usage has them

/// Recordings that must not go: on hold, marked, not finished, with a file on its way.
struct KeptUse {
    qint64 bytes = 0;
    qint64 lengthMs = 0;
    qint64 old = 0; ///< calls
};

/// A call that may go. Its bytes are those of its files of the media.
struct RemovableCall {
    common::CallId id;
    qint64 connectMs = 0;
    qint64 durationMs = 0;
    qint64 bytes = 0;
    QString name; ///< "100 - 200", for the audit trail
};

/// A file on a target whose call is gone.
struct FileRemoval {
    qint64 id = 0;
    TargetKey target{};
    QString path;
    int attempts = 0; ///< before this one
};

/// Takes calls away for good. May go: what is finished, registered, wanted by nobody (hold, mark of a call on
/// demand), and whose files are where they belong.
class RemovalRepository
{
public:
    explicit RemovalRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// All with a limit, or that one of them.
    QList<LimitedTenant> limited(qint64 nowMs, std::optional<TenantKey> only = {});
    /// What a tenant's recordings take that must not go; of them those from before `beforeMs`.
    KeptUse kept(TenantKey tenant, LimitedMedia media, qint64 beforeMs);
    struct Place {
        qint64 connectMs = 0;
        common::CallId id; ///< null = before all
    };
    /// The next of a tenant that may go, oldest first. Screen: those with screen recordings.
    QList<RemovableCall> oldest(TenantKey tenant, LimitedMedia media, const Place &after, int limit);
    /// Those that may still go, with all that belongs to them; their files are then to be removed, on targets
    /// and in the recorders' folders. Screen: only their screen recordings. Returns which went.
    QList<common::CallId> remove(TenantKey tenant, LimitedMedia media, const QList<common::CallId> &calls,
                                 const QString &cause, qint64 nowMs);

    /// Targets with something due.
    QList<TargetKey> dueTargets(qint64 nowMs);
    QList<FileRemoval> due(TargetKey target, qint64 nowMs, int limit);
    void removed(const QList<qint64> &ids);
    void failed(qint64 id, qint64 dueMs, const QString &cause);

    /// The step that was told last, 0 = none.
    int warnedStep(TenantKey tenant, LimitedMedia media);
    void setWarnedStep(TenantKey tenant, LimitedMedia media, int step, qint64 nowMs);
    struct Reader {
        common::UserId user;
        QString email;
        QString language; ///< empty = not said
    };
    /// Who answers for the tenant's storage and has an address: its administrators, and who runs the system.
    QList<Reader> readersOfWarnings(TenantKey tenant);

    /// When a job of the kind that changed nothing was done last; 0 = never.
    qint64 lastTrialMs(const QString &kind);

private:
    /// Those that may go, ascending.
    QList<common::CallId> lock(const QList<common::CallId> &calls, TenantKey tenant);
    void removeFiles(const QList<QUuid> &calls, const QString &kinds, TenantKey tenant, qint64 nowMs);
    Transaction &m_transaction;
};

/// Of `calls` those that were removed on purpose.
QSet<common::CallId> removedOf(Transaction &transaction, const QList<common::CallId> &calls);

} // namespace recorder
