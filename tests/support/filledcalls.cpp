// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/filledcalls.h"

#include "recorder/store/connectionpool.h"
#include "recorder/store/migrator.h"
#include "recorder/store/privatecluster.h"
#include "tests/support/testdb.h"

#include <QFile>

namespace tests
{

QString fillCalls(const RecorderProcess &recorder, int calls)
{
    recorder::PrivateClusterOptions options;
    options.directory = recorder.dataFolder();
    options.durable = false;
    const auto cluster = recorder::PrivateCluster::start(options); // the recorder's own one is adopted
    QFile file(qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/bench/fill.sql"));
    if (!cluster || !file.open(QIODevice::ReadOnly)) {
        qFatal("no database, or no fill.sql");
    }
    const recorder::Migration script{1, QStringLiteral("0001_fill"),
                                     file.readAll().replace("$CALLS", QByteArray::number(calls))};
    recorder::PoolOptions pooled;
    pooled.url = (*cluster)->url();
    pooled.threads = 1; // the statements hand on temporary tables
    pooled.statementTimeout = std::chrono::minutes(30);
    {
        recorder::ConnectionPool pool(pooled);
        const auto filled = pool.run<void>([&](recorder::Transaction &transaction) -> common::Status {
            for (const QByteArray &statement : script.statements()) {
                execute(transaction, QString::fromUtf8(statement));
            }
            return {};
        });
        if (!filled) {
            qFatal("%s", qPrintable(filled.error().message));
        }
    }
    runSql(pooled.url, QStringLiteral("VACUUM ANALYZE")); // what autovacuum would do within a minute
    (*cluster)->leaveRunning();
    return pooled.url;
}

} // namespace tests
