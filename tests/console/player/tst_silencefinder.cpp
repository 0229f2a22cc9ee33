// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/silencefinder.h"
#include "tests/console/player/recordings.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace tests;
using console::Ms;
using console::SilenceFinder;
using console::SilenceRule;
using console::Span;

class TestSilenceFinder : public QObject
{
    Q_OBJECT
private:
    static SilenceFinder analysed(const Lane &first, const Lane &second, std::size_t pieceFrames)
    {
        SilenceFinder finder(8000, 2);
        std::vector<float> lanes;
        for (std::size_t i = 0; i < first.size(); ++i) {
            lanes.push_back(static_cast<float>(first[i]) / 32768.0F);
            lanes.push_back(static_cast<float>(second[i]) / 32768.0F);
            if (lanes.size() == 2 * pieceFrames) {
                finder.add(lanes);
                lanes.clear();
            }
        }
        finder.add(lanes);
        return finder;
    }

private Q_SLOTS:
    void bothLanesMustBeSilentLongEnough()
    {
        Lane first = silenceLane(40);
        Lane second = silenceLane(40);
        addTone(first, 440, 0, 10);
        addTone(second, 440, 15, 16);   // interrupts
        addTone(first, 440, 17.5, 20);  // 1.5 s before: too short
        addTone(second, 440, 22.1, 30); // 2.1 s before: long enough
        const SilenceFinder finder = analysed(first, second, 333);
        const SilenceRule rule;
        QCOMPARE(finder.silences(rule),
                 (QList<Span>{{Ms(10'000), Ms(15'000)}, {Ms(20'000), Ms(22'100)}, {Ms(30'000), Ms(40'000)}}));
        SilenceRule longer = rule;
        longer.minimum = Ms(5000);
        QCOMPARE(finder.silences(longer), (QList<Span>{{Ms(10'000), Ms(15'000)}, {Ms(30'000), Ms(40'000)}}));
        QCOMPARE(console::skippedSpans(finder.silences(longer), rule),
                 (QList<Span>{{Ms(10'250), Ms(14'750)}, {Ms(30'250), Ms(39'750)}}));
    }
    void theLevelIsThatOfTheRule()
    {
        Lane lane = silenceLane(10);
        addTone(lane, 440, 0, 5, 0.1);    // RMS -23 dB
        addTone(lane, 440, 5, 10, 0.005); // RMS -49 dB
        const SilenceFinder finder = analysed(lane, silenceLane(10), 160);
        SilenceRule rule;
        QCOMPARE(finder.silences(rule), (QList<Span>{{Ms(5000), Ms(10'000)}}));
        rule.levelDb = -50;
        QCOMPARE(finder.silences(rule), QList<Span>());
        rule.levelDb = -20;
        QCOMPARE(finder.silences(rule), (QList<Span>{{Ms(0), Ms(10'000)}}));
    }
    void keepingAllSkipsNothing()
    {
        SilenceRule rule;
        rule.keep = Ms(1000);
        QCOMPARE(console::skippedSpans({{Ms(0), Ms(2000)}}, rule), QList<Span>());
    }
};

EARSHOT_TEST(tst_silencefinder, TestSilenceFinder)
#include "tst_silencefinder.moc"
