// SPDX-License-Identifier: GPL-3.0-or-later
// Load on the media engine alone: a child process sends G.711 at 50 packets/s to each stream, the parent
// records them and prints the CPU time of each of its threads.
//   bench_media CALLS SECONDS FOLDER [tick=20] [flush=200] [sealed=1] [shards=1] [stop=0]
#include "recorder/capture/rtp/mediaoptions.h"

#include "common/core/clock.h"
#include "common/crypto/hostkey.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QMap>

#include <arpa/inet.h>
#include <csignal>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <ctime>
#include <map>
#include <thread>
#include <vector>

using namespace recorder;

namespace
{

constexpr int kPacket = 172;

struct Stream {
    quint16 port = 0;
    quint32 ssrc = 0;
};

/// Child: each millisecond sends the packets that are due, spread evenly over the 20 ms.
void sendAll(int fd, const std::vector<Stream> &streams, int seconds)
{
    const std::size_t slots = 20;
    std::vector<std::array<unsigned char, kPacket>> packets(streams.size());
    std::vector<sockaddr_in> names(streams.size());
    for (std::size_t i = 0; i < streams.size(); ++i) {
        names[i].sin_family = AF_INET;
        names[i].sin_port = htons(streams[i].port);
        names[i].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        packets[i].fill(0xd5);
        packets[i][0] = 0x80;
        packets[i][1] = 0;
        const quint32 ssrc = htonl(streams[i].ssrc);
        std::memcpy(packets[i].data() + 8, &ssrc, 4);
    }
    timespec next{};
    ::clock_gettime(CLOCK_MONOTONIC, &next);
    std::vector<mmsghdr> heads(streams.size());
    std::vector<iovec> vectors(streams.size());
    for (int tick = 0; tick < seconds * 1000; ++tick) {
        unsigned count = 0;
        const auto sequence = static_cast<quint16>(tick / 20);
        for (std::size_t i = static_cast<std::size_t>(tick) % slots; i < streams.size(); i += slots) {
            const quint16 wire = htons(sequence);
            const quint32 time = htonl(sequence * 160u);
            std::memcpy(packets[i].data() + 2, &wire, 2);
            std::memcpy(packets[i].data() + 4, &time, 4);
            vectors[count] = {packets[i].data(), kPacket};
            heads[count].msg_hdr = {&names[i], sizeof names[i], &vectors[count], 1, nullptr, 0, 0};
            ++count;
        }
        for (unsigned sent = 0; sent < count;) {
            const int done = ::sendmmsg(fd, heads.data() + sent, count - sent, 0);
            sent += done > 0 ? static_cast<unsigned>(done) : 1;
        }
        next.tv_nsec += 1'000'000;
        if (next.tv_nsec >= 1'000'000'000) {
            next.tv_nsec -= 1'000'000'000;
            ++next.tv_sec;
        }
        ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
    }
}

struct Cpu {
    double user = 0;
    double system = 0;
};

/// CPU seconds by thread name.
std::map<std::string, Cpu> threadTimes()
{
    std::map<std::string, Cpu> times;
    const double hz = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const QDir tasks(QStringLiteral("/proc/self/task"));
    for (const QString &id : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(id + QStringLiteral("/stat")));
        if (!file.open(QIODevice::ReadOnly)) {
            continue;
        }
        const QByteArray text = file.readAll();
        const auto open = text.indexOf('(');
        const auto close = text.lastIndexOf(')');
        const auto fields = text.mid(close + 2).split(' ');
        Cpu &cpu = times[text.mid(open + 1, close - open - 1).toStdString()];
        cpu.user += fields.at(11).toDouble() / hz;
        cpu.system += fields.at(12).toDouble() / hz;
    }
    return times;
}

int residentKb()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').at(1).toInt() * 4 : 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc < 4) {
        std::fprintf(stderr, "usage: %s CALLS SECONDS FOLDER [key=value...]\n", argv[0]);
        return 2;
    }
    QMap<QString, int> set{{QStringLiteral("tick"), 20},
                           {QStringLiteral("flush"), 200},
                           {QStringLiteral("sealed"), 1},
                           {QStringLiteral("shards"), 1},
                           {QStringLiteral("stop"), 0}};
    for (int i = 4; i < argc; ++i) {
        const auto parts = QString::fromLocal8Bit(argv[i]).split(u'=');
        set[parts.value(0)] = parts.value(1).toInt();
    }
    const int calls = QByteArray(argv[1]).toInt();
    const int seconds = QByteArray(argv[2]).toInt();
    const QDir folder(QString::fromLocal8Bit(argv[3]));
    rlimit files{65536, 65536};
    ::setrlimit(RLIMIT_NOFILE, &files);

    MediaOptions options;
    options.listenAddress = QHostAddress(QHostAddress::LocalHost);
    options.siprecPorts = {22000, 31999};
    options.tick = std::chrono::milliseconds(set.value(QStringLiteral("tick")));
    options.flush = std::chrono::milliseconds(set.value(QStringLiteral("flush")));
    options.shards = set.value(QStringLiteral("shards"));
    options.spoolMode = set.value(QStringLiteral("sealed")) != 0 ? SpoolMode::Sealed : SpoolMode::Unsealed;
    MediaCounters counters;
    auto key = common::HostKey::loadOrCreate(folder.filePath(QStringLiteral("host.key")));
    auto engine = startMediaEngine(options, *key, counters);
    if (!engine) {
        std::fprintf(stderr, "%s\n", qPrintable(engine.error().message));
        return 1;
    }
    const int baseKb = residentKb();

    const int fd = ::socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in self{};
    self.sin_family = AF_INET;
    self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(fd, reinterpret_cast<const sockaddr *>(&self), sizeof self);
    socklen_t length = sizeof self;
    ::getsockname(fd, reinterpret_cast<sockaddr *>(&self), &length);
    StreamLock lock;
    lock.expectedSource = QHostAddress(QHostAddress::LocalHost);
    lock.expectedPort = ntohs(self.sin_port);
    lock.payloadTypes = {0};

    std::vector<MediaCall> open;
    std::vector<Stream> streams;
    for (int i = 0; i < calls; ++i) {
        const auto id = common::CallId::generate();
        const auto call = (*engine)->open(id, folder.filePath(id.toString() + QStringLiteral(".spool")),
                                          false, std::nullopt);
        open.push_back(*call);
        for (int index = 0; index < 2; ++index) {
            const auto port = (*engine)->reserve(SipProfile::Siprec, {});
            if (!port) {
                std::fprintf(stderr, "%s\n", qPrintable(port.error().message));
                return 1;
            }
            (*engine)->attach(*call, index, *port, lock);
            streams.push_back({port->port, static_cast<quint32>(i * 2 + index + 1)});
        }
    }
    const auto wait = [](double s) { std::this_thread::sleep_for(std::chrono::duration<double>(s)); };
    wait(1 + calls * 0.002);
    const auto before = threadTimes();
    const pid_t sender = ::fork();
    if (sender == 0) {
        sendAll(fd, streams, seconds);
        ::_exit(0);
    }
    if (set.value(QStringLiteral("stop")) > 0) { // SIGSTOP from outside, as the fault test does
        if (::fork() == 0) {
            wait(seconds / 3.0);
            ::kill(::getppid(), SIGSTOP);
            wait(set.value(QStringLiteral("stop")));
            ::kill(::getppid(), SIGCONT);
            ::_exit(0);
        }
    }
    rusage senderUse{};
    ::wait4(sender, nullptr, 0, &senderUse);
    wait(0.3);
    const auto after = threadTimes();

    const quint64 expected = static_cast<quint64>(streams.size()) * static_cast<quint64>(seconds) * 50;
    quint64 drops = 0;
    for (const MediaCall call : open) {
        for (const StreamCounters &c : (*engine)->counters(call).streams) {
            drops += c.kernelDrops + c.ringDrops;
        }
    }
    double total = 0;
    for (const auto &[name, cpu] : after) {
        const auto found = before.find(name);
        const Cpu start = found == before.end() ? Cpu{} : found->second;
        const double user = (cpu.user - start.user) / seconds;
        const double system = (cpu.system - start.system) / seconds;
        total += user + system;
        std::printf("%-16s user %.3f system %.3f cores\n", name.c_str(), user, system);
    }
    const double senderCores =
        (static_cast<double>(senderUse.ru_utime.tv_sec + senderUse.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(senderUse.ru_utime.tv_usec + senderUse.ru_stime.tv_usec)) /
        seconds;
    std::printf("total %.3f cores, sender %.3f; expected %llu stored %llu lost %lld drops %llu foreign %llu "
                "late ticks %llu syncs %llu; RSS %d KB base, +%.1f KB per call\n",
                total, senderCores, static_cast<unsigned long long>(expected),
                static_cast<unsigned long long>(counters.packets.load()),
                static_cast<long long>(expected - counters.packets.load()),
                static_cast<unsigned long long>(drops),
                static_cast<unsigned long long>(counters.foreign.load()),
                static_cast<unsigned long long>(counters.lateTicks.load()),
                static_cast<unsigned long long>(counters.syncRounds.load()), baseKb,
                (residentKb() - baseKb) / static_cast<double>(calls));
    std::atomic<int> waiting{calls};
    const auto closeStart = std::chrono::steady_clock::now();
    for (const MediaCall call : open) {
        (*engine)->close(call, {}, [&waiting](const common::Status &) { --waiting; });
    }
    while (waiting > 0) {
        wait(0.005);
    }
    std::printf("closed %d calls at once in %.2f s\n", calls,
                std::chrono::duration<double>(std::chrono::steady_clock::now() - closeStart).count());
    return 0;
}
