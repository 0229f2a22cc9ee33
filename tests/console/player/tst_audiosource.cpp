// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/id3tag.h"
#include "console/player/audiosource.h"
#include "tests/console/player/recordings.h"
#include "tests/support/audiocheck.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>

using namespace tests;
using console::AudioSource;

class TestAudioSource : public QObject
{
    Q_OBJECT
private:
    static std::vector<float> readAt(console::LaneDecoder &decoder, qint64 position, std::size_t frames,
                                     std::size_t lanes)
    {
        std::vector<float> out(frames * lanes);
        const qint64 count = decoder.read(position, out);
        out.resize(static_cast<std::size_t>(count) * lanes);
        return out;
    }
    static std::vector<float> all(const AudioSource &source)
    {
        const AudioSource::Info info = source.info();
        return readAt(*source.decoder(), 0, static_cast<std::size_t>(info.frames),
                      static_cast<std::size_t>(info.lanes));
    }
    /// By how many samples the decoded lane is later than what was encoded: the best match around zero.
    static int offsetOf(const std::vector<float> &sent, const std::vector<float> &decoded)
    {
        int best = -1000;
        double highest = -1;
        for (int lag = -600; lag <= 600; ++lag) {
            double sum = 0;
            for (std::size_t i = 1000; i < 9000; ++i) {
                sum += static_cast<double>(sent[i]) *
                       static_cast<double>(decoded[static_cast<std::size_t>(static_cast<int>(i) + lag)]);
            }
            if (sum > highest) {
                highest = sum;
                best = lag;
            }
        }
        return best;
    }

private Q_SLOTS:
    void mp3PositionsAreThoseOfTheRecording_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("lanes");
        QTest::addColumn<int>("bitrate");
        QTest::addColumn<bool>("infoFrame");
        QTest::newRow("8 kHz stereo 32") << 8000 << 2 << 32 << true;
        QTest::newRow("8 kHz stereo 16") << 8000 << 2 << 16 << true;
        QTest::newRow("8 kHz stereo 64") << 8000 << 2 << 64 << true;
        QTest::newRow("8 kHz mono 16") << 8000 << 1 << 16 << true;
        QTest::newRow("8 kHz mono 8") << 8000 << 1 << 8 << true;
        QTest::newRow("16 kHz stereo 64") << 16000 << 2 << 64 << true;
        QTest::newRow("without the Info frame") << 8000 << 2 << 32 << false;
    }
    void mp3PositionsAreThoseOfTheRecording()
    {
        QFETCH(int, rate);
        QFETCH(int, lanes);
        QFETCH(int, bitrate);
        QFETCH(bool, infoFrame);
        const Lane noise = noiseLane(10, 0.3, rate);
        Lane tone = silenceLane(10, rate);
        addTone(tone, 440, 2, 3, 0.3, rate);
        std::vector<Lane> content{noise};
        if (lanes == 2) {
            content.push_back(tone);
        }
        const auto source = sourceOf(mp3Of(content, bitrate, rate, infoFrame));
        const AudioSource::Info info = source->info();
        QCOMPARE(info.state, AudioSource::State::Ready);
        QCOMPARE(info.rate, rate);
        QCOMPARE(info.lanes, lanes);
        if (infoFrame) {
            QCOMPARE(info.frames, qint64(noise.size()));
        } else {
            QVERIFY(info.frames >= qint64(noise.size()) && info.frames < qint64(noise.size()) + 1152);
        }
        const auto decoded = all(*source);
        QCOMPARE(qint64(decoded.size()), info.frames * lanes);
        const auto first = channelOf(decoded, 0, static_cast<std::size_t>(lanes));
        QCOMPARE(offsetOf(floats(noise), first), 0);
        if (lanes == 2) {
            const auto spans = findTone(channelOf(decoded, 1), rate, 440);
            QCOMPARE(spans.size(), 1);
            QVERIFY(std::abs(spans[0].from - 2) < 0.01 && std::abs(spans[0].to - 3) < 0.01);
        }
    }
    void seekingGivesTheSameSamples_data()
    {
        QTest::addColumn<QByteArray>("file");
        const std::vector<Lane> content{noiseLane(20), noiseLane(20, 0.1)};
        QTest::newRow("mp3 16") << mp3Of(content, 16);
        QTest::newRow("mp3 64") << mp3Of(content, 64);
        QTest::newRow("mp3 mono 8") << mp3Of({content[0]}, 8);
        QTest::newRow("wav") << wavOf(content);
    }
    void seekingGivesTheSameSamples()
    {
        QFETCH(QByteArray, file);
        const auto source = sourceOf(file);
        const auto lanes = static_cast<std::size_t>(source->info().lanes);
        const auto whole = all(*source);
        auto decoder = source->decoder();
        for (const qint64 position : {80'000, 3, 159'000, 575, 576, 41'777, 40'000, 100'000}) {
            const auto piece = readAt(*decoder, position, 900, lanes);
            QCOMPARE(piece.size(), 900 * lanes);
            const auto from = whole.begin() + static_cast<std::ptrdiff_t>(position) * std::ptrdiff_t(lanes);
            QVERIFY2(std::equal(piece.begin(), piece.end(), from), qPrintable(QString::number(position)));
        }
    }
    void wavSamplesAreThoseOfTheFile()
    {
        const Lane noise = noiseLane(2);
        Lane tone = silenceLane(2);
        addTone(tone, 300, 0, 2);
        const auto decoded = all(*sourceOf(wavOf({noise, tone})));
        QVERIFY(channelOf(decoded, 0) == floats(noise));
        QVERIFY(channelOf(decoded, 1) == floats(tone));
    }
    void playsWhatHasCome_data()
    {
        QTest::addColumn<QByteArray>("file");
        const std::vector<Lane> content{noiseLane(30), noiseLane(30)};
        QTest::newRow("mp3") << mp3Of(content);
        QTest::newRow("wav") << wavOf(content);
        QTest::newRow("mp3 with tags")
            << common::id3Tag({{QStringLiteral("EARSHOT_TENANT"), QStringLiteral("someone")}}) +
                   mp3Of(content);
    }
    void playsWhatHasCome()
    {
        QFETCH(QByteArray, file);
        const auto whole = all(*sourceOf(file));
        auto source = std::make_shared<AudioSource>();
        qsizetype at = 0;
        std::unique_ptr<console::LaneDecoder> decoder;
        std::vector<float> got;
        qsizetype ready = -1;
        while (at < file.size()) {
            source->append(file.mid(at, 777));
            at += 777;
            advanceAll(*source);
            const AudioSource::Info info = source->info();
            if (info.state == AudioSource::State::Ready && !decoder) {
                decoder = source->decoder();
                ready = at;
                QCOMPARE(info.frames, qint64(30 * 8000)); // announced
            }
            if (decoder) {
                const auto have = static_cast<qint64>(got.size() / 2);
                const auto more = readAt(*decoder, have, static_cast<std::size_t>(info.available - have), 2);
                QCOMPARE(qint64(more.size() / 2), info.available - have);
                got.insert(got.end(), more.begin(), more.end());
            }
        }
        source->finish();
        advanceAll(*source);
        QVERIFY2(ready < 3000, qPrintable(QString::number(ready)));
        const auto have = static_cast<qint64>(got.size() / 2);
        const auto more = readAt(*decoder, have, static_cast<std::size_t>(source->info().frames - have), 2);
        got.insert(got.end(), more.begin(), more.end());
        QVERIFY(got == whole);
    }
    void damageIsSilenceOfTheSameLength_data()
    {
        QTest::addColumn<char>("filler");
        QTest::addColumn<int>("removed");
        QTest::newRow("zeros") << '\0' << 0;
        QTest::newRow("ones") << '\xff' << 0;
        QTest::newRow("some bytes missing") << '\0' << 100;
    }
    void damageIsSilenceOfTheSameLength()
    {
        QFETCH(char, filler);
        QFETCH(int, removed);
        Lane lane = noiseLane(20);
        QByteArray file = mp3Of({lane, lane});
        const qsizetype begin = file.size() / 2;
        const qsizetype length = removed > 0 ? 0 : file.size() / 10; // two seconds
        file.replace(begin, length + removed, QByteArray(length, filler));
        const auto source = sourceOf(file);
        QCOMPARE(source->info().state, AudioSource::State::Ready);
        QVERIFY2(std::abs(source->info().frames - 160'000) < 576,
                 qPrintable(QString::number(source->info().frames)));
        const auto decoded = channelOf(all(*source), 0);
        const auto sent = floats(lane);
        // Before and behind the hole everything is in its place.
        for (const double from : {1.0, 8.0, 13.0, 18.0}) {
            const auto at = static_cast<std::ptrdiff_t>(from * 8000);
            const std::vector<float> a(sent.begin() + at, sent.begin() + at + 10'000);
            const std::vector<float> b(decoded.begin() + at, decoded.begin() + at + 10'000);
            const Correlation match = correlate(a, b, 8000, 0.2);
            QVERIFY2(match.value > 0.7 && std::abs(match.lagSeconds) < 0.001,
                     qPrintable(
                         QStringLiteral("%1 s: %2 at %3").arg(from).arg(match.value).arg(match.lagSeconds)));
        }
        if (removed == 0) {
            QVERIFY(level(decoded, 8000, {10.5, 11.5}) < 0.001);
        }
    }
    void noiseInTheMiddleStaysWithinFullScale()
    {
        QByteArray file = mp3Of({noiseLane(20), noiseLane(20)});
        for (qsizetype i = file.size() / 3; i < file.size() / 2; i += 7) {
            file[i] = static_cast<char>(i * 31);
        }
        const auto source = sourceOf(file);
        QVERIFY(std::abs(source->info().frames - 160'000) < 1200);
        for (const float sample : all(*source)) {
            QVERIFY(sample >= -1 && sample <= 1);
        }
    }
    void uselessFilesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("code");
        QByteArray noise(200'000, '\0');
        for (qsizetype i = 0; i < noise.size(); ++i) {
            noise[i] = static_cast<char>((i * 7919) >> 3);
        }
        const QByteArray wav = wavOf({noiseLane(1)});
        QTest::newRow("empty") << QByteArray() << QStringLiteral("empty");
        QTest::newRow("three bytes") << QByteArray("ID3") << QStringLiteral("format");
        QTest::newRow("noise") << noise << QStringLiteral("format");
        QTest::newRow("text") << QByteArray("this is not a recording").repeated(50)
                              << QStringLiteral("format");
        QTest::newRow("zeros") << QByteArray(100'000, '\0') << QStringLiteral("format");
        QTest::newRow("WAV of 24 bits")
            << QByteArray(wav).replace(34, 1, QByteArray(1, 24)) << QStringLiteral("format");
        QTest::newRow("WAV cut in its header") << wav.left(30) << QStringLiteral("damaged");
        QTest::newRow("WAV without samples")
            << wav.left(wav.indexOf("data") + 8) << QStringLiteral("damaged");
        QTest::newRow("tags only") << common::id3Tag({{QStringLiteral("A"), QStringLiteral("B")}}) +
                                          QByteArray(1000, 'x')
                                   << QStringLiteral("damaged");
    }
    void uselessFilesAreRefused()
    {
        QFETCH(QByteArray, file);
        QFETCH(QString, code);
        const auto source = sourceOf(file);
        QCOMPARE(source->info().state, AudioSource::State::Failed);
        QCOMPARE(source->info().failure, code);
    }
    void cutFileEndsWhereItIsCut()
    {
        const QByteArray file = mp3Of({noiseLane(20), noiseLane(20)});
        const auto source = sourceOf(file.left(file.size() / 2));
        QVERIFY(std::abs(source->info().frames - 80'000) < 1800);
        const QByteArray wav = wavOf({noiseLane(20)});
        QVERIFY(std::abs(sourceOf(wav.left(wav.size() / 2))->info().frames - 80'000) < 100);
    }
    void anHourIsFoundAndReachedFast()
    {
        const QByteArray minute = mp3Of({noiseLane(60), noiseLane(60)}, 32, 8000, false);
        QByteArray file;
        for (int i = 0; i < 60; ++i) {
            file += minute;
        }
        auto source = std::make_shared<AudioSource>();
        for (qsizetype at = 0; at < file.size(); at += 65'536) {
            source->append(file.mid(at, 65'536));
        }
        source->finish();
        QElapsedTimer timer;
        timer.start();
        qint64 longest = 0;
        for (bool more = true; more;) {
            QElapsedTimer one;
            one.start();
            more = source->advance();
            longest = std::max(longest, one.elapsed());
        }
        qInfo("index of an hour: %lld ms, at most %lld ms at once", timer.elapsed(), longest);
        QVERIFY(source->info().frames > 3600LL * 8000);
        QVERIFY(longest < 50);
        auto decoder = source->decoder();
        for (const int minutes : {59, 0, 30, 12, 58, 1}) {
            timer.restart();
            QCOMPARE(readAt(*decoder, minutes * 480'000LL + 1234, 800, 2).size(), 1600U);
            QVERIFY2(timer.nsecsElapsed() < 50'000'000, qPrintable(QString::number(timer.nsecsElapsed())));
        }
    }
};

EARSHOT_TEST(tst_audiosource, TestAudioSource)
#include "tst_audiosource.moc"
