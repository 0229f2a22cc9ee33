// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testdb.h"

#include "recorder/store/migrator.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

#include <pqxx/pqxx>

#include <cerrno>
#include <csignal>

namespace tests
{

namespace
{

const QString kTemplate = QStringLiteral("earshot_template");

struct SharedCluster {
    SharedCluster()
        : dir(makeServerDir())
    {
        auto started = recorder::PrivateCluster::start(throwAwayCluster(*dir));
        if (!started) {
            qFatal("no database for tests: %s", qPrintable(started.error().message));
        }
        cluster = std::move(*started);
        runSql(cluster->url(), QStringLiteral("CREATE DATABASE ") + kTemplate);
        if (const auto migrated = recorder::Migrator().run(cluster->url(kTemplate)); !migrated) {
            qFatal("migration failed: %s", qPrintable(migrated.error().message));
        }
    }
    std::unique_ptr<QTemporaryDir> dir;
    std::unique_ptr<recorder::PrivateCluster> cluster;
};

/// Each test has a database of its own, and each of these is a thousand new files: in memory that takes an
/// eighth of the time. Where there is too little memory for it (containers often have 64 MB there), on the
/// disk.
QString serverRoot()
{
    constexpr qint64 kEnough = qint64{2} << 30;
    if (qEnvironmentVariableIsSet("EARSHOT_TEST_SERVER_ON_DISK")) {
        return QDir::tempPath(); // ./dev bench: figures are those of a disk
    }
    const QString memory = QStringLiteral("/dev/shm");
    const QStorageInfo storage(memory);
    const bool fits = storage.fileSystemType() == "tmpfs" && storage.bytesAvailable() >= kEnough;
    return fits && QFileInfo(memory).isWritable() ? memory : QDir::tempPath();
}

/// What test programs left that were killed: memory is not emptied by a restart of the program.
void removeLeftovers(const QDir &root)
{
    for (const QString &name : root.entryList({QStringLiteral("earshot-test-*")}, QDir::Dirs)) {
        const auto owner = static_cast<pid_t>(name.section(u'-', 2, 2).toInt());
        if (owner < 2 || ::kill(owner, 0) == 0 || errno != ESRCH) {
            continue;
        }
        QFile lock(root.filePath(name + QStringLiteral("/data/pg/postmaster.pid")));
        const auto server =
            static_cast<pid_t>(lock.open(QIODevice::ReadOnly) ? lock.readLine().trimmed().toInt() : 0);
        QFile command(QStringLiteral("/proc/%1/cmdline").arg(server));
        if (server > 1 && command.open(QIODevice::ReadOnly) && command.readAll().contains(name.toUtf8())) {
            (void)::kill(server, SIGQUIT);
        }
        QDir(root.filePath(name)).removeRecursively();
    }
}

} // namespace

std::unique_ptr<QTemporaryDir> makeServerDir()
{
    const QString root = serverRoot();
    removeLeftovers(QDir(root));
    auto dir = std::make_unique<QTemporaryDir>(
        root + QStringLiteral("/earshot-test-%1-XXXXXX").arg(QCoreApplication::applicationPid()));
    // Qt makes it 0700; as root the server runs as another user.
    QFile::setPermissions(dir->path(), QFile::permissions(dir->path()) | QFile::ExeGroup | QFile::ExeOther);
    return dir;
}

recorder::PrivateClusterOptions throwAwayCluster(const QTemporaryDir &dir)
{
    recorder::PrivateClusterOptions options;
    options.directory = dir.filePath(QStringLiteral("data"));
    options.durable = false;
    options.sharedBuffersMb = 32;
    return options;
}

recorder::PrivateCluster &testCluster()
{
    static SharedCluster shared;
    return *shared.cluster;
}

TestDb::TestDb()
{
    static int number = 0;
    m_name = QStringLiteral("t%1").arg(++number);
    runSql(testCluster().url(), QStringLiteral("CREATE DATABASE %1 TEMPLATE %2").arg(m_name, kTemplate));
}

TestDb::~TestDb()
{
    runSql(testCluster().url(), QStringLiteral("DROP DATABASE %1 WITH (FORCE)").arg(m_name));
}

QString TestDb::url() const
{
    return testCluster().url(m_name);
}

recorder::PoolOptions TestDb::options(int threads) const
{
    recorder::PoolOptions options;
    options.url = url();
    options.threads = threads;
    return options;
}

void execute(recorder::Transaction &transaction, const QString &sql)
{
    transaction.exec(sql);
}

QStringList runSql(const QString &url, const QString &sql)
{
    try {
        pqxx::connection connection(url.toStdString());
        pqxx::nontransaction work(connection);
        work.exec("SET search_path TO earshot, public");
        const pqxx::result rows = work.exec(sql.toStdString());
        QStringList values;
        if (!rows.empty()) {
            for (const auto &field : rows[0]) {
                values.append(QString::fromUtf8(field.c_str()));
            }
        }
        return values;
    } catch (const std::exception &error) {
        qFatal("%s: %s", qPrintable(sql.left(200)), error.what());
    }
}

} // namespace tests
