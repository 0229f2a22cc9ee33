// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/agc.h"
#include "recorder/finish/conceal.h"
#include "recorder/finish/finishcall.h"
#include "tests/recorder/finish/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tests;
using recorder::AutomaticGain;
using recorder::Concealer;

namespace
{

Samples levelled(const Samples &in, double maxGain, double *lastGain = nullptr)
{
    AutomaticGain gain(8000, maxGain);
    Samples out = in;
    for (std::size_t at = 0; at + 80 <= out.size(); at += 80) {
        const auto rest = std::span(out).subspan(at + 80);
        gain.apply(std::span(out).subspan(at, 80),
                   AutomaticGain::peakOf(rest.first(std::min<std::size_t>(80, rest.size()))));
    }
    if (lastGain != nullptr) {
        *lastGain = gain.gain();
    }
    return out;
}

Samples scaled(Samples samples, double factor)
{
    for (qint16 &sample : samples) {
        sample = static_cast<qint16>(std::lrint(sample * factor));
    }
    return samples;
}

} // namespace

class TestFilters : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void concealmentGoesOnWithThePitchAndFades()
    {
        Concealer concealer(8000);
        Samples voice = tone(160, 0.1); // period 50 samples
        concealer.heard(voice);
        const auto fill = concealer.fill(160, 0);
        QCOMPARE(fill.size(), std::size_t{160});
        const Samples goesOn = tone(160, 0.2);
        double error = 0, energy = 0;
        for (std::size_t i = 0; i < 80; ++i) {
            error += std::pow(fill[i] - goesOn[800 + i], 2);
            energy += std::pow(goesOn[800 + i], 2);
        }
        QVERIFY2(error / energy < 0.02, qPrintable(QString::number(error / energy)));
        QVERIFY(std::abs(fill[0] - voice.back()) < 1500); // no click at the seam
        QVERIFY(std::abs(fill.back()) < 500);             // leads to the next sample
    }
    void concealmentIsSilentAfter60MsAndNeverLouder()
    {
        for (const int rate : {8000, 16000}) {
            Concealer concealer(rate);
            const Samples voice = speech(1, rate, 50);
            concealer.heard(voice);
            const auto fill = concealer.fill(static_cast<std::size_t>(rate), 0);
            QCOMPARE(fill.size(), static_cast<std::size_t>(rate * 60 / 1000));
            QVERIFY(std::abs(fill.back()) < 200);
            const int loudest =
                AutomaticGain::peakOf(std::span(voice).last(static_cast<std::size_t>(rate / 25)));
            QVERIFY(AutomaticGain::peakOf(fill) <= loudest);
        }
    }
    void concealmentNeedsSomethingHeard()
    {
        Concealer concealer(8000);
        QVERIFY(concealer.fill(160, 100).empty());
        concealer.heard(tone(300, 0.05));
        QVERIFY(!concealer.fill(160, 100).empty());
        concealer.forget();
        QVERIFY(concealer.fill(160, 100).empty());
    }
    void quietSpeechIsRaisedToTheMaximumGainAtMost_data()
    {
        QTest::addColumn<double>("level");
        QTest::addColumn<double>("maxGain");
        QTest::newRow("quiet") << 0.4 << 3.0;
        QTest::newRow("very quiet, held by the maximum") << 0.1 << 3.0;
        QTest::newRow("loud") << 3.0 << 3.0;
        QTest::newRow("maximum 1: unchanged") << 0.3 << 1.0;
    }
    void quietSpeechIsRaisedToTheMaximumGainAtMost()
    {
        QFETCH(double, level);
        QFETCH(double, maxGain);
        const Samples in = scaled(speech(30, 8000, 51), level);
        const Samples out = levelled(in, maxGain);
        const double before = rms(in, 160000, 80000), after = rms(out, 160000, 80000);
        QVERIFY(after / before <= maxGain * 1.001);
        QVERIFY(after / before >= 1 / maxGain / 1.001);
        if (maxGain > 1) {
            const double target = 3300;
            QVERIFY2(std::abs(std::log(after / target)) < std::abs(std::log(before / target)),
                     qPrintable(QStringLiteral("%1 -> %2").arg(before).arg(after)));
        } else {
            QVERIFY(out == in);
        }
    }
    void noiseAloneIsNotRaised()
    {
        std::minstd_rand random(52);
        for (const int level : {30, 300, 2000}) {
            Samples noise(240000);
            for (qint16 &sample : noise) {
                sample = static_cast<qint16>(static_cast<int>(random() % static_cast<unsigned>(2 * level)) -
                                             level);
            }
            double gain = 0;
            levelled(noise, 10, &gain);
            QVERIFY2(gain < 1.3, qPrintable(QStringLiteral("%1: %2").arg(level).arg(gain)));
        }
    }
    void nothingClipsWhenLoudSpeechFollowsQuietSpeech()
    {
        Samples in = scaled(speech(20, 8000, 53), 0.15);
        const Samples loud = tone(700, 2, 8000, 32000);
        in.insert(in.end(), loud.begin(), loud.end());
        const Samples out = levelled(in, 10);
        QVERIFY(AutomaticGain::peakOf(out) <= 32050);
        // A clipped sine has flat tops: neighbours at the limit.
        int flat = 0;
        for (std::size_t i = 160001; i < out.size(); ++i) {
            flat += std::abs(out[i]) > 31900 && out[i] == out[i - 1] ? 1 : 0;
        }
        QVERIFY2(flat < 100, qPrintable(QString::number(flat)));
    }
    void gainInTheFileKeepsLengthAndPlace()
    {
        QTemporaryDir directory;
        recorder::FinishOptions options;
        options.recordingsRoot = directory.path();
        options.format.container = common::FileFormat::Container::Wav;
        options.format.agc = true;
        const Samples quiet = scaled(speech(20, 8000, 54), 0.3);
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        Sender sender;
        sendMulaw(builder, sender, quiet, 1000 * kMs);
        builder.end(21003 * kMs);
        auto source = builder.source();
        const auto call = recorder::finishCall(source, options);
        QVERIFY(call);
        const Decoded decoded = readWav(directory.filePath(call->files.at(0).path));
        QCOMPARE(decoded.left.size(), std::size_t{168024});
        const Match match = findIn(decoded.left, Samples(quiet.begin(), quiet.begin() + 40000), 8000, 20);
        QCOMPARE(match.position, qint64{8000});
        QVERIFY(match.correlation > 0.95);
        QVERIFY(rms(decoded.left, 100000, 60000) > 1.5 * rms(quiet, 92000, 60000));
        QCOMPARE(rms(decoded.right, 0, decoded.right.size()), 0.0);
    }
};

EARSHOT_TEST(tst_filters, TestFilters)
#include "tst_filters.moc"
