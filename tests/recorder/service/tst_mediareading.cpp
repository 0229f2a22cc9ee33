// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/mediareading.h"

#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <algorithm>
#include <random>
#include <sys/stat.h>
#include <unistd.h>

using namespace recorder;
using common::ErrorCode;
using common::MediaFile;

namespace
{

QByteArray noise(qsizetype size)
{
    std::mt19937 random(static_cast<unsigned>(size));
    QByteArray bytes(size, Qt::Uninitialized);
    std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random()); });
    return bytes;
}

QByteArray packed(std::string &&bytes)
{
    return QByteArray::fromStdString(bytes);
}

/// A folder of recordings with one file.
struct Root {
    explicit Root(const QByteArray &content, const QString &path = QStringLiteral("2026/11/call.mp3"))
    {
        file = {MediaFile::Kind::Audio, path, content.size(), common::sha256(content), QStringLiteral("mp3")};
        QDir(folder()).mkpath(QStringLiteral("2026/11"));
        write(content);
    }
    void write(const QByteArray &content) const
    {
        QFile on(folder() + QLatin1Char('/') + file.path);
        if (!on.open(QIODevice::WriteOnly) || on.write(content) != content.size()) {
            qFatal("no file");
        }
    }
    QString folder() const { return dir.filePath(QStringLiteral("recordings")); }

    QTemporaryDir dir;
    MediaFile file;
};

/// Reads to the end.
struct Taken {
    QByteArray bytes;
    common::Status end;
    qsizetype longest = 0;

    explicit Taken(const std::shared_ptr<MediaReading> &reading)
    {
        for (;;) {
            MediaReading::Step step = reading->next();
            if (step.kind == MediaReading::Step::Kind::End) {
                end = step.status;
                return;
            }
            longest = std::max(longest, step.bytes.size());
            bytes += step.bytes;
            if (step.kind == MediaReading::Step::Kind::Wait) {
                QThread::yieldCurrentThread();
            }
        }
    }
    QString reason() const { return end ? QString() : end.error().fields.value(QStringLiteral("file")); }
};

int openFiles()
{
    return static_cast<int>(QDir(QStringLiteral("/proc/self/fd"))
                                .entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)
                                .size());
}

} // namespace

class TestMediaReading : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everySize_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 65535, 65536, 65537, 8 * 65536, 8 * 65536 + 1, 3000000}) {
            QTest::addRow("%d", size) << size;
        }
    }
    void everySize()
    {
        QFETCH(int, size);
        const QByteArray content = noise(size);
        const Root root(content);
        MediaReaders readers;
        for (const qint64 offset : {0, 1, size / 2, size - 1, size}) {
            if (offset < 0 || offset > size) {
                continue;
            }
            const Taken taken(*readers.start({root.folder(), root.file, offset}, packed, [] {}));
            QVERIFY2(taken.end, taken.end ? "" : qPrintable(taken.end.error().message));
            QVERIFY(taken.bytes == content.mid(offset));
            QVERIFY(taken.longest <= MediaReading::kPiece);
        }
        QTRY_COMPARE(readers.open(), 0);
    }

    void offsetBeyondTheEnd()
    {
        const Root root(noise(100));
        MediaReaders readers;
        for (const qint64 offset : {qint64{-1}, qint64{101}, std::numeric_limits<qint64>::max()}) {
            const auto reading = readers.start({root.folder(), root.file, offset}, packed, [] {});
            QVERIFY(!reading);
            QCOMPARE(reading.error().code, ErrorCode::Invalid);
        }
        QCOMPARE(readers.open(), 0);
    }

    /// One byte is another one: said at the end, from wherever it is read.
    void changedFileIsTold()
    {
        QByteArray content = noise(500000);
        const Root root(content);
        content[17] = static_cast<char>(content.at(17) ^ 1);
        root.write(content);
        MediaReaders readers;
        for (const qint64 offset : {0, 18, 500000}) {
            const Taken taken(*readers.start({root.folder(), root.file, offset}, packed, [] {}));
            QVERIFY(!taken.end);
            QCOMPARE(taken.end.error().code, ErrorCode::Conflict);
            QCOMPARE(taken.reason(), QStringLiteral("damaged"));
        }
        root.write(content.left(1000));
        const Taken shorter(*readers.start({root.folder(), root.file, 0}, packed, [] {}));
        QCOMPARE(shorter.reason(), QStringLiteral("damaged"));
        QVERIFY(shorter.bytes.isEmpty());
        QFile::remove(root.folder() + QLatin1Char('/') + root.file.path);
        QCOMPARE(Taken(*readers.start({root.folder(), root.file, 0}, packed, [] {})).reason(),
                 QStringLiteral("missing"));
    }

    /// Paths that a damaged or hostile row could hold.
    void neverLeavesTheRoot_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *path :
             {"../outside", "2026/../../outside", "2026/11/../../../outside", "/etc/passwd", "", ".", "..",
              "2026//11/call.mp3", "2026/11/", "./2026/11/call.mp3", "link/outside", "linked-file", "2026/11",
              "2026/11/pipe"}) {
            QTest::newRow(path) << QString::fromLatin1(path);
        }
        QTest::newRow("nul") << QStringLiteral("2026/11/call.mp3") + QChar(u'\0') + QStringLiteral("x");
    }
    void neverLeavesTheRoot()
    {
        QFETCH(QString, path);
        const QByteArray content = noise(1000);
        Root root(content);
        QFile outside(root.dir.filePath(QStringLiteral("outside")));
        QVERIFY(outside.open(QIODevice::WriteOnly) && outside.write(content) == content.size());
        outside.close();
        QVERIFY(QFile::link(root.dir.path(), root.folder() + QStringLiteral("/link")));
        QVERIFY(QFile::link(outside.fileName(), root.folder() + QStringLiteral("/linked-file")));
        QCOMPARE(
            ::mkfifo(QFile::encodeName(root.folder() + QStringLiteral("/2026/11/pipe")).constData(), 0600),
            0);
        root.file.path = path;
        MediaReaders readers;
        const Taken taken(*readers.start({root.folder(), root.file, 0}, packed, [] {}));
        QVERIFY(!taken.end);
        QCOMPARE(taken.end.error().code, ErrorCode::Conflict);
        QVERIFY(taken.bytes.isEmpty());
    }

    void manyAtOnceAreFair()
    {
        const QByteArray content = noise(1000000);
        const Root root(content);
        MediaReaders readers(2, 200);
        QList<std::shared_ptr<MediaReading>> all;
        for (int i = 0; i < 200; ++i) {
            all.append(*readers.start({root.folder(), root.file, 0}, packed, [] {}));
        }
        const auto refused = readers.start({root.folder(), root.file, 0}, packed, [] {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().fields.value(QStringLiteral("reason")), QStringLiteral("busy"));
        std::vector<qsizetype> read(static_cast<size_t>(all.size()), 0);
        qsizetype ended = 0;
        qsizetype behind = 0;
        while (ended < all.size()) {
            for (qsizetype i = 0; i < all.size(); ++i) {
                if (!all.at(i)) {
                    continue;
                }
                const auto step = all.at(i)->next();
                read[static_cast<size_t>(i)] += step.bytes.size();
                if (step.kind == MediaReading::Step::Kind::End) {
                    QVERIFY(step.status && read.at(static_cast<size_t>(i)) == content.size());
                    all[i].reset();
                    ++ended;
                }
            }
            const auto [least, most] = std::minmax_element(read.begin(), read.end());
            behind = std::max(behind, *most - *least);
        }
        QVERIFY2(behind < content.size(), qPrintable(QString::number(behind)));
        QTRY_COMPARE(readers.open(), 0);
    }

    void whoDoesNotTakeHoldsLittle()
    {
        const Root root(noise(10000000));
        MediaReaders readers;
        std::atomic<int> wakes = 0;
        const auto reading = *readers.start({root.folder(), root.file, 0}, packed, [&wakes] { ++wakes; });
        QCOMPARE(reading->next().kind, MediaReading::Step::Kind::Wait);
        QTRY_VERIFY(wakes > 0);
        QTest::qWait(50); // it would be through by now
        qsizetype ready = 0;
        size_t pieces = 0;
        while (pieces < MediaReading::kMostAhead) {
            const auto step = reading->next();
            if (step.kind == MediaReading::Step::Kind::Piece) {
                ++pieces;
                ready += step.bytes.size();
            }
        }
        QVERIFY(ready <= static_cast<qsizetype>(MediaReading::kMostAhead) * MediaReading::kPiece);
    }

    void stoppingClosesTheFile()
    {
        const Root root(noise(10000000));
        MediaReaders readers;
        const auto round = [&] {
            QList<std::shared_ptr<MediaReading>> all;
            for (int i = 0; i < 20; ++i) {
                all.append(*readers.start({root.folder(), root.file, 0}, packed, [] {}));
                while (all.last()->next().kind != MediaReading::Step::Kind::Piece) {
                    QThread::yieldCurrentThread();
                }
            }
            const int most = openFiles();
            for (const auto &reading : std::as_const(all)) {
                reading->stop();
            }
            return most;
        };
        round(); // the threads open something of their own
        QTRY_COMPARE(readers.open(), 0);
        const int before = openFiles();
        QVERIFY(round() >= before + 20);
        QTRY_COMPARE(readers.open(), 0);
        QTRY_COMPARE(openFiles(), before);
    }

    // ---- Files on storage targets

    void remoteFilesAreReadInLargePieces_data() { everySize_data(); }
    void remoteFilesAreReadInLargePieces()
    {
        QFETCH(int, size);
        const QByteArray content = noise(size);
        MediaFile file{MediaFile::Kind::Audio, QStringLiteral("2026/call.mp3"), size, common::sha256(content),
                       QStringLiteral("mp3")};
        MediaReaders readers;
        for (const qint64 offset : {0, size / 2, size}) {
            std::atomic<int> requests{0};
            const RemoteRead remote = [&](qint64 position, qint64 most) -> common::Result<std::string> {
                ++requests;
                return content.mid(position, most).toStdString();
            };
            const Taken taken(*readers.start({{}, file, offset, remote}, packed, [] {}));
            QVERIFY2(taken.end, taken.end ? "" : qPrintable(taken.end.error().message));
            QVERIFY(taken.bytes == content.mid(offset));
            QVERIFY(taken.longest <= MediaReading::kPiece);
            QVERIFY(requests <= size / (512 * 1024) + 1);
        }
        QTRY_COMPARE(readers.open(), 0);
    }
    void whatIsWrongWithRemoteFilesIsTold()
    {
        const QByteArray content = noise(700000);
        MediaFile file{MediaFile::Kind::Audio, QStringLiteral("call.mp3"), content.size(),
                       common::sha256(content), QStringLiteral("mp3")};
        MediaReaders readers;
        const auto reason = [&](const RemoteRead &remote) {
            const Taken taken(*readers.start({{}, file, 0, remote}, packed, [] {}));
            return taken.end ? QStringLiteral("good")
                             : common::keyOf(taken.end.error().code) + taken.reason();
        };
        QByteArray other = content;
        other[650000] = static_cast<char>(other.at(650000) ^ 1);
        QCOMPARE(reason([&](qint64 at, qint64 most) -> common::Result<std::string> {
                     return other.mid(at, most).toStdString();
                 }),
                 common::keyOf(ErrorCode::Conflict) + QLatin1String("damaged"));
        QCOMPARE(reason([&](qint64 at, qint64 most) -> common::Result<std::string> {
                     return content.mid(at, most).left(600000 - at).toStdString();
                 }),
                 common::keyOf(ErrorCode::Conflict) + QLatin1String("damaged"));
        QCOMPARE(reason([](qint64, qint64) -> common::Result<std::string> {
                     return common::fail(ErrorCode::NotFound, QStringLiteral("gone"));
                 }),
                 common::keyOf(ErrorCode::Conflict) + QLatin1String("missing"));
        QCOMPARE(reason([](qint64, qint64) -> common::Result<std::string> {
                     return common::fail(ErrorCode::Unavailable, QStringLiteral("refused"));
                 }),
                 common::keyOf(ErrorCode::Unavailable));
    }
    /// Targets that do not answer keep their own threads.
    void aTargetThatHangsHoldsUpNoLocalFile()
    {
        const Root root(noise(100000));
        std::atomic<bool> stop{false};
        MediaReaders readers;
        const MediaFile remoteFile{MediaFile::Kind::Audio, QStringLiteral("x"), 10, QByteArray(32, 'a'),
                                   QStringLiteral("mp3")};
        QList<std::shared_ptr<MediaReading>> hung;
        for (int i = 0; i < 20; ++i) {
            hung.append(*readers.start({{},
                                        remoteFile,
                                        0,
                                        [&stop](qint64, qint64) -> common::Result<std::string> {
                                            while (!stop) {
                                                QThread::msleep(5);
                                            }
                                            return common::fail(ErrorCode::Unavailable,
                                                                QStringLiteral("late"));
                                        }},
                                       packed, [] {}));
            (void)hung.last()->next();
        }
        const Taken taken(*readers.start({root.folder(), root.file, 0}, packed, [] {}));
        QVERIFY(taken.end);
        QCOMPARE(taken.bytes.size(), 100000);
        stop = true;
        hung.clear();
        QTRY_COMPARE(readers.open(), 0);
    }
};

EARSHOT_TEST(tst_mediareading, TestMediaReading)
#include "tst_mediareading.moc"
