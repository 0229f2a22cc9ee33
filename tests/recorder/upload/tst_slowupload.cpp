// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/uploadpool.h"

#include "tests/recorder/storage/stubs.h"
#include "tests/recorder/upload/moveworld.h"
#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;
using tests::HttpStub;
using tests::UploadWorld;

namespace
{

/// Objects, as S3 keeps them.
class Bucket
{
public:
    int port() const { return m_stub.port(); }
    QSet<QByteArray> hashes() const
    {
        return m_objects.with([](const auto &all) {
            QSet<QByteArray> hashes;
            for (const QByteArray &object : all) {
                hashes.insert(common::sha256(object));
            }
            return hashes;
        });
    }

private:
    static QByteArray etagOf(const QByteArray &object)
    {
        return "ETag: \"" + QCryptographicHash::hash(object, QCryptographicHash::Md5).toHex() + "\"\r\n";
    }
    QByteArray answerTo(const HttpStub::Request &request)
    {
        return m_objects.with([&request](QMap<QByteArray, QByteArray> &all) {
            if (request.method == "PUT") {
                all.insert(request.path, request.body);
                return HttpStub::answer(200, etagOf(request.body));
            }
            if (request.method == "DELETE") {
                all.remove(request.path);
                return HttpStub::answer(204);
            }
            const auto found = all.constFind(request.path);
            return found == all.constEnd()
                       ? HttpStub::answer(404)
                       : HttpStub::answer(200,
                                          "x-amz-meta-sha256: " + common::sha256(*found).toHex() + "\r\n" +
                                              etagOf(*found),
                                          {}, found->size());
        });
    }

    common::Guarded<QMap<QByteArray, QByteArray>> m_objects;
    HttpStub m_stub{[this](const HttpStub::Request &request) { return answerTo(request); }};
};

using Stop = std::shared_ptr<const std::atomic<bool>>;

/// The world's folders, but one target is a bucket at that port.
OpenTarget openerFor(UploadWorld &world, int bucket, int port, const Stop &stop)
{
    return [folders = world.opener(), bucket, port, stop](TargetKey target) {
        if (static_cast<int>(target) != bucket) {
            return folders(target);
        }
        StorageTargetSettings settings;
        settings.type = StorageType::S3;
        settings.endpoint = QStringLiteral("http://127.0.0.1:%1").arg(port);
        settings.bucket = QStringLiteral("bucket");
        settings.accessKeyId = QStringLiteral("K");
        settings.secretAccessKey = QStringLiteral("S");
        StoragePatience patience;
        patience.stall = 5s;
        patience.stop = stop.get();
        return openStorageTarget(settings, {}, patience);
    };
}

} // namespace

class TestSlowUpload : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// At 1 kB/s: what moves is waited for, beyond the patience, and others pass it by.
    void aSlowTargetHoldsUpNoOther()
    {
        UploadWorld world;
        world.addTarget(3);
        const Bucket bucket;
        tests::Relay relay(bucket.port(), 2048);
        relay.slowRequests(100);
        world.setRule(2);
        const auto slow = world.record(1, 12'000);
        world.setRule(3);
        const common::SystemClock clock;
        const auto stop = std::make_shared<std::atomic<bool>>(false);
        UploadPoolOptions options;
        options.database = world.db.options();
        options.host = UploadWorld::kHost;
        options.recordingsRoot = world.root();
        options.look = 50ms;
        options.backlog = 50ms;
        options.keepCopy = 0ms;
        const UploadPool pool(options, clock, openerFor(world, 2, relay.port(), stop), stop);
        QTRY_VERIFY_WITH_TIMEOUT(relay.connections() > 0, 10000);
        const auto fine = world.record(2); // when the other is on its way already
        QTRY_VERIFY_WITH_TIMEOUT(world.isStored(fine, 3), 10000);
        QVERIFY(bucket.hashes().isEmpty());
        QVERIFY(world.copiesAreThere(slow));
        // Whatever is not there yet is here.
        QTRY_VERIFY_WITH_TIMEOUT(!bucket.hashes().isEmpty(), 30000);
        QVERIFY(bucket.hashes().size() < slow.files.size());
        for (const common::MediaFile &file : slow.files) {
            const auto copy = common::sha256OfFile(world.root() + QLatin1Char('/') + file.path);
            QVERIFY((copy && *copy == file.sha256) || bucket.hashes().contains(file.sha256));
        }
        QTRY_COMPARE_WITH_TIMEOUT(world.count(QStringLiteral("uploads")), 0, 60000);
        QSet<QByteArray> wanted;
        for (const common::MediaFile &file : slow.files) {
            wanted.insert(file.sha256);
        }
        QCOMPARE(bucket.hashes(), wanted);
        QCOMPARE(pool.state().failures, quint64{0});
        QCOMPARE(world.filesBelow(world.root()), QStringList());
    }
    /// Somebody stops a job whose file would be on its way for a minute.
    void aStoppedMoveEndsInTheMiddleOfAFile()
    {
        tests::MoveWorld world(0);
        const common::FinishedCall call = world.record(1, 60'000);
        world.storeWaiting();
        QVERIFY(world.isStored(call, 2));
        const Bucket bucket;
        tests::Relay relay(bucket.port(), 2048);
        relay.slowRequests(100);
        const OpenUntil open = [&](const Stop &stop) { return openerFor(world, 3, relay.port(), stop); };
        JobRunnerOptions options;
        options.pool = world.db.options();
        options.host = UploadWorld::kHost;
        options.beat = 50ms;
        options.look = 50ms;
        const JobRunner runner(
            options, world.hub, world.real,
            {std::make_shared<StorageMove>(open, MoveFolders{world.work(), world.root()}, 0ms)});
        const auto job = world.queueMove();
        QVERIFY(job);
        const QString copies = QStringLiteral("storage_leftovers WHERE target = 3 AND NOT settled");
        QTRY_COMPARE_WITH_TIMEOUT(world.count(copies), 3, 30000); // the small file of the beginning is gone
        const qint64 before = relay.taken();
        QTRY_VERIFY_WITH_TIMEOUT(relay.taken() > before + 3000, 30000);
        QElapsedTimer timer;
        timer.start();
        const auto stopped = world.pool.run<bool>([&](Transaction &transaction) -> common::Result<bool> {
            return JobRepository(transaction).cancel(*job, common::toUnixMs(world.real.wall()));
        });
        QVERIFY(stopped && *stopped);
        QTRY_COMPARE_WITH_TIMEOUT(world.ask(QStringLiteral("SELECT state FROM jobs WHERE kind = "
                                                           "'storage-move'")),
                                  QStringList{QStringLiteral("cancelled")}, 30000);
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        QVERIFY(world.isStored(call, 2));
        QCOMPARE(bucket.hashes(), QSet<QByteArray>());
        QCOMPARE(world.filesBelow(world.work()), QStringList());
        QCOMPARE(world.count(copies), 3);
        // Whatever of them has arrived goes, with the next look beside the uploads.
        relay.slowRequests(0);
        const auto stop = std::make_shared<std::atomic<bool>>(false);
        UploadPoolOptions uploads;
        uploads.database = world.db.options();
        uploads.host = UploadWorld::kHost;
        uploads.recordingsRoot = world.root();
        uploads.keepCopy = 0ms;
        uploads.leftovers = 50ms;
        const UploadPool pool(uploads, world.real, openerFor(world, 3, relay.port(), stop), stop);
        QTRY_COMPARE_WITH_TIMEOUT(world.count(copies), 0, 20000);
        QVERIFY(world.isStored(call, 2));
    }
};

EARSHOT_TEST(tst_slowupload, TestSlowUpload)
#include "tst_slowupload.moc"
