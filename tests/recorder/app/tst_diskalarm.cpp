// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/diskalarm.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;

class TestDiskAlarm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eachLevelIsToldOnceOnTheWayUp()
    {
        DiskAlarm alarm;
        QCOMPARE(alarm.passed(60), 0);
        QCOMPARE(alarm.passed(20), 80);
        QCOMPARE(alarm.passed(15), 0);
        QCOMPARE(alarm.passed(9.5), 90);
        QCOMPARE(alarm.passed(0), 0);
    }
    void theEdgeIsNotToldAgainAndAgain()
    {
        DiskAlarm alarm;
        QCOMPARE(alarm.passed(19), 80);
        QCOMPARE(alarm.passed(21), 0);
        QCOMPARE(alarm.passed(19), 0);
        QCOMPARE(alarm.passed(23), 0); // left
        QCOMPARE(alarm.passed(19), 80);
    }
    void aJumpTellsTheHigherLevel()
    {
        DiskAlarm alarm;
        QCOMPARE(alarm.passed(2), 90);
        QCOMPARE(alarm.passed(15), 0); // between the two now
        QCOMPARE(alarm.passed(8), 90);
    }
};

EARSHOT_TEST(tst_diskalarm, TestDiskAlarm)
#include "tst_diskalarm.moc"
