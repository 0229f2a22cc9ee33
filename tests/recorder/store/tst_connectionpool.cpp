// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/connectionpool.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <csignal>
#include <latch>
#include <semaphore>
#include <thread>

using namespace recorder;
using common::ErrorCode;
using common::Result;
using namespace std::chrono_literals;

namespace
{

Result<qint64> ask(ConnectionPool &pool, const QString &sql, const SqlParams &params = {})
{
    return pool.run<qint64>([&](Transaction &transaction) -> Result<qint64> {
        const auto rows = transaction.exec(sql, params);
        return rows.empty() ? 0 : numberOf(rows[0][0]);
    });
}

common::Status change(ConnectionPool &pool, const QString &sql)
{
    return pool.run<void>([&](Transaction &transaction) -> common::Status {
        transaction.exec(sql);
        return {};
    });
}

} // namespace

class TestConnectionPool : public QObject
{
    Q_OBJECT

    std::unique_ptr<tests::TestDb> m_db;

private Q_SLOTS:
    void initTestCase() { m_db = std::make_unique<tests::TestDb>(); }
    void cleanupTestCase() { m_db.reset(); }

    void commitsValuesAndRollsErrorsBack()
    {
        ConnectionPool pool(m_db->options());
        QVERIFY(pool.waitUntilUp(10s));
        QVERIFY(change(pool, QStringLiteral("CREATE TABLE numbers (n integer UNIQUE)")));
        QVERIFY(change(pool, QStringLiteral("INSERT INTO numbers VALUES (1)")));
        const auto refused = pool.run<int>([](Transaction &transaction) -> Result<int> {
            transaction.exec(QStringLiteral("INSERT INTO numbers VALUES (2)"));
            return common::fail(ErrorCode::Denied, QStringLiteral("no"));
        });
        QCOMPARE(refused.error().code, ErrorCode::Denied);
        QCOMPARE(ask(pool, QStringLiteral("SELECT count(*) FROM numbers")).value(), 1);
    }

    void databaseErrorsHaveCodes_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<int>("code");
        const auto row = [](const char *name, const char *sql, ErrorCode code) {
            QTest::newRow(name) << QString::fromLatin1(sql) << static_cast<int>(code);
        };
        row("unique",
            "INSERT INTO tenants (uuid, name, created_ms) SELECT gen_random_uuid(), 'x', 0 FROM "
            "generate_series(1, 2)",
            ErrorCode::Conflict);
        row("foreign key", "INSERT INTO call_counts VALUES (77, 1, 1)", ErrorCode::Conflict);
        row("check", "INSERT INTO tenants (uuid, name, created_ms) VALUES (gen_random_uuid(), '', 0)",
            ErrorCode::Conflict);
        row("value", "SELECT 'seven'::integer", ErrorCode::Invalid);
        row("range", "SELECT 99999999999::integer", ErrorCode::Invalid);
        row("syntax", "SELEKT 1", ErrorCode::Internal);
        row("timeout", "SELECT pg_sleep(30)", ErrorCode::Unavailable);
        row("server ends us", "SELECT pg_terminate_backend(pg_backend_pid())", ErrorCode::Unavailable);
    }
    void databaseErrorsHaveCodes()
    {
        QFETCH(QString, sql);
        QFETCH(int, code);
        auto options = m_db->options(1);
        options.statementTimeout = 300ms;
        ConnectionPool pool(options);
        QVERIFY(pool.waitUntilUp(10s));
        const auto result = ask(pool, sql);
        QVERIFY(!result);
        QCOMPARE(static_cast<int>(result.error().code), code);
        QVERIFY(!result.error().message.contains(QLatin1Char('\n')));
        QCOMPARE(ask(pool, QStringLiteral("SELECT 5")).value_or(-1), 5); // and goes on
    }

    void foreignExceptionsAreInternal()
    {
        ConnectionPool pool(m_db->options(1));
        QVERIFY(pool.waitUntilUp(10s));
        const auto result =
            pool.run<int>([](Transaction &) -> Result<int> { throw std::runtime_error("odd"); });
        QCOMPARE(result.error().code, ErrorCode::Internal);
        QCOMPARE(ask(pool, QStringLiteral("SELECT 5")).value_or(-1), 5);
    }

    void fullQueueRefusesAtOnce()
    {
        auto options = m_db->options(1);
        options.queueLimit = 2;
        std::binary_semaphore busy{0};
        std::binary_semaphore go{0};
        std::atomic<int> done{0};
        std::atomic<int> refused{0};
        {
            ConnectionPool pool(options);
            QVERIFY(pool.waitUntilUp(10s));
            const auto count = [&](Result<int> result) { ++(result ? done : refused); };
            pool.post<int>(
                [&](Transaction &) -> Result<int> {
                    busy.release();
                    go.acquire();
                    return 1;
                },
                count);
            busy.acquire();
            for (int i = 0; i < 5; ++i) {
                pool.post<int>([](Transaction &) -> Result<int> { return 1; }, count);
            }
            QCOMPARE(refused.load(), 3);
            QCOMPARE(pool.state().refused, quint64{3});
            go.release();
        }
        QCOMPARE(done.load(), 3); // what was queued is done before the end
    }

    void hostileTextSurvivesTheRoundTrip_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("quotes") << QStringLiteral("O'Neil \"x\" `; DROP TABLE calls; --$1 $$");
        QTest::newRow("wildcards") << QStringLiteral("100% _under_ \\back\\ {a,b} NULL");
        QTest::newRow("bidi") << QString::fromUtf8("\u202Eabc\u2066\u0645\u0631\u062D\u0628\u0627\u2069");
        QTest::newRow("astral") << QString::fromUtf8("\U0001F4DE\U00020000");
        QTest::newRow("long") << QString(10000, QLatin1Char('y'));
        QTest::newRow("empty") << QString();
    }
    void hostileTextSurvivesTheRoundTrip()
    {
        QFETCH(QString, text);
        ConnectionPool pool(m_db->options(1));
        QVERIFY(pool.waitUntilUp(10s));
        const auto result = pool.run<QStringList>([&](Transaction &transaction) -> Result<QStringList> {
            const auto rows = transaction.exec(QStringLiteral("SELECT $1::text, ($2::text[])[2]"),
                                               SqlParams().add(text).addArray({QStringLiteral("a"), text}));
            return QStringList{textOf(rows[0][0]), textOf(rows[0][1])};
        });
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QCOMPARE(*result, (QStringList{text, text}));
    }

    void nulAndLoneSurrogatesAreReplaced()
    {
        ConnectionPool pool(m_db->options(1));
        QVERIFY(pool.waitUntilUp(10s));
        const QString text = QStringLiteral("a") + QChar(u'\0') + QStringLiteral("b") + QChar(0xd800);
        const auto result = pool.run<QString>([&](Transaction &transaction) -> Result<QString> {
            return textOf(transaction.exec(QStringLiteral("SELECT $1::text"), SqlParams().add(text))[0][0]);
        });
        QVERIFY(result);
        QCOMPARE(result->left(3), QStringLiteral("a") + QChar(0xfffd) + QStringLiteral("b"));
        QCOMPARE(result->size(), 4);
    }

    void serverAwayAndBack()
    {
        const auto dir = tests::makeServerDir();
        auto cluster = PrivateCluster::start(tests::throwAwayCluster(*dir));
        QVERIFY(cluster);
        PoolOptions options;
        options.url = (*cluster)->url();
        options.threads = 2;
        options.lastBackoff = 300ms;
        ConnectionPool pool(options);
        QVERIFY(pool.waitUntilUp(10s));
        QVERIFY((*cluster)->stop());
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(ask(pool, QStringLiteral("SELECT 1")).error().code, ErrorCode::Unavailable);
        QVERIFY(timer.elapsed() < 5000);
        QTRY_COMPARE(pool.state().connected, 0);
        QVERIFY(!pool.waitUntilUp(100ms));
        cluster = PrivateCluster::start(tests::throwAwayCluster(*dir));
        QVERIFY(cluster);
        QVERIFY(pool.waitUntilUp(10s));
        QCOMPARE(ask(pool, QStringLiteral("SELECT 1")).value_or(-1), 1);
        // A restart behind the back of an idle pool costs no task.
        QTRY_COMPARE(pool.state().connected, 2);
        QVERIFY((*cluster)->stop());
        cluster = PrivateCluster::start(tests::throwAwayCluster(*dir));
        QVERIFY(cluster);
        QVERIFY(pool.waitUntilUp(10s));
        QCOMPARE(ask(pool, QStringLiteral("SELECT 1")).value_or(-1), 1);
    }

    void killedInTheMiddleOfATransaction()
    {
        const auto dir = tests::makeServerDir();
        const auto cluster = PrivateCluster::start(tests::throwAwayCluster(*dir));
        QVERIFY(cluster);
        tests::runSql((*cluster)->url(), QStringLiteral("CREATE TABLE public.numbers (n integer)"));
        PoolOptions options;
        options.url = (*cluster)->url();
        options.threads = 1;
        ConnectionPool pool(options);
        QVERIFY(pool.waitUntilUp(10s));
        const auto result = pool.run<int>([&](Transaction &transaction) -> Result<int> {
            transaction.exec(QStringLiteral("INSERT INTO numbers VALUES (1)"));
            kill(static_cast<pid_t>((*cluster)->pid()), SIGKILL);
            for (;;) {
                transaction.exec(QStringLiteral("SELECT pg_sleep(0.01)"));
            }
        });
        QCOMPARE(result.error().code, ErrorCode::Unavailable);
        QTRY_VERIFY_WITH_TIMEOUT(ask(pool, QStringLiteral("SELECT count(*) FROM numbers")).value_or(-1) == 0,
                                 30000);
    }

    void stoppedServerDoesNotHoldUsForEver()
    {
        const auto dir = tests::makeServerDir();
        const auto cluster = PrivateCluster::start(tests::throwAwayCluster(*dir));
        QVERIFY(cluster);
        PoolOptions options;
        options.url = (*cluster)->url();
        options.threads = 1;
        options.statementTimeout = 500ms;
        options.hangGrace = 300ms;
        options.connectTimeout = 2s;
        ConnectionPool pool(options);
        QVERIFY(pool.waitUntilUp(10s));
        const qint64 backend = ask(pool, QStringLiteral("SELECT pg_backend_pid()")).value_or(0);
        QVERIFY(backend > 0);
        const qint64 postmaster = (*cluster)->pid();
        kill(static_cast<pid_t>(postmaster), SIGSTOP);
        kill(static_cast<pid_t>(backend), SIGSTOP);
        QElapsedTimer timer;
        timer.start();
        const auto result = ask(pool, QStringLiteral("SELECT 1"));
        const qint64 elapsed = timer.elapsed();
        kill(static_cast<pid_t>(backend), SIGCONT);
        kill(static_cast<pid_t>(postmaster), SIGCONT);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Unavailable);
        QVERIFY2(elapsed < 4000, qPrintable(QString::number(elapsed)));
        QTRY_VERIFY_WITH_TIMEOUT(ask(pool, QStringLiteral("SELECT 5")).value_or(-1) == 5, 20000);
    }

    void manyThreadsManyTasks()
    {
        ConnectionPool pool(m_db->options(4));
        QVERIFY(pool.waitUntilUp(10s));
        QVERIFY(change(pool, QStringLiteral("CREATE TABLE tally (n integer)")));
        std::latch all(400);
        std::atomic<int> good{0};
        for (int i = 0; i < 400; ++i) {
            pool.post<void>(
                [i](Transaction &transaction) -> common::Status {
                    transaction.exec(QStringLiteral("INSERT INTO tally VALUES ($1)"),
                                     SqlParams().add(qint64{i}));
                    return {};
                },
                [&](const common::Status &status) {
                    good += status ? 1 : 0;
                    all.count_down();
                });
        }
        all.wait();
        QCOMPARE(good.load(), 400);
        QCOMPARE(ask(pool, QStringLiteral("SELECT count(DISTINCT n) FROM tally")).value(), 400);
    }
};

EARSHOT_TEST(tst_connectionpool, TestConnectionPool)
#include "tst_connectionpool.moc"
