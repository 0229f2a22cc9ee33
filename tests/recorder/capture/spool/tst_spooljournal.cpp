// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/spool/journal.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>
#include <QTest>
#include <QtEndian>

#include <sys/stat.h>
#include <unistd.h>

using namespace recorder;
using namespace tests;
using common::ErrorCode;

class TestSpoolJournal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void giveBackWhatWasWritten();
    void batchesLargerThanAFrameAreSplitAtRecords();
    void fileIsPrivateAndNeverOverwritten();
    void hasNoPlaintextOnDisk();
    void wrongKeyAndWrongFileAreRefused();
    void unsealedIsReadOnlyWhenAskedFor();
    void tornTailIsCutAndAnewSegmentBegins();
    void resumeNeverReusesAKey();
    void resumeOfAMissingOrUnreadableFileBeginsANewOne();
    void whatWasCutWhileItWasMadeIsBegunAnew();
    void aCutAtAFrameBorderIsNoticed();
    void readerFollowsAWriter();
    void swappedFramesAndForeignSegmentsAreRefused();
    void relocateMovesEverything();
    void shredMakesItUnreadableAndRemovesIt();
    void memoryIsReused();
};

void TestSpoolJournal::giveBackWhatWasWritten()
{
    Bench bench;
    QVERIFY(bench.key);
    QList<Record> expected;
    {
        auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
        QVERIFY(writer);
        for (int batch = 0; batch < 50; ++batch) {
            const QList<Record> records = madeUpRecords(batch * 20, 1 + batch % 20);
            QVERIFY(writer->append(bytesOf(encoded(records))));
            expected += records;
        }
        const Record large{SpoolKind::Message, 0xff, 7, QByteArray(SpoolRecordHead::kMaxPayload, 'x')};
        const Record empty{SpoolKind::End, 0xff, 8, {}};
        QVERIFY(writer->append(bytesOf(encoded({large, empty}))));
        expected << large << empty;
        QVERIFY(writer->append({})); // nothing to write is not a frame
        QVERIFY(writer->sync());
        QCOMPARE(writer->size(), QFileInfo(bench.path()).size());
        QVERIFY(writer->close());
        QVERIFY(!writer->append(bytesOf(encoded(large))));
    }
    auto reader = bench.reader(bench.path());
    QVERIFY(reader);
    QCOMPARE(reader->call(), bench.call);
    QCOMPARE(readAll(*reader), expected);
    QVERIFY(reader->closed());
    QVERIFY(!reader->damaged());
    QCOMPARE(reader->segments(), 1);
    QCOMPARE(reader->authenticBytes(), QFileInfo(bench.path()).size());
    reader->rewind();
    QCOMPARE(readAll(*reader), expected);
    QVERIFY(!reader->damaged());
}

void TestSpoolJournal::batchesLargerThanAFrameAreSplitAtRecords()
{
    Bench bench;
    QList<Record> records;
    for (int n = 0; n < 40; ++n) {
        records.append(madeUpRecord(n, 100'000)); // 4 MB in one append
    }
    auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
    QVERIFY(writer->append(bytesOf(encoded(records))));
    QVERIFY(writer->close());
    auto reader = bench.reader(bench.path());
    QCOMPARE(readAll(*reader), records);
    QCOMPARE(reader->frames(), qint64{5}); // 10 records each, and the closing frame
}

void TestSpoolJournal::fileIsPrivateAndNeverOverwritten()
{
    Bench bench;
    const mode_t before = ::umask(0);
    auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
    ::umask(before);
    QVERIFY(writer);
    struct stat status {
    };
    QCOMPARE(::stat(QFile::encodeName(bench.path()).constData(), &status), 0);
    QCOMPARE(status.st_mode & 07777, mode_t{0600});
    const auto again = SpoolWriter::create(bench.path(), *bench.key, bench.call);
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::Conflict);
    const auto nowhere = SpoolWriter::create(bench.path("missing/call.spool"), *bench.key, bench.call);
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().code, ErrorCode::Unavailable);
}

void TestSpoolJournal::hasNoPlaintextOnDisk()
{
    Bench bench;
    const QByteArray marker = QByteArrayLiteral("kookaburra-4711-marker");
    auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
    QVERIFY(writer->append(bytesOf(encoded(Record{SpoolKind::Call, 0xff, 1, marker.repeated(20)}))));
    QVERIFY(writer->close());
    QVERIFY(!contentOf(bench.path()).contains(marker));
    const QByteArray key = contentOf(bench.path("host.key"));
    QCOMPARE(key.size(), 32);
    QVERIFY(!contentOf(bench.path()).contains(key));
    // The same search finds it where nothing is sealed: the test can fail.
    auto open = SpoolWriter::create(bench.path("open.spool"), *bench.key, bench.call, SpoolMode::Unsealed);
    QVERIFY(open->append(bytesOf(encoded(Record{SpoolKind::Call, 0xff, 1, marker}))));
    QVERIFY(open->close());
    QVERIFY(contentOf(bench.path("open.spool")).contains(marker));
}

void TestSpoolJournal::wrongKeyAndWrongFileAreRefused()
{
    Bench bench;
    Bench other;
    auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
    QVERIFY(writer->append(bytesOf(encoded(madeUpRecord(1)))));
    QVERIFY(writer->close());
    const auto wrong = SpoolReader::open(bench.path(), *other.key);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::Invalid);
    const auto missing = bench.reader(bench.path("missing"));
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    for (const QByteArray &content : {QByteArray(), QByteArray("EARSPOOL"), QByteArray(5000, '\0')}) {
        QVERIFY(replaceContent(bench.path("junk"), content));
        const auto junk = bench.reader(bench.path("junk"));
        QVERIFY(!junk);
        QCOMPARE(junk.error().code, ErrorCode::Invalid);
    }
}

void TestSpoolJournal::unsealedIsReadOnlyWhenAskedFor()
{
    Bench bench;
    const QList<Record> records = madeUpRecords(0, 30);
    auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call, SpoolMode::Unsealed);
    QVERIFY(writer->append(bytesOf(encoded(records))));
    QVERIFY(writer->close());
    const auto refused = bench.reader(bench.path());
    QVERIFY(!refused); // else anybody could put a forged journal in place of a sealed one
    QCOMPARE(refused.error().code, ErrorCode::Invalid);
    auto reader = SpoolReader::open(bench.path(), *bench.key, SpoolMode::Unsealed);
    QVERIFY(reader);
    QCOMPARE(readAll(*reader), records);
    QVERIFY(reader->closed() && !reader->damaged());
}

void TestSpoolJournal::tornTailIsCutAndAnewSegmentBegins()
{
    Bench bench;
    {
        auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
        for (int batch = 0; batch < 10; ++batch) {
            QVERIFY(writer->append(bytesOf(encoded(madeUpRecords(batch * 10, 10)))));
        }
    }
    QByteArray content = contentOf(bench.path());
    QVERIFY(replaceContent(bench.path(), content.chopped(700)));
    {
        auto reader = bench.reader(bench.path());
        QCOMPARE(readAll(*reader), madeUpRecords(0, 90));
        QVERIFY(reader->damaged());
        QVERIFY(!reader->closed());
    }
    {
        auto writer = SpoolWriter::resume(bench.path(), *bench.key, bench.call);
        QVERIFY(writer);
        QCOMPARE(writer->repair().frames, qint64{9});
        QCOMPARE(writer->repair().truncated, qint64{32 + 10 * 188 - 700});
        QCOMPARE(writer->repair().lastMonoNs, madeUpRecord(89).monoNs);
        QVERIFY(!writer->repair().damaged);
        QVERIFY(!writer->repair().wasClosed);
        QVERIFY(writer->append(bytesOf(encoded(madeUpRecords(90, 10)))));
        QVERIFY(writer->close());
    }
    auto reader = bench.reader(bench.path());
    QCOMPARE(readAll(*reader), madeUpRecords(0, 100));
    QVERIFY(!reader->damaged());
    QVERIFY(reader->closed());
    QCOMPARE(reader->segments(), 2);
}

void TestSpoolJournal::resumeNeverReusesAKey()
{
    // The same text with the same counter before and after each resumption: were key and nonce the same, so
    // would be the ciphertext. And the wrapped keys must all differ.
    Bench bench;
    const QByteArray text = encoded(madeUpRecord(5));
    {
        auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
        QVERIFY(writer->append(bytesOf(text)));
    }
    for (int i = 0; i < 20; ++i) {
        QVERIFY(replaceContent(bench.path(),
                               contentOf(bench.path()).chopped(i % 3))); // a torn frame now and then
        auto writer = SpoolWriter::resume(bench.path(), *bench.key, bench.call);
        QVERIFY(writer);
        QVERIFY(writer->append(bytesOf(text)));
    }
    const QByteArray content = contentOf(bench.path());
    const Layout layout = layoutOf(content);
    QCOMPARE(layout.segments.size(), 21);
    QSet<QByteArray> wraps;
    QSet<QByteArray> nonces;
    for (const qint64 at : layout.segments) {
        QCOMPARE(qFromLittleEndian<quint32>(content.constData() + at + 4),
                 static_cast<quint32>(layout.segments.indexOf(at)));
        wraps.insert(content.mid(at + qint64{SpoolSegmentHead::kWrapOffset}, 61));
        nonces.insert(content.mid(at + qint64{SpoolSegmentHead::kWrapOffset} + 1, 12));
    }
    QCOMPARE(wraps.size(), layout.segments.size());
    QCOMPARE(nonces.size(), layout.segments.size());
    QSet<QByteArray> texts;
    for (const qint64 at : layout.frames) {
        QCOMPARE(qFromLittleEndian<quint64>(content.constData() + at + 8), quint64{0}); // each the first
        texts.insert(content.mid(at + 16, text.size()));
    }
    QCOMPARE(texts.size(), layout.frames.size());
    auto reader = bench.reader(bench.path());
    QCOMPARE(readAll(*reader).size(), layout.frames.size());
    QVERIFY(!reader->damaged());
}

void TestSpoolJournal::resumeOfAMissingOrUnreadableFileBeginsANewOne()
{
    Bench bench;
    auto created = SpoolWriter::resume(bench.path(), *bench.key, bench.call);
    QVERIFY(created);
    QCOMPARE(created->repair(), SpoolRepair{});
    QVERIFY(created->append(bytesOf(encoded(madeUpRecord(1)))));

    Bench other;
    const QByteArray old = contentOf(bench.path());
    auto fresh = SpoolWriter::resume(bench.path(), *other.key, bench.call); // host key was replaced
    QVERIFY(fresh);
    QCOMPARE(contentOf(fresh->repair().setAside), old);
    QVERIFY(fresh->append(bytesOf(encoded(madeUpRecord(2)))));
    QVERIFY(fresh->close());
    auto reader = SpoolReader::open(bench.path(), *other.key);
    QCOMPARE(readAll(*reader), QList<Record>{madeUpRecord(2)});

    auto second = SpoolWriter::resume(bench.path(), *other.key, common::CallId::generate()); // another call's
    QVERIFY(second);
    QVERIFY(second->repair().setAside.endsWith(QLatin1String("-2")));
}

void TestSpoolJournal::whatWasCutWhileItWasMadeIsBegunAnew()
{
    Bench made;
    QVERIFY(SpoolWriter::create(made.path(), *made.key, made.call));
    const QByteArray whole = contentOf(made.path());
    for (const qsizetype length :
         {qsizetype{0}, qsizetype{1}, qsizetype{63}, qsizetype{64}, qsizetype{65}, whole.size() - 1}) {
        Bench bench;
        QFile file(bench.path());
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(whole.left(length)) == length);
        file.close();
        auto writer = SpoolWriter::resume(bench.path(), *made.key, made.call);
        QVERIFY(writer);
        QCOMPARE(writer->repair(), SpoolRepair{});
        QCOMPARE(setAsideOf(bench.path()), QStringList());
        QVERIFY(writer->append(bytesOf(encoded(madeUpRecord(1)))));
        QVERIFY(writer->close());
        auto reader = SpoolReader::open(bench.path(), *made.key);
        QCOMPARE(readAll(*reader), QList<Record>{madeUpRecord(1)});
    }
}

void TestSpoolJournal::aCutAtAFrameBorderIsNoticed()
{
    Bench bench;
    auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
    for (int n = 0; n < 5; ++n) {
        QVERIFY(writer->append(bytesOf(encoded(madeUpRecord(n)))));
    }
    QVERIFY(writer->close());
    const QByteArray content = contentOf(bench.path());
    for (const qint64 border : layoutOf(content).frames) {
        QVERIFY(replaceContent(bench.path(), content.first(border)));
        auto reader = bench.reader(bench.path());
        readAll(*reader);
        QVERIFY(!reader->damaged()); // every byte is authentic
        QVERIFY(!reader->closed());  // but it is not the whole
    }
}

void TestSpoolJournal::readerFollowsAWriter()
{
    Bench bench;
    auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
    auto reader = bench.reader(bench.path());
    QVERIFY(reader);
    for (int n = 0; n < 200; ++n) {
        QVERIFY(!reader->next());
        QVERIFY(writer->append(bytesOf(encoded(madeUpRecords(n * 3, 3)))));
        QCOMPARE(readAll(*reader), madeUpRecords(n * 3, 3));
        QVERIFY(!reader->damaged());
    }
}

void TestSpoolJournal::swappedFramesAndForeignSegmentsAreRefused()
{
    Bench bench;
    const QList<Record> records = madeUpRecords(0, 8);
    for (const char *name : {"a", "b"}) {
        auto writer = SpoolWriter::create(bench.path(name), *bench.key, bench.call);
        for (const Record &record : records) {
            QVERIFY(writer->append(bytesOf(encoded(record))));
        }
        QVERIFY(writer->close());
    }
    const QByteArray a = contentOf(bench.path("a"));
    const QByteArray b = contentOf(bench.path("b"));
    const Layout layout = layoutOf(a);
    const qint64 frame = layout.frames[1] - layout.frames[0];

    QByteArray swapped = a; // frames 2 and 3 change places
    swapped.replace(layout.frames[2], frame, a.mid(layout.frames[3], frame));
    swapped.replace(layout.frames[3], frame, a.mid(layout.frames[2], frame));
    QVERIFY(replaceContent(bench.path("swapped"), swapped));
    auto stopped = bench.reader(bench.path("swapped"), SpoolDamage::Stop);
    QCOMPARE(readAll(*stopped), records.first(2));
    QVERIFY(stopped->damaged());
    auto skipped = bench.reader(bench.path("swapped"));
    const QList<Record> got = readAll(*skipped);
    QVERIFY(skipped->damaged());
    QVERIFY(got.size() < 8 && std::is_sorted(got.begin(), got.end(), [](const Record &x, const Record &y) {
                return x.monoNs < y.monoNs;
            }));

    QByteArray mixed = a; // a frame of another journal with the same host key, call and counter
    mixed.replace(layout.frames[4], frame, b.mid(layout.frames[4], frame));
    QVERIFY(replaceContent(bench.path("mixed"), mixed));
    auto reader = bench.reader(bench.path("mixed"));
    QList<Record> expected = records;
    expected.removeAt(4);
    QCOMPARE(readAll(*reader), expected);
    QVERIFY(reader->damaged());

    QByteArray grafted = a; // the whole segment of another journal below this one's head
    grafted.replace(qsizetype{SpoolFileHead::kSize}, a.size() - qsizetype{SpoolFileHead::kSize},
                    b.mid(qsizetype{SpoolFileHead::kSize}));
    QVERIFY(replaceContent(bench.path("grafted"), grafted));
    const auto foreign = bench.reader(bench.path("grafted"));
    QVERIFY(!foreign);
    QCOMPARE(foreign.error().code, ErrorCode::Invalid);
}

void TestSpoolJournal::relocateMovesEverything()
{
    Bench bench;
    auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
    QVERIFY(writer->append(bytesOf(encoded(madeUpRecords(0, 50)))));
    struct stat before {
    };
    QCOMPARE(::fstat(writer->fd(), &before), 0);
    writer->setSuspect();
    QVERIFY(!writer->append(bytesOf(encoded(madeUpRecords(50, 1)))));
    QVERIFY(!writer->sync());
    QVERIFY(writer->relocate());
    struct stat after {
    };
    QCOMPARE(::stat(QFile::encodeName(bench.path()).constData(), &after), 0);
    QVERIFY(before.st_ino != after.st_ino);
    QVERIFY(!QFile::exists(bench.path("call.spool.moving")));
    QVERIFY(replaceContent(bench.path("call.spool.moving"), contentOf(bench.path()))); // as a crash leaves it
    QVERIFY(writer->append(bytesOf(encoded(madeUpRecords(50, 50)))));
    QVERIFY(writer->close());
    auto reader = bench.reader(bench.path());
    QCOMPARE(readAll(*reader), madeUpRecords(0, 100));
    QVERIFY(!reader->damaged());
    QVERIFY(SpoolWriter::resume(bench.path(), *bench.key, bench.call));
    QVERIFY(!QFile::exists(bench.path("call.spool.moving")));
}

void TestSpoolJournal::shredMakesItUnreadableAndRemovesIt()
{
    Bench bench;
    {
        auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
        QVERIFY(writer->append(bytesOf(encoded(madeUpRecords(0, 50)))));
    }
    {
        auto writer = SpoolWriter::resume(bench.path(), *bench.key, bench.call);
        QVERIFY(writer->append(bytesOf(encoded(madeUpRecords(50, 50)))));
        QVERIFY(writer->close());
    }
    const QByteArray before = contentOf(bench.path());
    const Layout layout = layoutOf(before);
    // Another name for the same blocks shows what is left on the disk.
    QCOMPARE(::link(QFile::encodeName(bench.path()).constData(),
                    QFile::encodeName(bench.path("left")).constData()),
             0);
    QVERIFY(shredSpool(bench.path()));
    QVERIFY(!QFile::exists(bench.path()));
    const QByteArray left = contentOf(bench.path("left"));
    QCOMPARE(left.size(), before.size());
    QCOMPARE(layout.segments.size(), 2);
    for (const qint64 at : layout.segments) {
        QCOMPARE(left.mid(at + 32, qint64{SpoolSegmentHead::kSize} - 32),
                 QByteArray(qsizetype{SpoolSegmentHead::kSize} - 32, '\0'));
    }
    QVERIFY(!bench.reader(bench.path("left")));
    QVERIFY(shredSpool(bench.path())); // again: nothing there, no error
    // A damaged length must not save the key of the second segment.
    QByteArray damaged = before;
    damaged[layout.frames[0]] = 'Z';
    QVERIFY(replaceContent(bench.path(), damaged));
    QCOMPARE(::link(QFile::encodeName(bench.path()).constData(),
                    QFile::encodeName(bench.path("left2")).constData()),
             0);
    QVERIFY(shredSpool(bench.path()));
    QCOMPARE(contentOf(bench.path("left2")).mid(layout.segments[1] + 32, 96), QByteArray(96, '\0'));
}

void TestSpoolJournal::memoryIsReused()
{
    Bench bench;
    auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
    const QByteArray batch = encoded(madeUpRecords(0, 100));
    QVERIFY(writer->append(bytesOf(batch)));
    const qint64 first = writer->size();
    QVERIFY(writer->append(bytesOf(batch)));
    // 32 bytes for a frame of 100 packets: 0.17 %.
    QCOMPARE(writer->size() - first, qint64{batch.size() + 32});
}

EARSHOT_TEST(tst_spooljournal, TestSpoolJournal)
#include "tst_spooljournal.moc"
