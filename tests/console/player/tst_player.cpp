// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/clockoutput.h"
#include "console/player/player.h"
#include "tests/console/player/captureoutput.h"
#include "tests/console/player/recordings.h"
#include "tests/console/player/rendering.h"
#include "tests/support/audiocheck.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace tests;
using console::LaneControl;
using console::Ms;
using console::OutputKind;
using console::PlaybackState;
using console::Player;

/// The player as the window uses it, by what reaches the output.
class TestPlayer : public QObject
{
    Q_OBJECT
private:
    static constexpr double kLame = 0.95; ///< LAME takes 5 % off the level at a constant bitrate

    static void load(Player &player, const QByteArray &file)
    {
        player.begin(file.size());
        for (qsizetype at = 0; at < file.size(); at += 65'536) {
            player.append(file.mid(at, 65'536));
        }
        player.finish();
    }
    static bool reached(const Capture &capture, double seconds)
    {
        return QTest::qWaitFor([&] { return capture.seconds() >= seconds - 1e-6; }, 20'000);
    }
    static double toneIn(const std::vector<float> &stereo, std::size_t side, double hertz, double from,
                         double to)
    {
        const auto channel = channelOf(stereo, side);
        const auto begin = static_cast<std::size_t>(from * 8000);
        return toneLevel(channel.data() + begin, static_cast<std::size_t>((to - from) * 8000), 8000, hertz);
    }
    /// Call X of the acceptance checks, more or less: 440 Hz against 700 Hz.
    static QByteArray callX(double seconds = 30)
    {
        Lane agent = silenceLane(seconds);
        Lane customer = silenceLane(seconds);
        addTone(agent, 440, 0, seconds, 0.2);
        addTone(customer, 700, 0, seconds, 0.1);
        return mp3Of({agent, customer}, 64);
    }
    static qint64 memoryKb()
    {
        QFile file(QStringLiteral("/proc/self/statm"));
        return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').value(1).toLongLong() * 4 : 0;
    }

private Q_SLOTS:
    void playsToTheEndAndAgain()
    {
        Capture capture;
        Player player(capture.factory());
        QCOMPARE(player.state(), PlaybackState::Empty);
        QSignalSpy states(&player, &Player::stateChanged);
        QSignalSpy positions(&player, &Player::positionChanged);
        load(player, callX(5));
        QTRY_COMPARE(player.state(), PlaybackState::Paused);
        QCOMPARE(player.duration(), Ms(5000));
        QCOMPARE(player.lanes(), 2);
        capture.allow(100);
        player.play();
        QTRY_COMPARE(player.state(), PlaybackState::Ended);
        QCOMPARE(player.position(), Ms(5000));
        QCOMPARE(capture.seconds(), 5.0);
        QVERIFY(positions.size() > 0);
        const auto stereo = capture.stereo();
        const double tone = toneIn(stereo, 0, 440, 0.1, 4.9);
        QVERIFY2(std::abs(tone - kLame * 0.2) < 0.003, qPrintable(QString::number(tone)));
        QVERIFY(std::abs(toneIn(stereo, 1, 700, 0.1, 4.9) - kLame * 0.1) < 0.003);
        player.play();
        QTRY_COMPARE(capture.seconds(), 10.0);
        QTRY_COMPARE(player.state(), PlaybackState::Ended);
    }
    void soloAndMuteAreHeardAndShown()
    {
        Capture capture;
        Player player(capture.factory());
        load(player, callX());
        player.play();
        capture.allow(2);
        QVERIFY(reached(capture, 2));
        LaneControl solo;
        solo.solo = true;
        QSignalSpy controls(&player, &Player::controlsChanged);
        player.setLane(0, solo);
        QCOMPARE(controls.size(), 1);
        QCOMPARE(player.lane(0), solo);
        QTRY_COMPARE(player.diagnostics().laneGains, (QList<double>{1, 0}));
        capture.allow(2);
        QVERIFY(reached(capture, 4));
        player.setLane(0, {});
        QTRY_COMPARE(player.diagnostics().laneGains, (QList<double>{1, 1}));
        capture.allow(2);
        QVERIFY(reached(capture, 6));
        const auto stereo = capture.stereo();
        QVERIFY(toneIn(stereo, 0, 700, 1, 2) > 0.09);
        QVERIFY(toneIn(stereo, 0, 700, 2.2, 4) < 0.001); // 80 ms are mixed ahead
        QVERIFY(std::abs(toneIn(stereo, 0, 440, 2.2, 4) - kLame * 0.2) < 0.003);
        QVERIFY(toneIn(stereo, 0, 700, 4.2, 6) > 0.09);
    }
    void seekLandsAndPositionFollows_data()
    {
        QTest::addColumn<bool>("mp3");
        QTest::addColumn<bool>("playing");
        QTest::newRow("mp3, playing") << true << true;
        QTest::newRow("mp3, paused") << true << false;
        QTest::newRow("wav, playing") << false << true;
        QTest::newRow("wav, paused") << false << false;
    }
    void seekLandsAndPositionFollows()
    {
        QFETCH(bool, mp3);
        QFETCH(bool, playing);
        Lane lane = silenceLane(60);
        addTone(lane, 1000, 42, 42.2);
        Capture capture;
        Player player(capture.factory());
        load(player, mp3 ? mp3Of({lane, lane}) : wavOf({lane, lane}));
        QTRY_COMPARE(player.state(), PlaybackState::Paused);
        if (playing) {
            capture.allow(1);
            player.play();
            QVERIFY(reached(capture, 1));
        }
        const double before = capture.seconds();
        player.seek(Ms(41'500));
        QCOMPARE(player.position(), Ms(41'500)); // at once
        capture.allow(2);
        player.play();
        QVERIFY(reached(capture, before + 2));
        const auto heard = findTone(channelOf(capture.stereo(), 0), 8000, 1000);
        QCOMPARE(heard.size(), 1);
        const double ahead = playing ? 0.020 : 0; // what stays of the old place
        QVERIFY2(std::abs(heard[0].from - before - ahead - 0.5) < 0.015,
                 qPrintable(QString::number(heard[0].from)));
        QTRY_VERIFY(std::chrono::abs(player.position() - Ms(43'500)) < Ms(40));
        player.seek(Ms(-5));
        QCOMPARE(player.position(), Ms(0));
        player.seek(Ms(99'000));
        QCOMPARE(player.position(), Ms(60'000));
    }
    void speedKeepsPitchAndShortensTime_data()
    {
        QTest::addColumn<double>("speed");
        QTest::newRow("1.5") << 1.5;
        QTest::newRow("2.0") << 2.0;
    }
    /// Check 32: at 1.5 the overlay reads 440 +- 5 Hz and 30 s take 20 +- 1 s.
    void speedKeepsPitchAndShortensTime()
    {
        QFETCH(double, speed);
        Capture capture;
        Player player(capture.factory());
        Lane agent = silenceLane(30);
        addTone(agent, 440, 0, 30);
        load(player, mp3Of({agent, silenceLane(30)}));
        player.setSpeed(speed);
        QCOMPARE(player.speed(), speed);
        player.play();
        capture.allow(5);
        QVERIFY(reached(capture, 5));
        QTRY_VERIFY(std::abs(player.diagnostics().outputPitchHz - 440) < 5);
        QTRY_VERIFY(std::chrono::abs(player.position() - Ms(std::llround(5000 * speed))) < Ms(20));
        capture.allow(100);
        QTRY_COMPARE(player.state(), PlaybackState::Ended);
        QVERIFY(std::abs(capture.seconds() - 30 / speed) < 0.01);
    }
    void pauseAndResumeLoseNothing()
    {
        const Lane noise = noiseLane(6, 0.2);
        Capture capture;
        Player player(capture.factory());
        load(player, wavOf({noise, silenceLane(6)}));
        capture.allow(1);
        player.play();
        for (const double second : {1, 2, 3}) {
            QVERIFY(reached(capture, second));
            player.pause();
            QTRY_COMPARE(player.state(), PlaybackState::Paused);
            QTRY_COMPARE(player.position(), Ms(std::llround(second * 1000)));
            capture.allow(1);
            QTest::qWait(30);
            QCOMPARE(capture.seconds(), second); // it is really halted
            player.play();
        }
        QVERIFY(reached(capture, 4));
        auto heard = channelOf(capture.stereo(), 0);
        auto sent = floats(noise);
        sent.resize(heard.size());
        for (std::size_t start = 0; start < 4 * 8000; start += 8000) { // 5 ms of fading in after each start
            QVERIFY(std::equal(heard.begin() + static_cast<std::ptrdiff_t>(start) + 40,
                               heard.begin() + static_cast<std::ptrdiff_t>(start) + 8000,
                               sent.begin() + static_cast<std::ptrdiff_t>(start) + 40));
        }
    }
    /// Check 33: call Y is silent from 0:10 to 0:30; from 0:05 the position passes 0:30 within 9 s.
    void skipsSilenceAndSaysHowMuch()
    {
        Lane agent = silenceLane(40);
        Lane customer = silenceLane(40);
        addTone(agent, 440, 0, 10);
        addTone(customer, 700, 30, 40);
        Capture capture;
        Player player(capture.factory());
        QSignalSpy silences(&player, &Player::silencesChanged);
        load(player, mp3Of({agent, customer}));
        QVERIFY(silences.wait(5000));
        QCOMPARE(player.silences().size(), 1);
        const console::Span silence = player.silences()[0];
        QVERIFY(std::chrono::abs(silence.begin - Ms(10'000)) <= Ms(40));
        QVERIFY(std::chrono::abs(silence.end - Ms(30'000)) <= Ms(60));
        player.seek(Ms(5000));
        capture.allow(1);
        player.play();
        QVERIFY(reached(capture, 1));
        console::SilenceRule rule;
        rule.skip = true;
        player.setSilenceRule(rule);
        QTRY_COMPARE(player.silenceRule(), rule);
        QTest::qWait(20);
        capture.allow(100);
        QTRY_COMPARE(player.state(), PlaybackState::Ended);
        const Ms saved = silence.length() - 2 * rule.keep;
        QVERIFY(std::chrono::abs(player.skipped() - saved) < Ms(5));
        QVERIFY(std::abs(capture.seconds() - (35 - double(saved.count()) / 1000)) < 0.03);
        const auto tone = findTone(channelOf(capture.stereo(), 0), 8000, 700);
        QVERIFY(tone[0].from < 9);
        player.seek(Ms(0));
        QCOMPARE(player.skipped(), Ms(0));
    }
    void loopIsNeverLeft()
    {
        Lane lane = silenceLane(20);
        addTone(lane, 440, 0, 5);
        addTone(lane, 700, 5, 7);
        addTone(lane, 1000, 7, 20);
        Capture capture;
        Player player(capture.factory());
        load(player, mp3Of({lane, silenceLane(20)}, 64));
        player.setLoop(console::Span{Ms(5000), Ms(5050)});
        QVERIFY(!player.loop()); // too short
        player.setLoop(console::Span{Ms(5000), Ms(7000)});
        QVERIFY(player.loop().has_value());
        player.play();
        capture.allow(9);
        QVERIFY(reached(capture, 9));
        player.seek(Ms(15'000)); // stays inside
        QCOMPARE(player.position(), Ms(5000));
        capture.allow(3);
        QVERIFY(reached(capture, 12));
        const auto sound = channelOf(capture.stereo(), 0);
        QVERIFY(toneIn(capture.stereo(), 0, 440, 0.1, 11.9) < 0.003);
        QVERIFY(toneIn(capture.stereo(), 0, 1000, 0.1, 11.9) < 0.003);
        QVERIFY(largestStep(std::vector<float>(sound.begin() + 400, sound.end())) <
                0.3 * 2 * 3.1416 * 700 / 8000 * 1.25);
        player.setLoop(std::nullopt);
        // In steps: the engine hears of it on its own thread, and may have been given all the time by then.
        for (int second = 13; second <= 20; ++second) {
            capture.allow(1);
            QVERIFY(reached(capture, second));
        }
        QVERIFY(toneIn(capture.stereo(), 0, 1000, 19, 19.9) > 0.25);
    }
    void playsBeforeAllHasCome()
    {
        const QByteArray file = callX(30);
        Capture capture;
        Player player(capture.factory());
        QSignalSpy loaded(&player, &Player::loaded);
        capture.allow(100);
        player.begin(file.size());
        player.play();
        QTRY_COMPARE(player.state(), PlaybackState::Loading);
        player.append(file.left(4000));
        QTRY_VERIFY(capture.seconds() > 0.2);
        QTRY_COMPARE(player.state(), PlaybackState::Loading); // out of sound, waits
        QCOMPARE(player.duration(), Ms(30'000));
        player.append(file.mid(4000));
        player.finish();
        QTRY_COMPARE(player.state(), PlaybackState::Ended);
        QCOMPARE(capture.seconds(), 30.0);
        QCOMPARE(loaded.last()[0].toDouble(), 1.0);
        QCOMPARE(player.diagnostics().underruns, 0);
    }
    void uselessFilesFail()
    {
        Capture capture;
        Player player(capture.factory());
        QSignalSpy failed(&player, &Player::failed);
        load(player, QByteArray());
        QTRY_COMPARE(player.state(), PlaybackState::Failed);
        QCOMPARE(failed.last()[0].toString(), QStringLiteral("empty"));
        load(player, QByteArray(100'000, 'x'));
        QTRY_COMPARE(failed.size(), 2);
        QCOMPARE(failed.last()[0].toString(), QStringLiteral("format"));
        load(player, callX(2)); // and one that works, behind them
        QTRY_COMPARE(player.state(), PlaybackState::Paused);
        player.clear();
        QTRY_COMPARE(player.state(), PlaybackState::Empty);
    }
    void withoutDeviceTimeGoesOnInSilence()
    {
        Capture capture;
        capture.lose();
        Player player(capture.factory());
        QSignalSpy outputs(&player, &Player::outputChanged);
        load(player, callX(30));
        player.play();
        QTRY_COMPARE(player.output(), OutputKind::Clock);
        QCOMPARE(outputs.size(), 1);
        QTRY_VERIFY(player.position() > Ms(0));
        QElapsedTimer timer;
        timer.start();
        const Ms start = player.position();
        QTRY_VERIFY(player.position() >= start + Ms(1000));
        QVERIFY2(timer.elapsed() > 850 && timer.elapsed() < 1400,
                 qPrintable(QString::number(timer.elapsed())));
        QCOMPARE(player.diagnostics().output, QStringLiteral("clock"));
        QTRY_VERIFY(std::abs(player.diagnostics().outputPitchHz - 440) < 5); // what would be heard
        player.pause();
        QTRY_COMPARE(player.state(), PlaybackState::Paused);
    }
    void lostDeviceIsReplacedByTheClock()
    {
        Capture capture;
        Player player(capture.factory());
        load(player, callX(30));
        player.play();
        capture.allow(3);
        QVERIFY(reached(capture, 3));
        QCOMPARE(player.output(), OutputKind::Device);
        QSignalSpy outputs(&player, &Player::outputChanged);
        capture.lose();
        QTRY_COMPARE(player.output(), OutputKind::Clock);
        QCOMPARE(player.state(), PlaybackState::Playing);
        QTRY_VERIFY(player.position() > Ms(3300)); // goes on, from where it was
        QVERIFY(player.position() < Ms(8000));
        QCOMPARE(outputs.size(), 1);
    }
    void defaultOutputWorksWithOrWithoutDevice()
    {
        Player player;
        load(player, callX(10));
        player.play();
        QTRY_VERIFY(player.position() > Ms(300));
        QVERIFY(player.output() == OutputKind::Clock ||
                player.diagnostics().output != QLatin1String("clock"));
    }
    void anHourTakesItsFileAndNoMore()
    {
        const QByteArray minute = mp3Of({noiseLane(60), noiseLane(60)}, 32, 8000, false);
        QByteArray file;
        for (int i = 0; i < 60; ++i) {
            file += minute;
        }
        Capture capture;
        Player player(capture.factory());
        const qint64 before = memoryKb();
        load(player, file);
        QTRY_VERIFY(player.duration() > Ms(3'600'000));
        capture.allow(1);
        player.play();
        QVERIFY(reached(capture, 1));
        QElapsedTimer timer;
        for (const int minutes : {59, 2, 31}) {
            const double have = capture.seconds();
            timer.start();
            player.seek(Ms(minutes * 60'000));
            capture.allow(0.1); // 20 ms of the old place, 80 of the new
            QVERIFY(reached(capture, have + 0.1));
            qInfo("seek to %d min: %lld ms", minutes, timer.elapsed());
            QVERIFY(timer.elapsed() < 50);
            QTRY_VERIFY(player.position() >= Ms(minutes * 60'000));
        }
        QSignalSpy silences(&player, &Player::silencesChanged);
        console::SilenceRule rule;
        rule.levelDb = 0; // all of it
        timer.start();
        player.setSilenceRule(rule);
        QTRY_VERIFY_WITH_TIMEOUT(!player.silences().isEmpty() && player.silences()[0].end > Ms(3'599'000),
                                 30'000);
        qInfo("an hour looked through for silence within %lld ms", timer.elapsed());
        const qint64 grown = memoryKb() - before;
        qInfo("memory: %lld KB for a file of %lld KB", grown, qint64(file.size() / 1024));
        QVERIFY(grown < 2 * file.size() / 1024 + 20'000); // the samples would be 115,000
    }
};

EARSHOT_TEST(tst_player, TestPlayer)
#include "tst_player.moc"
