// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/storage/storagetarget.h"
#include "recorder/store/connectionpool.h"
#include "recorder/store/uploadqueue.h"
#include "recorder/upload/localcopy.h"
#include "recorder/upload/targetbreaker.h"

#include "common/core/guarded.h"

#include <QSet>

#include <functional>
#include <map>
#include <memory>

namespace recorder
{

/// Opens a session with a target, with its settings of now.
using OpenTarget = std::function<common::Result<std::unique_ptr<StorageTarget>>(TargetKey target)>;
/// The same for one job: whatever goes on in its sessions ends within half a second once `stop` is true.
using OpenUntil = std::function<OpenTarget(std::shared_ptr<const std::atomic<bool>> stop)>;

/// Of a file, by its format.
QString contentTypeOf(const QString &format);

/// What workers have in common. All of it outlives them.
struct UploadParts {
    ConnectionPool &pool;
    const common::Clock &clock;
    UploadQueue::Runner runner;
    QString recordingsRoot;
    OpenTarget open;
    /// Who asked where the file is just before it went to the target must still find the copy.
    std::chrono::milliseconds keepCopy{std::chrono::minutes(1)};
    /// Rows that a worker is busy with: only their leases are renewed.
    std::shared_ptr<common::Guarded<QSet<qint64>>> held = std::make_shared<common::Guarded<QSet<qint64>>>();
};

struct UploadCounters {
    std::atomic<quint64> stored{0};
    std::atomic<quint64> bytes{0};
    std::atomic<quint64> failures{0};
    std::atomic<quint64> removed{0}; ///< local copies of files that are on their targets
};

/// Takes files of one target from the queue, stores and verifies them, says in the database where they are,
/// and removes local copies some time later. Used by one thread, which it keeps waiting; several workers of a
/// target share its breaker.
class UploadWorker
{
public:
    static constexpr int kBatch = 8;
    static constexpr std::chrono::milliseconds kFirstPause{2000};
    static constexpr std::chrono::milliseconds kLastPause{std::chrono::minutes(15)};

    UploadWorker(const UploadParts &parts, TargetKey target, TargetBreaker &breaker,
                 UploadCounters &counters);
    ~UploadWorker();

    enum class Step { Worked, Idle };
    /// A batch at most; between files it looks at `stop` and `leaving`.
    Step step(const std::atomic<bool> &stop, const std::atomic<bool> *leaving = nullptr);

private:
    struct Outcome {
        UploadTask task;
        QString cause; ///< empty = stored
    };
    QList<UploadTask> take(UploadQueue::Work work, int limit);
    /// Whatever became of them: what is still the runner's in the database is anybody's when its lease ends.
    common::Status commit(const std::function<common::Status(Transaction &)> &work);
    void letGo(const QList<UploadTask> &tasks);
    using Sessions = std::map<TargetKey, std::unique_ptr<StorageTarget>>;
    /// Whether any is gone.
    bool removeCopies(int limit, const std::function<bool()> &isOver);
    common::Status removeCopyOf(const UploadTask &task, const std::optional<FilePlace> &named,
                                Sessions &others);
    bool noteRemovals(const QList<qint64> &gone, const QList<Outcome> &kept, const QList<qint64> &untried);
    common::Status store(const UploadTask &task);
    /// Refused (same-place) before anything is written over the only copy.
    common::Status checkApart(const UploadPlan &file);
    common::Status session();
    QList<Outcome> storeAll(const QList<UploadTask> &tasks, const std::function<bool()> &isOver);
    void write(const QList<Outcome> &outcomes, const QList<UploadTask> &untried, bool wasOpen);

    const UploadParts &m_parts;
    const TargetKey m_target;
    TargetBreaker &m_breaker;
    UploadCounters &m_counters;
    std::unique_ptr<StorageTarget> m_session;
    common::MonoTime m_sessionSince{};
    QSet<QString> m_apart; ///< folders here and there of which this session has shown that they are two
};

} // namespace recorder
