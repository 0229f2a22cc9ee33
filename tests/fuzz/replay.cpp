// SPDX-License-Identifier: GPL-3.0-or-later
// fuzz_replay DRIVER SEEDS SECONDS: the drivers of `./dev fuzz` without libFuzzer, for ctest: each seed as it
// is, then changed ones, always the same in the same order, until the time is over. It looks for nothing
// new; it keeps the drivers from rotting and what they found from coming back.
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string_view>

#define DRIVER(name) extern "C" int name(const quint8 *data, size_t size);
#include "drivers.inc"
#undef DRIVER

namespace
{

using Driver = int (*)(const quint8 *data, size_t size);

const std::map<std::string_view, Driver> kDrivers{
#define DRIVER(name) {#name, &name},
#include "drivers.inc"
#undef DRIVER
};

QByteArray g_input; ///< that is being looked at

/// What a driver died of can be given to it again.
void tellInput(int signal)
{
    constexpr qsizetype kMost = 8192;
    std::fprintf(stderr, "signal %d at the input of %lld bytes, in hex: %s\n", signal,
                 static_cast<long long>(g_input.size()), g_input.left(kMost).toHex().constData());
    std::_Exit(1);
}

void run(Driver driver, const QByteArray &input)
{
    g_input = input;
    driver(reinterpret_cast<const quint8 *>(g_input.constData()), static_cast<size_t>(g_input.size()));
}

QList<QByteArray> seedsIn(const QString &folder)
{
    QList<QByteArray> seeds;
    const QDir dir(folder);
    for (const QString &name : dir.entryList(QDir::Files, QDir::Name)) {
        QFile file(dir.filePath(name));
        if (!file.open(QIODevice::ReadOnly)) {
            qFatal("%s cannot be read", qPrintable(file.fileName()));
        }
        seeds.append(file.readAll());
    }
    return seeds;
}

/// One small change: a bit, a byte, a piece taken away, doubled or put in, a cut, the end of another seed.
QByteArray changed(QByteArray input, const QByteArray &other, QRandomGenerator &random)
{
    constexpr std::array kBytes{'\0', '\x01', '\x7f', '\x80', '\xff', '\n', '<', '"', '%', '/'};
    const auto below = [&random](qsizetype end) {
        return qsizetype{random.bounded(static_cast<int>(std::max<qsizetype>(end, 1)))};
    };
    const qsizetype at = below(input.size());
    const qsizetype length = 1 + below(16);
    switch (input.isEmpty() ? 4 : random.bounded(7)) {
    case 0: input[at] = static_cast<char>(input.at(at) ^ (1 << random.bounded(8))); break;
    case 1: input[at] = kBytes.at(static_cast<std::size_t>(below(kBytes.size()))); break;
    case 2: input.remove(at, length); break;
    case 3: input.insert(at, input.mid(at, length)); break;
    case 4:
        for (qsizetype i = 0; i < length; ++i) {
            input.insert(std::min(at, input.size()), static_cast<char>(random.bounded(256)));
        }
        break;
    case 5: input.truncate(at); break;
    default: input = input.left(at) + other.mid(below(other.size()));
    }
    return input;
}

} // namespace

int main(int argc, char **argv)
{
    const auto driver = argc == 4 ? kDrivers.find(argv[1]) : kDrivers.end();
    if (driver == kDrivers.end()) {
        std::fputs("fuzz_replay DRIVER SEEDS SECONDS\n", stderr);
        return 2;
    }
    std::signal(SIGABRT, &tellInput);
    std::signal(SIGSEGV, &tellInput);
    QList<QByteArray> seeds = seedsIn(QFile::decodeName(argv[2]));
    for (const QByteArray &seed : std::as_const(seeds)) {
        run(driver->second, seed);
    }
    seeds.append(QByteArray());
    QRandomGenerator random(20261123);
    QElapsedTimer timer;
    timer.start();
    qint64 inputs = 0;
    const auto any = [&seeds, &random] { return seeds.at(random.bounded(static_cast<int>(seeds.size()))); };
    for (const qint64 end = 1000 * std::atoi(argv[3]); timer.elapsed() < end; ++inputs) {
        QByteArray input = any();
        for (int changes = 1 + random.bounded(6); changes > 0; --changes) {
            input = changed(std::move(input), any(), random);
        }
        run(driver->second, input);
    }
    std::printf("%lld seeds, %lld changed inputs\n", static_cast<long long>(seeds.size() - 1),
                static_cast<long long>(inputs));
    return 0;
}
