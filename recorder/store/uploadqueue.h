// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/result.h"
#include "common/model/recording.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QUuid>

#include <chrono>

namespace recorder
{

class Transaction;

/// The short number of a storage target inside one database.
enum class TargetKey : qint16 {};
/// The recorder's own folder.
constexpr TargetKey kOwnFolder{1};

/// A file that is to go to a target.
struct UploadPlan {
    common::CallId call;
    int position = 0; ///< among the call's files
    TenantKey tenant{};
    TargetKey target{};
    QString host;   ///< the recorder that has it
    QString source; ///< relative to its recordings folder
    QString path;   ///< on the target
    qint64 size = 0;
    QByteArray sha256;
    QString format;
};

struct UploadTask {
    qint64 id = 0;
    UploadPlan file;
    int attempts = 0; ///< before this one
    bool stored = false;
};

struct UploadBacklog {
    TargetKey target{};
    QString name; ///< the target's
    qint64 files = 0;
    qint64 bytes = 0;
    qint64 oldestMs = 0; ///< when the oldest of them was put there
    qint64 failing = 0;  ///< of them, tried in vain; those that are there and whose copy must stay, too
    QString cause;       ///< of one of those
};

/// The queue of files on their way to storage targets, of one recorder; several runs of it share it by
/// leases, which go by the database's clock. The times to try again go by the recorder's.
class UploadQueue
{
public:
    explicit UploadQueue(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    struct Runner {
        QUuid id; ///< of one run of one worker
        QString host;
        std::chrono::milliseconds lease;
    };

    void add(const QList<UploadPlan> &files, qint64 nowMs);

    /// Targets of which something is due.
    QList<TargetKey> dueTargets(const QString &host, qint64 nowMs);
    enum class Work { Store, RemoveCopy };
    /// At most `limit` that are due, in the order of the queue; nobody else gets them while the lease lasts.
    QList<UploadTask> take(const Runner &runner, TargetKey target, Work work, qint64 nowMs, int limit);
    /// Of `held` those that are the runner's; what it took and does not hold any more (an answer that was
    /// lost, a write that failed) becomes free with its lease.
    void renew(const Runner &runner, const QList<qint64> &held);
    /// Only while it is the runner's: from now on the file is read from the target. The local copy is due to
    /// go at `removeMs`. False = it is not the runner's any more, nothing was changed.
    bool stored(const Runner &runner, const UploadTask &task, qint64 removeMs);
    void failed(const Runner &runner, qint64 id, qint64 dueMs, const QString &cause);
    /// Not tried: as it was before it was taken.
    void giveBack(const Runner &runner, const QList<qint64> &ids);
    void removed(const Runner &runner, const QList<qint64> &ids);
    /// What waits for the target's return need wait no longer.
    void hurry(const QString &host, TargetKey target, qint64 nowMs);
    /// What is due later than any pause lasts was written while the wall clock was ahead: it is due now.
    static constexpr qint64 kLatestMs = 60 * 60 * 1000;
    void pullIn(const QString &host, qint64 nowMs);

    QList<UploadBacklog> backlog(const QString &host);

    /// Local copies that are to go, by the row's id; `source` as in UploadPlan.
    struct Copy {
        qint64 id = 0;
        QString source;
    };
    QList<Copy> copies(const QString &host, qint64 after, int limit);

private:
    Transaction &m_transaction;
};

/// Where the files of calls are.
struct FilePlace {
    common::CallId call;
    int position = 0;
    TargetKey target = kOwnFolder;
    QString path; ///< there
};
/// Of calls with first <= id <= last, those that are not in a recorder's own folder; by call and position.
QList<FilePlace> placesOnTargets(Transaction &transaction, const common::CallId &first,
                                 const common::CallId &last);

/// Where the files of tasks are to be read, by the tasks' ids; whose call is gone is not among them.
QHash<qint64, FilePlace> placesOf(Transaction &transaction, const QList<UploadTask> &tasks);

struct PlacedFile {
    FilePlace place;
    qint64 size = 0;
    QByteArray sha256;
};
struct PlacedFiles {
    QList<PlacedFile> files;
    common::CallId last; ///< of the calls that were looked at; null = there are no more
};
/// Files on storage targets of up to `calls` calls with ids above `after`, ascending.
PlacedFiles filesOnTargets(Transaction &transaction, const common::CallId &after, int calls);

/// The target that a tenant's files may go to, by its id; none when there is no such target for it, or it
/// was removed.
std::optional<TargetKey> targetOf(Transaction &transaction, TenantKey tenant, const QUuid &id);
struct TargetPlace {
    QString kind;
    QString location;
};
/// NotFound.
common::Result<TargetPlace> targetPlaceOf(Transaction &transaction, TargetKey key);
/// Empty = no such target that the caller may see.
QString targetNameOf(Transaction &transaction, const QUuid &id);
struct TargetChoice {
    QString id;
    QString name;
    bool operator==(const TargetChoice &) const = default;
};
/// Where a tenant's files may go, by name; for kSystemTenant, where every tenant's may.
QList<TargetChoice> targetChoices(Transaction &transaction, TenantKey tenant);
/// The tenant's, else the system's; empty = UTC.
QString timeZoneOf(Transaction &transaction, TenantKey tenant);

} // namespace recorder
