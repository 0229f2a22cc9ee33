// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/resampler.h"
#include "console/player/stereoqueue.h"
#include "tests/console/player/recordings.h"
#include "tests/console/player/rendering.h"
#include "tests/support/audiocheck.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace tests;
using console::Resampler;
using console::StereoQueue;

class TestStereoQueue : public QObject
{
    Q_OBJECT
private:
    static std::vector<float> tone(double seconds)
    {
        Lane lane = silenceLane(seconds);
        addTone(lane, 440, 0, seconds);
        std::vector<float> stereo;
        for (const float sample : floats(lane)) {
            stereo.insert(stereo.end(), {sample, sample});
        }
        return stereo;
    }
    static std::vector<float> readFrom(StereoQueue &queue, std::size_t frames)
    {
        std::vector<float> out(2 * frames);
        queue.read(out);
        return out;
    }

private Q_SLOTS:
    void haltingLosesNothingAndFades()
    {
        StereoQueue queue(8000, 200);
        const auto sent = tone(0.1); // 800 frames
        queue.write(sent);
        queue.setRunning(true);
        auto all = readFrom(queue, 200);
        QVERIFY(std::equal(all.begin() + 80, all.end(), sent.begin() + 80)); // behind 5 ms of fading in
        queue.setRunning(false);
        const auto halted = readFrom(queue, 200);
        QCOMPARE(queue.count(0).consumed, 200);
        queue.setRunning(true);
        const auto resumed = readFrom(queue, 200);
        QVERIFY(std::equal(resumed.begin() + 80, resumed.end(), sent.begin() + 400 + 80));
        all.insert(all.end(), halted.begin(), halted.end());
        all.insert(all.end(), resumed.begin(), resumed.end());
        QVERIFY(largestStep(channelOf(all, 0)) < largestStep(channelOf(sent, 0)) * 1.1);
        QCOMPARE(queue.count(0).underruns, 0);
    }
    void countsWhatIsHeardBehindTheLatency()
    {
        StereoQueue queue(8000, 200);
        queue.write(tone(0.1));
        queue.setRunning(true);
        readFrom(queue, 300);
        QCOMPARE(queue.count(100).heard, 200);
        queue.setRunning(false);
        readFrom(queue, 50);
        QCOMPARE(queue.count(100).heard, 250); // still running out of the device
        readFrom(queue, 500);
        QCOMPARE(queue.count(100).heard, 300);
        queue.setRunning(true);
        readFrom(queue, 60);
        QCOMPARE(queue.count(100).heard, 300); // silence first
        readFrom(queue, 60);
        QCOMPARE(queue.count(100).heard, 320);
        QCOMPARE(queue.count(0).consumed, 420);
    }
    void underrunsAreCountedAndTheEndIsNone()
    {
        StereoQueue queue(8000, 200);
        queue.setRunning(true);
        readFrom(queue, 100); // nothing yet: no underrun either
        queue.write(std::vector<float>(200, 0.5F));
        readFrom(queue, 150);
        QCOMPARE(queue.count(0).underruns, 1);
        QVERIFY(!queue.count(0).drained);
        queue.write(std::vector<float>(200, 0.5F));
        queue.setEnded(true);
        readFrom(queue, 150);
        QCOMPARE(queue.count(0).underruns, 1);
        QVERIFY(queue.count(0).drained);
        QVERIFY(!queue.count(200).drained);
    }
    void cutTakesBackAllButTheNext()
    {
        StereoQueue queue(8000, 200);
        const auto sent = tone(0.1);
        queue.write(sent);
        queue.setRunning(true);
        readFrom(queue, 100);
        const auto dropped = queue.cut(160);
        QVERIFY(std::equal(dropped.begin(), dropped.end(), sent.begin() + 520, sent.end()));
        QCOMPARE(queue.count(0).written, 260);
        QCOMPARE(queue.space(), 1600 - 160);
        const auto all = queue.cut(0);
        QCOMPARE(all.size(), 320U);
        QCOMPARE(queue.cut(10).size(), 0U);
    }
    void lastPlayedIsWhatWentOut()
    {
        StereoQueue queue(8000, 200);
        const auto sent = tone(0.2);
        queue.write(sent);
        queue.setRunning(true);
        readFrom(queue, 1600);
        const auto played = queue.lastPlayed();
        QCOMPARE(played.size(), 800U);
        QCOMPARE(played.back(), sent.back());
    }
    void resamplerKeepsToneAndLevel_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::newRow("8 to 48") << 8000 << 48'000;
        QTest::newRow("8 to 44.1") << 8000 << 44'100;
        QTest::newRow("16 to 48") << 16'000 << 48'000;
        QTest::newRow("48 to 44.1") << 48'000 << 44'100;
        QTest::newRow("same") << 8000 << 8000;
    }
    void resamplerKeepsToneAndLevel()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        Lane lane = silenceLane(2, from);
        addTone(lane, 1000, 0, 2, 0.3, from);
        std::vector<float> stereo;
        for (const float sample : floats(lane)) {
            stereo.insert(stereo.end(), {sample, 0.0F});
        }
        Resampler resampler(from, to);
        std::vector<float> out;
        std::size_t at = 0;
        while (at < stereo.size()) {
            std::vector<float> piece(2 * 441);
            const auto count =
                std::min(static_cast<std::size_t>(2 * resampler.needed(441)), stereo.size() - at);
            resampler.put(std::span(stereo).subspan(at, count));
            at += count;
            const qint64 taken = resampler.take(piece);
            QVERIFY(taken == 441 || at == stereo.size());
            out.insert(out.end(), piece.begin(), piece.begin() + 2 * taken);
        }
        const auto left = channelOf(out, 0);
        QVERIFY(std::abs(double(left.size()) / to - 2) < 0.02);
        const std::size_t begin = left.size() / 4;
        const double tone = toneLevel(left.data() + begin, left.size() / 2, to, 1000);
        const double total = level(left, to, {0.5, 1.5}) * std::sqrt(2.0);
        QVERIFY2(std::abs(tone - 0.3) < 0.003, qPrintable(QString::number(tone)));
        QVERIFY2(std::abs(total - tone) < 0.001, qPrintable(QString::number(total))); // no images
        QVERIFY(level(channelOf(out, 1), to, {0, 2}) == 0);
        const auto heard = findTone(left, to, 1000);
        QVERIFY(std::abs(heard[0].from - double(resampler.delay()) / from) < 0.006);
    }
};

EARSHOT_TEST(tst_stereoqueue, TestStereoQueue)
#include "tst_stereoqueue.moc"
