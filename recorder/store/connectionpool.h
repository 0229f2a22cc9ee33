// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QString>

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <utility>

namespace recorder
{

class Transaction;

struct PoolOptions {
    QString url; ///< libpq connection string or postgresql:// URL
    int threads = 4;
    int queueLimit = 1000; ///< tasks waiting; one more is answered Unavailable at once
    std::chrono::milliseconds statementTimeout{10000};
    /// A server that hangs (stopped process, dead network) does not enforce its own timeout: this long after
    /// it the pool cuts the connection.
    std::chrono::milliseconds hangGrace{2000};
    std::chrono::milliseconds connectTimeout{5000};
    std::chrono::milliseconds firstBackoff{100}; ///< between attempts to connect, doubling
    std::chrono::milliseconds lastBackoff{5000};
};

struct PoolState {
    int connected = 0; ///< threads with a live connection
    int waiting = 0;   ///< tasks in the queue
    quint64 done = 0;
    quint64 refused = 0; ///< by the full queue
    quint64 failed = 0;  ///< ended with an error of the database
};

/// n threads with one connection each, opened, used and closed on that thread. A task is one transaction: it
/// is committed when the work returns a value and rolled back when it returns an Error. Works while the
/// server is down: tasks are then answered Unavailable at once and the threads try to connect again with
/// back-off. Exceptions of libpqxx never leave the pool: broken connection, timeout, shutdown -> Unavailable;
/// unique, foreign key, serialisation -> Conflict; bad value -> Invalid; the rest -> Internal.
/// A lost connection during COMMIT is Unavailable too: the work may have been done, so it must be idempotent.
class ConnectionPool
{
public:
    template <typename T>
    using Work = std::function<common::Result<T>(Transaction &)>;
    template <typename T>
    using Done = std::function<void(common::Result<T>)>;

    explicit ConnectionPool(PoolOptions options);
    /// Runs what is queued, then joins the threads.
    ~ConnectionPool();
    ConnectionPool(const ConnectionPool &) = delete;
    ConnectionPool &operator=(const ConnectionPool &) = delete;

    /// Any thread; returns at once. `done` is called on the pool's thread after commit or roll-back, or on
    /// the caller's thread when the queue is full; it must not wait for the pool.
    template <typename T>
    void post(Work<T> work, Done<T> done);
    /// Waits for the result. For threads that may wait (finisher, command line), never a pool thread.
    template <typename T>
    common::Result<T> run(Work<T> work);

    /// True as soon as one thread is connected, false after `timeout`.
    bool waitUntilUp(std::chrono::milliseconds timeout) const;
    PoolState state() const;
    /// Said by the pool itself: no connection, too much waiting, the end. Not worth a line each.
    static bool isRefusal(const common::Error &error);

private:
    struct Private;
    /// `begin` runs the work and says whether to commit; `end` gets the error, if any.
    struct Task {
        std::function<common::Status(Transaction &)> work;
        std::function<void(std::optional<common::Error>)> end;
    };
    void enqueue(Task task);
    std::unique_ptr<Private> d;
};

template <typename T>
void ConnectionPool::post(Work<T> work, Done<T> done)
{
    auto kept = std::make_shared<std::optional<common::Result<T>>>();
    enqueue({[work = std::move(work), kept](Transaction &transaction) -> common::Status {
                 kept->emplace(work(transaction));
                 if (!kept->value()) {
                     return tl::unexpected<common::Error>(kept->value().error());
                 }
                 return {};
             },
             [done = std::move(done), kept](std::optional<common::Error> error) {
                 if (error) {
                     done(tl::unexpected<common::Error>(std::move(*error)));
                 } else {
                     done(std::move(**kept));
                 }
             }});
}

template <typename T>
common::Result<T> ConnectionPool::run(Work<T> work)
{
    auto promise = std::make_shared<std::promise<common::Result<T>>>();
    auto result = promise->get_future();
    post<T>(std::move(work), [promise](common::Result<T> value) { promise->set_value(std::move(value)); });
    return result.get();
}

} // namespace recorder
