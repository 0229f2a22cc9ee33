// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/peaks.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>

using namespace common;

namespace
{

using Samples = std::vector<qint16>;

QByteArray pyramid(const PeaksLayout &layout, const Samples &left, const Samples &right)
{
    PeaksWriter writer(layout);
    QByteArray file = writer.header();
    std::mt19937 random(7);
    for (std::size_t at = 0; at < left.size();) { // odd pieces: blocks must not depend on them
        const auto take = std::min<std::size_t>(left.size() - at, 1 + random() % 700);
        writer.add(std::span(left).subspan(at, take), std::span(right).subspan(at, take), file);
        at += take;
    }
    writer.finish(file);
    for (int level = 1; level < PeaksLayout::kLevels; ++level) {
        file.append(writer.coarse(level));
    }
    return file;
}

PeaksReader::Peak rangeOf(const Samples &samples, std::size_t from, std::size_t count)
{
    const auto end = std::min(samples.size(), from + count);
    const auto [low, high] = std::minmax_element(samples.begin() + static_cast<std::ptrdiff_t>(from),
                                                 samples.begin() + static_cast<std::ptrdiff_t>(end));
    return {static_cast<qint8>(*low >> 8), static_cast<qint8>(std::min((*high + 255) >> 8, 127))};
}

} // namespace

class TestPeaks : public QObject
{
    Q_OBJECT
    QTemporaryDir m_dir;

    QString write(const QByteArray &bytes)
    {
        QFile file(m_dir.filePath(QStringLiteral("x.peaks")));
        const bool good = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        return good ? file.fileName() : QString();
    }
private Q_SLOTS:
    void everyLevelIsTheRangeOfItsSamples_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("count");
        QTest::newRow("whole blocks") << 8000 << 80 * 512;
        QTest::newRow("odd end") << 8000 << 80 * 300 + 17;
        QTest::newRow("wideband, long") << 16000 << 16000 * 50 + 1;
        QTest::newRow("one sample") << 8000 << 1;
    }
    void everyLevelIsTheRangeOfItsSamples()
    {
        QFETCH(int, rate);
        QFETCH(int, count);
        std::mt19937 random(42);
        Samples left(static_cast<std::size_t>(count)), right(left.size());
        for (std::size_t i = 0; i < left.size(); ++i) {
            left[i] = static_cast<qint16>(random());
            right[i] = static_cast<qint16>((random() & 0x7ff) * (i / 20000));
        }
        const PeaksLayout layout{rate, 2, count};
        auto reader = PeaksReader::open(write(pyramid(layout, left, right)));
        QVERIFY(reader);
        QCOMPARE(reader->layout().frames, qint64{count});
        auto width = static_cast<std::size_t>(rate / 100);
        for (int level = 0; level < PeaksLayout::kLevels; ++level) {
            const qint64 blocks = layout.levels()[static_cast<std::size_t>(level)].blocks;
            auto peaks = reader->blocks(level, 0, blocks);
            QVERIFY(peaks);
            for (std::size_t b = 0; b < static_cast<std::size_t>(blocks); ++b) {
                QCOMPARE(peaks->at(2 * b), rangeOf(left, b * width, width));
                QCOMPARE(peaks->at(2 * b + 1), rangeOf(right, b * width, width));
            }
            width *= PeaksLayout::kFactor;
        }
        QVERIFY(!reader->blocks(0, 1, layout.levels()[0].blocks));
        QVERIFY(!reader->blocks(PeaksLayout::kLevels, 0, 0));
    }
    void silenceIsZeroAndMonoHasOneChannel()
    {
        const Samples silence(1000, 0);
        auto reader = PeaksReader::open(write(pyramid({8000, 1, 1000}, silence, silence)));
        QVERIFY(reader);
        QCOMPARE(reader->layout().channels, 1);
        auto peaks = reader->blocks(0, 0, 13);
        QVERIFY(peaks);
        QCOMPARE(peaks->size(), std::size_t{13});
        QVERIFY(std::all_of(peaks->begin(), peaks->end(), [](auto p) { return p == PeaksReader::Peak{}; }));
    }
    void aCutOrForeignFileIsRefused()
    {
        const Samples some(1000, 5);
        const QByteArray good = pyramid({8000, 1, 1000}, some, some);
        QVERIFY(!PeaksReader::open(write(good.chopped(1))));
        QByteArray version = good;
        version[4] = 2;
        QVERIFY(!PeaksReader::open(write(version)));
        QVERIFY(!PeaksReader::open(write("EPKS")));
        QVERIFY(!PeaksReader::open(m_dir.filePath(QStringLiteral("none"))));
    }
};

EARSHOT_TEST(tst_peaks, TestPeaks)
#include "tst_peaks.moc"
