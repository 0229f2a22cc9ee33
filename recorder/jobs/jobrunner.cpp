// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/jobrunner.h"

#include "recorder/jobs/jobbeat.h"
#include "recorder/jobs/jobcontext.h"
#include "recorder/service/changehub.h"

#include "common/core/failpoint.h"

#include <QLoggingCategory>
#include <QSemaphore>

#include <semaphore>
#include <thread>

namespace recorder
{

Q_LOGGING_CATEGORY(lcJobs, "earshot.jobs", QtInfoMsg)

using common::Result;
using common::Status;

namespace
{

/// Something may wait for a thread.
void wakeAll(QSemaphore &due, int threads)
{
    if (const int asleep = threads - due.available(); asleep > 0) {
        due.release(asleep);
    }
}

/// A job may change 100,000 rows in one statement, and many statements in one transaction.
constexpr std::chrono::minutes kStatementTimeout{5};

PoolOptions poolFor(const JobRunnerOptions &options)
{
    PoolOptions pool = options.pool;
    pool.threads = options.threads + 1;
    pool.queueLimit = 100;
    pool.statementTimeout = kStatementTimeout;
    return pool;
}

QString reasonOf(const common::Error &error)
{
    if (error.fields.contains(QStringLiteral("permission"))) {
        return QStringLiteral("permission"); // which one, says the line
    }
    return error.fields.isEmpty() ? common::keyOf(error.code) : error.fields.first();
}

} // namespace

struct JobRunner::Private {
    Private(JobRunnerOptions given, ChangeHub &changeHub, const common::Clock &theClock, Kinds theKinds)
        : options(std::move(given))
        , hub(changeHub)
        , clock(theClock)
        , kinds(std::move(theKinds))
        , runner{QUuid::createUuid(), options.host, options.lease}
        , pool(poolFor(options))
        , gate(pool, hub, clock)
    {
        for (const auto &kind : kinds) {
            names.append(kind->kind());
            if (!kind->isLong()) {
                shortNames.append(kind->kind());
            }
        }
    }

    std::optional<JobTask> take(bool anyKind);
    /// Whether one more of the long ones may run; gives the place back when it goes out of scope.
    class LongPlace;
    bool workOnce(const std::stop_token &stop);
    void work(const std::stop_token &stop);
    void perform(const JobTask &task, const std::stop_token &stop);
    void finish(const JobTask &task, JobFeed &feed, const Status &result, const std::stop_token &stop);
    Status writeEnd(const JobTask &task, JobFeed &feed, const Status &result, bool stopped);
    void beatOn(const std::stop_token &stop);
    void tell(const JobTask &task)
    {
        hub.publish({QStringLiteral("jobs"), task.tenant, task.id.toString(QUuid::WithoutBraces),
                     QStringLiteral("changed")});
    }

    const JobRunnerOptions options;
    ChangeHub &hub;
    const common::Clock &clock;
    const Kinds kinds;
    const JobRuns::Runner runner;
    QStringList names;
    QStringList shortNames;
    std::atomic<int> longOnes{0}; ///< that run, or may be taken just now
    ConnectionPool pool;
    const Gate gate;
    RunningJobs running;
    /// Job threads wait on it. Shared with the hub's call, which may come shortly after the end.
    std::shared_ptr<QSemaphore> due = std::make_shared<QSemaphore>();
    std::unique_ptr<ChangeHub::Subscription> news;
    std::vector<std::jthread> threads;
    std::jthread beatThread;
};

class JobRunner::Private::LongPlace
{
public:
    explicit LongPlace(Private &runner)
        : m_taken(runner.longOnes)
        , m_is(++m_taken < runner.options.threads || runner.options.threads == 1)
    {
    }
    ~LongPlace() { leave(); }
    LongPlace(const LongPlace &) = delete;
    LongPlace &operator=(const LongPlace &) = delete;
    bool is() const { return m_is; }
    void leave()
    {
        if (std::exchange(m_holds, false)) {
            --m_taken;
        }
    }

private:
    std::atomic<int> &m_taken;
    const bool m_is;
    bool m_holds = true;
};

std::optional<JobTask> JobRunner::Private::take(bool anyKind)
{
    auto task = pool.run<std::optional<JobTask>>(
        [this, anyKind](Transaction &transaction) -> Result<std::optional<JobTask>> {
            return JobRuns(transaction)
                .take(runner, anyKind ? names : shortNames, common::toUnixMs(clock.wall()));
        });
    return task ? *task : std::nullopt;
}

void JobRunner::Private::work(const std::stop_token &stop)
{
    const std::stop_callback wake(stop, [this] { due->release(options.threads); });
    while (!stop.stop_requested()) {
        due->acquire();
        news->take(); // else nothing more is told
        while (!stop.stop_requested() && workOnce(stop)) {
        }
    }
}

/// False = nothing waits that may run now.
bool JobRunner::Private::workOnce(const std::stop_token &stop)
{
    LongPlace place(*this);
    if (!place.is()) {
        place.leave();
    }
    const auto task = take(place.is());
    if (!task) {
        return false;
    }
    if (const JobKind *kind = kindNamed(kinds, task->kind); kind == nullptr || !kind->isLong()) {
        place.leave();
    }
    perform(*task, stop);
    return true;
}

void JobRunner::Private::perform(const JobTask &task, const std::stop_token &stop)
{
    const auto feed = std::make_shared<JobFeed>();
    running.add(task.id, {task.tenant, feed});
    const std::stop_callback cancel(stop, [feed] { feed->cancel(); });
    tell(task);
    JobContext context(task, gate, feed);
    const JobKind *kind = kindNamed(kinds, task.kind);
    const Status result = kind->run(context);
    if (!result && !isJobCancelled(result.error())) {
        qCWarning(lcJobs, "job %s (%s) failed: %s", qUtf8Printable(task.id.toString(QUuid::WithoutBraces)),
                  qUtf8Printable(task.kind), qUtf8Printable(result.error().message));
        for (auto it = result.error().fields.cbegin(); it != result.error().fields.cend(); ++it) {
            feed->addLine({0, it.key(), it.value(), {}, true});
        }
    }
    common::failpoint("jobs.after-run");
    finish(task, *feed, result, stop);
    running.remove(task.id); // its lease was renewed up to here
    tell(task);
}

/// Until the row says so: while the database is away, the lease keeps others from it, or ends.
void JobRunner::Private::finish(const JobTask &task, JobFeed &feed, const Status &result,
                                const std::stop_token &stop)
{
    for (int tries = 0;; ++tries) {
        const Status written = writeEnd(task, feed, result, stop.stop_requested());
        if (written || written.error().code != common::ErrorCode::Unavailable || stop.stop_requested()) {
            return;
        }
        std::this_thread::sleep_for(options.beat);
    }
}

Status JobRunner::Private::writeEnd(const JobTask &task, JobFeed &feed, const Status &result, bool stopped)
{
    const JobFeed::News last = feed.take();
    const auto end = pool.run<bool>([&](Transaction &transaction) -> Result<bool> {
        JobRuns runs(transaction);
        const JobRuns::Hold held = runs.hold(task.id, task.runner);
        runs.setProgress(task.id, task.runner, feed.progress());
        runs.addLines(task.id, task.runner, last.firstLine, last.lines);
        const qint64 now = common::toUnixMs(clock.wall());
        if (held == JobRuns::Hold::Lost) {
            return true; // ended with its last transaction, or another run's
        }
        const bool cancelled = !result && isJobCancelled(result.error());
        if (cancelled && stopped && held == JobRuns::Hold::Own) {
            settle(runs, kindNamed(kinds, task.kind), {task.id, task.tenant, task.kind, task.attempt, false},
                   {QStringLiteral("failed"), QStringLiteral("host-stopped"), now});
            return true;
        }
        return runs.end(task.id, task.runner,
                        {result      ? QStringLiteral("done")
                         : cancelled ? QStringLiteral("cancelled")
                                     : QStringLiteral("failed"),
                         result || cancelled ? QString() : reasonOf(result.error()), now});
    });
    if (!end) {
        feed.giveBack(last);
        return tl::unexpected<common::Error>(end.error());
    }
    return {};
}

void JobRunner::Private::beatOn(const std::stop_token &stop)
{
    JobBeat beat(
        {pool, hub, clock, running, kinds, runner, options.look, [this] { wakeAll(*due, options.threads); }});
    std::binary_semaphore stopped{0};
    const std::stop_callback wake(stop, [&stopped] { stopped.release(); });
    do {
        beat.beat();
    } while (!stopped.try_acquire_for(options.beat));
}

JobRunner::JobRunner(JobRunnerOptions options, ChangeHub &hub, const common::Clock &clock, Kinds kinds)
    : d(std::make_unique<Private>(std::move(options), hub, clock, std::move(kinds)))
{
    d->news = hub.subscribe({QStringLiteral("jobs"), std::nullopt},
                            [due = d->due, threads = d->options.threads] { wakeAll(*due, threads); });
    for (int i = 0; i < d->options.threads; ++i) {
        d->threads.emplace_back([this](const std::stop_token &stop) { d->work(stop); });
    }
    d->beatThread = std::jthread([this](const std::stop_token &stop) { d->beatOn(stop); });
}

JobRunner::~JobRunner()
{
    for (auto &thread : d->threads) {
        thread.request_stop();
    }
    for (auto &thread : d->threads) {
        thread.join();
    }
    d->beatThread = {};
}

int JobRunner::running() const
{
    return static_cast<int>(d->running.all().size());
}

} // namespace recorder
