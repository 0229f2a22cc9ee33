// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/storage/lyingftp.h"
#include "tests/recorder/storage/targetexam.h"
#include "tests/support/storagepeers.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>

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

std::unique_ptr<StorageTarget> opened(const StorageTargetSettings &settings, const StoragePatience &patience)
{
    auto target = openStorageTarget(settings, {}, patience);
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
