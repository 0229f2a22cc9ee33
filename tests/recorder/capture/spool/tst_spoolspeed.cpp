// SPDX-License-Identifier: GPL-3.0-or-later
// Figures, not limits: what sealing costs a writer and how fast a journal is read, in CPU time of the thread.
#include "tests/recorder/capture/spool/journal.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <algorithm>
#include <ctime>

using namespace recorder;
using namespace tests;

namespace
{

constexpr int kFrames = 4'000;
constexpr int kPackets = 100; // one call-second of two G.711 streams

double cpuSeconds()
{
    struct timespec time {
    };
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Figures {
    double write = 0; ///< CPU s per 1,000 frames
    double read = 0;  ///< MB of file per CPU s
};

Figures measure(const Bench &bench, SpoolMode mode, const QByteArray &batch)
{
    const QString path = bench.path("speed.spool");
    QFile::remove(path);
    Figures figures;
    {
        auto writer = SpoolWriter::create(path, *bench.key, bench.call, mode);
        const double start = cpuSeconds();
        for (int i = 0; writer && i < kFrames; ++i) {
            if (!writer->append(bytesOf(batch))) {
                return {};
            }
        }
        figures.write = (cpuSeconds() - start) * 1'000 / kFrames;
        if (!writer || !writer->close()) {
            return {};
        }
    }
    auto reader = SpoolReader::open(path, *bench.key, mode);
    qint64 records = 0;
    const double start = cpuSeconds();
    while (reader && reader->next()) {
        ++records;
    }
    if (records != qint64{kFrames} * kPackets || reader->damaged() || !reader->closed()) {
        return {};
    }
    figures.read = static_cast<double>(reader->authenticBytes()) / 1e6 / (cpuSeconds() - start);
    return figures;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

} // namespace

class TestSpoolSpeed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sealedAgainstUnsealed()
    {
        Bench bench;
        const QByteArray batch = encoded(madeUpRecords(0, kPackets));
        std::vector<double> sealedWrite;
        std::vector<double> openWrite;
        std::vector<double> sealedRead;
        std::vector<double> openRead;
        for (int round = 0; round < 5; ++round) {
            const Figures sealed = measure(bench, SpoolMode::Sealed, batch);
            const Figures open = measure(bench, SpoolMode::Unsealed, batch);
            QVERIFY(sealed.read > 0 && open.read > 0);
            sealedWrite.push_back(sealed.write);
            openWrite.push_back(open.write);
            sealedRead.push_back(sealed.read);
            openRead.push_back(open.read);
        }
        // A frame here is one call-second: ms per 1,000 frames = microseconds per call-second.
        qInfo("append, us of CPU per call-second: sealed %.2f, unsealed %.2f", median(sealedWrite) * 1e3,
              median(openWrite) * 1e3);
        qInfo("read, MB per CPU second: sealed %.0f, unsealed %.0f", median(sealedRead), median(openRead));
    }
};

EARSHOT_TEST(tst_spoolspeed, TestSpoolSpeed)
#include "tst_spoolspeed.moc"
