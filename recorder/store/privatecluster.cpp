// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/privatecluster.h"

#include "recorder/store/postmasterfile.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/serverlayout.h"
#include "recorder/store/serverprocess.h"

#include "common/core/filelock.h"

#include <QDir>
#include <QFile>
#include <QLoggingCategory>

#include <atomic>
#include <csignal>
#include <semaphore>
#include <thread>

#include <sys/wait.h>

Q_LOGGING_CATEGORY(lcCluster, "earshot.cluster")

namespace recorder
{

namespace
{

using common::ErrorCode;
using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr qint64 kLongestLog = 10 * 1024 * 1024;

/// One that ends has no command line any more a moment before it can be reaped. Left unreaped its number
/// stays taken, and PostgreSQL never starts again beside its lock file. An adopted one is not ours: that is
/// told at once.
void reap(pid_t process)
{
    const auto end = Steady::now() + milliseconds(10000);
    while (process > 0 && waitpid(process, nullptr, WNOHANG) == 0 && Steady::now() < end) {
        std::this_thread::sleep_for(milliseconds(5));
    }
}

QString quoted(QString value)
{
    value.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('\''), QLatin1String("\\'"));
    return QLatin1Char('\'') + value + QLatin1Char('\'');
}

/// The last line of the server's log that says why it gave up.
QString lastReason(const QString &log)
{
    QFile file(log);
    if (!file.open(QIODevice::ReadOnly)) {
        return {};
    }
    file.seek(std::max<qint64>(0, file.size() - 8192));
    QString reason;
    for (const QByteArray &line : file.readAll().split('\n')) {
        for (const char *mark : {"FATAL:", "error:", "ERROR:"}) {
            if (const qsizetype at = line.indexOf(mark); at >= 0) {
                reason = QString::fromUtf8(line.mid(at)).simplified();
            }
        }
    }
    return reason;
}

} // namespace

struct PrivateCluster::Private {
    PrivateClusterOptions options;
    ServerLayout layout;
    std::atomic<pid_t> pid{0};
    std::atomic<bool> adopted{false};
    std::atomic<int> restarts{0};
    std::jthread supervisor;

    QString log() const { return layout.sockets + QStringLiteral("/postgresql.log"); }
    QString url(const QString &database) const;
    common::Status initialise();
    QList<QByteArray> serverArguments() const;
    common::Status bringUp();
    common::Status waitUntilReady(bool ownChild);
    bool answers() const;
    common::Status ensureDatabase();
    void supervise(const std::stop_token &stop);
    void endSupervision()
    {
        supervisor.request_stop();
        if (supervisor.joinable()) {
            supervisor.join();
        }
    }
    bool waitUntilGone(milliseconds timeout);
};

QString PrivateCluster::Private::url(const QString &database) const
{
    return QStringLiteral("host=%1 port=5432 user=earshot dbname=%2")
        .arg(quoted(layout.sockets), quoted(database));
}

/// Beside its final place and renamed at the end: a kill in between leaves nothing half-made.
common::Status PrivateCluster::Private::initialise()
{
    if (QFile::exists(layout.data + QStringLiteral("/PG_VERSION"))) {
        return {};
    }
    if (!QDir(layout.data).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot)) {
        return common::fail(ErrorCode::Invalid,
                            QStringLiteral("%1 is neither empty nor a PostgreSQL cluster").arg(layout.data));
    }
    ServerLayout fresh = layout;
    fresh.data += QStringLiteral(".new");
    QDir(fresh.data).removeRecursively();
    if (common::Status status = ownFolder(fresh.data, fresh); !status) {
        return status;
    }
    qCInfo(lcCluster).noquote() << "creating a PostgreSQL cluster in" << layout.data;
    QList<QByteArray> arguments{"-D",
                                fresh.data.toLocal8Bit(),
                                "-U",
                                "earshot",
                                "--auth=trust",
                                "--encoding=UTF8",
                                "--locale=C.UTF-8",
                                "--data-checksums"};
    if (!options.durable) {
        arguments.append("--no-sync");
    }
    auto child = spawnServerProgram(fresh, "initdb", arguments, log());
    if (!child) {
        return common::propagate(child);
    }
    if (const int code = waitForChild(*child); code != 0) {
        return common::fail(ErrorCode::Unavailable,
                            QStringLiteral("initdb failed (%1): %2").arg(code).arg(lastReason(log())));
    }
    if (!QDir().rmdir(layout.data) || !QDir().rename(fresh.data, layout.data)) {
        return common::fail(ErrorCode::Invalid,
                            QStringLiteral("cannot rename %1 to %2").arg(fresh.data, layout.data));
    }
    return {};
}

QList<QByteArray> PrivateCluster::Private::serverArguments() const
{
    QList<QByteArray> settings{
        "listen_addresses=",
        "port=5432",
        "unix_socket_directories=" + layout.sockets.toLocal8Bit(),
        "max_connections=" + QByteArray::number(options.maxConnections),
        "shared_buffers=" + QByteArray::number(options.sharedBuffersMb) + "MB",
        "work_mem=16MB",
        "maintenance_work_mem=64MB",
        "effective_cache_size=1GB",
        "random_page_cost=1.1", // solid state; also right when all is cached
        "jit=off",              // compiling costs more than our longest query
        "wal_level=replica",
        "wal_compression=on",
        "max_wal_size=1GB",
        "checkpoint_completion_target=0.9",
        "synchronous_commit=on",
        "password_encryption=scram-sha-256",
        "log_min_messages=warning",
        "log_line_prefix=%m [%p] ",
    };
    if (!options.durable) {
        settings += {"fsync=off", "full_page_writes=off"};
    }
    QList<QByteArray> arguments{"-D", layout.data.toLocal8Bit()};
    for (const QByteArray &setting : settings) {
        arguments += {"-c", setting};
    }
    return arguments;
}

common::Status PrivateCluster::Private::bringUp()
{
    const Postmaster found = readPostmaster(layout);
    if (found.state == PostmasterState::Ready || found.state == PostmasterState::Starting) {
        qCInfo(lcCluster) << "PostgreSQL runs already, process" << found.pid;
        adopted = true;
        pid = found.pid;
        return waitUntilReady(false);
    }
    if (found.state == PostmasterState::Stale) {
        // PostgreSQL itself gives up when the number belongs to another process of its user by now.
        qCInfo(lcCluster) << "removing the lock file of PostgreSQL process" << found.pid << "which is gone";
        removeStaleFile(layout);
    }
    if (QFile(log()).size() > kLongestLog) {
        QFile::remove(log() + QStringLiteral(".1"));
        QFile::rename(log(), log() + QStringLiteral(".1"));
    }
    auto child = spawnServerProgram(layout, "postgres", serverArguments(), log());
    if (!child) {
        return common::propagate(child);
    }
    adopted = false;
    pid = *child;
    return waitUntilReady(true);
}

common::Status PrivateCluster::Private::waitUntilReady(bool ownChild)
{
    const auto end = Steady::now() + options.startTimeout;
    while (Steady::now() < end) {
        if (ownChild && waitpid(pid, nullptr, WNOHANG) == pid) {
            pid = 0;
            return common::fail(ErrorCode::Unavailable,
                                QStringLiteral("PostgreSQL did not start: %1").arg(lastReason(log())));
        }
        if (readPostmaster(layout).state == PostmasterState::Ready && answers()) {
            return {};
        }
        std::this_thread::sleep_for(milliseconds(20));
    }
    if (ownChild) {
        kill(pid, SIGQUIT);
        waitUntilGone(milliseconds(10000));
    }
    pid = 0;
    return common::fail(ErrorCode::Unavailable,
                        QStringLiteral("PostgreSQL does not answer after %1 s, see %2")
                            .arg(options.startTimeout.count() / 1000)
                            .arg(log()));
}

bool PrivateCluster::Private::answers() const
{
    try {
        pqxx::connection connection(
            (url(QStringLiteral("postgres")) + QStringLiteral(" connect_timeout=2")).toStdString());
        pqxx::nontransaction query(connection);
        return !query.exec("SELECT 1").empty();
    } catch (...) {
        qCDebug(lcCluster).noquote() << errorOfCurrentException().message;
        return false;
    }
}

common::Status PrivateCluster::Private::ensureDatabase()
{
    try {
        pqxx::connection connection(url(QStringLiteral("postgres")).toStdString());
        pqxx::nontransaction work(connection);
        const std::string name = options.database.toStdString();
        if (work.exec("SELECT 1 FROM pg_database WHERE datname = " + work.quote(name)).empty()) {
            work.exec("CREATE DATABASE " + connection.quote_name(name));
        }
        return {};
    } catch (...) {
        return tl::unexpected<common::Error>(errorOfCurrentException());
    }
}

void PrivateCluster::Private::supervise(const std::stop_token &stop)
{
    std::binary_semaphore stopped{0};
    const std::stop_callback wake(stop, [&stopped] { stopped.release(); });
    milliseconds pause(200);
    while (!stopped.try_acquire_for(pause)) {
        if (isPostmaster(layout, pid)) {
            pause = milliseconds(200);
            continue;
        }
        if (const pid_t gone = pid.exchange(0); gone > 0) {
            reap(gone);
            qCWarning(lcCluster) << "PostgreSQL process" << gone << "died, starting it again";
        }
        if (const common::Status status = bringUp(); !status) {
            // Processes of the dead server may still hold its memory: they end by themselves.
            qCWarning(lcCluster).noquote() << status.error().message;
            pause = std::min(pause * 2, milliseconds(10000));
        } else {
            ++restarts;
        }
    }
}

bool PrivateCluster::Private::waitUntilGone(milliseconds timeout)
{
    const auto end = Steady::now() + timeout;
    while (isPostmaster(layout, pid)) {
        if (Steady::now() > end) {
            return false;
        }
        std::this_thread::sleep_for(milliseconds(10));
    }
    reap(pid);
    return true;
}

common::Result<std::unique_ptr<PrivateCluster>> PrivateCluster::start(const PrivateClusterOptions &options)
{
    auto d = std::make_unique<Private>();
    d->options = options;
    // Another program may make or start the same cluster at this moment: a command beside a recorder.
    QDir().mkpath(options.directory);
    auto turn =
        common::waitForLock(options.directory + QStringLiteral("/cluster.lock"), options.startTimeout);
    if (!turn) {
        return common::propagate(turn);
    }
    auto layout = prepareLayout(options);
    if (!layout) {
        return common::propagate(layout);
    }
    d->layout = *layout;
    for (const auto step : {&Private::initialise, &Private::bringUp, &Private::ensureDatabase}) {
        if (common::Status status = (d.get()->*step)(); !status) {
            return common::propagate(status);
        }
    }
    d->supervisor = std::jthread([raw = d.get()](const std::stop_token &stop) { raw->supervise(stop); });
    return std::unique_ptr<PrivateCluster>(new PrivateCluster(std::move(d)));
}

PrivateCluster::PrivateCluster(std::unique_ptr<Private> given)
    : d(std::move(given))
{
}

PrivateCluster::~PrivateCluster()
{
    if (const common::Status status = stop(); !status) {
        qCWarning(lcCluster).noquote() << status.error().message;
    }
}

QString PrivateCluster::url(const QString &database) const
{
    return d->url(database.isEmpty() ? d->options.database : database);
}

qint64 PrivateCluster::pid() const
{
    return d->pid;
}

bool PrivateCluster::adopted() const
{
    return d->adopted;
}

int PrivateCluster::restarts() const
{
    return d->restarts;
}

common::Status PrivateCluster::stop()
{
    d->endSupervision();
    if (d->pid <= 0) {
        return {};
    }
    // Fast: sessions are ended, a checkpoint is written. A stopped process would never see it.
    kill(d->pid, SIGINT);
    kill(d->pid, SIGCONT);
    bool gone = d->waitUntilGone(d->options.stopTimeout);
    if (!gone) {
        kill(d->pid, SIGQUIT);
        gone = d->waitUntilGone(milliseconds(10000));
    }
    if (!gone) {
        return common::fail(ErrorCode::Unavailable,
                            QStringLiteral("PostgreSQL process %1 does not stop").arg(d->pid));
    }
    d->pid = 0;
    return {};
}

void PrivateCluster::leaveRunning()
{
    d->endSupervision();
    d->pid = 0;
}

} // namespace recorder
