// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testmain.h"

#include "common/core/posixfile.h"

#include <QTemporaryDir>
#include <QTest>

class TestPosixFile : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsTheSpaceOfADisk()
    {
        const QTemporaryDir dir;
        const auto space = common::diskSpaceOf(dir.path());
        QVERIFY(space.has_value());
        QVERIFY(space->total > 0);
        QVERIFY(space->available >= 0 && space->available <= space->total);
    }
    void theScarcerCounts()
    {
        common::DiskSpace space;
        space.total = 1000;
        space.available = 400;
        QCOMPARE(common::freePercent(space), 40.0); // not limited by number
        space.files = 100;
        space.freeFiles = 3;
        QCOMPARE(common::freePercent(space), 3.0);
        space.freeFiles = 90;
        QCOMPARE(common::freePercent(space), 40.0);
    }
    void failsWhereThereIsNoDisk()
    {
        const QTemporaryDir dir;
        const auto space = common::diskSpaceOf(dir.filePath(QStringLiteral("missing")));
        QVERIFY(!space.has_value());
        QCOMPARE(space.error().code, common::ErrorCode::Unavailable);
        QVERIFY(space.error().message.contains(QStringLiteral("missing")));
    }
};

EARSHOT_TEST(tst_posixfile, TestPosixFile)
#include "tst_posixfile.moc"
