// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/renderer.h"
#include "tests/console/player/recordings.h"
#include "tests/console/player/rendering.h"
#include "tests/support/audiocheck.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace tests;
using console::FrameSpan;
using console::Renderer;

class TestRenderer : public QObject
{
    Q_OBJECT
private:
    static constexpr qint64 kSecond = 8000;

    /// Each second has its own tone, so that what is heard tells where it comes from.
    static double toneOf(int second) { return 300 + 100.0 * second; }
    static Lane staircase(int seconds)
    {
        Lane lane = silenceLane(seconds);
        for (int second = 0; second < seconds; ++second) {
            addTone(lane, toneOf(second), second, second + 1);
        }
        return lane;
    }
    static int secondHeard(const std::vector<float> &channel, double from, double to, int seconds)
    {
        QList<double> tones;
        for (int second = 0; second < seconds; ++second) {
            tones.append(toneOf(second));
        }
        const auto tone = dominantTone(channel, 8000, {from, to}, tones);
        return tone ? static_cast<int>(std::lround((*tone - 300) / 100)) : -1;
    }
    static void files()
    {
        QTest::addColumn<bool>("mp3");
        QTest::newRow("mp3") << true;
        QTest::newRow("wav") << false;
    }
    static QByteArray fileOf(bool mp3, const std::vector<Lane> &lanes)
    {
        return mp3 ? mp3Of(lanes, 64) : wavOf(lanes);
    }

private Q_SLOTS:
    void playsThroughUnchanged()
    {
        const Lane first = noiseLane(3, 0.2);
        Lane second = silenceLane(3);
        Renderer renderer(sourceOf(wavOf({first, second})));
        renderer.settle();
        const auto stereo = render(renderer, 10);
        QVERIFY(channelOf(stereo, 0) == floats(first));
        QCOMPARE(renderer.map().at(2 * kSecond).position, 16'000.0);
    }
    void seekLandsExactly_data() { files(); }
    /// Bursts at known places; after a seek the burst comes when it should, to 20 ms (measured to 5 ms).
    void seekLandsExactly()
    {
        QFETCH(bool, mp3);
        Lane lane = silenceLane(60);
        for (int second = 1; second < 60; second += 2) {
            addTone(lane, 1000, second, second + 0.1);
        }
        Renderer renderer(sourceOf(fileOf(mp3, {lane, lane})));
        renderer.settle();
        quint64 number = 0;
        for (const double target : {40.5, 3.25, 58.75, 20.0, 0.5}) {
            ++number;
            renderer.seek(std::llround(target * kSecond), number, number > 1);
            const qint64 begin = renderer.rendered();
            const auto heard = findTone(channelOf(render(renderer, 1.9), 0), 8000, 1000, 0.02);
            QCOMPARE(heard.size(), 1);
            const double burst = 2 * std::floor((target + 1) / 2) + 1;
            QVERIFY2(std::abs(heard[0].from - (burst - target)) < 0.010,
                     qPrintable(QStringLiteral("%1: %2").arg(target).arg(heard[0].from)));
            QCOMPARE(renderer.map().at(begin).position, target * 8000);
            QCOMPARE(renderer.map().at(begin).seek, number);
        }
    }
    void seekDoesNotClick()
    {
        Lane lane = silenceLane(20);
        addTone(lane, 440, 0, 20);
        Renderer renderer(sourceOf(wavOf({lane, silenceLane(20)})));
        renderer.settle();
        auto sound = channelOf(render(renderer, 1), 0);
        const double calm = largestStep(sound);
        for (const qint64 target : {80'003, 40'007, 120'011}) {
            renderer.seek(target, 1, true);
            const auto more = channelOf(render(renderer, 0.5), 0);
            sound.insert(sound.end(), more.begin(), more.end());
        }
        QVERIFY2(largestStep(sound) < calm * 1.15, qPrintable(QString::number(largestStep(sound) / calm)));
    }
    void rewoundFramesAreReplaced()
    {
        Lane lane = silenceLane(20);
        addTone(lane, 440, 0, 20);
        Renderer renderer(sourceOf(wavOf({lane})));
        renderer.settle();
        auto stereo = render(renderer, 1);
        for (const std::size_t dropped :
             {std::size_t(640), std::size_t(40)}) { // longer and shorter than the fade
            renderer.rewind(std::span(stereo).last(2 * dropped));
            stereo.resize(stereo.size() - 2 * dropped);
            renderer.seek(5 * kSecond + 13, 1, true);
            QCOMPARE(renderer.rendered(), qint64(stereo.size() / 2));
            const auto more = render(renderer, 0.5);
            stereo.insert(stereo.end(), more.begin(), more.end());
        }
        const auto sound = channelOf(stereo, 0);
        QVERIFY(largestStep(sound) < 0.3 * 2 * 3.1416 * 440 / 8000 * 1.2);
    }
    void loopStaysInsideAndJoinsWithoutClick_data()
    {
        QTest::addColumn<double>("speed");
        QTest::newRow("1.0") << 1.0;
        QTest::newRow("1.5") << 1.5;
        QTest::newRow("0.5") << 0.5;
    }
    void loopStaysInsideAndJoinsWithoutClick()
    {
        QFETCH(double, speed);
        const Lane lane = staircase(10);
        Renderer renderer(sourceOf(mp3Of({lane, lane}, 64)));
        console::LaneControl off;
        off.mute = true;
        renderer.setLane(1, off);
        renderer.settle();
        renderer.setSpeed(speed, false);
        renderer.setLoop(FrameSpan{3 * kSecond, 4 * kSecond});
        renderer.renew(false);
        const auto sound = channelOf(render(renderer, 8), 0);
        for (double at = 0.05; at < 7.9; at += 0.1) { // from the first sample on: playing started outside
            QCOMPARE(secondHeard(sound, at, at + 0.08, 10), 3);
        }
        int passes = 0;
        double last = 0;
        for (qint64 frame = 0; frame < renderer.rendered(); frame += 40) {
            const double position = renderer.map().at(frame).position;
            QVERIFY(position >= 3 * kSecond && position < 4 * kSecond);
            passes += position < last ? 1 : 0;
            last = position;
        }
        QVERIFY2(std::abs(passes - 8 * speed) <= 1, qPrintable(QString::number(passes)));
        const double step = 0.3 * 2 * 3.1416 * toneOf(3) / 8000; // of the tone itself
        QVERIFY2(largestStep(sound) < step * 1.25, qPrintable(QString::number(largestStep(sound) / step)));
    }
    void skipSavesExactlyAndMapsRight()
    {
        Lane first = silenceLane(60);
        Lane second = silenceLane(60);
        addTone(first, 440, 0, 10);
        addTone(second, 700, 30, 60);
        Renderer renderer(sourceOf(mp3Of({first, second}, 64)));
        renderer.settle();
        renderer.setSkips({{10 * kSecond + 2000, 30 * kSecond - 2000}});
        renderer.seek(5 * kSecond, 1, false);
        const auto stereo = render(renderer, 100);
        QVERIFY(std::abs(double(stereo.size()) / 2 / 8000 - (55 - 19.5)) < 0.001);
        const auto tone = findTone(channelOf(stereo, 0), 8000, 700, 0.02);
        QCOMPARE(tone.size(), 1);
        QVERIFY(std::abs(tone[0].from - 5.5) < 0.01);
        const auto end = renderer.map().at(6 * kSecond);
        QCOMPARE(end.skipped, qint64(19.5 * kSecond));
        QCOMPARE(end.position, 30.5 * kSecond);
    }
    /// Of the loop 2-12 s are left 2-4.25 and 7.75-10.25.
    void silenceIsSkippedInALoopToo()
    {
        Lane lane = silenceLane(20);
        addTone(lane, 440, 2, 4);
        addTone(lane, 700, 8, 10);
        Renderer renderer(sourceOf(wavOf({lane, silenceLane(20)})));
        renderer.settle();
        renderer.setSkips({{4 * kSecond + 2000, 8 * kSecond - 2000}, {10 * kSecond + 2000, 18 * kSecond}});
        renderer.setLoop(FrameSpan{2 * kSecond, 12 * kSecond});
        renderer.seek(2 * kSecond, 1, false);
        const auto sound = channelOf(render(renderer, 19), 0);
        const auto first = findTone(sound, 8000, 440, 0.02);
        const auto second = findTone(sound, 8000, 700, 0.02);
        QCOMPARE(first.size(), 4);
        QCOMPARE(second.size(), 4);
        for (int pass = 0; pass < 4; ++pass) {
            QVERIFY2(std::abs(first[pass].from - 4.75 * pass) < 0.02, qPrintable(QString::number(pass)));
            QVERIFY2(std::abs(second[pass].from - 4.75 * pass - 2.5) < 0.02,
                     qPrintable(QString::number(pass)));
        }
        QCOMPARE(renderer.map().at(3 * kSecond).skipped, 3 * kSecond + 4000);
        QCOMPARE(renderer.map().at(5 * kSecond).skipped, 5 * kSecond + 2000);
        // Where all of the loop is silence, it is heard as it is and does not stand still.
        renderer.setLoop(FrameSpan{12 * kSecond, 14 * kSecond});
        renderer.seek(12 * kSecond, 2, false);
        const qint64 begin = renderer.rendered();
        (void)render(renderer, 1.9);
        QCOMPARE(renderer.map().at(begin + kSecond).position, 13.0 * kSecond);
    }
    void speedKeepsPitchAndPlace_data() { files(); }
    void speedKeepsPitchAndPlace()
    {
        QFETCH(bool, mp3);
        Lane lane = silenceLane(60);
        addTone(lane, 440, 0, 60, 0.2);
        addTone(lane, 1500, 20, 21, 0.2);
        Renderer renderer(sourceOf(fileOf(mp3, {lane, silenceLane(60)})));
        renderer.settle();
        auto sound = channelOf(render(renderer, 5), 0); // 5 s
        renderer.setSpeed(1.5, true);
        auto more = channelOf(render(renderer, 5), 0); // to 12.5 s
        sound.insert(sound.end(), more.begin(), more.end());
        renderer.setSpeed(2.0, true);
        more = channelOf(render(renderer, 10), 0); // the mark comes 3.75 s later
        sound.insert(sound.end(), more.begin(), more.end());
        const auto mark = findTone(sound, 8000, 1500, 0.03);
        QCOMPARE(mark.size(), 1);
        QVERIFY2(std::abs(mark[0].from - 13.75) < 0.030, qPrintable(QString::number(mark[0].from)));
        const double mapped = renderer.map().at(std::llround(mark[0].from * 8000)).position / 8000;
        QVERIFY2(std::abs(mapped - 20) < 0.040, qPrintable(QString::number(mapped)));
        QVERIFY(largestStep(sound) < 0.4 * 2 * 3.1416 * 1500 / 8000);
    }
    void endComesWhenAllIsOut_data()
    {
        QTest::addColumn<double>("speed");
        QTest::newRow("1") << 1.0;
        QTest::newRow("1.5") << 1.5;
        QTest::newRow("3") << 3.0;
    }
    void endComesWhenAllIsOut()
    {
        QFETCH(double, speed);
        Renderer renderer(sourceOf(mp3Of({noiseLane(30), noiseLane(30)})));
        renderer.setSpeed(speed, false);
        const auto stereo = render(renderer, 100);
        QVERIFY(std::abs(double(stereo.size()) / 2 - 240'000 / speed) <= 1);
        QVERIFY(std::abs(renderer.map().at(renderer.rendered()).position - 240'000) < 4);
    }
    void waitsForWhatIsNotLoaded()
    {
        const QByteArray file = mp3Of({noiseLane(30), noiseLane(30)});
        auto source = std::make_shared<console::AudioSource>();
        source->append(file.left(file.size() / 3));
        advanceAll(*source);
        Renderer renderer(source);
        renderer.settle();
        auto stereo = render(renderer, 100);
        const auto got = double(stereo.size()) / 2 / 8000;
        QVERIFY(got > 9.7 && got < 10);
        source->append(file.mid(file.size() / 3));
        source->finish();
        advanceAll(*source);
        const auto more = render(renderer, 100);
        stereo.insert(stereo.end(), more.begin(), more.end());
        Renderer whole(sourceOf(file));
        whole.settle();
        QVERIFY(stereo == render(whole, 100));
    }
};

EARSHOT_TEST(tst_renderer, TestRenderer)
#include "tst_renderer.moc"
