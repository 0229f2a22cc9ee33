// SPDX-License-Identifier: GPL-3.0-or-later
// Drives a real earshot-recorder with earshot-caller on this machine and prints one JSON object with flat
// keys.
//   bench_capture [--recorder FILE] [--runs N] [--quick | --short] [--check] [capture] [chain] [seal] [cps]
// CPU seconds, medians over the runs: capture.cores of the recorder's process, the chain with its PostgreSQL.
// --quick and --short: small numbers, to see that it works. --check: fails when a packet was lost.
#include "tests/bench/capture/recorderprocess.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <optional>
#include <sched.h>

using namespace tests;

namespace
{

struct Plan {
    QString recorder;
    QString caller;
    int runs = 3;
    int captureCalls = 1000;
    int captureSeconds = 60;
    int chainCalls = 500;
    QMap<int, int> chainSeconds{{5, 60}, {7, 30}}; ///< MP3 quality -> length of the calls
    int sealCalls = 200;
    int sealSeconds = 20;
    int cpsSeconds = 10;
    QList<int> cpsRates{200, 300, 400, 600};
    QMap<QString, QString> settings; ///< of every recorder
    QStringList speech;              ///< --a FILES --b FILES for the caller, empty = tones
};

using Figures = QMap<QString, QList<double>>;

double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    return values.isEmpty() ? 0 : values[values.size() / 2];
}

QMap<QString, QString> with(QMap<QString, QString> settings, const QString &key, const QString &value)
{
    settings.insert(key, value);
    return settings;
}

bool complain(const QString &what)
{
    std::fprintf(stderr, "bench_capture: %s\n", qPrintable(what));
    return false;
}

/// The generator must not be the one that is late: a little real-time priority where it is allowed.
void inChild()
{
    sched_param parameter{};
    parameter.sched_priority = 3;
    sched_setscheduler(0, SCHED_RR, &parameter);
}

/// Runs the caller; `atEvent` is called with "steady" and "ending" of a load. Empty when a call failed.
std::optional<QJsonObject> runCaller(const Plan &plan, const RecorderProcess &recorder,
                                     const QStringList &words,
                                     const std::function<void(const QString &)> &atEvent)
{
    QProcess caller;
    caller.setChildProcessModifier(inChild);
    caller.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    QStringList arguments = words;
    arguments << QStringLiteral("--json") << QStringLiteral("--events") << QStringLiteral("--target")
              << QStringLiteral("127.0.0.1:%1").arg(recorder.sipPort());
    caller.start(plan.caller, arguments, QIODevice::ReadOnly);
    QJsonObject last;
    while (caller.waitForReadyRead(600000) || caller.canReadLine()) {
        while (caller.canReadLine()) {
            last = QJsonDocument::fromJson(caller.readLine()).object();
            const QString event = last[QLatin1String("event")].toString();
            if (!event.isEmpty()) {
                atEvent(event);
            }
        }
    }
    caller.waitForFinished();
    if (caller.exitCode() != 0) {
        complain(QString::fromUtf8(QJsonDocument(last).toJson(QJsonDocument::Compact).left(600)));
        return std::nullopt;
    }
    return last;
}

QStringList load(int calls, int seconds, const QStringList &speech)
{
    return QStringList{QStringLiteral("load"),      QStringLiteral("--calls"), QString::number(calls),
                       QStringLiteral("--seconds"), QString::number(seconds),  QStringLiteral("--rate"),
                       QStringLiteral("50")} +
           speech;
}

/// Sent by the generator and not in a journal. Packets that the locks refuse count as lost: none should be.
double lostPackets(const QJsonObject &said, const RecorderProcess &recorder)
{
    return said[QLatin1String("packets_sent")].toDouble() - recorder.metric(recordernames::kPackets);
}

/// (a) and (d): many live calls; what the steady phase costs, what each call takes of memory.
bool measureCapture(const Plan &plan, Figures &figures)
{
    auto recorder = RecorderProcess::start(plan.recorder, plan.settings, 5);
    if (!recorder) {
        return complain(recorder.error().message);
    }
    RecorderProcess &live = **recorder;
    const double base = live.residentKb();
    double cpuBefore = 0;
    double cpuAfter = 0;
    double resident = 0;
    const auto said =
        runCaller(plan, live, load(plan.captureCalls, plan.captureSeconds, {}), [&](const QString &event) {
            if (event == QLatin1String("steady")) {
                cpuBefore = live.cpu().recorder;
            } else {
                cpuAfter = live.cpu().recorder;
                resident = live.residentKb();
            }
        });
    if (!said || !live.quiet()) {
        return complain(QStringLiteral("the calls did not end"));
    }
    const double seconds = said->value(QLatin1String("steady_seconds")).toDouble();
    figures[QStringLiteral("capture.cores")].append((cpuAfter - cpuBefore) / seconds);
    figures[QStringLiteral("capture.lost")].append(lostPackets(*said, live));
    figures[QStringLiteral("capture.sent")].append(said->value(QLatin1String("packets_sent")).toDouble());
    figures[QStringLiteral("capture.generator_late_ms")].append(
        said->value(QLatin1String("worst_tick_late_ms")).toDouble());
    figures[QStringLiteral("memory.base_mb")].append(base / 1024);
    figures[QStringLiteral("memory.per_call_kb")].append((resident - base) / plan.captureCalls);
    return true;
}

struct Chain {
    double cpu = 0;
    double database = 0;
    double callSeconds = 0;
    double drainSeconds = 0;
};

/// SIPREC in to the stored file and database row: all CPU from the first INVITE until nothing is left to do.
/// `sealed`: the journals, and the files to the key of the tenant.
std::optional<Chain> runChain(const Plan &plan, int calls, int seconds, int quality, bool sealed,
                              Figures &figures, const QString &lostKey)
{
    auto recorder = RecorderProcess::start(plan.recorder,
                                           with(plan.settings, QStringLiteral("spool.sealed"),
                                                sealed ? QStringLiteral("yes") : QStringLiteral("no")),
                                           quality, sealed);
    if (!recorder) {
        complain(recorder.error().message);
        return std::nullopt;
    }
    RecorderProcess &live = **recorder;
    const CpuUse before = live.cpu();
    const auto said = runCaller(plan, live, load(calls, seconds, plan.speech), [](const QString &) {});
    QElapsedTimer drain;
    drain.start();
    if (!said || !live.drained(calls, 20 * seconds + 120)) {
        complain(QStringLiteral("the backlog did not drain"));
        return std::nullopt;
    }
    const CpuUse after = live.cpu();
    if (live.sealedRecordings() != (sealed ? calls : 0)) {
        complain(QStringLiteral("%1 of %2 recordings are sealed").arg(live.sealedRecordings()).arg(calls));
        return std::nullopt;
    }
    figures[lostKey].append(lostPackets(*said, live));
    // A stream sends 50 packets in a second of its call, a call has two streams.
    return Chain{after.all() - before.all(), after.database - before.database,
                 said->value(QLatin1String("packets_sent")).toDouble() / 100,
                 static_cast<double>(drain.elapsed()) / 1000};
}

/// (c)
bool measureChain(const Plan &plan, Figures &figures)
{
    for (auto it = plan.chainSeconds.cbegin(); it != plan.chainSeconds.cend(); ++it) {
        const int quality = it.key();
        const QString suffix = QStringLiteral("_q%1").arg(quality);
        const auto chain = runChain(plan, plan.chainCalls, it.value(), quality, true, figures,
                                    QStringLiteral("chain.lost") + suffix);
        if (!chain) {
            return false;
        }
        figures[QStringLiteral("chain.calls_per_core") + suffix].append(chain->callSeconds / chain->cpu);
        figures[QStringLiteral("chain.cpu_s_per_hour") + suffix].append(3600 * chain->cpu /
                                                                        chain->callSeconds);
        figures[QStringLiteral("chain.database_share") + suffix].append(chain->database / chain->cpu);
        figures[QStringLiteral("chain.drain_s") + suffix].append(chain->drainSeconds);
    }
    return true;
}

/// (e) seen from outside, receiving and database included; bench_finish has the finer seal.ratio. Sealed and
/// unsealed in turn, every other time the other way round, the ratio within each pair.
bool measureSeal(const Plan &plan, Figures &figures)
{
    const QString lost = QStringLiteral("seal.lost");
    const bool sealedFirst = figures[lost].size() % 4 == 0;
    auto sealed = runChain(plan, plan.sealCalls, plan.sealSeconds, 5, sealedFirst, figures, lost);
    auto open = runChain(plan, plan.sealCalls, plan.sealSeconds, 5, !sealedFirst, figures, lost);
    if (!sealedFirst) {
        std::swap(sealed, open);
    }
    if (!sealed || !open) {
        return false;
    }
    figures[QStringLiteral("seal.chain_ratio")].append((sealed->cpu / sealed->callSeconds) /
                                                       (open->cpu / open->callSeconds));
    return true;
}

/// (g): the highest rate at which every call is set up and none fails; the rate that was reached is reported.
bool measureRate(const Plan &plan, Figures &figures)
{
    double best = 0;
    double latency = 0;
    for (const int rate : plan.cpsRates) {
        auto recorder = RecorderProcess::start(
            plan.recorder, with(plan.settings, QStringLiteral("media.port_cooldown"), QStringLiteral("1")),
            7);
        if (!recorder) {
            return complain(recorder.error().message);
        }
        const QStringList words{QStringLiteral("cps"), QStringLiteral("--rate"), QString::number(rate),
                                QStringLiteral("--run-seconds"), QString::number(plan.cpsSeconds)};
        const auto said = runCaller(plan, **recorder, words, [](const QString &) {});
        const double reached = said ? said->value(QLatin1String("setup_rate")).toDouble() : 0;
        if (reached < 0.95 * rate) {
            break;
        }
        best = reached;
        latency = said->value(QLatin1String("setup_ms_p99")).toDouble();
    }
    figures[QStringLiteral("signalling.cps")].append(best);
    figures[QStringLiteral("signalling.setup_ms_p99")].append(latency);
    return best > 0;
}

/// Prompts that Debian packages, the longest ones: speech is dearer to encode than silence or tones.
QStringList speechFiles()
{
    QDir folder(QStringLiteral("/usr/share/asterisk/sounds/en_US_f_Allison"));
    const QStringList names = folder.entryList({QStringLiteral("*.wav")}, QDir::Files, QDir::Size).mid(2, 24);
    QStringList sides[2];
    for (qsizetype i = 0; i < names.size(); ++i) {
        sides[i % 2].append(folder.filePath(names[i]));
    }
    if (names.size() < 24) {
        return {};
    }
    return {QStringLiteral("--a"), sides[0].join(u','), QStringLiteral("--b"), sides[1].join(u',')};
}

void makeQuick(Plan &plan)
{
    plan.runs = 1;
    plan.captureCalls = 50;
    plan.captureSeconds = 5;
    plan.chainCalls = 20;
    plan.chainSeconds = {{5, 5}, {7, 5}};
    plan.sealCalls = 20;
    plan.sealSeconds = 5;
    plan.cpsSeconds = 2;
}

/// For ctest: each part once, as small as it can be.
void makeShort(Plan &plan)
{
    plan.runs = 1;
    plan.captureCalls = 20;
    plan.captureSeconds = 2;
    plan.chainCalls = 10;
    plan.chainSeconds = {{7, 2}};
    plan.sealCalls = 5;
    plan.sealSeconds = 2;
    plan.cpsSeconds = 1;
    plan.cpsRates = {20};
    plan.settings = {{QStringLiteral("database.fsync"), QStringLiteral("no")}};
}

bool nothingLost(const Figures &figures)
{
    bool good = true;
    for (auto it = figures.cbegin(); it != figures.cend(); ++it) {
        if (it.key().contains(QLatin1String("lost")) && it->count(0.0) != it->size()) {
            good = complain(it.key() + QStringLiteral(": packets are missing"));
        }
    }
    return good;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QString bin = qEnvironmentVariable("EARSHOT_BIN", QCoreApplication::applicationDirPath());
    Plan plan;
    plan.recorder = bin + QStringLiteral("/earshot-recorder");
    plan.caller = bin + QStringLiteral("/earshot-caller");
    plan.speech = speechFiles();
    const QStringList words = QCoreApplication::arguments().mid(1);
    QStringList wanted;
    bool check = false;
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (words[i] == QLatin1String("--quick")) {
            makeQuick(plan);
        } else if (words[i] == QLatin1String("--short")) {
            makeShort(plan);
        } else if (words[i] == QLatin1String("--check")) {
            check = true;
        } else if (words[i] == QLatin1String("--runs") && i + 1 < words.size()) {
            plan.runs = std::max(1, words[++i].toInt());
        } else if (words[i] == QLatin1String("--recorder") && i + 1 < words.size()) {
            plan.recorder = words[++i];
        } else {
            wanted.append(words[i]);
        }
    }
    const QList<std::pair<QString, bool (*)(const Plan &, Figures &)>> parts{
        {QStringLiteral("capture"), measureCapture},
        {QStringLiteral("chain"), measureChain},
        {QStringLiteral("seal"), measureSeal},
        {QStringLiteral("cps"), measureRate}};
    Figures figures;
    bool good = true;
    for (const auto &[name, measure] : parts) {
        for (int run = 0; run < plan.runs && (wanted.isEmpty() || wanted.contains(name)); ++run) {
            std::fprintf(stderr, "bench_capture: %s, run %d of %d\n", qPrintable(name), run + 1, plan.runs);
            good = measure(plan, figures) && good;
        }
    }
    QJsonObject json{{QStringLiteral("chain.audio"),
                      plan.speech.isEmpty() ? QStringLiteral("tones") : QStringLiteral("speech")}};
    for (auto it = figures.cbegin(); it != figures.cend(); ++it) {
        json[it.key()] = median(it.value());
    }
    std::puts(QJsonDocument(json).toJson(QJsonDocument::Compact).constData());
    good = good && (!check || nothingLost(figures));
    return good ? 0 : 1;
}
