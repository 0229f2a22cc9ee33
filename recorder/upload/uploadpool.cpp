// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/uploadpool.h"

#include "recorder/upload/leftoverpass.h"

#include <QLoggingCategory>
#include <QSemaphore>

#include <algorithm>
#include <semaphore>
#include <thread>
#include <tuple>

namespace recorder
{

Q_LOGGING_CATEGORY(lcUploadPool, "earshot.upload.pool", QtInfoMsg)

using common::Result;
using common::Status;

namespace
{

constexpr int kCopiesAtOnce = 10'000;

PoolOptions databaseFor(const UploadPoolOptions &options)
{
    PoolOptions pool = options.database;
    pool.threads = 2;
    pool.queueLimit = 200;
    return pool;
}

/// The workers of one target.
class TargetLane
{
public:
    TargetLane(const UploadParts &parts, TargetKey target, UploadCounters &counters,
               const std::atomic<bool> &stop, int workers)
        : begun(std::chrono::steady_clock::now())
        , m_breaker(parts.clock)
    {
        for (int i = 0; i < workers; ++i) {
            m_threads.emplace_back([this, &parts, target, &counters, &stop](const std::stop_token &token) {
                UploadWorker worker(parts, target, m_breaker, counters);
                while (!token.stop_requested()) {
                    m_due.acquire();
                    ++m_working;
                    while (!token.stop_requested() && !m_leaving &&
                           worker.step(stop, &m_leaving) == UploadWorker::Step::Worked) {
                    }
                    --m_working;
                }
            });
        }
    }
    ~TargetLane()
    {
        for (std::jthread &thread : m_threads) {
            thread.request_stop();
        }
        // Only now: a worker that is not yet to stop would take the wake-up that another one needs to end.
        m_due.release(static_cast<int>(m_threads.size()));
    }
    void wake()
    {
        if (const int asleep = static_cast<int>(m_threads.size()) - m_due.available(); asleep > 0) {
            m_due.release(asleep);
        }
    }
    bool isWorking() const { return m_working > 0; }
    bool isOpen() const { return m_breaker.isOpen(); }
    /// Ends after the files that are worked on: another target has its turn.
    void leave() { m_leaving = true; }
    bool isLeaving() const { return m_leaving; }

    common::MonoTime begun;
    common::MonoTime lastDue{}; ///< of the thread that looks

private:
    TargetBreaker m_breaker;
    QSemaphore m_due;
    std::atomic<int> m_working{0};
    std::atomic<bool> m_leaving{false};
    std::vector<std::jthread> m_threads;
};

} // namespace

struct UploadPool::Private {
    Private(UploadPoolOptions given, const common::Clock &theClock, OpenTarget open,
            std::shared_ptr<std::atomic<bool>> theStop)
        : options(std::move(given))
        , clock(theClock)
        , stop(std::move(theStop))
        , pool(databaseFor(options))
        , parts{pool,
                clock,
                {QUuid::createUuid(), options.host, options.lease},
                options.recordingsRoot,
                std::move(open),
                options.keepCopy}
    {
    }
    void look();
    bool putCopiesBack();
    void serve(const QList<TargetKey> &due, common::MonoTime now);
    bool hasPlace() const;
    void makeRoom(int places, common::MonoTime now);
    void endLanes(common::MonoTime now);
    void count();
    void beatOn(const std::stop_token &token);
    void tidyOn(const std::stop_token &token) const;

    const UploadPoolOptions options;
    const common::Clock &clock;
    const std::shared_ptr<std::atomic<bool>> stop;
    ConnectionPool pool;
    const UploadParts parts;
    UploadCounters counters;
    std::map<TargetKey, std::unique_ptr<TargetLane>> lanes; ///< of the thread that looks
    std::map<TargetKey, common::MonoTime> turns;            ///< when the last one ended
    common::MonoTime counted{};
    bool copiesAreBack = false; ///< that a run which was killed had set aside
    common::Guarded<UploadState> seen;
    std::jthread beat;
    std::jthread tidy;
};

/// Whoever had no turn for longest comes first when there are more targets than places. The recorder's own
/// folder always has its place: what is removed there makes room for new calls.
void UploadPool::Private::serve(const QList<TargetKey> &due, common::MonoTime now)
{
    QList<TargetKey> waiting;
    for (const TargetKey target : due) {
        const auto lane = lanes.find(target);
        if (lane == lanes.end()) {
            waiting.append(target);
        } else if (!lane->second->isLeaving()) {
            lane->second->lastDue = now;
            lane->second->wake();
        }
    }
    std::stable_sort(waiting.begin(), waiting.end(), [this](TargetKey a, TargetKey b) {
        const auto turnOf = [this](TargetKey target) {
            const auto at = turns.find(target);
            return at == turns.end() ? common::MonoTime{} : at->second;
        };
        return turnOf(a) < turnOf(b);
    });
    int without = 0;
    for (const TargetKey target : std::as_const(waiting)) {
        if (target != kOwnFolder && !hasPlace()) {
            ++without;
            continue;
        }
        auto lane = std::make_unique<TargetLane>(parts, target, counters, *stop, options.workersPerTarget);
        lane->lastDue = now;
        lane->wake();
        lanes.emplace(target, std::move(lane));
    }
    makeRoom(without, now);
}

/// One that leaves may take hours over its last file, when that goes slowly: it keeps nobody out, up to as
/// many again.
bool UploadPool::Private::hasPlace() const
{
    std::size_t staying = 0;
    std::size_t all = 0;
    for (const auto &[target, lane] : lanes) {
        all += target == kOwnFolder ? 0 : 1;
        staying += target == kOwnFolder || lane->isLeaving() ? 0 : 1;
    }
    const auto most = static_cast<std::size_t>(options.mostTargets);
    return staying < most && all < 2 * most;
}

/// Asks as many lanes to leave as there are targets without a place: first those whose target does not
/// answer, then those that had their turn for longest.
void UploadPool::Private::makeRoom(int places, common::MonoTime now)
{
    std::vector<std::tuple<bool, common::MonoTime, TargetLane *>> candidates;
    for (const auto &[target, lane] : lanes) {
        if (lane->isLeaving()) {
            --places;
        } else if (target != kOwnFolder && now - lane->begun > options.turn) {
            candidates.emplace_back(!lane->isOpen(), lane->begun, lane.get());
        }
    }
    std::sort(candidates.begin(), candidates.end());
    for (const auto &[answers, begun, lane] : candidates) {
        if (places-- > 0) {
            lane->leave();
        }
    }
}

/// One that works for long on its last file is not in the way of anybody.
void UploadPool::Private::endLanes(common::MonoTime now)
{
    for (auto it = lanes.begin(); it != lanes.end();) {
        const TargetLane &lane = *it->second;
        const bool over = !lane.isWorking() && (lane.isLeaving() || now - lane.lastDue > options.idle);
        if (over) {
            turns[it->first] = now;
        }
        it = over ? lanes.erase(it) : std::next(it);
    }
}

/// They have rows: nothing is set aside that has none. False = to be done again.
bool UploadPool::Private::putCopiesBack()
{
    for (qint64 after = 0;;) {
        const auto copies = pool.run<QList<UploadQueue::Copy>>(
            [this, after](Transaction &transaction) -> Result<QList<UploadQueue::Copy>> {
                return UploadQueue(transaction).copies(options.host, after, kCopiesAtOnce);
            });
        if (!copies || copies->isEmpty()) {
            return copies.has_value();
        }
        for (const UploadQueue::Copy &copy : *copies) {
            if (putCopyBack(options.recordingsRoot, copy.source)) {
                qCInfo(lcUploadPool, "%s has its name again", qUtf8Printable(copy.source));
            }
        }
        after = copies->last().id;
    }
}

/// Wakes the workers of what is due, makes them where there are none, ends those without work.
void UploadPool::Private::look()
{
    const QList<qint64> held = parts.held->with([](const QSet<qint64> &ids) { return ids.values(); });
    const auto due = pool.run<QList<TargetKey>>([&](Transaction &transaction) -> Result<QList<TargetKey>> {
        UploadQueue queue(transaction);
        queue.renew(parts.runner, held);
        return queue.dueTargets(options.host, common::toUnixMs(clock.wall()));
    });
    const common::MonoTime now =
        std::chrono::steady_clock::now(); // how long it was quiet, whatever the clock says
    if (due) {
        serve(*due, now);
    }
    endLanes(now);
    QList<TargetKey> open;
    for (const auto &[target, lane] : lanes) {
        if (lane->isOpen()) {
            open.append(target);
        }
    }
    seen.with([&open](UploadState &state) { state.open = open; });
}

void UploadPool::Private::count()
{
    const common::MonoTime now = std::chrono::steady_clock::now();
    if (counted != common::MonoTime{} && now - counted < options.backlog) {
        return;
    }
    counted = now;
    auto waiting =
        pool.run<QList<UploadBacklog>>([this](Transaction &transaction) -> Result<QList<UploadBacklog>> {
            UploadQueue queue(transaction);
            queue.pullIn(options.host, common::toUnixMs(clock.wall()));
            return queue.backlog(options.host);
        });
    if (waiting) {
        seen.with([&waiting](UploadState &state) { state.waiting = std::move(*waiting); });
    }
}

void UploadPool::Private::beatOn(const std::stop_token &token)
{
    std::binary_semaphore stopped{0};
    const std::stop_callback wake(token, [&stopped] { stopped.release(); });
    do {
        copiesAreBack = copiesAreBack || putCopiesBack();
        look();
        count();
    } while (!stopped.try_acquire_for(options.look));
    lanes.clear();
}

/// On a thread of its own: a target may take its time.
void UploadPool::Private::tidyOn(const std::stop_token &token) const
{
    LeftoverPass pass(parts, *stop);
    std::binary_semaphore stopped{0};
    const std::stop_callback wake(token, [&stopped] { stopped.release(); });
    do {
        pass.run();
    } while (!stopped.try_acquire_for(options.leftovers));
}

UploadPool::UploadPool(UploadPoolOptions options, const common::Clock &clock, OpenTarget open,
                       std::shared_ptr<std::atomic<bool>> stop)
    : d(std::make_unique<Private>(std::move(options), clock, std::move(open), std::move(stop)))
{
    d->beat = std::jthread([this](const std::stop_token &token) { d->beatOn(token); });
    d->tidy = std::jthread([this](const std::stop_token &token) { d->tidyOn(token); });
}

UploadPool::~UploadPool()
{
    *d->stop = true;
    d->tidy = {};
    d->beat = {};
}

UploadState UploadPool::state() const
{
    UploadState state = d->seen.with([](const UploadState &seen) { return seen; });
    state.stored = d->counters.stored;
    state.bytes = d->counters.bytes;
    state.failures = d->counters.failures;
    state.removed = d->counters.removed;
    return state;
}

} // namespace recorder
