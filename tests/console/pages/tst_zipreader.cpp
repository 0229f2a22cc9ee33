// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/cli/zipreader.h"
#include "console/pages/call/zipwriter.h"
#include "tests/support/testmain.h"

#include <QBuffer>
#include <QTemporaryDir>
#include <QTest>

using namespace console;

namespace
{

/// What the console writes; the second entry with sizes of 64 bits.
QByteArray archive()
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    ZipWriter zip(buffer);
    const QDateTime when(QDate(2026, 11, 22), QTime(12, 0));
    const bool good = zip.begin(QStringLiteral("one.mp3"), when, 5) && zip.write("first") && zip.end() &&
                      zip.begin(QStringLiteral("zwei ü.mp3"), when, qint64{5} << 30) && zip.write("second") &&
                      zip.end() && zip.begin(QStringLiteral("none"), when, 0) && zip.end() &&
                      zip.finish() > 0;
    return good ? buffer.data() : QByteArray();
}

struct Bench {
    QTemporaryDir folder;
    QString path = folder.filePath(QStringLiteral("a.zip"));

    bool write(const QByteArray &bytes) const
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size();
    }
};

} // namespace

class TestZipReader : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatTheConsoleWrites()
    {
        const Bench bench;
        QVERIFY(bench.write(archive()));
        auto zip = ZipReader::open(bench.path);
        QVERIFY(zip);
        QCOMPARE(zip->entries().size(), 3);
        QCOMPARE(zip->entries()[1].name, QStringLiteral("zwei ü.mp3"));
        QCOMPARE(zip->entries()[1].size, 6);
        QCOMPARE(zip->bytesOf(zip->entries()[0], 100).value(), QByteArray("first"));
        QCOMPARE(zip->bytesOf(zip->entries()[1], 6).value(), QByteArray("second"));
        QCOMPARE(zip->bytesOf(zip->entries()[2], 0).value(), QByteArray());
        QCOMPARE(zip->bytesOf(zip->entries()[1], 5).error().fields.value(QStringLiteral("zip")),
                 QStringLiteral("oversize"));
    }
    void whatIsCutIsRefused()
    {
        const Bench bench;
        const QByteArray whole = archive();
        QVERIFY(whole.size() > 200);
        for (qsizetype size = 0; size < whole.size(); ++size) {
            QVERIFY(bench.write(whole.left(size)));
            const auto zip = ZipReader::open(bench.path);
            QVERIFY2(!zip, qPrintable(QString::number(size)));
            QCOMPARE(zip.error().fields.value(QStringLiteral("zip")), QStringLiteral("format"));
        }
        QVERIFY(!ZipReader::open(bench.folder.filePath(QStringLiteral("none.zip"))));
    }
    /// Whatever the headers say: what is read lies inside the file.
    void tamperedHeadersLeadNowhere()
    {
        const Bench bench;
        const QByteArray whole = archive();
        QVERIFY(!whole.isEmpty());
        int opened = 0;
        int refused = 0;
        int read = 0;
        for (qsizetype at = 0; at < whole.size(); ++at) {
            for (const char value : {'\0', '\x7f', '\xff'}) {
                QByteArray changed = whole;
                changed[at] = value;
                QVERIFY(bench.write(changed));
                auto zip = ZipReader::open(bench.path);
                if (!zip) {
                    ++refused;
                    continue;
                }
                ++opened;
                for (const ZipReader::Entry &entry : zip->entries()) {
                    const auto bytes = zip->bytesOf(entry, 1000);
                    QVERIFY(!bytes || bytes->size() <= whole.size());
                    QVERIFY(!bytes || bytes->size() == entry.size);
                    read += bytes && !bytes->isEmpty() ? 1 : 0;
                }
            }
        }
        // A reader that opens nothing, or everything, would have passed what stands above.
        QVERIFY2(refused > 0, qPrintable(QString::number(refused)));
        QVERIFY2(opened > refused, qPrintable(QStringLiteral("%1 of %2").arg(opened).arg(refused)));
        QVERIFY2(read > opened, qPrintable(QStringLiteral("%1 of %2").arg(read).arg(opened)));
    }
    void whatIsCompressedIsNotGuessed()
    {
        const Bench bench;
        QByteArray bytes = archive();
        const qsizetype directory = bytes.indexOf("PK\x01\x02");
        QVERIFY(directory > 0);
        bytes[directory + 10] = 8; // deflated
        QVERIFY(bench.write(bytes));
        auto zip = ZipReader::open(bench.path);
        QVERIFY(zip && !zip->entries()[0].stored && zip->entries()[1].stored);
        QCOMPARE(zip->bytesOf(zip->entries()[0], 100).error().fields.value(QStringLiteral("zip")),
                 QStringLiteral("compressed"));
    }
};

EARSHOT_TEST(tst_zipreader, TestZipReader)
#include "tst_zipreader.moc"
