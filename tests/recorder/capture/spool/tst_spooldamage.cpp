// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/spool/journal.h"
#include "tests/support/testmain.h"

#include <QFileInfo>
#include <QRandomGenerator>
#include <QTest>

using namespace recorder;
using namespace tests;

namespace
{

constexpr int kSeed = 20260114;

/// A journal of three segments and 30 frames of 1..5 records, and what it holds.
struct Sample {
    Bench bench;
    QByteArray content;
    Layout layout;
    QList<Record> records;

    bool make()
    {
        int n = 0;
        for (int segment = 0; segment < 3; ++segment) {
            auto writer = SpoolWriter::resume(bench.path(), *bench.key, bench.call);
            for (int frame = 0; writer && frame < 10; ++frame) {
                const QList<Record> batch = madeUpRecords(n, 1 + frame % 5);
                n += static_cast<int>(batch.size());
                if (!writer->append(bytesOf(encoded(batch)))) {
                    return false;
                }
                records += batch;
            }
            if (!writer || (segment == 2 && !writer->close())) {
                return false;
            }
        }
        content = contentOf(bench.path());
        layout = layoutOf(content);
        return true;
    }

    /// Nothing reads the unused end of the host wrap and the tenant's wrap.
    bool isSpareRoom(qsizetype at) const
    {
        return std::any_of(layout.segments.begin(), layout.segments.end(), [at](qint64 segment) {
            return at >= segment + 32 + 61 && at < segment + qint64{SpoolSegmentHead::kSize};
        });
    }
};

/// `part` is what is left of `whole` when some are taken out.
bool isSubsequence(const QList<Record> &part, const QList<Record> &whole)
{
    qsizetype at = 0;
    for (const Record &record : part) {
        while (at < whole.size() && !(whole[at] == record)) {
            ++at;
        }
        if (at++ >= whole.size()) {
            return false;
        }
    }
    return true;
}

} // namespace

class TestSpoolDamage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tenThousandBitFlips();
    void everyTruncation();
    void junkAppendedIsNoticedAndCut();
    void aLostSectorCostsOnlyItsFrames();
    void resumeKeepsWhatComesAfterADamage();
    void zerosAtTheEndAreNotFrames();
};

void TestSpoolDamage::tenThousandBitFlips()
{
    Sample sample;
    QVERIFY(sample.make());
    QRandomGenerator random(kSeed);
    const QString path = sample.bench.path("flipped");
    int spare = 0;
    int unreadable = 0;
    for (int i = 0; i < 10'000; ++i) {
        QByteArray content = sample.content;
        const auto at = random.bounded(content.size());
        content[at] = static_cast<char>(content[at] ^ (1 << random.bounded(8)));
        QVERIFY(replaceContent(path, content));
        for (const SpoolDamage policy : {SpoolDamage::Stop, SpoolDamage::Skip}) {
            auto reader = sample.bench.reader(path, policy);
            if (!reader) {
                QVERIFY(at < qsizetype{SpoolFileHead::kSize + SpoolSegmentHead::kSize});
                ++unreadable;
                continue;
            }
            const QList<Record> got = readAll(*reader);
            if (sample.isSpareRoom(at)) {
                QVERIFY(got == sample.records && !reader->damaged());
                ++spare;
                continue;
            }
            QVERIFY2(reader->damaged(), qPrintable(QStringLiteral("bit at %1").arg(at)));
            if (policy == SpoolDamage::Stop) {
                QCOMPARE(got, sample.records.first(got.size()));
            } else {
                QVERIFY(isSubsequence(got, sample.records));
            }
        }
    }
    qInfo("of 20000 readings: %d in spare room, %d refused whole", spare, unreadable);
}

void TestSpoolDamage::everyTruncation()
{
    Sample sample;
    QVERIFY(sample.make());
    const QString path = sample.bench.path("cut");
    for (qsizetype size = 0; size < sample.content.size(); size += 1 + size % 3) {
        QVERIFY(replaceContent(path, sample.content.first(size)));
        auto reader = sample.bench.reader(path);
        if (!reader) {
            QVERIFY(size < qsizetype{SpoolFileHead::kSize + SpoolSegmentHead::kSize});
            continue;
        }
        const QList<Record> got = readAll(*reader);
        QCOMPARE(got, sample.records.first(got.size()));
        QVERIFY(!reader->closed());
        QVERIFY(reader->authenticBytes() <= size);
        QCOMPARE(reader->damaged(), reader->authenticBytes() != size);
    }
}

void TestSpoolDamage::junkAppendedIsNoticedAndCut()
{
    Sample sample;
    QVERIFY(sample.make());
    QRandomGenerator random(kSeed);
    QByteArray junk(5000, '\0');
    random.fillRange(reinterpret_cast<quint32 *>(junk.data()), junk.size() / 4);
    QVERIFY(replaceContent(sample.bench.path(), sample.content + junk));
    auto reader = sample.bench.reader(sample.bench.path());
    QCOMPARE(readAll(*reader), sample.records);
    QVERIFY(reader->damaged());
    auto writer = SpoolWriter::resume(sample.bench.path(), *sample.bench.key, sample.bench.call);
    QVERIFY(writer);
    QCOMPARE(writer->repair().truncated, qint64{5000});
    QVERIFY(writer->repair().wasClosed);
    QVERIFY(!writer->repair().damaged);
}

void TestSpoolDamage::aLostSectorCostsOnlyItsFrames()
{
    Sample sample;
    QVERIFY(sample.make());
    for (qsizetype at = 1536; at + 512 < sample.content.size(); at += 512) {
        QByteArray content = sample.content;
        content.replace(at, 512, QByteArray(512, '\0'));
        QVERIFY(replaceContent(sample.bench.path("sector"), content));
        auto reader = sample.bench.reader(sample.bench.path("sector"));
        QVERIFY(reader);
        const QList<Record> got = readAll(*reader);
        QVERIFY(isSubsequence(got, sample.records));
        // Where the key of a segment is hit, its 30 records go, and those of the frame before.
        QVERIFY2(
            got.size() >= sample.records.size() - 35,
            qPrintable(QStringLiteral("%1: %2 of %3").arg(at).arg(got.size()).arg(sample.records.size())));
    }
}

void TestSpoolDamage::resumeKeepsWhatComesAfterADamage()
{
    Sample sample;
    QVERIFY(sample.make());
    QByteArray content = sample.content;
    content[1500] = static_cast<char>(content[1500] ^ 1);
    QVERIFY(replaceContent(sample.bench.path(), content));
    auto writer = SpoolWriter::resume(sample.bench.path(), *sample.bench.key, sample.bench.call);
    QVERIFY(writer);
    QVERIFY(writer->repair().damaged);
    QCOMPARE(writer->repair().truncated, qint64{0});
    QVERIFY(writer->append(bytesOf(encoded(madeUpRecords(1000, 3)))));
    QVERIFY(writer->close());
    auto reader = sample.bench.reader(sample.bench.path());
    const QList<Record> got = readAll(*reader);
    QVERIFY(reader->damaged());
    QVERIFY(reader->closed());
    QCOMPARE(got.last(), madeUpRecord(1002));
    QVERIFY(got.size() >= sample.records.size() + 3 - 5);
}

void TestSpoolDamage::zerosAtTheEndAreNotFrames()
{
    // What some file systems leave after a power cut: the length is there, the blocks are not.
    Sample sample;
    QVERIFY(sample.make());
    QVERIFY(replaceContent(sample.bench.path(), sample.content + QByteArray(4 * 1024 * 1024, '\0')));
    auto reader = sample.bench.reader(sample.bench.path());
    QCOMPARE(readAll(*reader), sample.records);
    QVERIFY(reader->damaged());
    QCOMPARE(reader->authenticBytes(), qint64{sample.content.size()});
}

EARSHOT_TEST(tst_spooldamage, TestSpoolDamage)
#include "tst_spooldamage.moc"
