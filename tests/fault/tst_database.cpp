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

/// trust.md F8: PostgreSQL stopped, killed or frozen and the ledger locked from outside while calls are
/// recorded.
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
