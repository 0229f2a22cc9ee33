// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/uploadpool.h"

#include "common/audio/peaks.h"

#include "tests/recorder/upload/uploadworld.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <cmath>
#include <cstdio>
#include <unistd.h>

/// The whole way of files to a local target: the queue in PostgreSQL, the workers of a recorder, each file
/// stored, read again and compared, noted, and its copy unlinked. Every file is looked at afterwards: all
/// there, no copy left.
///
/// upload.queue_files_per_s.local: 100,000 files of 4 KB once; the small size makes the number of files what
/// counts.
/// upload.drain_ratio: a backlog of calls as they are, each of 180 s with its audio (MP3 as set by default,
/// 32 kbit/s), peaks and signalling: files stored a second ÷ files a second that 1,000 busy lines make. They
/// make 1,000 / 180 s = 5.6 calls and 16.7 files a second, so 10, the goal, is 167 files and 45 MB a second
/// with their syncs: a day's outage is over in two and a half hours.
using namespace recorder;

namespace
{

constexpr int kPerFolder = 1000;
constexpr double kGoal = 50;
constexpr int kBusyLines = 1000;
constexpr int kMeanSeconds = 180;

/// What is in the queue: `calls` times files of these sizes, by position.
struct Load {
    int calls = 0;
    QList<qint64> sizes;

    int files() const { return calls * static_cast<int>(sizes.size()); }
};

Load smallFiles(int files)
{
    return {files, {4096}};
}

Load wholeCalls(int calls)
{
    constexpr qint64 kAudioPerSecond = 32'000 / 8;
    const common::PeaksLayout peaks{8000, 2, qint64{kMeanSeconds} * 8000};
    return {calls, {kMeanSeconds * kAudioPerSecond, peaks.fileSize(), 6000}};
}

/// Names of one inode: links are made at once, and are unlinked one by one like any file.
void fillFolder(const QString &folder, const QByteArray &content, int position, int from, int count)
{
    if (!QDir().mkpath(folder)) {
        qFatal("no folder");
    }
    const auto name = [&](int n) {
        return QFile::encodeName(QStringLiteral("%1/%2-%3.mp3").arg(folder).arg(n).arg(position));
    };
    QFile file(QFile::decodeName(name(from)));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.flush()) {
        qFatal("no file");
    }
    for (int n = from + 1; n < from + count; ++n) {
        if (::link(name(from).constData(), name(n).constData()) != 0) {
            qFatal("no link");
        }
    }
}

/// Files in the recorder's folder with their rows, as registering their calls would have left them.
void fill(tests::UploadWorld &world, const Load &load)
{
    world.ask(QStringLiteral("SELECT ensure_month(now())"));
    const qint64 nowMs = QDateTime::currentMSecsSinceEpoch();
    for (int position = 0; position < load.sizes.size(); ++position) {
        const QByteArray content(load.sizes.at(position), static_cast<char>('x' + position));
        for (int from = 0; from < load.calls; from += kPerFolder) {
            fillFolder(QStringLiteral("%1/in/%2").arg(world.root()).arg(from / kPerFolder), content, position,
                       from, std::min(kPerFolder, load.calls - from));
        }
        world.ask(QStringLiteral(
                      "WITH n AS (SELECT n, 'in/' || n / %1 || '/' || n || '-%2.mp3' AS source, "
                      "uuid_floor(to_timestamp(%5 / 1000.0) - n * interval '1 millisecond') AS id FROM "
                      "generate_series(0, %3 - 1) n), f AS (INSERT INTO media_files (call_id, size, "
                      "tenant_id, position, kind, storage_target, format, path, sha256) SELECT id, %4, 1, "
                      "%2, 1, 1, 'mp3', source, decode('%6', 'hex') FROM n) INSERT INTO uploads (call_id, "
                      "position, tenant_id, target, host, source, path, size, sha256, format, created_ms, "
                      "due_ms) SELECT id, %2, 1, 2, '%7', source, '2026/' || n / %1 || '/' || id || "
                      "'-%2.mp3', %4, decode('%6', 'hex'), 'mp3', 1, 0 FROM n")
                      .arg(kPerFolder)
                      .arg(position)
                      .arg(load.calls)
                      .arg(content.size())
                      .arg(nowMs)
                      .arg(QString::fromLatin1(common::sha256(content).toHex()), tests::UploadWorld::kHost));
    }
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

/// Files a second, of a queue of its own.
double drained(const Load &load)
{
    tests::UploadWorld world;
    fill(world, load);
    const double rate = filesPerSecond(world, load.files());
    if (!allIsThere(world, load.files())) {
        qFatal("files were lost, or are there twice");
    }
    return rate;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("files"), QStringLiteral("how many"), QStringLiteral("n"), QStringLiteral("100000")},
         {QStringLiteral("calls"), QStringLiteral("whole ones"), QStringLiteral("n"), QStringLiteral("1000")},
         {QStringLiteral("check"), QStringLiteral("fail below 50 small files a second")}});
    parser.process(app);
    const int files = parser.value(QStringLiteral("files")).toInt();
    const double rate = drained(smallFiles(files));
    const Load calls = wholeCalls(parser.value(QStringLiteral("calls")).toInt());
    const double made = double(kBusyLines) / kMeanSeconds * static_cast<double>(calls.sizes.size());
    const double ratio = drained(calls) / made;
    const QJsonObject figures{{QStringLiteral("upload.queue_files"), files},
                              {QStringLiteral("upload.queue_files_per_s.local"), std::round(rate * 10) / 10},
                              {QStringLiteral("upload.drain_ratio"), std::round(ratio * 10) / 10}};
    std::printf("%s", QJsonDocument(figures).toJson().constData());
    return rate >= kGoal || !parser.isSet(QStringLiteral("check")) ? 0 : 1;
}
