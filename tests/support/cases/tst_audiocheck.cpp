// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/media.h"
#include "tests/support/audiocheck.h"
#include "tests/support/testmain.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <numbers>
#include <random>

using namespace tests;

namespace
{
constexpr int kRate = 8000;

void addTone(std::vector<float> &channel, double hertz, double from, double to, float amplitude = 0.25F)
{
    for (auto i = static_cast<std::size_t>(from * kRate); i < static_cast<std::size_t>(to * kRate); ++i) {
        const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / kRate;
        channel[i] += amplitude * static_cast<float>(std::sin(phase));
    }
}

std::vector<float> noise(std::size_t count, unsigned seed, float amplitude)
{
    std::mt19937 random(seed);
    std::normal_distribution<float> draw(0, amplitude);
    std::vector<float> out(count);
    for (float &sample : out) {
        sample = draw(random);
    }
    return out;
}

/// Noise in syllables: an envelope as speech has it.
std::vector<float> babble(std::size_t count, unsigned seed)
{
    std::vector<float> out = noise(count, seed, 0.2F);
    std::mt19937 random(seed + 1);
    float gain = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (i % 1200 == 0) {
            gain = static_cast<float>(random() % 100) / 100.0F;
        }
        out[i] *= gain;
    }
    return out;
}

Pcm toPcm(const std::vector<float> &samples)
{
    Pcm pcm(samples.size());
    for (std::size_t i = 0; i < pcm.size(); ++i) {
        pcm[i] = static_cast<std::int16_t>(std::lround(std::clamp(samples[i], -1.0F, 1.0F) * 32000.0F));
    }
    return pcm;
}
} // namespace

class TestAudioCheck : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void levelOfAToneIsItsAmplitude()
    {
        std::vector<float> channel(8000, 0);
        addTone(channel, 700, 0, 1, 0.25F);
        QVERIFY(std::abs(toneLevel(channel.data(), 800, kRate, 700) - 0.25) < 0.01);
        QVERIFY(toneLevel(channel.data(), 800, kRate, 1000) < 0.01);
    }

    void edgesAreRightToFiveMilliseconds_data()
    {
        QTest::addColumn<double>("hertz");
        QTest::addColumn<double>("from");
        QTest::addColumn<double>("to");
        QTest::newRow("low") << 400.0 << 0.5 << 1.5;
        QTest::newRow("high") << 1900.0 << 0.3337 << 2.1113;
        QTest::newRow("short") << 1000.0 << 1.0 << 1.1;
        QTest::newRow("from the start") << 700.0 << 0.0 << 0.4;
        QTest::newRow("to the end") << 700.0 << 2.2 << 3.0;
    }
    void edgesAreRightToFiveMilliseconds()
    {
        QFETCH(double, hertz);
        QFETCH(double, from);
        QFETCH(double, to);
        std::vector<float> channel = noise(3 * kRate, 7, 0.003F);
        addTone(channel, hertz, from, to);
        const QList<Span> spans = findTone(channel, kRate, hertz);
        QCOMPARE(spans.size(), 1);
        QVERIFY2(std::abs(spans[0].from - from) < 0.005, qPrintable(QString::number(spans[0].from)));
        QVERIFY2(std::abs(spans[0].to - to) < 0.005, qPrintable(QString::number(spans[0].to)));
    }
    void anotherToneIsNotFound()
    {
        std::vector<float> channel(2 * kRate, 0);
        addTone(channel, 400, 0.5, 1.5);
        QVERIFY(findTone(channel, kRate, 700).isEmpty());
        QVERIFY(!dominantTone(channel, kRate, {0.0, 0.4}, {400, 700}).has_value());
        QCOMPARE(dominantTone(channel, kRate, {0.6, 1.4}, {400, 700}).value_or(0), 400.0);
    }
    void burstsAreCounted()
    {
        std::vector<float> channel(5 * kRate, 0);
        for (int i = 0; i < 5; ++i) {
            addTone(channel, 800, i + 0.25, i + 0.75);
        }
        const QList<Span> spans = findTone(channel, kRate, 800);
        QCOMPARE(spans.size(), 5);
        for (int i = 0; i < 5; ++i) {
            QVERIFY(std::abs(spans[i].from - (i + 0.25)) < 0.005);
            QVERIFY(std::abs(spans[i].seconds() - 0.5) < 0.01);
        }
    }
    void aDropOfOnePacketIsSeen()
    {
        std::vector<float> channel(2 * kRate, 0);
        addTone(channel, 800, 0, 2);
        std::fill(channel.begin() + 8000, channel.begin() + 8320, 0.0F); // 40 ms
        QCOMPARE(findTone(channel, kRate, 800).size(), 2);
    }
    void speechIsFoundAtItsLag()
    {
        const std::vector<float> sent = babble(4 * kRate, 3);
        std::vector<float> recorded(1234, 0);
        recorded.insert(recorded.end(), sent.begin(), sent.end());
        const std::vector<float> hiss = noise(recorded.size(), 11, 0.01F);
        for (std::size_t i = 0; i < recorded.size(); ++i) {
            recorded[i] = recorded[i] / 2 + hiss[i];
        }
        const Correlation found = correlate(sent, recorded, kRate);
        QVERIFY2(found.value > 0.95, qPrintable(QString::number(found.value)));
        QVERIFY(std::abs(found.lagSeconds - 1234.0 / kRate) < 0.0002);
        const Correlation back = correlate(recorded, sent, kRate);
        QVERIFY(std::abs(back.lagSeconds + 1234.0 / kRate) < 0.0002);
    }
    void otherSpeechDoesNotCorrelate()
    {
        QVERIFY(correlate(babble(3 * kRate, 3), babble(3 * kRate, 99), kRate).value < 0.3);
    }
    void silenceIsFound()
    {
        std::vector<float> channel = babble(4 * kRate, 5);
        std::fill(channel.begin(), channel.end(), 0.2F);
        std::fill(channel.begin() + kRate, channel.begin() + 2 * kRate, 0.0F);
        const QList<Span> spans = findSilence(channel, kRate);
        QCOMPARE(spans.size(), 1);
        QVERIFY(std::abs(spans[0].from - 1) < 0.011);
        QVERIFY(std::abs(spans[0].to - 2) < 0.011);
    }
    void filesAreDecodedPerChannel()
    {
        QTemporaryDir dir;
        std::vector<float> left(2 * kRate, 0);
        std::vector<float> right(2 * kRate, 0);
        addTone(left, 400, 0.5, 1.5);
        addTone(right, 700, 1.0, 1.75);
        const QString a = dir.filePath(QStringLiteral("a.wav"));
        const QString b = dir.filePath(QStringLiteral("b.wav"));
        QVERIFY(writeWav(a.toStdString(), toPcm(left)) && writeWav(b.toStdString(), toPcm(right)));
        for (const QString &name : {QStringLiteral("both.wav"), QStringLiteral("both.mp3")}) {
            const QString both = dir.filePath(name);
            const QStringList join{QStringLiteral("-v"),
                                   QStringLiteral("error"),
                                   QStringLiteral("-i"),
                                   a,
                                   QStringLiteral("-i"),
                                   b,
                                   QStringLiteral("-filter_complex"),
                                   QStringLiteral("[0][1]amerge=inputs=2"),
                                   both};
            QCOMPARE(QProcess::execute(QStringLiteral("ffmpeg"), join), 0);
            const auto audio = decodeFile(both);
            QVERIFY(audio.has_value());
            QCOMPARE(audio->channels.size(), std::size_t{2});
            QVERIFY(std::abs(audio->seconds() - 2) < 0.08);
            const QList<Span> first = findTone(audio->channels[0], kRate, 400);
            const QList<Span> second = findTone(audio->channels[1], kRate, 700);
            QCOMPARE(first.size(), 1);
            QCOMPARE(second.size(), 1);
            QVERIFY(std::abs(first[0].from - 0.5) < 0.02);
            QVERIFY(std::abs(second[0].to - 1.75) < 0.02);
            QVERIFY(!dominantTone(audio->channels[0], kRate, {1.0, 1.5}, {700}).has_value());
        }
    }
    void aFileThatIsNoneIsAnError() { QVERIFY(!decodeFile(QStringLiteral("/nonexistent.mp3")).has_value()); }
    void ourUlawIsWhatTheWorldDecodes()
    {
        // ffmpeg decodes what our encoder wrote: the largest fault of G.711 is half of the widest step.
        QTemporaryDir dir;
        Pcm samples;
        for (int value = -32768; value < 32768; value += 7) {
            samples.push_back(static_cast<std::int16_t>(value));
        }
        for (const Codec codec : {Codec::Pcmu, Codec::Pcma}) {
            QFile raw(dir.filePath(QStringLiteral("raw.g711")));
            QVERIFY(raw.open(QIODevice::WriteOnly));
            for (const std::int16_t sample : samples) {
                const std::uint8_t octet = codec == Codec::Pcmu ? encodeUlaw(sample) : encodeAlaw(sample);
                raw.putChar(static_cast<char>(octet));
            }
            raw.close();
            const QString wav = dir.filePath(QString::fromLatin1(keyOf(codec)) + QStringLiteral(".wav"));
            QCOMPARE(
                QProcess::execute(QStringLiteral("ffmpeg"),
                                  {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-f"),
                                   codec == Codec::Pcmu ? QStringLiteral("mulaw") : QStringLiteral("alaw"),
                                   QStringLiteral("-ar"), QStringLiteral("8000"), QStringLiteral("-i"),
                                   raw.fileName(), wav}),
                0);
            const auto audio = decodeFile(wav);
            QVERIFY(audio.has_value());
            QCOMPARE(audio->channels[0].size(), samples.size());
            for (std::size_t i = 0; i < samples.size(); ++i) {
                const double got = static_cast<double>(audio->channels[0][i]) * 32768;
                const double allowed = (std::abs(static_cast<double>(samples[i])) + 132) * 0.034 + 5;
                QVERIFY2(std::abs(got - samples[i]) <= allowed || std::abs(samples[i]) > 32000,
                         qPrintable(QStringLiteral("%1 became %2").arg(samples[i]).arg(got)));
            }
        }
    }
};

EARSHOT_TEST(tst_audiocheck, TestAudioCheck)
#include "tst_audiocheck.moc"
