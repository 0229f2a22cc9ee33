// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callerprocess.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QJsonArray>
#include <QTest>

#include <memory>

using namespace tests;
using namespace std::chrono_literals;

/// trust.md F7 and F16: the recorder is stopped for seconds, or its disk is; nothing is lost.
class TestStall : public QObject
{
    Q_OBJECT
private:
    static qint64 packetsSent(const QJsonObject &summary)
    {
        return summary.value(QLatin1String("packets_sent")).toInteger();
    }
    RecordedCall onlyCall()
    {
        const auto calls = m_recorder->calls();
        return RecordedCall(calls.isEmpty() ? QJsonObject() : calls.last());
    }
    void checkNothingLost(const QJsonObject &summary)
    {
        QVERIFY(summary.value(QLatin1String("ok")).toBool());
        const RecordedCall call = onlyCall();
        QCOMPARE(call.state(), QStringLiteral("stored"));
        QCOMPARE(call.packets(), packetsSent(summary));
        QCOMPARE(call.lost(), 0);
        QCOMPARE(call.dropped(), 0);
        QCOMPARE(m_recorder->metric("earshot_rtp_lost_total{where=\"kernel\"}"), 0.0);
        QCOMPARE(m_recorder->metric("earshot_rtp_lost_total{where=\"ring\"}"), 0.0);
        const QString verdict = m_recorder->verify();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
    }
private Q_SLOTS:
    void init() { m_recorder = std::make_unique<RecorderProcess>(); }
    void cleanup() { m_recorder.reset(); }

    void stoppedForFiveSecondsLosesNothing()
    {
        QVERIFY(m_recorder->start());
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("9"), QStringLiteral("--tone"),
                              QStringLiteral("A:440,B:1000")});
        QTRY_COMPARE(m_recorder->metric("earshot_calls_active"), 1.0);
        QTest::qWait(1000);
        m_recorder->suspend();
        QTest::qWait(5000);
        m_recorder->resume();
        const QJsonObject summary = caller.wait();
        QVERIFY(m_recorder->waitForSettled(1));
        checkNothingLost(summary);
        // Audio lies where it belongs although it was read five seconds late.
        for (const auto &[channel, hertz] : {std::pair(0, 440), std::pair(1, 1000)}) {
            const double seconds = onlyCall().toneSeconds(channel, hertz);
            QVERIFY2(seconds > 8.8, qPrintable(QStringLiteral("%1 Hz for %2 s").arg(hertz).arg(seconds)));
        }
    }
    void aDiskThatTakesTwoSecondsToSyncLosesNothing_data()
    {
        QTest::addColumn<QString>("failpoint");
        QTest::newRow("file by file") << QStringLiteral("spool.before-sync:delay=2000");
        QTest::newRow("all at once") << QStringLiteral("spool.before-syncfs:delay=2000");
        QTest::newRow("all at once, failing") << QStringLiteral("spool.before-syncfs:eio");
    }
    /// Twenty calls: from the second round on one syncfs(2) stands for all their journals.
    void aDiskThatTakesTwoSecondsToSyncLosesNothing()
    {
        QFETCH(QString, failpoint);
        QVERIFY(m_recorder->start({{QStringLiteral("EARSHOT_FAILPOINT"), failpoint}}));
        CallerProcess caller(QStringLiteral("load"), m_recorder->siprecPort(),
                             {QStringLiteral("--calls"), QStringLiteral("20"), QStringLiteral("--seconds"),
                              QStringLiteral("6"), QStringLiteral("--rate"), QStringLiteral("50")});
        const QJsonObject summary = caller.wait();
        QVERIFY(summary.value(QLatin1String("ok")).toBool());
        QVERIFY(m_recorder->waitForSettled(20, 120s));
        qint64 packets = 0;
        for (const QJsonObject &json : m_recorder->calls()) {
            packets += RecordedCall(json).packets();
            QCOMPARE(RecordedCall(json).state(), QStringLiteral("stored"));
        }
        QCOMPARE(packets, packetsSent(summary));
        const QString verdict = m_recorder->verify();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
    }

private:
    std::unique_ptr<RecorderProcess> m_recorder;
};

EARSHOT_TEST(tst_stall, TestStall)
#include "tst_stall.moc"
