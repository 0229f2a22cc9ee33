// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/connectionpool.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include "common/core/guarded.h"

#include <QLoggingCategory>
#include <QSemaphore>

#include <poll.h>
#include <sys/socket.h>

#include <deque>
#include <semaphore>
#include <thread>
#include <vector>

Q_LOGGING_CATEGORY(lcPool, "earshot.pool")

namespace recorder
{

namespace
{

using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

const QString kNotConnected = QStringLiteral("database: not connected");
const QString kStopping = QStringLiteral("database: shutting down");
const QString kTooMany = QStringLiteral("database: too many tasks waiting");

/// What the watchdog must know of a thread: the socket that it may wait on, and until when.
struct Waiting {
    int socket = -1;
    Steady::time_point until = Steady::time_point::max();
};

std::string conninfo(const PoolOptions &options)
{
    const bool isUrl = options.url.startsWith(QLatin1String("postgres"));
    const qint64 seconds =
        std::max<qint64>(2, (options.connectTimeout.count() + 999) / 1000); // libpq: at least 2
    const QString extra =
        isUrl ? QStringLiteral("%1connect_timeout=%2&application_name=earshot")
                    .arg(options.url.contains(QLatin1Char('?')) ? QLatin1Char('&') : QLatin1Char('?'))
                    .arg(seconds)
              : QStringLiteral(" connect_timeout=%1 application_name=earshot").arg(seconds);
    return (options.url + extra).toStdString();
}

/// Something to read on an idle connection is never an answer: the server closed it or says that it will.
bool looksDead(const pqxx::connection &connection)
{
    pollfd request{connection.sock(), POLLIN, 0};
    return !isOpen(connection) || (poll(&request, 1, 0) > 0 && request.revents != 0);
}

} // namespace

struct ConnectionPool::Private {
    struct Shared {
        std::deque<Task> queue;
        bool stopping = false;
        PoolState state;
    };

    explicit Private(PoolOptions given)
        : options(std::move(given))
        , waiting(static_cast<size_t>(options.threads))
    {
    }

    void work(size_t index);
    std::optional<Task> next(milliseconds atMost);
    bool mayRefuse() const
    {
        return shared.with([](const Shared &s) { return s.state.connected == 0 || s.stopping; });
    }
    std::optional<Task> pause() const
    {
        std::this_thread::sleep_for(std::min(options.firstBackoff, milliseconds(100)));
        return std::nullopt;
    }
    std::unique_ptr<pqxx::connection> connect(size_t index);
    void disconnect(size_t index, std::unique_ptr<pqxx::connection> &connection);
    /// False when the connection must not be used any more.
    bool perform(size_t index, pqxx::connection &connection, const Task &task);
    void watch(const std::stop_token &stop);
    void setWaiting(size_t index, int socket, Steady::time_point until)
    {
        waiting[index].with([&](Waiting &w) { w = {socket, until}; });
    }

    PoolOptions options;
    common::Guarded<Shared> shared;
    QSemaphore arrived; ///< several wait: std::counting_semaphore of GCC 12 can lose a wake-up then
    std::vector<common::Guarded<Waiting>> waiting;
    std::vector<std::jthread> threads;
    std::jthread watchdog;
};

std::optional<ConnectionPool::Task> ConnectionPool::Private::next(milliseconds atMost)
{
    if (!arrived.tryAcquire(1, static_cast<int>(atMost.count()))) {
        return std::nullopt;
    }
    return shared.with([](Shared &s) -> std::optional<Task> {
        if (s.queue.empty()) {
            return std::nullopt;
        }
        Task task = std::move(s.queue.front());
        s.queue.pop_front();
        return task;
    });
}

std::unique_ptr<pqxx::connection> ConnectionPool::Private::connect(size_t index)
{
    try {
        auto connection = std::make_unique<pqxx::connection>(conninfo(options));
        setWaiting(index, connection->sock(), Steady::now() + options.connectTimeout + options.hangGrace);
        {
            pqxx::nontransaction setup(*connection);
            setup.exec("SET search_path TO earshot, public");
            setup.exec("SET statement_timeout TO " + std::to_string(options.statementTimeout.count()));
            setup.exec("SET client_min_messages TO warning");
        }
        setWaiting(index, -1, Steady::time_point::max());
        shared.with([](Shared &s) { ++s.state.connected; });
        return connection;
    } catch (...) {
        setWaiting(index, -1, Steady::time_point::max());
        qCDebug(lcPool).noquote() << errorOfCurrentException().message;
        return nullptr;
    }
}

void ConnectionPool::Private::disconnect(size_t index, std::unique_ptr<pqxx::connection> &connection)
{
    setWaiting(index, -1, Steady::time_point::max()); // before the descriptor can become another one's
    connection.reset();
    shared.with([](Shared &s) { --s.state.connected; });
}

bool ConnectionPool::Private::perform(size_t index, pqxx::connection &connection, const Task &task)
{
    std::optional<common::Error> error;
    // Room for a few statements of a task; one that hangs is caught by the first that passes its own limit.
    setWaiting(index, connection.sock(), Steady::now() + 2 * options.statementTimeout + options.hangGrace);
    try {
        pqxx::work work(connection);
        Transaction transaction(work);
        if (task.work(transaction)) {
            work.commit();
        } else {
            work.abort();
        }
    } catch (...) {
        error = errorOfCurrentException();
    }
    setWaiting(index, -1, Steady::time_point::max());
    shared.with([&](Shared &s) {
        ++s.state.done;
        s.state.failed += error ? 1u : 0u;
    });
    const bool usable = !looksDead(connection);
    task.end(std::move(error));
    return usable;
}

void ConnectionPool::Private::work(size_t index)
{
    std::unique_ptr<pqxx::connection> connection;
    milliseconds backoff = options.firstBackoff;
    auto nextAttempt = Steady::now();
    for (;;) {
        if (connection && looksDead(*connection)) {
            disconnect(index, connection);
            nextAttempt = Steady::now();
        }
        if (!connection && Steady::now() >= nextAttempt) {
            connection = connect(index);
            backoff = connection ? options.firstBackoff : std::min(backoff * 2, options.lastBackoff);
            nextAttempt = Steady::now() + backoff;
        }
        // Without a connection a thread leaves the tasks to those that have one.
        const auto task = connection || mayRefuse()
                              ? next(connection ? milliseconds(1000) : options.firstBackoff)
                              : pause();
        if (!task) {
            if (shared.with([](const Shared &s) { return s.stopping && s.queue.empty(); })) {
                break;
            }
            continue;
        }
        if (connection && looksDead(*connection)) {
            // The server went away while we waited: one attempt at once, nothing of the task has run yet.
            disconnect(index, connection);
            connection = connect(index);
        } else if (!connection && !mayRefuse()) {
            connection = connect(index); // another thread has come through in the meantime
        }
        if (!connection) {
            task->end(common::Error{common::ErrorCode::Unavailable, kNotConnected});
        } else if (!perform(index, *connection, *task)) {
            disconnect(index, connection);
            nextAttempt = Steady::now();
        }
    }
    if (connection) {
        disconnect(index, connection);
    }
}

void ConnectionPool::Private::watch(const std::stop_token &stop)
{
    std::binary_semaphore stopped{0};
    const std::stop_callback wake(stop, [&stopped] { stopped.release(); });
    while (!stopped.try_acquire_for(milliseconds(200))) {
        for (auto &entry : waiting) {
            entry.with([](Waiting &w) {
                if (w.socket >= 0 && Steady::now() > w.until) {
                    qCWarning(lcPool) << "the server does not answer, cutting its connection";
                    ::shutdown(w.socket, SHUT_RDWR);
                    w.socket = -1;
                }
            });
        }
    }
}

ConnectionPool::ConnectionPool(PoolOptions options)
    : d(std::make_unique<Private>(std::move(options)))
{
    for (size_t i = 0; i < d->waiting.size(); ++i) {
        d->threads.emplace_back([this, i] { d->work(i); });
    }
    d->watchdog = std::jthread([this](const std::stop_token &stop) { d->watch(stop); });
}

ConnectionPool::~ConnectionPool()
{
    d->shared.with([](Private::Shared &s) { s.stopping = true; });
    d->arrived.release(static_cast<int>(d->threads.size()));
    d->threads.clear();
}

void ConnectionPool::enqueue(Task task)
{
    const auto refusal = d->shared.with([&](Private::Shared &s) -> std::optional<QString> {
        if (s.stopping) {
            return kStopping;
        }
        if (s.queue.size() >= static_cast<size_t>(d->options.queueLimit)) {
            ++s.state.refused;
            return kTooMany;
        }
        s.queue.push_back(std::move(task));
        return std::nullopt;
    });
    if (refusal) {
        task.end(common::Error{common::ErrorCode::Unavailable, *refusal});
        return;
    }
    d->arrived.release();
}

bool ConnectionPool::waitUntilUp(milliseconds timeout) const
{
    const auto end = Steady::now() + timeout;
    while (state().connected == 0) {
        if (Steady::now() >= end) {
            return false;
        }
        std::this_thread::sleep_for(milliseconds(20));
    }
    return true;
}

bool ConnectionPool::isRefusal(const common::Error &error)
{
    return error.message == kNotConnected || error.message == kStopping || error.message == kTooMany;
}

PoolState ConnectionPool::state() const
{
    return d->shared.with([](const Private::Shared &s) {
        PoolState state = s.state;
        state.waiting = static_cast<int>(s.queue.size());
        return state;
    });
}

} // namespace recorder
