// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/clocktext.h"
#include "console/player/timeaxis.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>

using namespace console;
using namespace std::chrono_literals;

class TestTimeAxis : public QObject
{
    Q_OBJECT
private:
    static TimeAxis hour()
    {
        TimeAxis axis;
        axis.setDuration(3600000);
        axis.setWidth(1000);
        return axis;
    }
private Q_SLOTS:
    void fitsAtFirst()
    {
        const TimeAxis axis = hour();
        QVERIFY(axis.isFitted());
        QCOMPARE(axis.timeAt(500), 1800000.0);
        QCOMPARE(axis.xOf(3600000), 1000.0);
    }
    void zoomKeepsTheTimeUnderThePointer()
    {
        for (const double ratio : {1.0, 1.25, 2.0}) {
            TimeAxis axis = hour();
            axis.setPixelRatio(ratio);
            for (int i = 0; i < 20; ++i) {
                const double before = axis.timeAt(700);
                axis.zoom(1.25, 700);
                QVERIFY(std::abs(axis.xOf(before) - 700) <= 0.5 / ratio + 1e-6);
            }
            QVERIFY(!axis.isFitted());
            for (int i = 0; i < 40; ++i) {
                axis.zoom(1 / 1.25, 100);
            }
            QVERIFY(axis.isFitted());
            QCOMPARE(axis.begin(), 0.0);
        }
    }
    void staysInside()
    {
        TimeAxis axis = hour();
        axis.zoom(1e9, 0);
        QCOMPARE(axis.msPerPixel(), TimeAxis::kFinest);
        axis.scrollTo(1e12);
        QCOMPARE(axis.end(), 3600000.0);
        axis.scrollBy(-1e12);
        QCOMPARE(axis.begin(), 0.0);
        QCOMPARE(axis.clampedTimeAt(-50), 0.0);
    }
    void followsByPages()
    {
        TimeAxis axis = hour();
        axis.zoom(36, 0); // 100 s are seen
        QVERIFY(!axis.follow(50000));
        QVERIFY(axis.follow(95000));
        QCOMPARE(axis.xOf(95000), 100.0);
        QVERIFY(axis.follow(1000)); // back
        QCOMPARE(axis.begin(), 0.0);
    }
    void resizingKeepsAFittedCallFitted()
    {
        TimeAxis axis = hour();
        axis.setWidth(500);
        QVERIFY(axis.isFitted());
        QCOMPARE(axis.xOf(3600000), 500.0);
        axis.zoom(4, 0);
        const double scale = axis.msPerPixel();
        axis.setWidth(900);
        QCOMPARE(axis.msPerPixel(), scale);
    }
    void shortCallsAreNotStretchedBeyondTheFinest()
    {
        TimeAxis axis;
        axis.setWidth(1000);
        axis.setDuration(300);
        QCOMPARE(axis.msPerPixel(), TimeAxis::kFinest);
        QCOMPARE(axis.begin(), 0.0);
    }
    void ticksHaveRoom()
    {
        TimeAxis axis = hour();
        for (int i = 0; i < 40; ++i) {
            double last = -1e9;
            int majors = 0;
            for (const TimeAxis::Tick &tick : axis.ticks(70)) {
                if (tick.major) {
                    QVERIFY(axis.xOf(tick.ms) - last >= 70 - 1e-6);
                    last = axis.xOf(tick.ms);
                    ++majors;
                }
            }
            QVERIFY(majors >= 1);
            axis.zoom(1.5, 333);
        }
        QVERIFY(axis.showsTenths(70));
    }
    void clockTexts()
    {
        QCOMPARE(clockText(83456ms), QStringLiteral("1:23"));
        QCOMPARE(clockText(3723s), QStringLiteral("1:02:03"));
        QCOMPARE(clockTextTenths(83456ms), QStringLiteral("1:23.4"));
        QCOMPARE(clockTextTenths(83999ms), QStringLiteral("1:23.9"));
        QCOMPARE(speedText(1.5), QStringLiteral("1.5×"));
    }
    void placesAreRead_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("ms");
        QTest::newRow("seconds") << QStringLiteral("83") << qint64{83000};
        QTest::newRow("minutes") << QStringLiteral("1:23") << qint64{83000};
        QTest::newRow("tenths") << QStringLiteral(" 1:23.4 ") << qint64{83400};
        QTest::newRow("comma") << QStringLiteral("1:23,4") << qint64{83400};
        QTest::newRow("hours") << QStringLiteral("1:02:03") << qint64{3723000};
        QTest::newRow("slip") << QStringLiteral("1:75") << qint64{-1};
        QTest::newRow("nothing") << QString() << qint64{-1};
        QTest::newRow("negative") << QStringLiteral("-5") << qint64{-1};
        QTest::newRow("words") << QStringLiteral("1:xx") << qint64{-1};
        QTest::newRow("no number") << QStringLiteral("nan") << qint64{-1};
        QTest::newRow("too much") << QStringLiteral("1:2:3:4") << qint64{-1};
    }
    void placesAreRead()
    {
        QFETCH(QString, text);
        QFETCH(qint64, ms);
        const auto place = clockFromText(text);
        QCOMPARE(place ? qint64{place->count()} : qint64{-1}, ms);
    }
};

EARSHOT_TEST(tst_timeaxis, TestTimeAxis)
#include "tst_timeaxis.moc"
