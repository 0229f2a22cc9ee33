// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/mixer.h"
#include "console/player/tonemeter.h"
#include "tests/console/player/recordings.h"
#include "tests/console/player/rendering.h"
#include "tests/support/audiocheck.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace tests;
using console::LaneControl;
using console::Mixer;

class TestMixer : public QObject
{
    Q_OBJECT
private:
    static constexpr int kRate = 8000;
    std::vector<float> m_lanes; ///< 440 Hz at 0.2 in the first, 1000 Hz at 0.1 in the second

    std::vector<float> mixed(Mixer &mixer, double seconds = 0.5)
    {
        std::vector<float> stereo(static_cast<std::size_t>(seconds * kRate) * 2);
        mixer.mix(std::span(m_lanes).first(stereo.size()), stereo);
        return stereo;
    }
    static double tone(const std::vector<float> &stereo, std::size_t side, double hertz)
    {
        const auto channel = channelOf(stereo, side);
        return toneLevel(channel.data() + 800, channel.size() - 800, kRate, hertz); // behind the ramp
    }

private Q_SLOTS:
    void initTestCase()
    {
        Lane first = silenceLane(1);
        Lane second = silenceLane(1);
        addTone(first, 440, 0, 1, 0.2);
        addTone(second, 1000, 0, 1, 0.1);
        for (std::size_t i = 0; i < first.size(); ++i) {
            m_lanes.push_back(static_cast<float>(first[i]) / 32768.0F);
            m_lanes.push_back(static_cast<float>(second[i]) / 32768.0F);
        }
    }
    void levels_data()
    {
        QTest::addColumn<LaneControl>("first");
        QTest::addColumn<LaneControl>("second");
        QTest::addColumn<QList<double>>("levels"); // 440 left, right, 1000 left, right
        QTest::addColumn<QList<double>>("gains");
        const LaneControl plain;
        const auto with = [](auto change) {
            LaneControl made;
            change(made);
            return made;
        };
        const auto mute = with([](LaneControl &c) { c.mute = true; });
        const auto solo = with([](LaneControl &c) { c.solo = true; });
        const auto both = with([](LaneControl &c) { c.solo = c.mute = true; });
        const auto left = with([](LaneControl &c) { c.pan = -1; });
        const auto right = with([](LaneControl &c) { c.pan = 1; });
        const auto half = with([](LaneControl &c) { c.pan = 0.5; });
        const auto loud = with([](LaneControl &c) { c.gain = 4; });
        const auto soft = with([](LaneControl &c) { c.gain = 0.25; });
        QTest::newRow("as it is") << plain << plain << QList<double>{0.2, 0.2, 0.1, 0.1}
                                  << QList<double>{1, 1};
        QTest::newRow("mute") << mute << plain << QList<double>{0, 0, 0.1, 0.1} << QList<double>{0, 1};
        QTest::newRow("solo") << solo << plain << QList<double>{0.2, 0.2, 0, 0} << QList<double>{1, 0};
        QTest::newRow("both solo") << solo << solo << QList<double>{0.2, 0.2, 0.1, 0.1}
                                   << QList<double>{1, 1};
        QTest::newRow("solo and mute") << both << plain << QList<double>{0, 0, 0, 0} << QList<double>{0, 0};
        QTest::newRow("sides") << left << right << QList<double>{0.2, 0, 0, 0.1} << QList<double>{1, 1};
        QTest::newRow("half right") << half << plain << QList<double>{0.1, 0.2, 0.1, 0.1}
                                    << QList<double>{1, 1};
        QTest::newRow("gain") << loud << soft << QList<double>{0.8, 0.8, 0.025, 0.025}
                              << QList<double>{4, 0.25};
    }
    void levels()
    {
        QFETCH(LaneControl, first);
        QFETCH(LaneControl, second);
        QFETCH(QList<double>, levels);
        QFETCH(QList<double>, gains);
        Mixer mixer(kRate, 2);
        mixer.setLane(0, first);
        mixer.setLane(1, second);
        QCOMPARE(mixer.gains(), gains);
        const auto stereo = mixed(mixer);
        const QList<double> measured{tone(stereo, 0, 440), tone(stereo, 1, 440), tone(stereo, 0, 1000),
                                     tone(stereo, 1, 1000)};
        for (int i = 0; i < 4; ++i) {
            QVERIFY2(std::abs(measured[i] - levels[i]) < 0.003,
                     qPrintable(QStringLiteral("%1: %2, not %3").arg(i).arg(measured[i]).arg(levels[i])));
        }
    }
    void changesDoNotClick()
    {
        Mixer mixer(kRate, 2);
        LaneControl off;
        off.mute = true;
        mixer.setLane(1, off);
        mixer.settle();
        const double calm = largestStep(channelOf(mixed(mixer), 0));
        mixer.setLane(0, off);
        auto sound = channelOf(mixed(mixer, 0.1), 0);
        QVERIFY(level(sound, kRate, {0.02, 0.1}) < 1e-6); // 10 ms and it is silent
        QVERIFY(level(sound, kRate, {0, 0.005}) > 0.01);
        mixer.setLane(0, {});
        const auto back = channelOf(mixed(mixer, 0.1), 0);
        sound.insert(sound.end(), back.begin(), back.end());
        QVERIFY2(largestStep(sound) < calm * 1.1, qPrintable(QString::number(largestStep(sound))));
    }
    void oneLaneIsHeardOnBothSides()
    {
        Mixer mixer(kRate, 1);
        const auto lane = channelOf(m_lanes, 0);
        std::vector<float> stereo(2 * lane.size());
        mixer.settle();
        mixer.mix(lane, stereo);
        QVERIFY(channelOf(stereo, 0) == lane);
        QVERIFY(channelOf(stereo, 1) == lane);
    }
    void strongestTone_data()
    {
        QTest::addColumn<double>("hertz");
        QTest::addColumn<int>("rate");
        QTest::newRow("440") << 440.0 << 8000;
        QTest::newRow("62") << 62.0 << 8000;
        QTest::newRow("3333") << 3333.3 << 8000;
        QTest::newRow("16 kHz") << 1234.0 << 16000;
    }
    void strongestTone()
    {
        QFETCH(double, hertz);
        QFETCH(int, rate);
        Lane lane = silenceLane(0.1, rate);
        addTone(lane, hertz, 0, 0.1, 0.3, rate);
        addTone(lane, hertz / 3, 0, 0.1, 0.05, rate);
        const double found = console::strongestTone(floats(lane), rate);
        QVERIFY2(std::abs(found - hertz) < 1.5, qPrintable(QString::number(found)));
        QCOMPARE(console::strongestTone(floats(silenceLane(0.1, rate)), rate), 0.0);
    }
};

EARSHOT_TEST(tst_mixer, TestMixer)
#include "tst_mixer.moc"
