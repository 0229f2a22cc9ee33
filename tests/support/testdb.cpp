// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testdb.h"

#include "recorder/store/migrator.h"

#include <QDir>
#include <QFile>

#include <pqxx/pqxx>

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

} // namespace

std::unique_ptr<QTemporaryDir> makeServerDir()
{
    auto dir = std::make_unique<QTemporaryDir>();
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
