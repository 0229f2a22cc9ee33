// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/targetbreaker.h"

#include "tests/support/fakeclock.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;
using Pass = TargetBreaker::Pass;

class TestTargetBreaker : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void threeFailuresInARowOpenIt()
    {
        tests::FakeClock clock;
        TargetBreaker breaker(clock);
        breaker.failed();
        breaker.failed();
        QVERIFY(!breaker.succeeded());
        breaker.failed();
        breaker.failed();
        QCOMPARE(breaker.ask(), Pass::Go);
        breaker.failed();
        QVERIFY(breaker.isOpen());
        QCOMPARE(breaker.ask(), Pass::Stop);
    }
    void oneAloneTries()
    {
        tests::FakeClock clock;
        TargetBreaker breaker(clock);
        for (int i = 0; i < 3; ++i) {
            breaker.failed();
        }
        clock.advance(1s);
        QCOMPARE(breaker.ask(), Pass::Probe);
        QCOMPARE(breaker.ask(), Pass::Stop);
        breaker.nothingToDo();
        QCOMPARE(breaker.ask(), Pass::Probe);
        QVERIFY(breaker.succeeded());
        QCOMPARE(breaker.ask(), Pass::Go);
        QCOMPARE(breaker.ask(), Pass::Go);
    }
    void pausesGrowToFiveMinutes()
    {
        tests::FakeClock clock;
        TargetBreaker breaker(clock);
        for (int i = 0; i < 3; ++i) {
            breaker.failed();
        }
        std::chrono::milliseconds last{0};
        for (int i = 0; i < 20; ++i) {
            std::chrono::milliseconds waited{0};
            while (breaker.ask() == Pass::Stop) {
                clock.advance(100ms);
                waited += 100ms;
            }
            QVERIFY2(waited <= 5min, qPrintable(QString::number(waited.count())));
            QVERIFY(waited * 2 + 200ms >= std::min(last, std::chrono::milliseconds(5min)));
            last = waited;
            breaker.failed();
        }
        QVERIFY(last >= 150s - 100ms);
    }
    void whoWaitsDoesNotComeBackTogether()
    {
        QSet<qint64> pauses;
        for (int i = 0; i < 200; ++i) {
            const auto pause = backoff(30, 2s, 15min);
            QVERIFY(pause >= 450s && pause <= 900s);
            pauses.insert(pause.count());
        }
        QVERIFY(pauses.size() > 150);
        QVERIFY(backoff(0, 2s, 15min) <= 2s);
        QVERIFY(backoff(1'000'000, 2s, 15min) <= 15min);
    }
};

EARSHOT_TEST(tst_targetbreaker, TestTargetBreaker)
#include "tst_targetbreaker.moc"
