// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callerprocess.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QJsonArray>
#include <QTest>

#include <memory>
#include <unistd.h>

using namespace tests;
using namespace std::chrono_literals;

/// trust.md F5 and F6: write and sync errors, a full disk. Errors are produced at the named points (as the
/// system call would report them) and by a real file system that is too small.
class TestDisk : public QObject
{
    Q_OBJECT
private:
    QJsonObject recordCall(double seconds, const QStringList &more = {})
    {
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             QStringList{QStringLiteral("--seconds"), QString::number(seconds),
                                         QStringLiteral("--tone"), QStringLiteral("A:440,B:1000")} +
                                 more);
        return caller.wait();
    }
    static void write(const QString &path, qint64 bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QByteArray piece(65536, 'x');
        for (qint64 done = 0; done < bytes && file.write(piece) > 0; done += piece.size()) {
        }
        file.flush();
    }
private Q_SLOTS:
    void init() { m_recorder = std::make_unique<RecorderProcess>(); }
    void cleanup() { m_recorder.reset(); }

    void anErrorAtOnePointLosesNothing_data()
    {
        QTest::addColumn<QString>("failpoint");
        for (const char *failpoint :
             {"spool.before-write:eio@5", "spool.before-write:enospc@5", "spool.before-sync:eio@2",
              "ledger.before-commit:eio@2", "finish.before-fsync:eio@1", "finish.before-rename:eio@1",
              "finish.encode:enospc@1"}) {
            QTest::newRow(failpoint) << QString::fromLatin1(failpoint);
        }
    }
    void anErrorAtOnePointLosesNothing()
    {
        QFETCH(QString, failpoint);
        QVERIFY(m_recorder->start({{QStringLiteral("EARSHOT_FAILPOINT"), failpoint}}));
        const QJsonObject summary = recordCall(3, {QStringLiteral("--allow-refused")});
        if (summary.value(QLatin1String("calls_refused")).toInt() == 1) {
            QVERIFY(failpoint.startsWith(QLatin1String("ledger."))); // no row, no 200
            QVERIFY(recordCall(3).value(QLatin1String("ok")).toBool());
        }
        QVERIFY(m_recorder->waitForSettled(1, 60s));
        const auto calls = m_recorder->calls();
        QCOMPARE(calls.size(), 1);
        const RecordedCall call(calls.first());
        QCOMPARE(call.state(), QStringLiteral("stored"));
        QCOMPARE(call.lost(), 0);
        QVERIFY(call.toneSeconds(0, 440) > 2.9);
        QVERIFY(call.toneSeconds(1, 1000) > 2.9);
        const QString verdict = m_recorder->verify();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
    }

    /// A spool of 24 MB on a file system of its own. Full: new calls are refused, running ones end well, and
    /// when space is there again the recorder goes on unaided.
    void aFullDiskRefusesNewCallsAndGoesOnWhenFreed()
    {
        const QString spool = m_recorder->dataFolder() + QStringLiteral("/spool");
        QVERIFY(QDir().mkpath(spool));
        m_recorder->configure(QStringLiteral("storage.min_free_percent"), QStringLiteral("30"));
        m_recorder->startThrough(
            {QStringLiteral("unshare"), ::geteuid() == 0 ? QStringLiteral("-m") : QStringLiteral("-cm"),
             QStringLiteral("sh"), QStringLiteral("-c"),
             QStringLiteral("mount -t tmpfs -o size=24m none '%1' && exec \"$0\" \"$@\"").arg(spool)});
        QVERIFY(m_recorder->start());
        // The way into its mount namespace.
        const QString inside = QStringLiteral("/proc/%1/root%2").arg(m_recorder->pid()).arg(spool);
        CallerProcess running(QStringLiteral("call"), m_recorder->siprecPort(),
                              {QStringLiteral("--seconds"), QStringLiteral("8"), QStringLiteral("--tone"),
                               QStringLiteral("A:440,B:1000")});
        QTRY_COMPARE(m_recorder->metric("earshot_calls_active"), 1.0);
        write(inside + QStringLiteral("/ballast"), 19 * 1024 * 1024);
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->metric("earshot_disk_free_percent") < 30, 5000);
        QCOMPARE(
            recordCall(1, {QStringLiteral("--allow-refused")}).value(QLatin1String("calls_refused")).toInt(),
            1);
        QVERIFY(QFile::remove(inside + QStringLiteral("/ballast")));
        const QJsonObject summary = running.wait();
        QVERIFY(summary.value(QLatin1String("ok")).toBool());
        QTRY_VERIFY_WITH_TIMEOUT(
            recordCall(1, {QStringLiteral("--allow-refused")}).value(QLatin1String("calls_ok")).toInt() == 1,
            10000);
        QVERIFY(m_recorder->waitForSettled(2, 60s));
        qint64 lost = 0;
        for (const QJsonObject &json : m_recorder->calls()) {
            QCOMPARE(RecordedCall(json).state(), QStringLiteral("stored"));
            lost += RecordedCall(json).lost();
        }
        QCOMPARE(lost, 0);
    }
    /// Really full while a call runs: records wait in memory until there is space; nothing is lost within
    /// that time.
    void writesThatFailForSecondsAreRepeated()
    {
        const QString spool = m_recorder->dataFolder() + QStringLiteral("/spool");
        QVERIFY(QDir().mkpath(spool));
        m_recorder->configure(QStringLiteral("storage.min_free_percent"), QStringLiteral("0"));
        m_recorder->startThrough(
            {QStringLiteral("unshare"), ::geteuid() == 0 ? QStringLiteral("-m") : QStringLiteral("-cm"),
             QStringLiteral("sh"), QStringLiteral("-c"),
             QStringLiteral("mount -t tmpfs -o size=16m none '%1' && exec \"$0\" \"$@\"").arg(spool)});
        QVERIFY(m_recorder->start());
        const QString inside = QStringLiteral("/proc/%1/root%2").arg(m_recorder->pid()).arg(spool);
        CallerProcess running(QStringLiteral("call"), m_recorder->siprecPort(),
                              {QStringLiteral("--seconds"), QStringLiteral("8"), QStringLiteral("--tone"),
                               QStringLiteral("A:440,B:1000")});
        QTRY_COMPARE(m_recorder->metric("earshot_calls_active"), 1.0);
        QTest::qWait(1000);
        write(inside + QStringLiteral("/ballast"), 64 * 1024 * 1024); // until it is full
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->metric("earshot_spool_errors_total{what=\"write\"}") > 0, 5000);
        QVERIFY(QFile::remove(inside + QStringLiteral("/ballast")));
        const QJsonObject summary = running.wait();
        QVERIFY(summary.value(QLatin1String("ok")).toBool());
        QVERIFY(m_recorder->waitForSettled(1, 60s));
        const RecordedCall call(m_recorder->calls().first());
        QCOMPARE(call.packets(), summary.value(QLatin1String("packets_sent")).toInteger());
        QCOMPARE(call.state(), QStringLiteral("stored"));
        QVERIFY(call.toneSeconds(0, 440) > 7.8);
    }

private:
    std::unique_ptr<RecorderProcess> m_recorder;
};

EARSHOT_TEST(tst_disk, TestDisk)
#include "tst_disk.moc"
