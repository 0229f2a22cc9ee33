// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/id3tag.h"
#include "common/audio/mp3encoder.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numbers>

using namespace common;

namespace
{

using Samples = std::vector<qint16>;

/// A tone from one third of the time on.
Samples toneAfterSilence(int rate, std::size_t count, double frequency)
{
    Samples samples(count);
    for (std::size_t i = count / 3; i < count; ++i) {
        samples[i] = static_cast<qint16>(
            8000 * std::sin(2 * std::numbers::pi * frequency * static_cast<double>(i) / rate));
    }
    return samples;
}

std::size_t firstLoud(const Samples &interleaved, std::size_t channels, std::size_t channel)
{
    for (std::size_t i = channel; i < interleaved.size(); i += channels) {
        if (std::abs(interleaved[i]) > 2500) {
            return i / channels;
        }
    }
    return interleaved.size();
}

QByteArray run(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments);
    return process.waitForFinished(30000) && process.exitCode() == 0 ? process.readAllStandardOutput()
                                                                     : QByteArray();
}

} // namespace

class TestMp3 : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;

private Q_SLOTS:
    /// The Info frame is ours: another program must cut delay and padding by it to the sample.
    void decodedFileHasLengthAndStartOfTheInput_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("bitrate");
        QTest::addColumn<int>("count");
        QTest::newRow("stereo 32k") << 8000 << 2 << 32 << 40000;
        QTest::newRow("mono 16k") << 8000 << 1 << 16 << 40001;
        QTest::newRow("mono 8k, whole frames") << 8000 << 1 << 8 << 576 * 70;
        QTest::newRow("wideband stereo") << 16000 << 2 << 64 << 90017;
        QTest::newRow("wideband mono 8k setting") << 16000 << 1 << 16 << 90000;
        QTest::newRow("highest") << 8000 << 2 << 128 << 24000;
        QTest::newRow("wideband highest") << 16000 << 2 << 256 << 48575;
    }
    void decodedFileHasLengthAndStartOfTheInput()
    {
        QFETCH(int, rate);
        QFETCH(int, channels);
        QFETCH(int, bitrate);
        QFETCH(int, count);
        const Samples left = toneAfterSilence(rate, static_cast<std::size_t>(count), 440);
        const Samples right(left.size(), 0);
        auto encoder = Mp3Encoder::open({rate, channels, bitrate, 7}, count);
        QVERIFY(encoder);
        QByteArray bytes = id3Tag({{QStringLiteral("id"), QStringLiteral("ж1")}}) + encoder->infoFrame();
        for (std::size_t at = 0; at < left.size(); at += 1000) {
            const auto take = std::min<std::size_t>(1000, left.size() - at);
            QVERIFY(encoder->encode(std::span(left).subspan(at, take), std::span(right).subspan(at, take),
                                    bytes));
        }
        QVERIFY(encoder->finish(bytes));
        QFile file(m_dir.filePath(QStringLiteral("x.mp3")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
        file.close();

        const QByteArray probe =
            run(QStringLiteral("ffprobe"),
                {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-show_entries"),
                 QStringLiteral("stream=channels,sample_rate,codec_name:format_tags"), file.fileName()});
        QVERIFY2(probe.contains("codec_name=mp3"), probe.constData());
        QVERIFY(probe.contains("sample_rate=" + QByteArray::number(rate)));
        QVERIFY(probe.contains("channels=" + QByteArray::number(channels)));
        QVERIFY(probe.contains("TAG:id=ж1"));
        const QByteArray raw =
            run(QStringLiteral("ffmpeg"),
                {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-i"), file.fileName(),
                 QStringLiteral("-f"), QStringLiteral("s16le"), QStringLiteral("-")});
        QCOMPARE(raw.size(), qsizetype{2} * channels * count);
        Samples decoded(static_cast<std::size_t>(raw.size()) / 2);
        memcpy(decoded.data(), raw.constData(), static_cast<std::size_t>(raw.size()));
        const auto start = static_cast<double>(firstLoud(decoded, static_cast<std::size_t>(channels), 0));
        QVERIFY2(std::abs(start - static_cast<double>(firstLoud(left, 1, 0))) < rate * 0.02,
                 qPrintable(QString::number(start)));
        if (channels == 2) {
            QCOMPARE(firstLoud(decoded, 2, 1), decoded.size());
        }
    }
    void shortestFiles()
    {
        for (const int count : {0, 1, 575, 576, 577, 1152}) {
            auto encoder = Mp3Encoder::open({8000, 1, 16, 5}, count);
            QVERIFY(encoder);
            QByteArray bytes;
            const Samples samples(static_cast<std::size_t>(count), 100);
            QVERIFY(encoder->encode(samples, samples, bytes));
            QVERIFY(encoder->finish(bytes));
        }
    }
    void otherLengthThanAnnouncedIsAnError()
    {
        auto encoder = Mp3Encoder::open({8000, 1, 16, 5}, 1000);
        QVERIFY(encoder);
        QByteArray bytes;
        const Samples samples(999, 100);
        QVERIFY(encoder->encode(samples, samples, bytes));
        QVERIFY(!encoder->finish(bytes));
    }
    void bitratesAreThoseOfTheFormat()
    {
        QCOMPARE(Mp3Encoder::possibleBitrate(8000, 128), 64);
        QCOMPARE(Mp3Encoder::possibleBitrate(8000, 48), 48);
        QCOMPARE(Mp3Encoder::possibleBitrate(16000, 96), 96);
        QCOMPARE(Mp3Encoder::possibleBitrate(16000, 256), 160);
        QVERIFY(!Mp3Encoder::open({8001, 3, 16, 5}, 1));
    }
    void id3RoundTrip()
    {
        const AudioTags tags{{QStringLiteral("a"), QString()},
                             {QStringLiteral("b"), QString(300, QChar(0x20ac))}};
        const QByteArray bytes = id3Tag(tags);
        QCOMPARE(id3TagSize(bytes), bytes.size());
        QCOMPARE(readId3Tag(bytes + "more"), tags);
        QVERIFY(readId3Tag(bytes.chopped(1)).isEmpty());
        QVERIFY(readId3Tag("ID3\x04").isEmpty());
    }
};

EARSHOT_TEST(tst_mp3, TestMp3)
#include "tst_mp3.moc"
