// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/uploadpool.h"

#include "tests/recorder/upload/uploadworld.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <cmath>
#include <cstdio>

/// The whole way of files to a local target: the queue in PostgreSQL, the workers of a recorder, each file
/// stored, read again and compared, noted, and its copy unlinked. 100,000 files of 4 KB once; the small size
/// makes the number of files what counts. Every file is looked at afterwards: all there, no copy left.
using namespace recorder;

namespace
{

constexpr int kSize = 4096;
constexpr int kPerFolder = 1000;
constexpr double kGoal = 50;

/// Files in the recorder's folder with their rows, as registering their calls would have left them.
void fill(tests::UploadWorld &world, int files)
{
    const QByteArray content(kSize, 'x');
    for (int n = 0; n < files; ++n) {
        const QString folder = QStringLiteral("%1/in/%2").arg(world.root()).arg(n / kPerFolder);
        if (n % kPerFolder == 0 && !QDir().mkpath(folder)) {
            qFatal("no folder");
        }
        QFile file(QStringLiteral("%1/%2.mp3").arg(folder).arg(n));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != kSize) {
            qFatal("no file");
        }
    }
    world.ask(QStringLiteral("SELECT ensure_month(now())"));
    world.ask(QStringLiteral(
                  "WITH n AS (SELECT n, uuid_floor(now() - n * interval '1 millisecond') AS id FROM "
                  "generate_series(0, %1 - 1) n), f AS (INSERT INTO media_files (call_id, size, tenant_id, "
                  "position, kind, storage_target, format, path, sha256) SELECT id, %2, 1, 0, 1, 1, 'mp3', "
                  "'in/' || n / %3 || '/' || n || '.mp3', decode('%4', 'hex') FROM n) INSERT INTO uploads "
                  "(call_id, position, tenant_id, target, host, source, path, size, sha256, format, "
                  "created_ms, due_ms) SELECT id, 0, 1, 2, '%5', 'in/' || n / %3 || '/' || n || '.mp3', "
                  "'2026/' || n / %3 || '/' || id || '.mp3', %2, decode('%4', 'hex'), 'mp3', 1, 0 FROM n")
                  .arg(files)
                  .arg(kSize)
                  .arg(kPerFolder)
                  .arg(QString::fromLatin1(common::sha256(content).toHex()), tests::UploadWorld::kHost));
}

double filesPerSecond(tests::UploadWorld &world, int files)
{
    UploadPoolOptions options;
    options.database = world.db.options();
    options.host = tests::UploadWorld::kHost;
    options.recordingsRoot = world.root();
    options.keepCopy = std::chrono::milliseconds(0);
    const common::SystemClock clock;
    const auto stop = std::make_shared<std::atomic<bool>>(false);
    const OpenTarget open = [&world](TargetKey key) {
        StorageTargetSettings settings;
        settings.basePath = world.targetRoot(static_cast<int>(key));
        return openStorageTarget(settings, {}, {});
    };
    QElapsedTimer timer;
    timer.start();
    const UploadPool pool(options, clock, open, stop);
    while (world.count(QStringLiteral("uploads")) > 0) {
        QThread::msleep(200);
    }
    return files * 1000.0 / static_cast<double>(std::max<qint64>(timer.elapsed(), 1));
}

bool allIsThere(const tests::UploadWorld &world, int files)
{
    return world.filesBelow(world.targetRoot(2)).size() == files &&
           world.filesBelow(world.root()).isEmpty() &&
           world.count(QStringLiteral("media_files WHERE storage_target = 2 AND path LIKE '2026/%'")) ==
               files;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("files"), QStringLiteral("how many"), QStringLiteral("n"), QStringLiteral("100000")},
         {QStringLiteral("check"), QStringLiteral("fail below 50 files a second")}});
    parser.process(app);
    const int files = parser.value(QStringLiteral("files")).toInt();
    tests::UploadWorld world;
    fill(world, files);
    const double rate = filesPerSecond(world, files);
    if (!allIsThere(world, files)) {
        qFatal("files were lost, or are there twice");
    }
    const QJsonObject figures{{QStringLiteral("upload.queue_files"), files},
                              {QStringLiteral("upload.queue_files_per_s.local"), std::round(rate * 10) / 10}};
    std::printf("%s", QJsonDocument(figures).toJson().constData());
    return rate >= kGoal || !parser.isSet(QStringLiteral("check")) ? 0 : 1;
}
