// SPDX-License-Identifier: GPL-3.0-or-later
// The admin protocol under many consoles: what they cost the recorder, and how fast recordings leave it. The
// recorder's side (database, gate, calls, TLS) is this process; consoles are a process of their own, so that
// only the server's CPU and memory are counted.
//   bench_api [--consoles 500] [--seconds 20] [--megabytes 256] [--check]
#include "tests/recorder/api/callsite.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <sys/resource.h>

using tests::CallSite;
using tests::Console;
using tests::waitUntil;
namespace v1 = earshot::v1;

namespace
{

const QString kTenant = QStringLiteral("Nordlicht");
constexpr int kCallsPerSecond = 20;

double cpuSeconds()
{
    rusage usage = {};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double residentKb()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) {
        return 0;
    }
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:")) {
            return line.mid(6).simplified().split(' ').first().toDouble();
        }
    }
    return 0;
}

double median(QList<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

// ---- the consoles' process: one line of JSON when all watch, one at the end of its input

struct Counted {
    qint64 updates = 0;
    qint64 started = 0;
    qint64 ended = 0;
    qint64 changes = 0;
    qint64 snapshots = 0;  ///< the first of each console, and one more whenever it fell behind
    qint64 missed = 0;     ///< told so instead of the changes themselves
    QList<double> shown{}; ///< from a call's begin until a console knows of it, ms
    qint64 broken = 0;     ///< streams that came to an end
};

void say(const QJsonObject &object)
{
    const QByteArray line = QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stdout);
    std::fflush(stdout);
}

void watchAll(Console &console, Counted &counted)
{
    common::stream<v1::ActiveCallsUpdate>(
        console.channel, QStringLiteral("earshot.v1.Calls/WatchActive"), v1::WatchRequest(), &console.channel,
        std::function([&counted](const v1::ActiveCallsUpdate &update) {
            ++counted.updates;
            counted.started += update.calls_size();
            counted.ended += update.ended_size();
            counted.snapshots += update.snapshot() ? 1 : 0;
            const qint64 now = QDateTime::currentMSecsSinceEpoch();
            for (const v1::ActiveCall &call : update.calls()) {
                counted.shown.append(static_cast<double>(now - call.connect_ms()));
            }
        }),
        [&counted](const common::Status &) { ++counted.broken; });
    common::stream<v1::CallChange>(console.channel, QStringLiteral("earshot.v1.Calls/WatchChanges"),
                                   v1::WatchRequest(), &console.channel,
                                   std::function([&counted](const v1::CallChange &change) {
                                       ++(change.verb() == "missed" ? counted.missed : counted.changes);
                                   }),
                                   [&counted](const common::Status &) { ++counted.broken; });
}

/// Ends when its input does.
bool inputEnded()
{
    char byte = 0;
    return ::read(STDIN_FILENO, &byte, 1) == 0;
}

int consoles(quint16 port, const QByteArray &pin, int count)
{
    Counted counted;
    std::vector<std::unique_ptr<Console>> all;
    for (int i = 0; i < count; ++i) {
        all.push_back(std::make_unique<Console>(port, QStringLiteral("admin"), pin));
        watchAll(*all.back(), counted);
    }
    waitUntil([&] { return counted.updates >= count; }, 30000);
    ::fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
    say({{QStringLiteral("watching"), counted.updates}});
    waitUntil(inputEnded, 600000);
    std::sort(counted.shown.begin(), counted.shown.end());
    say({{QStringLiteral("updates"), counted.updates},
         {QStringLiteral("shown99"), counted.shown.value(counted.shown.size() * 99 / 100)},
         {QStringLiteral("started"), counted.started},
         {QStringLiteral("ended"), counted.ended},
         {QStringLiteral("changes"), counted.changes},
         {QStringLiteral("snapshots"), counted.snapshots},
         {QStringLiteral("missed"), counted.missed},
         {QStringLiteral("broken"), counted.broken}});
    return 0;
}

/// Of 300 calls, in milliseconds, sorted. Lists need PostgreSQL, whose processes wait for a processor on a
/// busy machine; what no handler knows is answered by the connection itself.
bool delaysOf(Console &console, bool lists, QList<double> &delays)
{
    for (int i = 0; i < 300; ++i) {
        QElapsedTimer clock;
        clock.start();
        const auto reply =
            console.ask<v1::CallList>(lists ? "Calls/List" : "Calls/Nothing", v1::ListRequest());
        if (reply.has_value() != lists) {
            return false;
        }
        delays.append(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::sort(delays.begin(), delays.end());
    return true;
}

/// One console that downloads: alone for the rate, then beside lists for their delay.
int downloads(quint16 port, const QByteArray &pin, const QString &id, int runs)
{
    Console console(port, QStringLiteral("admin"), pin);
    v1::MediaRequest media;
    media.set_id(id.toStdString());
    QList<double> rates;
    for (int i = 0; i < runs; ++i) {
        QElapsedTimer clock;
        clock.start();
        const Console::File file = console.download("Calls/Media", media);
        if (!file.end) {
            return 1;
        }
        rates.append(static_cast<double>(file.bytes.size()) / 1e6 /
                     (static_cast<double>(clock.nsecsElapsed()) / 1e9));
    }
    // The same lists without and with bulk: the first says what the machine does to them.
    QList<double> alone;
    if (!delaysOf(console, true, alone)) {
        return 1;
    }
    // Bulk that goes on as long as lists are asked for.
    std::function<void()> again;
    again = [&] {
        common::stream<v1::MediaChunk>(console.channel, QStringLiteral("earshot.v1.Calls/Media"), media,
                                       &console.channel, std::function([](const v1::MediaChunk &) {}),
                                       [&again](const common::Status &) { again(); });
    };
    again();
    QList<double> delays;
    QList<double> transport;
    if (!delaysOf(console, true, delays) || !delaysOf(console, false, transport)) {
        return 1;
    }
    again = [] {};
    say({{QStringLiteral("mbs"), median(rates)},
         {QStringLiteral("alone99"), alone.at(297)},
         {QStringLiteral("transport99"), transport.at(297)},
         {QStringLiteral("p50"), delays.at(150)},
         {QStringLiteral("p99"), delays.at(297)}});
    return 0;
}

// ---- the recorder's process

/// This program again, as consoles.
class Child
{
public:
    explicit Child(const QStringList &arguments)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QCoreApplication::applicationFilePath(),
                        arguments +
                            QStringList{QString::fromLatin1(tests::testCertificate().fingerprint.toHex())});
    }
    ~Child()
    {
        m_process.closeWriteChannel();
        if (!m_process.waitForFinished(5000)) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }
    QJsonObject line(int ms = 180000)
    {
        if (!waitUntil(
                [this] { return m_process.canReadLine() || m_process.state() == QProcess::NotRunning; },
                ms) ||
            !m_process.canReadLine()) {
            qFatal("the consoles said nothing");
        }
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }
    void finish() { m_process.closeWriteChannel(); }

private:
    QProcess m_process;
};

void show(CallSite &site, const common::CallId &id)
{
    common::ActiveCall call;
    call.id = id;
    call.connectTime = std::chrono::system_clock::now();
    call.tenant = kTenant;
    call.fromNumber = QStringLiteral("+49301234567");
    call.toNumber = QStringLiteral("201");
    site.board.show(call, {{call.fromNumber, {}}, {call.toNumber, {}}});
}

/// Lets the event loop run, without the wake-ups of a condition that is looked at often.
void pass(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

/// Calls of three seconds begin and end; those that run at the end are returned.
QList<common::CallId> load(CallSite &site, recorder::TenantKey tenant, int seconds)
{
    QList<common::CallId> running;
    const int total = seconds * kCallsPerSecond;
    int done = 0;
    QEventLoop loop;
    QTimer next;
    next.setTimerType(Qt::PreciseTimer);
    QObject::connect(&next, &QTimer::timeout, &loop, [&] {
        if (done++ == total) {
            loop.quit();
            return;
        }
        running.append(common::CallId::generate());
        show(site, running.last());
        if (running.size() > 3 * kCallsPerSecond) {
            const common::CallId over = running.takeFirst();
            site.board.gone(over);
            site.world.hub.publish(
                {QStringLiteral("calls"), tenant, over.toString(), QStringLiteral("stored")});
        }
    });
    next.start(1000 / kCallsPerSecond);
    loop.exec();
    return running;
}

bool manyConsoles(CallSite &site, int count, int seconds, QJsonObject &figures)
{
    { // what the first console alone brings into memory
        Child warm({QStringLiteral("--be-consoles"), QStringLiteral("5"), QString::number(site.port())});
        warm.line();
    }
    const double before = residentKb();
    Child child({QStringLiteral("--be-consoles"), QString::number(count), QString::number(site.port())});
    if (child.line().value(QStringLiteral("watching")).toInt() < count) {
        return false;
    }
    const double perConsole = (residentKb() - before) / count;
    const int key = site.world.ask(QStringLiteral("SELECT id FROM tenants WHERE name = 'Nordlicht'")).toInt();
    pass(2000); // the last of the sign-ins
    const double idleFrom = cpuSeconds();
    pass(3000);
    const double idle = (cpuSeconds() - idleFrom) / 3;
    const double from = cpuSeconds();
    const QList<common::CallId> running = load(site, recorder::TenantKey(key), seconds);
    const double cores = (cpuSeconds() - from) / seconds;
    // Of a call that is over before the next update nobody is told: the last ones live a second, too.
    pass(1000);
    for (const common::CallId &id : running) {
        site.board.gone(id);
    }
    pass(2000);
    child.finish();
    const QJsonObject heard = child.line();
    figures.insert(QStringLiteral("api.consoles_%1_cores").arg(count), cores);
    figures.insert(QStringLiteral("api.consoles_idle_cores"), idle);
    figures.insert(QStringLiteral("api.call_shown_p99_ms"), heard.value(QStringLiteral("shown99")));
    figures.insert(QStringLiteral("api.per_console_kb"), perConsole);
    figures.insert(QStringLiteral("api.console_messages_s"),
                   (heard.value(QStringLiteral("updates")).toDouble() +
                    heard.value(QStringLiteral("changes")).toDouble()) /
                       seconds);
    qInfo("heard: %s", QJsonDocument(heard).toJson(QJsonDocument::Compact).constData());
    const int calls = seconds * kCallsPerSecond;
    return heard.value(QStringLiteral("missed")).toInt() == 0 &&
           heard.value(QStringLiteral("broken")).toInt() == 0 &&
           heard.value(QStringLiteral("snapshots")).toInt() == count &&
           heard.value(QStringLiteral("ended")).toInt() == calls * count &&
           heard.value(QStringLiteral("changes")).toInt() == (calls - 3 * kCallsPerSecond) * count;
}

bool oneDownload(CallSite &site, int megabytes, QJsonObject &figures)
{
    const QByteArray audio(qsizetype{1} * megabytes * 1000000, 'a');
    const common::CallId id = site.store(kTenant, QStringLiteral("201"), audio);
    Child child({QStringLiteral("--be-download"), id.toString(), QString::number(site.port())});
    const QJsonObject measured = child.line();
    figures.insert(QStringLiteral("api.download_mb_s"), measured.value(QStringLiteral("mbs")));
    figures.insert(QStringLiteral("api.call_alone_p99_ms"), measured.value(QStringLiteral("alone99")));
    figures.insert(QStringLiteral("api.transport_beside_bulk_p99_ms"),
                   measured.value(QStringLiteral("transport99")));
    figures.insert(QStringLiteral("api.call_beside_bulk_p50_ms"), measured.value(QStringLiteral("p50")));
    figures.insert(QStringLiteral("api.call_beside_bulk_p99_ms"), measured.value(QStringLiteral("p99")));
    return measured.contains(QStringLiteral("mbs"));
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1"); // as the recorder does
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QByteArray pin = QByteArray::fromHex(arguments.value(4).toLatin1());
    if (arguments.value(1) == QLatin1String("--be-consoles")) {
        return consoles(arguments.value(3).toUShort(), pin, arguments.value(2).toInt());
    }
    if (arguments.value(1) == QLatin1String("--be-download")) {
        return downloads(arguments.value(3).toUShort(), pin, arguments.value(2), 5);
    }
    QCommandLineParser parser;
    parser.addOptions({{QStringLiteral("consoles"), {}, QStringLiteral("n"), QStringLiteral("500")},
                       {QStringLiteral("seconds"), {}, QStringLiteral("s"), QStringLiteral("20")},
                       {QStringLiteral("megabytes"), {}, QStringLiteral("mb"), QStringLiteral("256")},
                       {QStringLiteral("check"), QStringLiteral("fail when something was lost")}});
    parser.process(app);
    QJsonObject figures;
    bool good = true;
    {
        CallSite site(std::chrono::milliseconds(250)); // the recorder's own
        good = manyConsoles(site, parser.value(QStringLiteral("consoles")).toInt(),
                            parser.value(QStringLiteral("seconds")).toInt(), figures);
        good = oneDownload(site, parser.value(QStringLiteral("megabytes")).toInt(), figures) && good;
    }
    if (!good) {
        qCritical("something was lost");
    }
    std::puts(QJsonDocument(figures).toJson(QJsonDocument::Indented).constData());
    return good ? 0 : 1;
}
