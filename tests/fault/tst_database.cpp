// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callerprocess.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTest>

#include <csignal>
#include <memory>

using namespace tests;
using namespace std::chrono_literals;

namespace
{
/// How many backends stand still at `calls`, or a month of it, in this way.
QString waitingBackends(const QString &way)
{
    return QStringLiteral("SELECT count(DISTINCT a.pid) FROM pg_stat_activity a JOIN pg_locks l ON l.pid = "
                          "a.pid JOIN pg_class c ON c.oid = l.relation WHERE c.relname LIKE 'calls%' AND ") +
           way;
}
const QString kAtTheLock = QStringLiteral("NOT l.granted");
/// Locks are given back after it.
const QString kInItsCommit = QStringLiteral("l.mode = 'RowExclusiveLock' AND a.wait_event = 'SyncRep'");
} // namespace

/// trust.md F8: PostgreSQL stopped, killed, frozen or out of connections and the ledger locked from outside
/// while calls are recorded.
class TestDatabase : public QObject
{
    Q_OBJECT
private:
    pid_t postmaster() const
    {
        QFile file(m_recorder->dataFolder() + QStringLiteral("/pg/postmaster.pid"));
        return file.open(QIODevice::ReadOnly) ? static_cast<pid_t>(file.readLine().trimmed().toInt()) : 0;
    }
    QJsonObject recordCall(double seconds)
    {
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             {QStringLiteral("--seconds"), QString::number(seconds), QStringLiteral("--tone"),
                              QStringLiteral("A:440,B:1000")});
        return caller.wait();
    }
    void checkStored(int count)
    {
        QVERIFY(m_recorder->waitForSettled(count, 120s));
        const auto calls = m_recorder->calls();
        QCOMPARE(calls.size(), qsizetype(count));
        for (const QJsonObject &json : calls) {
            QCOMPARE(RecordedCall(json).state(), QStringLiteral("stored"));
            QCOMPARE(RecordedCall(json).lost(), 0);
        }
        const QString verdict = m_recorder->verify();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
    }
    /// Locked until it is closed.
    QSqlDatabase lockLedger() const
    {
        QSqlDatabase other = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("locker"));
        other.setDatabaseName(m_recorder->dataFolder() + QStringLiteral("/ledger.sqlite"));
        if (!other.open() || !QSqlQuery(other).exec(QStringLiteral("BEGIN EXCLUSIVE"))) {
            other.close();
        }
        return other;
    }
    QStringList psqlWords() const
    {
        return {QStringLiteral("-qXAth"), m_recorder->dataFolder() + QStringLiteral("/run"),
                QStringLiteral("-U"),     QStringLiteral("earshot"),
                QStringLiteral("-d"),     QStringLiteral("earshot")};
    }
    /// Each statement by itself; what they say.
    QString ask(const QStringList &statements) const
    {
        QStringList arguments = psqlWords();
        for (const QString &statement : statements) {
            arguments << QStringLiteral("-c") << statement;
        }
        QProcess psql;
        psql.start(QStringLiteral("psql"), arguments, QIODevice::ReadOnly);
        return psql.waitForFinished() ? QString::fromUtf8(psql.readAllStandardOutput()).trimmed() : QString();
    }
    /// Nobody writes calls until the session's input is closed.
    void lockCalls(QProcess &session) const
    {
        session.start(QStringLiteral("psql"), psqlWords());
        QVERIFY(session.waitForStarted());
        session.write("BEGIN; LOCK TABLE earshot.calls IN EXCLUSIVE MODE;\n"); // reading goes on
        QTRY_COMPARE(ask({QStringLiteral("SELECT count(*) FROM pg_locks WHERE relation = "
                                         "'earshot.calls'::regclass AND mode = 'ExclusiveLock' AND "
                                         "granted")}),
                     QStringLiteral("1"));
    }
    /// There is a row of the call, and it was made once.
    void checkRegistered(int count)
    {
        QCOMPARE(ask({QStringLiteral("SELECT count(*) FROM earshot.calls"),
                      QStringLiteral("SELECT count(*) FROM earshot.audit_log WHERE action = "
                                     "'calls.register'")}),
                 QStringLiteral("%1\n%1").arg(count));
    }
private Q_SLOTS:
    void init()
    {
        m_recorder = std::make_unique<RecorderProcess>();
        QVERIFY(m_recorder->start());
    }
    void cleanup() { m_recorder.reset(); }

    void aKilledServerIsStartedAgainAndNothingIsLost()
    {
        QVERIFY(recordCall(1).value(QLatin1String("ok")).toBool());
        const pid_t pid = postmaster();
        QVERIFY(pid > 1);
        ::kill(pid, SIGKILL);
        QVERIFY(recordCall(2).value(QLatin1String("ok")).toBool());
        checkStored(2);
        QVERIFY(postmaster() != pid);
    }
    void aFrozenServerDelaysOnlyTheList()
    {
        const pid_t pid = postmaster();
        ::kill(pid, SIGSTOP);
        // Backends go on while the postmaster is frozen: freeze them too.
        QProcess::execute(QStringLiteral("pkill"),
                          {QStringLiteral("-STOP"), QStringLiteral("-P"), QString::number(pid)});
        for (int i = 0; i < 3; ++i) {
            const QJsonObject summary = recordCall(1);
            QVERIFY(summary.value(QLatin1String("ok")).toBool());
            QVERIFY2(summary.value(QLatin1String("setup_ms_max")).toDouble() < 500,
                     "capture waited for the database");
        }
        QProcess::execute(QStringLiteral("pkill"),
                          {QStringLiteral("-CONT"), QStringLiteral("-P"), QString::number(pid)});
        ::kill(pid, SIGCONT);
        checkStored(3);
    }
    void aServerThatIsDownAtStartIsWaitedFor()
    {
        QVERIFY(recordCall(1).value(QLatin1String("ok")).toBool());
        QVERIFY(m_recorder->waitForSettled(1));
        QCOMPARE(m_recorder->stop(), 0);
        const QString pg = m_recorder->dataFolder() + QStringLiteral("/pg");
        QVERIFY(QFile::rename(pg, pg + QStringLiteral(".away")));
        QVERIFY(QFile(pg).open(QIODevice::WriteOnly)); // a file where the cluster should be: it cannot start
        QVERIFY(m_recorder->start({}, false));
        QVERIFY(recordCall(1).value(QLatin1String("ok")).toBool());
        QTRY_COMPARE(m_recorder->metric("earshot_ledger_rows{state=\"ended\"}"), 1.0);
        QVERIFY(QFile::remove(pg));
        QVERIFY(QFile::rename(pg + QStringLiteral(".away"), pg));
        checkStored(2);
    }
    void aKilledRecorderLeavesItsServerToTheNext()
    {
        const pid_t pid = postmaster();
        QVERIFY(pid > 1);
        m_recorder->kill();
        QVERIFY(m_recorder->start());
        QCOMPARE(postmaster(), pid);
        QVERIFY(recordCall(1).value(QLatin1String("ok")).toBool());
        checkStored(1);
        QCOMPARE(m_recorder->stop(), 0);
        QCOMPARE(postmaster(), 0); // an adopted one is stopped like an own one
    }
    /// Within the transaction that registers a call: before it is committed, and when it is committed, but
    /// nobody was told. A standby that does not exist holds that answer back.
    void aRestartWithinATransactionMakesNoDoubles_data()
    {
        QTest::addColumn<bool>("committed");
        QTest::newRow("not committed") << false;
        QTest::newRow("committed") << true;
    }
    void aRestartWithinATransactionMakesNoDoubles()
    {
        QFETCH(bool, committed);
        const pid_t pid = postmaster();
        QVERIFY(pid > 1);
        QProcess session;
        if (committed) {
            ask({QStringLiteral("ALTER SYSTEM SET synchronous_standby_names = 'nobody'"),
                 QStringLiteral("SELECT pg_reload_conf()")});
        } else {
            lockCalls(session);
        }
        QVERIFY(recordCall(1).value(QLatin1String("ok")).toBool());
        QTRY_VERIFY(ask({waitingBackends(committed ? kInItsCommit : kAtTheLock)}).toInt() > 0);
        QTRY_COMPARE(m_recorder->metric("earshot_ledger_rows{state=\"finalised\"}"), 1.0);
        // For the next server: this one has not read it again.
        ask({QStringLiteral("ALTER SYSTEM RESET synchronous_standby_names")});
        ::kill(pid, SIGINT); // "fast shutdown": transactions are broken off
        checkStored(1);
        QVERIFY(postmaster() != pid);
        checkRegistered(1);
    }
    /// The only connection hangs: no call can be finished or registered, every one is recorded.
    void anExhaustedPoolDelaysOnlyTheList()
    {
        QCOMPARE(m_recorder->stop(), 0);
        m_recorder->configure(QStringLiteral("database.connections"), QStringLiteral("1"));
        QVERIFY(m_recorder->start());
        QProcess session;
        lockCalls(session);
        QVERIFY(recordCall(1).value(QLatin1String("ok")).toBool());
        QTRY_VERIFY(ask({waitingBackends(kAtTheLock)}).toInt() > 0);
        for (int i = 0; i < 2; ++i) {
            const QJsonObject summary = recordCall(1);
            QVERIFY(summary.value(QLatin1String("ok")).toBool());
            QVERIFY2(summary.value(QLatin1String("setup_ms_max")).toDouble() < 500,
                     "capture waited for the database");
        }
        // How a tenant wants its files is asked through the pool as well.
        QTRY_COMPARE(m_recorder->metric("earshot_ledger_rows{state=\"ended\"}"), 2.0);
        QTRY_COMPARE(m_recorder->metric("earshot_ledger_rows{state=\"finalised\"}"), 1.0);
        session.closeWriteChannel();
        QVERIFY(session.waitForFinished());
        checkStored(3);
        checkRegistered(3);
    }
    void aRowThatTheDatabaseLostIsFound()
    {
        QVERIFY(recordCall(1).value(QLatin1String("ok")).toBool());
        checkStored(1);
        const QString sockets = m_recorder->dataFolder() + QStringLiteral("/run");
        QCOMPARE(
            QProcess::execute(QStringLiteral("psql"),
                              {QStringLiteral("-qXh"), sockets, QStringLiteral("-U"),
                               QStringLiteral("earshot"), QStringLiteral("-d"), QStringLiteral("earshot"),
                               QStringLiteral("-c"), QStringLiteral("DELETE FROM earshot.calls")}),
            0);
        QVERIFY(
            m_recorder->verify().contains(QStringLiteral("stored in the ledger, but not in the database")));
    }
    void aStopDoesNotWaitForAHangingServer()
    {
        const pid_t pid = postmaster();
        const QStringList children{QStringLiteral("-STOP"), QStringLiteral("-P"), QString::number(pid)};
        QProcess::execute(QStringLiteral("pkill"), children);
        ::kill(pid, SIGSTOP);
        QVERIFY(recordCall(1).value(QLatin1String("ok")).toBool());
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(m_recorder->stop(), 0);
        QVERIFY2(timer.elapsed() < 13000, qPrintable(QString::number(timer.elapsed())));
        QProcess::execute(QStringLiteral("pkill"),
                          {QStringLiteral("-CONT"), QStringLiteral("-P"), QString::number(pid)});
        ::kill(pid, SIGCONT);
        QVERIFY(m_recorder->start());
        checkStored(1);
    }
    void aStopDoesNotWaitForALockedLedger()
    {
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("4"), QStringLiteral("--tone"),
                              QStringLiteral("A:440,B:1000")});
        QTRY_COMPARE(m_recorder->metric("earshot_calls_active"), 1.0);
        {
            QSqlDatabase other = lockLedger();
            QVERIFY(other.isOpen());
            QVERIFY(caller.wait().value(QLatin1String("ok")).toBool()); // its end is not in the ledger
            QElapsedTimer timer;
            timer.start();
            QCOMPARE(m_recorder->stop(), 0);
            QVERIFY2(timer.elapsed() < 12000, qPrintable(QString::number(timer.elapsed())));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("locker"));
        // Only the journal knows by now that the call was over.
        m_recorder->configure(QStringLiteral("media.rtp_timeout"), QStringLiteral("5"));
        QVERIFY(m_recorder->start());
        checkStored(1);
        QVERIFY(std::abs(RecordedCall(m_recorder->calls().first()).seconds() - 4) < 0.2);
    }
    /// Two patiences end while the ledger is locked: that of an INVITE after 3 s (ledgerPatience) and that of
    /// a change after 2 s (kChangePatience). The ledger's thread itself tries again every 200 ms, without an
    /// end unless it is to stop, and the phone system gives a transaction 32 s, but no call here has one open
    /// for so long. So after 3 s nothing is different any more, and 6 s stand for 60.
    void aLedgerLockedForLongCostsNoCallThatRuns()
    {
        const auto begin = [this](const QString &seconds) {
            return std::make_unique<CallerProcess>(QStringLiteral("call"), m_recorder->siprecPort(),
                                                   QStringList{QStringLiteral("--seconds"), seconds,
                                                               QStringLiteral("--tone"),
                                                               QStringLiteral("A:440,B:1000")});
        };
        const auto whole = begin(QStringLiteral("7.99"));
        QTRY_COMPARE(m_recorder->metric("earshot_ledger_rows{state=\"accepted\"}"), 1.0);
        const auto within = begin(QStringLiteral("1.99"));
        QTRY_COMPARE(m_recorder->metric("earshot_ledger_rows{state=\"accepted\"}"), 2.0);
        {
            QSqlDatabase other = lockLedger();
            QVERIFY(other.isOpen());
            QElapsedTimer locked;
            locked.start();
            CallerProcess refused(
                QStringLiteral("call"), m_recorder->siprecPort(),
                {QStringLiteral("--seconds"), QStringLiteral("1"), QStringLiteral("--allow-refused")});
            QVERIFY(within->wait().value(QLatin1String("ok")).toBool());
            QCOMPARE(refused.wait().value(QLatin1String("calls_refused")).toInt(), 1);
            QTRY_COMPARE(m_recorder->metric("earshot_calls_active"), 1.0);
            QTest::qWait(static_cast<int>(std::max<qint64>(0, 6000 - locked.elapsed())));
            QVERIFY2(whole->running(), "the call did not last as long as the lock");
            QCOMPARE(m_recorder->metric("earshot_ledger_rows{state=\"accepted\"}"), 2.0);
            QVERIFY(QSqlQuery(other).exec(QStringLiteral("ROLLBACK")));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("locker"));
        QVERIFY(whole->wait().value(QLatin1String("ok")).toBool());
        checkStored(2);
        const QList<QJsonObject> calls = m_recorder->calls();
        for (int i = 0; i < 2; ++i) {
            const double seconds = i == 0 ? 8 : 2; // whole packets
            QVERIFY(std::abs(RecordedCall(calls[i]).toneSeconds(0, 440) - seconds) < 0.04);
            QVERIFY(std::abs(RecordedCall(calls[i]).toneSeconds(1, 1000) - seconds) < 0.04);
        }
    }
    void aLockedLedgerRefusesOrWaitsButNeverLoses()
    {
        {
            QSqlDatabase other = lockLedger();
            QVERIFY(other.isOpen());
            // An INVITE cannot be answered 200 without its row: it is refused in time for another recorder.
            CallerProcess caller(
                QStringLiteral("call"), m_recorder->siprecPort(),
                {QStringLiteral("--seconds"), QStringLiteral("1"), QStringLiteral("--allow-refused")});
            const QJsonObject summary = caller.wait();
            QCOMPARE(summary.value(QLatin1String("calls_refused")).toInt(), 1);
            QVERIFY(QSqlQuery(other).exec(QStringLiteral("ROLLBACK")));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("locker"));
        QTRY_VERIFY_WITH_TIMEOUT(recordCall(1).value(QLatin1String("ok")).toBool(), 20000);
        QVERIFY(m_recorder->waitForSettled(1, 60s));
        const QString verdict = m_recorder->verify();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
    }

private:
    std::unique_ptr<RecorderProcess> m_recorder;
};

EARSHOT_TEST(tst_database, TestDatabase)
#include "tst_database.moc"
