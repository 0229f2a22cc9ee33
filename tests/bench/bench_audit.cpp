// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/audittrail.h"
#include "recorder/store/migrator.h"

#include "tests/support/testdb.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <vector>

/// How long it takes to read a million entries of the audit trail and to compare each with the chain, and how
/// many a second get their places. A private cluster's settings; wall times.
using namespace recorder;
using namespace std::chrono_literals;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("entries"), QStringLiteral("entries to fill in"), QStringLiteral("n"),
          QStringLiteral("1000000")},
         {QStringLiteral("runs"), QStringLiteral("runs"), QStringLiteral("n"), QStringLiteral("3")},
         {QStringLiteral("check"), QStringLiteral("fail when the trail is not good")}});
    parser.process(app);
    const int entries = parser.value(QStringLiteral("entries")).toInt();

    const auto dir = tests::makeServerDir();
    auto options = tests::throwAwayCluster(*dir);
    options.durable = !parser.isSet(QStringLiteral("check"));
    options.sharedBuffersMb = PrivateClusterOptions().sharedBuffersMb;
    const auto cluster = PrivateCluster::start(options);
    if (!cluster) {
        qFatal("%s", qPrintable(cluster.error().message));
    }
    if (const auto migrated = Migrator().run((*cluster)->url()); !migrated) {
        qFatal("%s", qPrintable(migrated.error().message));
    }
    // What an edit of a user looks like: 280 bytes of detail.
    tests::runSql(
        (*cluster)->url(),
        QStringLiteral(
            "INSERT INTO audit_log (tenant_id, at_ms, actor, action, subject, detail, request_id, peer) "
            "SELECT "
            "1, 1700000000000 + n * 100, 'administrator-' || n % 50, (ARRAY['users.update', "
            "'session.sign-in', 'calls.play', 'groups.update'])[1 + n % 4], gen_random_uuid(), "
            "jsonb_build_object('name', 'Person ' || n, 'changes', jsonb_build_object('email', "
            "jsonb_build_object('before', 'person' || n || '@example.com', 'after', 'p' || n || "
            "'@example.org'), 'recording', jsonb_build_object('before', 'default', 'after', 'always'))), "
            "md5(n::text), '192.0.2.' || n % 250 FROM generate_series(1, %1) n")
            .arg(entries));
    PoolOptions pooled;
    pooled.url = (*cluster)->url();
    pooled.threads = 1;
    pooled.statementTimeout = 60s;
    ConnectionPool pool(pooled);
    if (!pool.waitUntilUp(10s)) {
        qFatal("no connection");
    }
    QElapsedTimer timer;
    timer.start();
    if (const auto chained = chainAudit(pool); !chained) {
        qFatal("%s", qPrintable(chained.error().message));
    }
    QJsonObject figures;
    figures.insert(QStringLiteral("audit.chained_per_s"),
                   1000.0 * entries / std::max(1.0, static_cast<double>(timer.elapsed())));
    tests::runSql((*cluster)->url(), QStringLiteral("VACUUM ANALYZE"));
    std::vector<double> times;
    bool good = true;
    for (int i = 0; i < std::max(1, parser.value(QStringLiteral("runs")).toInt()); ++i) {
        timer.start();
        const auto verdict = verifyAudit(pool, {});
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e9);
        good = good && verdict && verdict->good && verdict->entries == entries;
    }
    std::sort(times.begin(), times.end());
    figures.insert(QStringLiteral("audit.verify_million_s"), times[times.size() / 2] * 1e6 / entries);
    figures.insert(QStringLiteral("audit.entries"), entries);
    fprintf(stdout, "%s", QJsonDocument(figures).toJson().constData());
    if (!good) {
        qCritical("the trail is not good");
    }
    return good ? 0 : 1;
}
