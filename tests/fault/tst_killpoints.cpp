// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callerprocess.h"
#include "tests/support/recordedcall.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTest>

#include <memory>

using namespace tests;
using namespace std::chrono_literals;

/// trust.md F1: the recorder is killed (SIGKILL to itself) at each named point of the durable write path
/// while a call is on its way, and started again at once, as systemd would. Whatever it had answered with 200
/// must be there, once, with every gap listed; verify must say clean.
class TestKillpoints : public QObject
{
    Q_OBJECT
private:
    static constexpr double kSeconds = 4;

    /// One call with a kill in it; returns the caller's summary of it.
    QJsonObject callWithKill(const QString &failpoint, bool *died)
    {
        QJsonObject call;
        if (!m_recorder->start({{QStringLiteral("EARSHOT_FAILPOINT"), failpoint}})) {
            *died = !m_recorder->running();
            return call;
        }
        CallerProcess caller(QStringLiteral("call"), m_recorder->siprecPort(),
                             {QStringLiteral("--seconds"), QString::number(kSeconds),
                              QStringLiteral("--tone"), QStringLiteral("A:440,B:1000"),
                              QStringLiteral("--allow-refused")});
        *died = m_recorder->waitForEnd(25s);
        m_away.start();
        m_recorder->start();
        m_awaySeconds = static_cast<double>(m_away.elapsed()) / 1000;
        return caller.wait(60s).value(QLatin1String("calls")).toArray().at(0).toObject();
    }

    void checkCall(const QJsonObject &sent, const RecordedCall &call)
    {
        QVERIFY2(call.state() == QLatin1String("stored") || call.state() == QLatin1String("partial"),
                 qPrintable(call.state()));
        QVERIFY2(std::abs(call.seconds() - kSeconds) < m_awaySeconds + 0.5,
                 qPrintable(QString::number(call.seconds())));
        // Everything outside of the time it was away is there; what is written at 200 ms intervals may be
        // lost too.
        const double least = kSeconds - m_awaySeconds - 0.6;
        QVERIFY2(
            call.toneSeconds(0, 440) >= least,
            qPrintable(QStringLiteral("440 Hz for %1 s of %2").arg(call.toneSeconds(0, 440)).arg(least)));
        QVERIFY(call.toneSeconds(1, 1000) >= least);
        QVERIFY(call.toneSeconds(0, 1000) < 0.1);
        qint64 packets = 0;
        for (const QJsonValue stream : sent.value(QLatin1String("streams")).toArray()) {
            packets += stream.toObject().value(QLatin1String("packets")).toInteger();
        }
        QVERIFY(call.packets() <= packets);
        if (call.packets() < packets) {
            const double missing = static_cast<double>(packets - call.packets()) / 100;
            const double listed =
                (call.gapSeconds(QStringLiteral("interrupted"), 0) +
                 call.gapSeconds(QStringLiteral("interrupted"), 1) +
                 call.gapSeconds(QStringLiteral("loss"), 0) + call.gapSeconds(QStringLiteral("loss"), 1)) /
                2;
            QVERIFY2(listed > missing - 0.1,
                     qPrintable(QStringLiteral("%1 s missing, %2 s listed").arg(missing).arg(listed)));
        }
    }

private Q_SLOTS:
    void initTestCase() { m_recorder = std::make_unique<RecorderProcess>(); }
    void cleanupTestCase() { m_recorder.reset(); }

    void killed_data()
    {
        QTest::addColumn<bool>("duringCall"); // dies while the media runs
        const auto early = [](const char *name) { QTest::newRow(name) << true; };
        const auto late = [](const char *name) { QTest::newRow(name) << false; };
        early("spool.create");
        early("call.before-ledger");
        early("ledger.before-insert");
        early("ledger.before-commit");
        early("ledger.after-commit");
        early("call.before-answer");
        early("call.after-answer");
        early("media.first-packet");
        early("spool.before-write@9");
        early("spool.after-write@9");
        early("spool.before-sync@2");
        early("spool.after-sync@2");
        late("call.at-end");
        late("media.before-close");
        late("spool.before-close");
        late("call.after-close");
        late("ledger.before-advance");
        late("finish.begin");
        late("finish.encode");
        late("finish.before-fsync");
        late("finish.before-rename");
        late("finish.after-rename");
        late("finish.after-dir-fsync");
        late("register.before-commit");
        late("register.after-commit");
        late("pipeline.before-shred");
        late("spool.before-shred");
        late("spool.after-shred");
        late("pipeline.after-shred");
    }
    void killed()
    {
        const QString row = QString::fromLatin1(QTest::currentDataTag());
        const QString failpoint = row.section(u'@', 0, 0) + QStringLiteral(":kill") +
                                  (row.contains(u'@') ? u'@' + row.section(u'@', 1) : QString());
        bool died = false;
        const QJsonObject sent = callWithKill(failpoint, &died);
        QVERIFY2(died, "the failpoint was not passed");
        QVERIFY(m_recorder->running());

        const bool answered = sent.value(QLatin1String("answer_unix_ns")).toInteger() > 0;
        m_answered += answered;
        QVERIFY(m_recorder->waitForSettled(m_answered, 60s));
        const auto found = callsWithId(m_recorder->calls(), sent.value(QLatin1String("call_id")).toString());
        QVERIFY2(found.size() <= 1, "recorded twice");
        if (answered) {
            QCOMPARE(found.size(), 1);
            checkCall(sent, found.first());
        }
        const QString verdict = m_recorder->verify();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
        QCOMPARE(m_recorder->stop(), 0);
    }
    void afterAllTheListIsComplete()
    {
        QVERIFY(m_recorder->start());
        QCOMPARE(m_recorder->calls().size(), qsizetype(m_answered));
    }

private:
    std::unique_ptr<RecorderProcess> m_recorder;
    QElapsedTimer m_away;
    double m_awaySeconds = 0;
    int m_answered = 0;
};

EARSHOT_TEST(tst_killpoints, TestKillpoints)
#include "tst_killpoints.moc"
