// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/uploadworker.h"

#include "common/core/failpoint.h"

#include <QLoggingCategory>
#include <QScopeGuard>

#include <algorithm>

namespace recorder
{

Q_LOGGING_CATEGORY(lcUpload, "earshot.upload", QtInfoMsg)

using common::Result;
using common::Status;

namespace
{

constexpr int kRemoveBatch = 64;
/// A target's settings may have been edited: sessions do not live longer.
constexpr std::chrono::minutes kSessionLife{5};

/// About this one file, whatever becomes of the others.
bool isOfTheFile(const QString &cause)
{
    static const QStringList kOfTheFile{QStringLiteral("source"), QStringLiteral("key"),
                                        QStringLiteral("mismatch"), QStringLiteral("locked"),
                                        QStringLiteral("same-place")};
    return kOfTheFile.contains(cause);
}

/// When a file is looked for, its place has answered even if it is not there.
bool isOfTheCopy(const QString &cause)
{
    return isOfTheFile(cause) || cause == QLatin1String("not-found") || cause == QLatin1String("in-use");
}

Status notStored(const char *cause, const QString &message)
{
    return common::fail(common::ErrorCode::Unavailable, message,
                        {{QStringLiteral("cause"), QLatin1String(cause)}});
}

} // namespace

QString contentTypeOf(const QString &format)
{
    return format == QLatin1String("mp3")           ? QStringLiteral("audio/mpeg")
           : format == QLatin1String("wav")         ? QStringLiteral("audio/wav")
           : format == QLatin1String("mp4")         ? QStringLiteral("video/mp4")
           : format.endsWith(QLatin1String(".cms")) ? QStringLiteral("application/cms") // RFC 7193
                                                    : QStringLiteral("application/octet-stream");
}

UploadWorker::UploadWorker(const UploadParts &parts, TargetKey target, TargetBreaker &breaker,
                           UploadCounters &counters)
    : m_parts(parts)
    , m_target(target)
    , m_breaker(breaker)
    , m_counters(counters)
{
}

UploadWorker::~UploadWorker() = default;

QList<UploadTask> UploadWorker::take(UploadQueue::Work work, int limit)
{
    auto tasks =
        m_parts.pool.run<QList<UploadTask>>([&](Transaction &transaction) -> Result<QList<UploadTask>> {
            return UploadQueue(transaction)
                .take(m_parts.runner, m_target, work, common::toUnixMs(m_parts.clock.wall()), limit);
        });
    if (!tasks) {
        return {};
    }
    m_parts.held->with([&tasks](QSet<qint64> &held) {
        for (const UploadTask &task : std::as_const(*tasks)) {
            held.insert(task.id);
        }
    });
    return *tasks;
}

/// A transaction that another one was in the way of (a deadlock) is good the next time; given up, its files
/// would stay taken until their lease ends.
Status UploadWorker::commit(const std::function<Status(Transaction &)> &work)
{
    Status done = m_parts.pool.run<void>(work);
    for (int again = 0; again < 3 && !done && done.error().code == common::ErrorCode::Conflict; ++again) {
        done = m_parts.pool.run<void>(work);
    }
    if (!done) {
        qCWarning(lcUpload, "what became of some uploads is not noted, they are done once more: %s",
                  qUtf8Printable(done.error().message));
    }
    return done;
}

void UploadWorker::letGo(const QList<UploadTask> &tasks)
{
    m_parts.held->with([&tasks](QSet<qint64> &held) {
        for (const UploadTask &task : tasks) {
            held.remove(task.id);
        }
    });
}

UploadWorker::Step UploadWorker::step(const std::atomic<bool> &stop, const std::atomic<bool> *leaving)
{
    const TargetBreaker::Pass pass = m_breaker.ask();
    const bool wasOpen = pass == TargetBreaker::Pass::Probe;
    if (pass == TargetBreaker::Pass::Stop || stop) {
        if (wasOpen) {
            m_breaker.nothingToDo();
        }
        return Step::Idle; // copies stay as well: their target has to be asked
    }
    const auto isOver = [&stop, leaving] { return stop || (leaving != nullptr && *leaving); };
    const bool removed = !wasOpen && removeCopies(kRemoveBatch, isOver);
    if (!wasOpen && m_breaker.isOpen()) {
        return removed ? Step::Worked : Step::Idle;
    }
    const QList<UploadTask> tasks = take(UploadQueue::Work::Store, wasOpen ? 1 : kBatch);
    if (tasks.isEmpty()) {
        const bool probed = wasOpen && removeCopies(1, isOver);
        if (wasOpen) {
            m_breaker.nothingToDo(); // unless it was said already how it went
        }
        return removed || probed ? Step::Worked : Step::Idle;
    }
    const QList<Outcome> outcomes = storeAll(tasks, isOver);
    if (wasOpen && outcomes.isEmpty()) {
        m_breaker.nothingToDo();
    }
    write(outcomes, tasks.mid(outcomes.size()), wasOpen);
    letGo(tasks);
    return Step::Worked;
}

/// Those whose target has them, for longer than anybody may still be reading the copy.
bool UploadWorker::removeCopies(int limit, const std::function<bool()> &isOver)
{
    const QList<UploadTask> tasks = take(UploadQueue::Work::RemoveCopy, limit);
    const auto done = qScopeGuard([this, &tasks] { letGo(tasks); });
    if (tasks.isEmpty()) {
        return false;
    }
    const auto places = m_parts.pool.run<QHash<qint64, FilePlace>>(
        [&tasks](Transaction &transaction) -> Result<QHash<qint64, FilePlace>> {
            return placesOf(transaction, tasks);
        });
    Sessions others;
    QList<qint64> gone;
    QList<Outcome> kept;
    QList<qint64> untried;
    bool silent = !places;
    for (const UploadTask &task : tasks) {
        if (silent || isOver()) {
            untried.append(task.id);
            continue;
        }
        static_cast<void>(common::failpoint("upload.before-remove"));
        const auto place = places->constFind(task.id);
        const bool named = place != places->constEnd();
        const Status removed = removeCopyOf(task, named ? std::optional(*place) : std::nullopt, others);
        if (removed) {
            gone.append(task.id);
            continue;
        }
        const QString cause = storageCause(removed.error());
        qCWarning(lcUpload, "the copy of %s stays (%s): %s", qUtf8Printable(task.file.path),
                  qUtf8Printable(cause), qUtf8Printable(removed.error().message));
        silent = cause == QLatin1String("cancelled") ||
                 (named && place->target == m_target && !isOfTheCopy(cause));
        if (silent) {
            untried.append(task.id);
        } else if (cause != QLatin1String("source")) { // its lease ends, then it is tried again
            kept.append({task, cause});
        }
    }
    return noteRemovals(gone, kept, untried) && !gone.isEmpty();
}

bool UploadWorker::noteRemovals(const QList<qint64> &gone, const QList<Outcome> &kept,
                                const QList<qint64> &untried)
{
    m_counters.removed += static_cast<quint64>(gone.size());
    const qint64 now = common::toUnixMs(m_parts.clock.wall());
    const Status written = commit([&](Transaction &transaction) -> Status {
        UploadQueue queue(transaction);
        if (!gone.isEmpty()) {
            queue.removed(m_parts.runner, gone);
        }
        for (const Outcome &outcome : kept) {
            queue.failed(m_parts.runner, outcome.task.id,
                         now + backoff(outcome.task.attempts, kFirstPause, kLastPause).count(),
                         outcome.cause);
        }
        if (!untried.isEmpty()) {
            queue.giveBack(m_parts.runner, untried);
        }
        return {};
    });
    return written.has_value();
}

/// Where the file is to be read now is what counts: it may have been moved meanwhile.
Status UploadWorker::removeCopyOf(const UploadTask &task, const std::optional<FilePlace> &named,
                                  Sessions &others)
{
    const UploadPlan &file = task.file;
    if (m_target == kOwnFolder || !named) {
        return removeLocalCopy(m_parts.recordingsRoot, file.source, std::nullopt);
    }
    if (named->target == kOwnFolder) {
        return notStored("in-use", QStringLiteral("%1 is still read here").arg(file.source));
    }
    if (named->target != m_target) {
        auto &other = others[named->target];
        if (!other) {
            auto opened = m_parts.open(named->target);
            if (!opened) {
                return common::propagate(opened);
            }
            other = std::move(*opened);
        }
        return removeLocalCopy(m_parts.recordingsRoot, file.source,
                               StoredObject{*other, named->path, file.size});
    }
    Status removed = session();
    if (removed) {
        removed = removeLocalCopy(m_parts.recordingsRoot, file.source,
                                  StoredObject{*m_session, named->path, file.size});
    }
    const QString cause = removed ? QString() : storageCause(removed.error());
    if (cause == QLatin1String("source") || cause == QLatin1String("cancelled")) {
        return removed; // by us: it says nothing about the target
    }
    if (cause.isEmpty() || isOfTheCopy(cause)) {
        m_breaker.succeeded();
    } else {
        m_session.reset();
        m_breaker.failed();
    }
    return removed;
}

Status UploadWorker::session()
{
    const common::MonoTime now = m_parts.clock.mono();
    if (m_session && now - m_sessionSince < kSessionLife) {
        return {};
    }
    m_session.reset();
    auto opened = m_parts.open(m_target);
    if (!opened) {
        return common::propagate(opened);
    }
    m_session = std::move(*opened);
    m_sessionSince = now;
    m_apart.clear();
    return {};
}

Status UploadWorker::checkApart(const UploadPlan &file)
{
    if (file.source.section(u'/', -1) != file.path.section(u'/', -1)) {
        return {};
    }
    const QString folders = file.source.section(u'/', 0, -2) + u'\n' + file.path.section(u'/', 0, -2);
    if (m_apart.contains(folders)) {
        return {};
    }
    auto same = isSameFile(*m_session, m_parts.recordingsRoot, file.source, file.path);
    if (!same) {
        return common::propagate(same);
    }
    if (*same) {
        return notStored("same-place",
                         QStringLiteral("%1 at the target is the recorder's own copy").arg(file.path));
    }
    m_apart.insert(folders);
    return {};
}

/// On the target with the size and the hash that the database has, or an error.
Status UploadWorker::store(const UploadTask &task)
{
    if (Status open = session(); !open) {
        return open;
    }
    const UploadPlan &file = task.file;
    if (common::failpoint("upload.before-put") != common::Fault::None) {
        return notStored("unavailable", QStringLiteral("fault injected"));
    }
    if (Status apart = checkApart(file); !apart) {
        return apart;
    }
    const auto stored = m_session->put(m_parts.recordingsRoot + u'/' + file.source, file.path,
                                       {file.sha256, contentTypeOf(file.format)});
    if (!stored) {
        return tl::unexpected<common::Error>(stored.error());
    }
    if (stored->size != file.size || stored->sha256 != file.sha256) {
        return notStored("mismatch", QStringLiteral("%1 is not what was sent").arg(file.path));
    }
    static_cast<void>(common::failpoint("upload.after-put"));
    return stored->hashConfirmed ? Status() : readBack(*m_session, file.path, file.size, file.sha256);
}

QList<UploadWorker::Outcome> UploadWorker::storeAll(const QList<UploadTask> &tasks,
                                                    const std::function<bool()> &isOver)
{
    QList<Outcome> outcomes;
    for (const UploadTask &task : tasks) {
        if (isOver()) {
            break;
        }
        const Status status = store(task);
        if (status) {
            m_breaker.succeeded();
            outcomes.append({task, {}});
            m_counters.bytes += static_cast<quint64>(task.file.size);
            continue;
        }
        const QString cause = storageCause(status.error());
        if (cause == QLatin1String("cancelled")) {
            break; // by us: nobody's failure
        }
        ++m_counters.failures;
        outcomes.append({task, cause});
        qCWarning(lcUpload, "call %s: %s is not stored (%s): %s", qUtf8Printable(task.file.call.toString()),
                  qUtf8Printable(task.file.path), qUtf8Printable(cause),
                  qUtf8Printable(status.error().message));
        if (!isOfTheFile(cause)) {
            m_session.reset();
            m_breaker.failed();
            if (m_breaker.isOpen()) {
                break;
            }
        } else if (m_breaker.isOpen()) {
            break; // the probe met a bad file: another one decides
        }
    }
    return outcomes;
}

/// All that went well and badly, in one transaction. Without it the leases end and the same files are stored
/// once more under the same names.
void UploadWorker::write(const QList<Outcome> &outcomes, const QList<UploadTask> &untried, bool wasOpen)
{
    if (common::failpoint("upload.before-commit") != common::Fault::None) {
        return;
    }
    const qint64 now = common::toUnixMs(m_parts.clock.wall());
    const bool anyStored =
        std::any_of(outcomes.begin(), outcomes.end(), [](const Outcome &o) { return o.cause.isEmpty(); });
    const Status written = commit([&](Transaction &transaction) -> Status {
        UploadQueue queue(transaction);
        for (const Outcome &outcome : outcomes) {
            if (outcome.cause.isEmpty()) {
                queue.stored(m_parts.runner, outcome.task, now + m_parts.keepCopy.count());
            } else {
                queue.failed(m_parts.runner, outcome.task.id,
                             now + backoff(outcome.task.attempts, kFirstPause, kLastPause).count(),
                             outcome.cause);
            }
        }
        QList<qint64> back;
        for (const UploadTask &task : untried) {
            back.append(task.id);
        }
        if (!back.isEmpty()) {
            queue.giveBack(m_parts.runner, back);
        }
        if (wasOpen && anyStored) {
            queue.hurry(m_parts.runner.host, m_target, now);
        }
        return {};
    });
    if (written) {
        m_counters.stored += static_cast<quint64>(std::count_if(
            outcomes.begin(), outcomes.end(), [](const Outcome &o) { return o.cause.isEmpty(); }));
    }
    if (wasOpen && !anyStored && !outcomes.isEmpty() && isOfTheFile(outcomes.first().cause)) {
        m_breaker.nothingToDo();
    }
}

} // namespace recorder
