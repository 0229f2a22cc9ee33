// SPDX-License-Identifier: GPL-3.0-or-later
// How long an encrypted call takes from Enter on its row to the first sound, through the real console, TLS, a
// real recorder and its database: page, container, seal opened and verified whole, player. The call is
// recorded for it, so a long one takes that long once. Wall times, medians. (bench_sealed: the same without
// the wire.)
//   bench_sealedwire [--seconds 300] [--runs 15] [--check]
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/pages/call/callview.h"
#include "console/player/playeractions.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/integration/sealedconsole.h"
#include "tests/support/callerprocess.h"

#include <QAction>
#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <cstdio>

using namespace tests;

namespace
{

constexpr int kPatienceMs = 20000;

/// Ends the program: there is nothing to measure.
void need(bool good, const char *what)
{
    if (!good) {
        qFatal("%s", what);
    }
}

void need(const QString &problem)
{
    need(problem.isEmpty(), qPrintable(problem));
}

/// A tenant that encrypts, its key with ada, and one call whose both sides sound from the first moment on.
void record(SealedSite &site, int seconds)
{
    ConsoleLab &ada = *site.ada;
    const auto key = QStringLiteral("First");
    need(site.enter(ada, "ada"));
    need(addKey(ada, key));
    need(openKey(ada, key));
    need(activateKeyShown(ada));
    need(turnEncryptionOn(ada));
    CallerProcess caller(QStringLiteral("call"), site.recorder.siprecPort(),
                         {QStringLiteral("--seconds"), QString::number(seconds), QStringLiteral("--tone"),
                          QStringLiteral("A:440,B:700")});
    need(QTest::qWaitFor([&caller] { return !caller.running(); }, (seconds + 60) * 1000), "the call goes on");
    need(caller.wait().value(QLatin1String("ok")).toBool(), "the call failed");
    need(site.recorder.waitForSettled(1, std::chrono::seconds(120)), "the call was not stored");
    need(site.ask("SELECT count(*) = 3 FROM media_files WHERE key_id IS NOT NULL") == QLatin1String("t"),
         "the call is not sealed");
}

/// In a window of its own whose keys are open, and where nothing of the call was seen before.
double firstSound(SealedSite &site)
{
    ConsoleLab &ada = *site.ada;
    need(site.enter(ada, "ada"));
    need(ada.choose(QStringLiteral("All Calls")));
    const auto listed = [&ada] {
        return ada.list() != nullptr && ada.list()->view().model()->rowCount() == 1;
    };
    need(QTest::qWaitFor(listed, kPatienceMs), "the call is not in the list");
    QTest::qWait(200); // the window is at rest, as before a person's click
    QElapsedTimer clock;
    clock.start();
    ada.capture().setClock(clock);
    ada.capture().allow(0.5);
    need(ada.openRow(0) != nullptr, "the call does not open");
    auto &player = ada.call()->player();
    QAction *play = player.actions().action(QStringLiteral("play-pause"));
    need(QTest::qWaitFor([play] { return play->isEnabled(); }, kPatienceMs), "nothing to play");
    play->trigger();
    need(QTest::qWaitFor([&ada] { return ada.capture().firstSoundNs() > 0; }, kPatienceMs), "no sound");
    player.waveform().playback().pause();
    return static_cast<double>(ada.capture().firstSoundNs()) / 1e6;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    QApplication app(argc, argv);
    QApplication::setStyle(QStringLiteral("Fusion"));
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{QStringLiteral("seconds"), QStringLiteral("length of the call"), QStringLiteral("n"),
          QStringLiteral("300")},
         {QStringLiteral("runs"), QStringLiteral("windows"), QStringLiteral("n"), QStringLiteral("15")},
         {QStringLiteral("check"), QStringLiteral("fail when it is far too slow")}});
    parser.process(app);
    const int seconds = std::max(2, parser.value(QStringLiteral("seconds")).toInt());
    const int runs = std::max(3, parser.value(QStringLiteral("runs")).toInt());

    SealedSite site;
    need(site.start());
    record(site, seconds);
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) {
        times.push_back(firstSound(site));
    }
    need(site.stop() == 0, "the recorder did not end well");
    std::sort(times.begin(), times.end());
    const double median = times[times.size() / 2];
    const QJsonObject json{{QStringLiteral("player.sealed_wire_ms"), median},
                           {QStringLiteral("player.sealed_wire_seconds"), seconds}};
    std::fputs(QJsonDocument(json).toJson().constData(), stdout);
    return parser.isSet(QStringLiteral("check")) && median > 3000 ? 1 : 0;
}
