// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/storagetarget.h"

#include "common/crypto/sha256.h"
#include "tests/support/storagepeers.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

/// Files a second that one worker stores on each kind of target on loopback, each verified as put() does:
/// median of the runs. Files of 100 KB: a call of two minutes as MP3.
using namespace recorder;

namespace
{

double filesPerSecond(const StorageTargetSettings &settings, const QString &file, const QByteArray &sha256,
                      int files, int runs)
{
    auto target = openStorageTarget(settings, {}, {});
    if (!target) {
        qFatal("%s", qPrintable(target.error().message));
    }
    std::vector<double> rates;
    for (int run = -1; run < runs; ++run) { // the first one warms the server and does not count
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < files; ++i) {
            const auto stored = (*target)->put(file, QStringLiteral("2026/%1/%2.mp3").arg(run).arg(i),
                                               {sha256, QStringLiteral("audio/mpeg")});
            if (!stored) {
                qFatal("%s: %s", qPrintable(keyOf(settings.type)), qPrintable(stored.error().message));
            }
        }
        if (run < 0) {
            continue;
        }
        rates.push_back(files * 1000.0 / static_cast<double>(std::max<qint64>(timer.elapsed(), 1)));
    }
    std::sort(rates.begin(), rates.end());
    return rates.at(rates.size() / 2);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("files"), QStringLiteral("files a run"), QStringLiteral("n"), QStringLiteral("300")},
         {QStringLiteral("runs"), QStringLiteral("runs"), QStringLiteral("n"), QStringLiteral("3")},
         {QStringLiteral("check"), QStringLiteral("fail below so many files a second"), QStringLiteral("n"),
          QStringLiteral("0")}});
    parser.process(app);
    const QTemporaryDir dir;
    const QByteArray content(100'000, 'x');
    QFile source(dir.filePath(QStringLiteral("call.mp3")));
    if (!source.open(QIODevice::WriteOnly) || source.write(content) != content.size()) {
        qFatal("no file");
    }
    source.close();
    StorageTargetSettings local;
    local.basePath = dir.path();
    const tests::FtpPeer ftp;
    const tests::SftpPeer sftp;
    const tests::S3Peer s3;
    const QList<QPair<QString, StorageTargetSettings>> targets{
        {QStringLiteral("local"), local},
        {QStringLiteral("ftp"), ftp.settings(tests::FtpPeer::Tls::None)},
        {QStringLiteral("ftps"), ftp.settings(tests::FtpPeer::Tls::Explicit)},
        {QStringLiteral("sftp"), sftp.settings()},
        {QStringLiteral("s3"), s3.settings()}};
    QJsonObject figures;
    bool good = true;
    for (const auto &[name, settings] : targets) {
        const double rate = filesPerSecond(settings, source.fileName(), common::sha256(content),
                                           parser.value(QStringLiteral("files")).toInt(),
                                           parser.value(QStringLiteral("runs")).toInt());
        figures.insert(QStringLiteral("upload.files_per_s.") + name, std::round(rate * 10) / 10);
        good = good && rate >= parser.value(QStringLiteral("check")).toDouble();
    }
    std::printf("%s", QJsonDocument(figures).toJson().constData());
    return good ? 0 : 1;
}
