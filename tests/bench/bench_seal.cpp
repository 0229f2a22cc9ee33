// SPDX-License-Identifier: GPL-3.0-or-later
// What sealed files cost: sealing 100 MB, opening them into memory (as a player does) and through a file (as
// a download does), with the memory that takes beyond the content itself.
// usage: bench_seal [megabytes [runs]] [--check]
#include "common/crypto/containerreader.h"
#include "common/crypto/containerwriter.h"
#include "common/crypto/loginkeys.h"
#include "common/crypto/qca.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

using namespace common;

namespace
{

constexpr qint64 kMegabyte = 1'000'000;

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

/// A line of /proc/self/status in MB, 0 without one.
double statusMegabytes(const char *line)
{
    QFile file(QStringLiteral("/proc/self/status"));
    for (const QByteArray &row :
         file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QList<QByteArray>()) {
        if (row.startsWith(line)) {
            return row.simplified().split(' ').value(1).toDouble() * 1024 / 1e6;
        }
    }
    return 0;
}

struct Cost {
    double seconds = -1;      ///< less than 0: it failed
    double peakMegabytes = 0; ///< above what was resident before
};

Cost costOf(const std::function<bool()> &work)
{
    QFile reset(QStringLiteral("/proc/self/clear_refs"));
    if (reset.open(QIODevice::WriteOnly)) {
        reset.write("5"); // VmHWM begins anew
        reset.close();
    }
    const double before = statusMegabytes("VmRSS:");
    QElapsedTimer clock;
    clock.start();
    const bool good = work();
    const double seconds = static_cast<double>(clock.nsecsElapsed()) / 1e9;
    return {good ? seconds : -1, statusMegabytes("VmHWM:") - before};
}

bool seal(const QString &name, qint64 size, const SealingKey &key)
{
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered)) {
        return false;
    }
    auto writer = ContainerWriter::create({key}, [&file](QByteArrayView piece) -> Status {
        return file.write(piece.data(), piece.size()) == piece.size()
                   ? Status()
                   : fail(ErrorCode::Unavailable, file.errorString());
    });
    const QByteArray megabyte(kMegabyte, 'e');
    bool good = bool(writer);
    for (qint64 at = 0; good && at < size; at += kMegabyte) {
        good = bool(writer->add(megabyte));
    }
    return good && writer->finish();
}

/// As a player does: the file comes in pieces and ends up in memory.
bool openIntoMemory(const QString &name, qint64 size, const OpeningKey &key)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return false;
    }
    ContainerReader reader(fileKeyBy(key), size, size);
    QByteArray piece(kContainerSegment, Qt::Uninitialized);
    qint64 got = 0;
    while ((got = file.read(piece.data(), piece.size())) > 0) {
        if (!reader.add(QByteArrayView(piece).first(got))) {
            return false;
        }
    }
    auto plain = reader.finish();
    const bool good = plain && plain->size() == size && plain->back() == 'e';
    if (plain) {
        wipe(*plain);
    }
    return good;
}

/// As a download does: from file to file.
bool openIntoFile(const QString &name, qint64 size, const OpeningKey &key)
{
    QFile in(name);
    QFile out(name + QStringLiteral(".plain"));
    return in.open(QIODevice::ReadOnly | QIODevice::Unbuffered) &&
           out.open(QIODevice::WriteOnly | QIODevice::Unbuffered) &&
           openContainerFile(in, fileKeyBy(key),
                             [&out](QByteArrayView piece) -> Status {
                                 return out.write(piece.data(), piece.size()) == piece.size()
                                            ? Status()
                                            : fail(ErrorCode::Unavailable, out.errorString());
                             }) &&
           out.size() == size;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    const bool check = arguments.removeAll(QStringLiteral("--check")) > 0;
    const qint64 size = arguments.value(1, QStringLiteral("100")).toInt() * kMegabyte;
    const int runs = arguments.value(2, QStringLiteral("5")).toInt();
    const QTemporaryDir folder;
    const auto qca = Qca::load();
    if (size < kMegabyte || runs < 1 || !qca || !folder.isValid()) {
        std::fputs("usage: bench_seal [megabytes [runs]] [--check]\n", stderr);
        return 64;
    }
    const auto key = OpeningKey::generate(*qca, 3072);
    const QString name = folder.filePath(QStringLiteral("sealed"));
    std::vector<double> sealing;
    std::vector<double> memory;
    std::vector<double> file;
    double extra = 0;
    for (int run = 0; key && run < runs; ++run) {
        sealing.push_back(costOf([&] { return seal(name, size, key->publicKey()); }).seconds);
        const Cost intoMemory = costOf([&] { return openIntoMemory(name, size, *key); });
        const Cost intoFile = costOf([&] { return openIntoFile(name, size, *key); });
        memory.push_back(intoMemory.seconds);
        file.push_back(intoFile.seconds);
        extra = std::max(
            {extra, intoMemory.peakMegabytes - static_cast<double>(size) / 1e6, intoFile.peakMegabytes});
    }
    for (const std::vector<double> *all : {&sealing, &memory, &file}) {
        if (all->empty() || *std::min_element(all->begin(), all->end()) < 0) {
            std::fputs("bench_seal: what was sealed does not open\n", stderr);
            return 1;
        }
    }
    const QJsonObject json{{QStringLiteral("seal.100mb_s"), median(sealing)},
                           {QStringLiteral("open.100mb_s"), std::max(median(memory), median(file))},
                           {QStringLiteral("open.100mb_memory_s"), median(memory)},
                           {QStringLiteral("open.100mb_file_s"), median(file)},
                           {QStringLiteral("open.100mb_extra_mb"), std::max(extra, 0.0)}};
    std::fputs(QJsonDocument(json).toJson(QJsonDocument::Compact).constData(), stdout);
    std::fputc('\n', stdout);
    return check && extra > 16 ? 1 : 0;
}
