// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/backoff.h"
#include "tests/support/fakeclock.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace std::chrono_literals;

class TestBackoff : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void doublesUpToThirtySeconds()
    {
        tests::FakeClock clock;
        console::Backoff backoff(clock, [] { return 0.5; });
        QVERIFY(!backoff.waiting());
        for (const auto expected : {1000ms, 2000ms, 4000ms, 8000ms, 16000ms, 30000ms, 30000ms}) {
            backoff.failed();
            QCOMPARE(backoff.remaining(), std::chrono::milliseconds(expected));
            clock.advance(backoff.remaining() - 1ms);
            QVERIFY(!backoff.due());
            clock.advance(1ms);
            QVERIFY(backoff.due());
        }
    }
    void jittersAQuarterBothWays()
    {
        tests::FakeClock clock;
        double random = 0;
        console::Backoff backoff(clock, [&random] { return random; });
        backoff.failed();
        QCOMPARE(backoff.remaining(), std::chrono::milliseconds(750));
        random = 0.999999;
        backoff.reset();
        backoff.failed();
        QVERIFY(backoff.remaining() > 1240ms && backoff.remaining() <= 1250ms);
    }
    void hurryIsDueAtOnceAndStartsSmallAgain()
    {
        tests::FakeClock clock;
        console::Backoff backoff(clock, [] { return 0.5; });
        for (int i = 0; i < 4; ++i) {
            backoff.failed();
        }
        backoff.hurry();
        QVERIFY(backoff.due());
        backoff.pause();
        QVERIFY(!backoff.due());
        backoff.failed();
        QCOMPARE(backoff.remaining(), std::chrono::milliseconds(1000));
        backoff.reset();
        QVERIFY(!backoff.waiting());
    }
};

EARSHOT_TEST(tst_backoff, TestBackoff)
#include "tst_backoff.moc"
