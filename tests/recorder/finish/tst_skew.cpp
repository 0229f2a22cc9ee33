// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/finish/finishcall.h"
#include "tests/recorder/finish/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tests;

/// An hour of a sender whose clock is wrong, beside one whose clock is right.
class TestSkew : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneHourAt500PpmStaysInPlace_data()
    {
        QTest::addColumn<double>("skew");
        QTest::addColumn<int>("jitterMs");
        QTest::newRow("fast") << 500e-6 << 0;
        QTest::newRow("slow") << -500e-6 << 0;
        QTest::newRow("fast, with jitter") << 500e-6 << 60;
    }
    void oneHourAt500PpmStaysInPlace()
    {
        QFETCH(double, skew);
        QFETCH(int, jitterMs);
        // A click of 5 ms every 10 s; the right leg's clock is exact.
        Samples audio(3600 * 8000, 0);
        const Samples click = tone(1000, 0.005);
        for (std::size_t at = 8000; at + 8000 < audio.size(); at += 80000) {
            std::ranges::copy(click, audio.begin() + static_cast<std::ptrdiff_t>(at));
        }
        std::mt19937 random(21);
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        builder.add(CallBuilder::line(1, 1));
        Sender left{0, 1}, right{1, 2};
        sendMulaw(
            builder, left, audio, 0,
            [&](int, qint64 sent) -> std::vector<qint64> {
                return {jitterMs == 0 ? sent : sent + static_cast<qint64>(random()) % jitterMs * kMs};
            },
            skew);
        sendMulaw(builder, right, audio, 0);
        builder.end(3600 * 1000 * kMs);
        QTemporaryDir directory;
        recorder::FinishOptions options;
        options.recordingsRoot = directory.path();
        options.format.container = common::FileFormat::Container::Wav;
        auto source = builder.source();
        const auto call = recorder::finishCall(source, options);
        QVERIFY(call);
        const Decoded decoded = readWav(directory.filePath(call->files.at(0).path));
        QCOMPARE(decoded.right.size(), audio.size());
        QVERIFY(decoded.right == viaMulaw(audio));
        QCOMPARE(call->streams.at(0).lost, quint64{0});
        qint64 worst = 0;
        int found = 0;
        for (std::size_t at = 8000; at + 8000 < audio.size() - 80000; at += 80000) {
            const auto truth = static_cast<qint64>(static_cast<double>(at) / (1 + skew));
            qint64 nearest = 8000;
            for (qint64 i = truth - 800; i < truth + 800; ++i) {
                if (std::abs(decoded.left.at(static_cast<std::size_t>(i))) > 4000) {
                    nearest = i - truth;
                    ++found;
                    break;
                }
            }
            worst = std::max(worst, std::abs(nearest));
        }
        qInfo("largest error: %g ms", static_cast<double>(worst) / 8);
        QVERIFY(found > 350);
        QVERIFY2(worst < 160, qPrintable(QStringLiteral("%1 ms").arg(static_cast<double>(worst) / 8)));
    }
};

EARSHOT_TEST(tst_skew, TestSkew)
#include "tst_skew.moc"
