// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/zipwriter.h"
#include "tests/support/testmain.h"
#include "tests/support/ziparchive.h"

#include <QBuffer>
#include <QTest>

using namespace console;

class TestZipWriter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsThere()
    {
        QBuffer out;
        QVERIFY(out.open(QIODevice::ReadWrite));
        ZipWriter zip(out);
        QVERIFY(zip.begin(QStringLiteral("größe.txt"), QDateTime(QDate(2026, 3, 1), QTime(9, 30)), 9));
        QVERIFY(zip.write("1234"));
        QVERIFY(zip.write("56789"));
        QVERIFY(zip.end());
        QVERIFY(zip.begin(QStringLiteral("empty"), QDateTime::currentDateTime(), 0));
        QVERIFY(zip.end());
        const qint64 written = zip.finish();
        QCOMPARE(written, out.size());
        const QList<tests::ZipEntry> entries = tests::zipEntries(out.data());
        QCOMPARE(entries.size(), 2);
        QCOMPARE(entries[0].name, QStringLiteral("größe.txt"));
        QCOMPARE(entries[0].content, QByteArray("123456789"));
        QCOMPARE(entries[0].crc, 0xcbf43926u); // the check value of CRC-32
        QCOMPARE(entries[0].localCrc, entries[0].crc);
        QCOMPARE(entries[1].content, QByteArray());
    }
    void aDroppedEntryIsNotThere()
    {
        QBuffer out;
        QVERIFY(out.open(QIODevice::ReadWrite));
        ZipWriter zip(out);
        QVERIFY(zip.begin(QStringLiteral("bad"), QDateTime::currentDateTime(), 100'000));
        QVERIFY(zip.write(QByteArray(100'000, 'x')));
        QVERIFY(zip.drop());
        QVERIFY(!zip.drop());
        QVERIFY(zip.begin(QStringLiteral("good"), QDateTime::currentDateTime(), 2));
        QVERIFY(zip.write("ok"));
        QVERIFY(!zip.begin(QStringLiteral("third"), QDateTime::currentDateTime(), 0)); // one at a time
        QVERIFY(zip.end());
        const qint64 end = zip.finish();
        QVERIFY(end < 1000 && end < out.size());
        const QList<tests::ZipEntry> entries = tests::zipEntries(out.data().left(end));
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries[0].name, QStringLiteral("good"));
        QVERIFY(zip.hasEntry(QStringLiteral("GOOD")) && !zip.hasEntry(QStringLiteral("bad")));
    }
    void largeOnesHaveRoomForTheirSizes()
    {
        QBuffer out;
        QVERIFY(out.open(QIODevice::ReadWrite));
        ZipWriter zip(out);
        QVERIFY(zip.begin(QStringLiteral("large"), QDateTime::currentDateTime(), qint64(5) << 30));
        QVERIFY(zip.write("in fact small"));
        QVERIFY(zip.end());
        QVERIFY(zip.finish() > 0);
        const QList<tests::ZipEntry> entries = tests::zipEntries(out.data());
        QCOMPARE(entries.size(), 1);
        QVERIFY(entries[0].is64);
        QCOMPARE(entries[0].content, QByteArray("in fact small"));
    }
    void manyFilesAreCounted()
    {
        QBuffer out;
        QVERIFY(out.open(QIODevice::ReadWrite));
        ZipWriter zip(out);
        constexpr int kCount = 70'000; // more than the old record can say
        for (int i = 0; i < kCount; ++i) {
            QVERIFY(zip.begin(QString::number(i), QDateTime(), 0) && zip.end());
        }
        QVERIFY(zip.finish() > 0);
        QCOMPARE(tests::zipEntries(out.data()).size(), kCount);
    }
};

EARSHOT_TEST(tst_zipwriter, TestZipWriter)
#include "tst_zipwriter.moc"
