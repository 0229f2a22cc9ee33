// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/ledger/ledgerbench.h"
#include "tests/support/testmain.h"

#include <QCoreApplication>
#include <QProcess>
#include <QProcessEnvironment>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <sys/resource.h>

using namespace recorder;
using namespace tests;
using common::CallId;
using common::ErrorCode;

namespace
{

/// Another program that holds the ledger's lock.
class Intruder
{
public:
    explicit Intruder(const QString &file)
    {
        QSqlDatabase database =
            QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("intruder"));
        database.setDatabaseName(file);
        QSqlQuery query(database.open() ? database : QSqlDatabase());
        m_holds = query.exec(QStringLiteral("BEGIN EXCLUSIVE"));
    }
    ~Intruder()
    {
        QSqlDatabase::database(QStringLiteral("intruder"), false).close();
        QSqlDatabase::removeDatabase(QStringLiteral("intruder"));
    }
    bool holds() const { return m_holds; }

private:
    bool m_holds = false;
};

/// The child inserts rows of one call, then advances it; says what it was told.
class LedgerChild : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void run()
    {
        auto ledger = Ledger::open(qEnvironmentVariable("CHILD_LEDGER"));
        QVERIFY(ledger);
        const auto call = CallId::fromString(qEnvironmentVariable("CHILD_CALL"));
        for (int n = 0; n < 6; ++n) {
            const LedgerRow row = madeUpRow(n, call);
            const auto stored = insertNow(**ledger, row);
            say(stored ? "stored" : "failed", row.id.toString(QUuid::WithoutBraces));
        }
        say(advanceNow(**ledger, call, LedgerState::Ended) ? "ended" : "notended", QString());
    }

private:
    static void say(const char *what, const QString &id)
    {
        std::printf("%s %s\n", what, qPrintable(id));
        std::fflush(stdout);
    }
};

struct ChildRun {
    QStringList stored;
    QStringList failed;
    bool ended = false;
    bool notEnded = false;
    bool killed = false;
};

ChildRun runChild(const QString &file, const CallId &call, const QString &failpoint)
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("CHILD_LEDGER"), file);
    environment.insert(QStringLiteral("CHILD_CALL"), call.toString());
    environment.insert(QStringLiteral("EARSHOT_FAILPOINT"), failpoint);
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(),
                {QStringLiteral("ledgerchild"), QStringLiteral("-silent")});
    child.waitForFinished(30'000);
    ChildRun result;
    for (const QByteArray &line : child.readAllStandardOutput().split('\n')) {
        const QString text = QString::fromLatin1(line);
        if (text.startsWith(QLatin1String("stored "))) {
            result.stored.append(text.mid(7));
        } else if (text.startsWith(QLatin1String("failed "))) {
            result.failed.append(text.mid(7));
        }
        result.ended = result.ended || text.startsWith(QLatin1String("ended"));
        result.notEnded = result.notEnded || text.startsWith(QLatin1String("notended"));
    }
    result.killed = child.exitStatus() == QProcess::CrashExit;
    return result;
}

QStringList idsIn(const QString &file)
{
    QStringList ids;
    auto ledger = Ledger::open(file); // as a restarted recorder does: recovers the WAL
    if (ledger) {
        const auto rows = (*ledger)->all();
        for (const LedgerRow &row : rows.value()) {
            ids.append(row.id.toString(QUuid::WithoutBraces));
        }
    }
    return ids;
}

} // namespace

class TestLedgerFaults : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_file = m_dir->filePath(QStringLiteral("ledger.sqlite"));
    }
    void cleanup() { m_dir.reset(); }

    void writesWaitForALockedFile();
    void tooManyWaitingAreRefused();
    void endingBehindALockFailsWhatIsLeft();
    void fullDiskIsAnErrorAndPasses();
    void killed_data();
    void killed();
    void ioErrors_data();
    void ioErrors();

private:
    std::unique_ptr<QTemporaryDir> m_dir;
    QString m_file;
};

void TestLedgerFaults::writesWaitForALockedFile()
{
    auto ledger = Ledger::open(m_file);
    QVERIFY(insertNow(**ledger, madeUpRow(0)));
    std::atomic<int> good{0};
    std::atomic<int> bad{0};
    {
        const Intruder intruder(m_file);
        QVERIFY(intruder.holds());
        for (int n = 0; n < 500; ++n) {
            (*ledger)->insert(madeUpRow(n), [&](common::Status status) { ++(status ? good : bad); });
        }
        QTest::qWait(1'500); // several rounds of SQLite's own waiting
        QCOMPARE(good + bad, 0);
        QCOMPARE((*ledger)->all()->size(), 1); // reading goes on
    }
    QTRY_COMPARE_WITH_TIMEOUT(good.load(), 500, 10'000);
    QCOMPARE(bad.load(), 0);
    QCOMPARE((*ledger)->all()->size(), 501);
}

void TestLedgerFaults::tooManyWaitingAreRefused()
{
    auto ledger = Ledger::open(m_file);
    std::atomic<int> good{0};
    std::atomic<int> refused{0};
    constexpr int kWrites = 12'000;
    {
        const Intruder intruder(m_file);
        const LedgerRow row = madeUpRow(0);
        for (int n = 0; n < kWrites; ++n) {
            LedgerRow next = row;
            next.id = common::makeUuidV7();
            (*ledger)->insert(next, [&](common::Status status) {
                if (status) {
                    ++good;
                } else if (status.error().code == ErrorCode::Unavailable) {
                    ++refused;
                }
            });
        }
        QTRY_VERIFY_WITH_TIMEOUT(refused > 0, 10'000); // told while the lock is still held
        QCOMPARE(good.load(), 0);
    }
    QTRY_COMPARE_WITH_TIMEOUT(good + refused, kWrites, 20'000);
    QVERIFY(good >= 10'000);
    QCOMPARE((*ledger)->all()->size(), qsizetype{good.load()});
}

void TestLedgerFaults::endingBehindALockFailsWhatIsLeft()
{
    auto ledger = Ledger::open(m_file);
    std::atomic<int> refused{0};
    const Intruder intruder(m_file);
    (*ledger)->insert(madeUpRow(0), [&](common::Status status) {
        refused += !status && status.error().code == ErrorCode::Unavailable ? 1 : 0;
    });
    ledger->reset(); // waits some seconds, not for ever
    QCOMPARE(refused.load(), 1);
}

void TestLedgerFaults::fullDiskIsAnErrorAndPasses()
{
    auto ledger = Ledger::open(m_file);
    QVERIFY(insertNow(**ledger, madeUpRow(0)));
    struct rlimit before {
    };
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit tight = before;
    tight.rlim_cur = static_cast<rlim_t>(QFileInfo(m_file + QStringLiteral("-wal")).size() + 1'000);
    const auto old = ::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto failed = insertNow(**ledger, madeUpRow(1));
    const auto still = insertNow(**ledger, madeUpRow(2));
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    ::signal(SIGXFSZ, old);
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::Unavailable);
    const auto after = insertNow(**ledger, madeUpRow(3));
    QVERIFY2(after, after ? "" : qPrintable(after.error().message));
    QCOMPARE((*ledger)->all()->size(), still ? 3 : 2);
}

void TestLedgerFaults::killed_data()
{
    QTest::addColumn<QString>("failpoint");
    for (const char *point :
         {"ledger.before-insert:kill@1", "ledger.before-insert:kill@4", "ledger.before-commit:kill@3",
          "ledger.after-commit:kill@3", "ledger.before-advance:kill"}) {
        QTest::newRow(point) << QString::fromLatin1(point);
    }
}

void TestLedgerFaults::killed()
{
    QFETCH(QString, failpoint);
    const CallId call = CallId::generate();
    const ChildRun run = runChild(m_file, call, failpoint);
    QVERIFY(run.killed);
    const QStringList ids = idsIn(m_file);
    // All that was reported is there, in order; one more may be, whose report the kill has cut off.
    QCOMPARE(ids.first(run.stored.size()), run.stored);
    QCOMPARE(ids.size(), run.stored.size() + (failpoint.startsWith(QLatin1String("ledger.after")) ? 1 : 0));
}

void TestLedgerFaults::ioErrors_data()
{
    QTest::addColumn<QString>("failpoint");
    QTest::addColumn<int>("failures");
    QTest::addColumn<bool>("ended");
    QTest::newRow("insert") << "ledger.before-insert:eio@2" << 1 << true;
    QTest::newRow("full at commit") << "ledger.before-commit:enospc@3" << 1 << true;
    QTest::newRow("each commit") << "ledger.before-commit:eio" << 6 << false;
    QTest::newRow("advance") << "ledger.before-advance:eio" << 0 << false;
}

void TestLedgerFaults::ioErrors()
{
    QFETCH(QString, failpoint);
    QFETCH(int, failures);
    QFETCH(bool, ended);
    const ChildRun run = runChild(m_file, CallId::generate(), failpoint);
    QVERIFY(!run.killed);
    QCOMPARE(run.failed.size(), failures);
    QCOMPARE(run.ended, ended);
    QCOMPARE(run.notEnded, !ended);
    QCOMPARE(idsIn(m_file), run.stored); // never one that was reported as failed
}

static const bool registered_ledgerchild = tests::registerCase("ledgerchild", [] { return new LedgerChild; });
EARSHOT_TEST(tst_ledgerfaults, TestLedgerFaults)
#include "tst_ledgerfaults.moc"
