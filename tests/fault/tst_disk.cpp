// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callerprocess.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/smalldisk.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTest>

#include <functional>
#include <memory>

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
    /// Starts the recorder with a spool of `megabytes` on a file system of its own.
    bool startOnSmallDisk(int megabytes, const QString &minFreePercent, int files = 0)
    {
        m_disk =
            std::make_unique<SmallDisk>(qint64{megabytes} * 1024 * 1024, SmallDisk::Mode::Writable, files);
        m_recorder->configure(QStringLiteral("storage.min_free_percent"), minFreePercent);
        if (!m_disk->error().isEmpty() ||
            !m_disk->appearAt(m_recorder->dataFolder() + QStringLiteral("/spool"))) {
            qWarning("%s", qPrintable(m_disk->error()));
            return false;
        }
        return m_recorder->start();
    }
    /// No free room is told within seconds, a call is refused, and when it is mended one is taken.
    void refusesUntil(const std::function<bool()> &mend)
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->metric("earshot_disk_free_percent") < 5, 5000);
        const QStringList maybe{QStringLiteral("--allow-refused")};
        QCOMPARE(recordCall(1, maybe).value(QLatin1String("calls_refused")).toInt(), 1);
        QVERIFY(mend());
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->metric("earshot_disk_free_percent") > 5, 5000);
        QCOMPARE(recordCall(1, maybe).value(QLatin1String("calls_ok")).toInt(), 1);
        QVERIFY(m_recorder->waitForSettled(1, 60s));
        QCOMPARE(RecordedCall(m_recorder->calls().first()).state(), QStringLiteral("stored"));
        QCOMPARE(m_recorder->verify(), QString());
    }
private Q_SLOTS:
    void init() { m_recorder = std::make_unique<RecorderProcess>(); }
    void cleanup()
    {
        m_recorder.reset();
        m_disk.reset();
    }

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
        QVERIFY(startOnSmallDisk(24, QStringLiteral("30")));
        CallerProcess running(QStringLiteral("call"), m_recorder->siprecPort(),
                              {QStringLiteral("--seconds"), QStringLiteral("8"), QStringLiteral("--tone"),
                               QStringLiteral("A:440,B:1000")});
        QTRY_COMPARE(m_recorder->metric("earshot_calls_active"), 1.0);
        QVERIFY(m_disk->fill(19 * 1024 * 1024));
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->metric("earshot_disk_free_percent") < 30, 5000);
        QCOMPARE(
            recordCall(1, {QStringLiteral("--allow-refused")}).value(QLatin1String("calls_refused")).toInt(),
            1);
        QVERIFY(m_disk->clear());
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
        QCOMPARE(m_recorder->verify(), QString());
    }
    /// Plenty of bytes, no room for one more journal: a call that was answered 200 then would have no audio.
    void aSpoolWithoutRoomForFilesRefusesNewCalls()
    {
        QVERIFY(startOnSmallDisk(24, QStringLiteral("5"), 200));
        QVERIFY(m_disk->fillWithFiles());
        refusesUntil([this] { return m_disk->clearFiles(); });
    }
    void aSpoolThatIsReadOnlyRefusesNewCalls()
    {
        QVERIFY(startOnSmallDisk(24, QStringLiteral("0")));
        QVERIFY(m_disk->setReadOnly(true));
        refusesUntil([this] { return m_disk->setReadOnly(false); });
    }
    /// Really full while a call runs: records wait in memory until there is space; nothing is lost within
    /// that time.
    void writesThatFailForSecondsAreRepeated()
    {
        QVERIFY(startOnSmallDisk(16, QStringLiteral("0")));
        CallerProcess running(QStringLiteral("call"), m_recorder->siprecPort(),
                              {QStringLiteral("--seconds"), QStringLiteral("8"), QStringLiteral("--tone"),
                               QStringLiteral("A:440,B:1000")});
        QTRY_COMPARE(m_recorder->metric("earshot_calls_active"), 1.0);
        QTest::qWait(1000);
        QVERIFY(m_disk->fill(64 * 1024 * 1024)); // until it is full
        QTRY_VERIFY_WITH_TIMEOUT(m_recorder->metric("earshot_spool_errors_total{what=\"write\"}") > 0, 5000);
        QVERIFY(m_disk->clear());
        const QJsonObject summary = running.wait();
        QVERIFY(summary.value(QLatin1String("ok")).toBool());
        QVERIFY(m_recorder->waitForSettled(1, 60s));
        const RecordedCall call(m_recorder->calls().first());
        QCOMPARE(call.packets(), summary.value(QLatin1String("packets_sent")).toInteger());
        QCOMPARE(call.state(), QStringLiteral("stored"));
        QVERIFY(call.toneSeconds(0, 440) > 7.8);
        QCOMPARE(m_recorder->verify(), QString());
    }

private:
    std::unique_ptr<SmallDisk> m_disk; // outlives the recorder
    std::unique_ptr<RecorderProcess> m_recorder;
};

EARSHOT_TEST(tst_disk, TestDisk)
#include "tst_disk.moc"
