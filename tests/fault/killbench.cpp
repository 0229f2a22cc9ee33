// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/killbench.h"

#include "tests/support/callerprocess.h"

#include <QJsonArray>
#include <QTest>

namespace tests
{

using namespace std::chrono_literals;

namespace
{
constexpr double kPacketsPerSecond = 50;
/// What was received since the last write() may be lost: 200 ms of flush time and a tick of the thread.
constexpr double kUnwritten = 0.25;
} // namespace

void KillBench::call(const QString &failpoint, const QString &suite)
{
    QStringList arguments{QStringLiteral("--seconds"), QString::number(m_seconds), QStringLiteral("--tone"),
                          QStringLiteral("A:440,B:1000"), QStringLiteral("--allow-refused")};
    if (suite == QLatin1String("codec-switch")) { // a re-INVITE in mid-call
        arguments += {QStringLiteral("--codec-switch-at"), QStringLiteral("1500")};
    } else if (!suite.isEmpty()) {
        arguments += {QStringLiteral("--srtp"), suite, QStringLiteral("--wrap")};
    }
    QVERIFY(m_recorder.start({{QStringLiteral("EARSHOT_FAILPOINT"), failpoint}}));
    CallerProcess caller(QStringLiteral("call"), m_recorder.siprecPort(), arguments);
    m_died = m_recorder.waitForEnd(25s);
    QVERIFY2(m_died, "the failpoint was not passed");
    QElapsedTimer away;
    away.start();
    QVERIFY(m_recorder.start({}, false));
    m_awaySeconds = static_cast<double>(away.elapsed()) / 1000;
    m_sent = caller.wait(60s).value(QLatin1String("calls")).toArray().at(0).toObject();
}

qint64 KillBench::packetsSent() const
{
    qint64 packets = 0;
    for (const QJsonValue stream : m_sent.value(QLatin1String("streams")).toArray()) {
        packets += stream.toObject().value(QLatin1String("packets")).toInteger();
    }
    return packets;
}

void KillBench::killAtRow()
{
    const QString tag = QString::fromLatin1(QTest::currentDataTag());
    const QString row = tag.section(u' ', 0, 0);
    call(row.section(u'@', 0, 0) + QStringLiteral(":kill") +
             (row.contains(u'@') ? u'@' + row.section(u'@', 1) : QString()),
         tag.section(u' ', 1));
    if (QTest::currentTestFailed()) {
        return;
    }
    const bool answered = m_sent.value(QLatin1String("answer_unix_ns")).toInteger() > 0;
    m_answered += answered;
    QVERIFY(m_recorder.waitForSettled(m_answered, 30s));
    const auto found = callsWithId(m_recorder.calls(), m_sent.value(QLatin1String("call_id")).toString());
    QVERIFY2(found.size() <= 1, "recorded twice");
    if (answered) {
        QCOMPARE(found.size(), 1);
        checkCall(found.first());
    }
    const QString verdict = m_recorder.verify();
    QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
}

void KillBench::checkCall(const RecordedCall &call)
{
    const bool whole = call.packets() == packetsSent();
    // It begins with its INVITE; one that was repeated after the restart is answered half a second later.
    const double setup = static_cast<double>(m_sent.value(QLatin1String("answer_unix_ns")).toInteger() -
                                             m_sent.value(QLatin1String("invite_unix_ns")).toInteger()) /
                         1e9;
    QVERIFY2(call.state() == QLatin1String("stored") || call.state() == QLatin1String("partial"),
             qPrintable(call.state()));
    const double spare = whole ? 0.1 : m_awaySeconds + 0.5;
    // And it ends with its BYE: one that met no recorder is repeated after 0.5 s, 1.5 s (RFC 3261, T1
    // doubling).
    const double repeatedBye = 0.6 + 3 * m_awaySeconds;
    QVERIFY2(call.seconds() > m_seconds - spare && call.seconds() < m_seconds + setup + spare + repeatedBye,
             qPrintable(QString::number(call.seconds())));
    // Everything outside of the time it was away is there.
    const double least = m_seconds - (whole ? 0.1 : m_awaySeconds + kUnwritten + 0.1);
    for (const auto &[channel, hertz] : {std::pair(0, 440), std::pair(1, 1000)}) {
        const double seconds = call.toneSeconds(channel, hertz);
        QVERIFY2(
            seconds >= least,
            qPrintable(QStringLiteral("%1 Hz for %2 s, expected %3").arg(hertz).arg(seconds).arg(least)));
    }
    QVERIFY(call.toneSeconds(0, 1000) < 0.1);
    QVERIFY(call.packets() <= packetsSent());
    checkGaps(call);
}

/// What is missing is listed, and what is listed is about what is missing.
void KillBench::checkGaps(const RecordedCall &call)
{
    double listed = 0;
    for (const int stream : {0, 1}) {
        listed += call.gapSeconds(QStringLiteral("interrupted"), stream) +
                  call.gapSeconds(QStringLiteral("loss"), stream);
    }
    const double missing = static_cast<double>(packetsSent() - call.packets()) / kPacketsPerSecond;
    qInfo("away %.3f s, missing %.2f s, listed %.2f s (both streams together)", m_awaySeconds, missing,
          listed);
    QVERIFY2(listed > missing - 0.1,
             qPrintable(QStringLiteral("%1 s missing, %2 s listed").arg(missing).arg(listed)));
    QVERIFY2(listed < 2 * (m_awaySeconds + kUnwritten + 0.1),
             qPrintable(QStringLiteral("%1 s listed, away for %2 s").arg(listed).arg(m_awaySeconds)));
}

void KillBench::checkList()
{
    QVERIFY(m_recorder.start());
    QCOMPARE(m_recorder.calls().size(), qsizetype(m_answered));
    QCOMPARE(m_recorder.stop(), 0);
}

void KillBench::endRow()
{
    if (QTest::currentTestFailed()) {
        std::fputs(m_recorder.log().constData(), stderr);
    }
    if (m_recorder.running()) {
        m_recorder.kill();
    }
}

} // namespace tests
