// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/signinflood.h"
#include "tests/integration/watchingconsole.h"
#include "tests/support/callerprocess.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QTest>

namespace v1 = earshot::v1;
using tests::CallerProcess;
using tests::RecorderProcess;

namespace
{

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

} // namespace

/// trust.md A10: a thousand sign-ins a second are attempted while calls are recorded.
class TestSignInFlood : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLostAndOthersStillSignIn()
    {
        constexpr int kCalls = 20;
        RecorderProcess recorder;
        QVERIFY(recorder.start());
        tests::addUser(recorder, QStringLiteral("Default"), QStringLiteral("boss"),
                       words("--role administrator"));
        tests::addUser(recorder, QStringLiteral("Default"), QStringLiteral("eve"),
                       words("--role administrator"));
        CallerProcess caller(QStringLiteral("load"), recorder.siprecPort(),
                             words("--calls 20 --seconds 12 --rate 20"));
        QTRY_COMPARE_WITH_TIMEOUT(recorder.metric("earshot_calls_active"), double{kCalls}, 10000);
        const double before = recorder.metric("earshot_resident_bytes");

        double most = before;
        {
            tests::SignInFlood flood(recorder.adminPort());
            QElapsedTimer clock;
            clock.start();
            while (clock.elapsed() < 5000) {
                QTest::qWait(250);
                most = std::max(most, recorder.metric("earshot_resident_bytes"));
            }
            // From another address, with another name: served within the time that a sign-in has.
            clock.restart();
            const tests::WatchingConsole eve(recorder.adminPort(), QStringLiteral("eve"));
            QVERIFY2(clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
            flood.stop();
            qInfo("%.0f attempts a second, %d answered, %.0f MB more", flood.perSecond(), flood.answers(),
                  (most - before) / 1e6);
            QVERIFY2(flood.perSecond() >= 1000, qPrintable(QString::number(flood.perSecond())));
            QVERIFY(flood.answers() > 10); // some got as far as the password
        }
        // Four passwords at a time are hashed, in 19 MiB each; connections are counted.
        QVERIFY2(most - before < 160e6, qPrintable(QString::number(most - before)));

        const QJsonObject summary = caller.wait();
        QVERIFY(summary.value(QLatin1String("ok")).toBool());
        QVERIFY(recorder.waitForSettled(kCalls, std::chrono::seconds(60)));
        QCOMPARE(recorder.metric("earshot_rtp_lost_total{where=\"kernel\"}"), 0.0);
        QCOMPARE(recorder.metric("earshot_rtp_lost_total{where=\"ring\"}"), 0.0);
        QCOMPARE(recorder.metric("earshot_rtp_packets_total"),
                 static_cast<double>(summary.value(QLatin1String("packets_sent")).toInteger()));
        const QString verdict = recorder.verify();
        QVERIFY2(verdict.isEmpty(), qPrintable(verdict));
        QCOMPARE(recorder.stop(), 0);
    }
};

EARSHOT_TEST(tst_signinflood, TestSignInFlood)
#include "tst_signinflood.moc"
