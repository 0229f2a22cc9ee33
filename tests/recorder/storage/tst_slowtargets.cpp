// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/storage/lyingftp.h"
#include "tests/recorder/storage/targetexam.h"
#include "tests/support/storagepeers.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QElapsedTimer>

#include <future>
#include <semaphore>

using namespace recorder;
using namespace tests;
using namespace std::chrono_literals;

namespace
{

constexpr int kPace = 100;         ///< bytes in a tenth of a second
constexpr int kSmallBuffer = 2048; ///< what waits in it is there: it empties within some 2 s
constexpr qsizetype kSize = 16'000;

StoragePatience patient(std::chrono::milliseconds stall)
{
    StoragePatience patience;
    patience.stall = stall;
    return patience;
}

std::unique_ptr<StorageTarget> opened(const StorageTargetSettings &settings, const StoragePatience &patience,
                                      const StorageEnvironment &environment = {})
{
    auto target = openStorageTarget(settings, environment, patience);
    if (!target) {
        qFatal("%s", qPrintable(target.error().message));
    }
    return std::move(*target);
}

StorageTargetSettings s3At(int port)
{
    StorageTargetSettings settings;
    settings.type = StorageType::S3;
    settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(port);
    settings.bucket = QStringLiteral("bucket");
    settings.accessKeyId = QStringLiteral("K");
    settings.secretAccessKey = QStringLiteral("S");
    return settings;
}

QByteArray storedSizeOf(const HttpStub::Request &request, qsizetype size)
{
    return request.method == "HEAD" ? HttpStub::answer(200, {}, {}, size)
                                    : HttpStub::answer(200, "ETag: \"x\"\r\n");
}

/// What became of a put of "a" that was stopped when it had begun, and how long that took.
struct Broken {
    QString cause;
    qint64 ms = 0;
};
Broken brokenOff(const StorageTargetSettings &settings, const QString &file,
                 const std::function<bool()> &begun, const StorageEnvironment &environment = {})
{
    std::atomic<bool> stop = false;
    StoragePatience patience;
    patience.stop = &stop;
    const auto target = opened(settings, patience, environment);
    auto put = std::async(std::launch::async, [&] { return target->put(file, QStringLiteral("a"), {}); });
    const bool on = QTest::qWaitFor(begun, 20'000);
    QElapsedTimer timer;
    timer.start();
    stop = true;
    const auto stored = put.get();
    return {on ? causeIn(stored) : QStringLiteral("it did not begin"), timer.elapsed()};
}

} // namespace

/// A line of 1 kB/s: this machine's system takes a whole file into its buffers at once and sends for many
/// times as long as the patience lasts. What still arrives is no standing still.
class TstSlowTargets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void s3GoesOnWhileItMoves()
    {
        const HttpStub stub([](const HttpStub::Request &request) { return storedSizeOf(request, kSize); });
        Relay relay(stub.port(), kSmallBuffer);
        relay.slowRequests(kPace);
        SourceFolder files;
        QElapsedTimer timer;
        timer.start();
        const auto stored =
            opened(s3At(relay.port()), patient(5s))->put(files.file(noise(kSize)), QStringLiteral("a"), {});
        EXAM_STORED(stored, noise(kSize));
        QVERIFY2(timer.elapsed() > 12'000, "it was not slow");
        QVERIFY(stub.requests().first().body == noise(kSize));
    }

    void ftpGoesOnWhileItMoves()
    {
        const LyingFtp server({{"SIZE", "213 " + QByteArray::number(kSize)}}, kPace);
        SourceFolder files;
        QElapsedTimer timer;
        timer.start();
        const auto stored =
            opened(server.settings(), patient(5s))->put(files.file(noise(kSize)), QStringLiteral("a"), {});
        EXAM_STORED(stored, noise(kSize));
        QVERIFY2(timer.elapsed() > 12'000, "it was not slow");
        QCOMPARE(server.received(), kSize);
        QVERIFY(server.heard("RNTO a"));
    }

    /// Each answer of SFTP is to 32 KiB, which take longer than the patience.
    void sftpGoesOnWhileItMoves()
    {
        constexpr int kFourTimes = 4 * kPace;
        constexpr qsizetype kSeveral = 60'000;
        const SftpPeer peer;
        StorageTargetSettings settings = peer.settings();
        Relay relay(settings.port, kSmallBuffer);
        settings.port = relay.port();
        const auto target = opened(settings, patient(5s));
        QVERIFY(!target->stat(QStringLiteral("a"))); // keys are exchanged
        relay.slowRequests(kFourTimes);
        SourceFolder files;
        QElapsedTimer timer;
        timer.start();
        const auto stored = target->put(files.file(noise(kSeveral)), QStringLiteral("a"), {});
        EXAM_STORED(stored, noise(kSeveral));
        QVERIFY2(timer.elapsed() > 12'000, "it was not slow");
    }

    void s3ThatStopsIsBrokenOff()
    {
        const HttpStub stub([](const HttpStub::Request &request) { return storedSizeOf(request, kSize); });
        Relay relay(stub.port(), kSmallBuffer);
        relay.slowRequests(kPace);
        relay.haltAfter(2000);
        SourceFolder files;
        const auto target = opened(s3At(relay.port()), patient(3s));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(causeIn(target->put(files.file(noise(kSize)), QStringLiteral("a"), {})),
                 QStringLiteral("timeout"));
        QVERIFY(timer.elapsed() > 3'000 && timer.elapsed() < 12'000);
        QVERIFY(stub.requests().isEmpty());
        // And the next one begins anew.
        relay.haltAfter(-1);
        relay.slowRequests(0);
        QVERIFY(target->put(files.file(noise(kSize)), QStringLiteral("a"), {}));
    }

    void ftpThatStopsIsBrokenOff()
    {
        const LyingFtp server({{"SIZE", "213 " + QByteArray::number(kSize)}}, kPace, 2000);
        SourceFolder files;
        auto target = opened(server.settings(), patient(3s));
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(causeIn(target->put(files.file(noise(kSize)), QStringLiteral("a"), {})),
                 QStringLiteral("timeout"));
        target.reset(); // nor does the goodbye wait
        QVERIFY(timer.elapsed() > 3'000 && timer.elapsed() < 12'000);
        QVERIFY(!server.heard("RNTO a"));
    }

    /// A whole small object lies in this machine's buffers: it must not appear when nobody waits for it.
    void s3IsStoppedAtOnce()
    {
        const HttpStub stub([](const HttpStub::Request &request) { return storedSizeOf(request, kSize); });
        Relay relay(stub.port(), kSmallBuffer);
        relay.slowRequests(kPace);
        SourceFolder files;
        const Broken broken = brokenOff(s3At(relay.port()), files.file(noise(kSize)),
                                        [&relay] { return relay.taken() > 1000; });
        QCOMPARE(broken.cause, QStringLiteral("cancelled"));
        QVERIFY2(broken.ms < 1000, qPrintable(QString::number(broken.ms)));
        relay.slowRequests(0);
        QVERIFY(opened(s3At(relay.port()), {})->put(files.file(noise(kSize)), QStringLiteral("b"), {}));
        for (const HttpStub::Request &request : stub.requests()) {
            QCOMPARE(request.path, QByteArrayLiteral("/bucket/b"));
        }
    }

    /// Parts that nobody puts together would be paid for, for ever.
    void s3LeavesNoPartsWhenItIsStopped()
    {
        std::counting_semaphore<> over{0};
        const HttpStub stub([&over](const HttpStub::Request &request) {
            if (request.method == "POST") {
                return HttpStub::answer(200, {},
                                        "<InitiateMultipartUploadResult><UploadId>u1</UploadId>"
                                        "</InitiateMultipartUploadResult>");
            }
            if (request.method == "PUT") {
                static_cast<void>(over.try_acquire_for(20s)); // the answer takes its time
            }
            return HttpStub::answer(204);
        });
        StorageEnvironment environment;
        environment.multipartFrom = 10;
        environment.partSize = 1000;
        SourceFolder files;
        const auto isSending = [&stub] { return stub.requests().size() == 2; };
        const Broken broken = brokenOff(s3At(stub.port()), files.file(noise(5000)), isSending, environment);
        over.release();
        QCOMPARE(broken.cause, QStringLiteral("cancelled"));
        QVERIFY2(broken.ms < 1500, qPrintable(QString::number(broken.ms)));
        QCOMPARE(stub.requests().size(), qsizetype{3});
        QCOMPARE(stub.requests().last().method, QByteArrayLiteral("DELETE"));
        QCOMPARE(stub.requests().last().path, QByteArrayLiteral("/bucket/a?uploadId=u1"));
    }

    void ftpIsStoppedAtOnce()
    {
        const LyingFtp server({{"SIZE", "213 " + QByteArray::number(kSize)}}, kPace);
        SourceFolder files;
        const Broken broken = brokenOff(server.settings(), files.file(noise(kSize)),
                                        [&server] { return server.received() > 500; });
        QCOMPARE(broken.cause, QStringLiteral("cancelled"));
        QVERIFY2(broken.ms < 2000, qPrintable(QString::number(broken.ms))); // libcurl looks once a second
        QVERIFY(server.heard("STOR a.part"));
        QVERIFY(!server.heard("RNTO a"));
        QVERIFY(opened(server.settings(), {})->discard(QStringLiteral("a"))); // what lies beside it goes
        QVERIFY(server.heard("DELE a.part") && server.heard("DELE a"));
    }

    void sftpIsStoppedAtOnce()
    {
        const SftpPeer peer;
        StorageTargetSettings settings = peer.settings();
        Relay relay(settings.port, kSmallBuffer);
        settings.port = relay.port();
        relay.slowRequests(16 * kPace);
        SourceFolder files;
        const Broken broken =
            brokenOff(settings, files.file(noise(400'000)), [&relay] { return relay.taken() > 40'000; });
        QCOMPARE(broken.cause, QStringLiteral("cancelled"));
        QVERIFY2(broken.ms < 1000, qPrintable(QString::number(broken.ms)));
        relay.slowRequests(0);
        const auto again = opened(settings, {});
        QCOMPARE(causeIn(again->stat(QStringLiteral("a"))), QStringLiteral("not-found"));
        QVERIFY(again->stat(QStringLiteral("a.part")));
        QVERIFY(again->discard(QStringLiteral("a")));
        QCOMPARE(causeIn(again->stat(QStringLiteral("a.part"))), QStringLiteral("not-found"));
    }

    /// What nobody else knows of is removed all the same.
    void aStoppedSessionHasALastWord()
    {
        const std::atomic<bool> stop = true;
        StoragePatience patience;
        patience.stop = &stop;
        const HttpStub stub([](const HttpStub::Request &request) {
            return HttpStub::answer(request.method == "HEAD" ? 404 : 204);
        });
        const auto s3 = opened(s3At(stub.port()), patience);
        QCOMPARE(causeIn(s3->remove(QStringLiteral("a"))), QStringLiteral("cancelled"));
        QVERIFY(s3->discard(QStringLiteral("a")));
        QCOMPARE(stub.requests().last().method, QByteArrayLiteral("DELETE"));
        QCOMPARE(stub.requests().last().path, QByteArrayLiteral("/bucket/a"));
        const LyingFtp server({});
        const auto ftp = opened(server.settings(), patience);
        QCOMPARE(causeIn(ftp->remove(QStringLiteral("a"))), QStringLiteral("cancelled"));
        QVERIFY(!server.heard("DELE a"));
        QVERIFY(ftp->discard(QStringLiteral("a")));
        QVERIFY(server.heard("DELE a.part") && server.heard("DELE a"));
    }

    void aLocalOneIsStoppedAtOnce()
    {
        const QTemporaryDir dir;
        const QTemporaryDir from;
        StorageTargetSettings settings;
        settings.basePath = dir.path();
        QFile large(from.filePath(QStringLiteral("large")));
        QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(qint64{4} << 30)); // with nothing in it
        const Broken broken = brokenOff(settings, large.fileName(), [&dir] {
            return QFile::exists(dir.filePath(QStringLiteral("a.part")));
        });
        QCOMPARE(broken.cause, QStringLiteral("cancelled"));
        QVERIFY2(broken.ms < 1000, qPrintable(QString::number(broken.ms)));
        QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList());
    }

    /// Sessions end on the thread that wakes the workers of all targets.
    void nobodyWaitsForGoodbyes()
    {
        const LyingFtp server({{"SIZE", "213 10"}, {"QUIT", LyingFtp::kSilence}});
        SourceFolder files;
        auto target = opened(server.settings(), patient(30s));
        QVERIFY(target->put(files.file(noise(10)), QStringLiteral("a"), {}));
        QElapsedTimer timer;
        timer.start();
        target.reset();
        QVERIFY(timer.elapsed() < 3'000);
        QTRY_VERIFY(server.heard("QUIT"));
    }
};

EARSHOT_TEST(tst_slowtargets, TstSlowTargets)
#include "tst_slowtargets.moc"
