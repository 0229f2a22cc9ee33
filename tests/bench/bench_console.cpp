// SPDX-License-Identifier: GPL-3.0-or-later
// What a person waits for: the first rows of All Calls after the click, and the first sound after Play,
// through the real console, TLS, a real recorder and its database. The recorder is a process of its own; the
// window paints without a screen. Wall times, medians.
//   bench_console [--calls 1000000] [--runs 15] [--check]
#include "console/app/workspace.h"
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/pages/call/callview.h"
#include "console/player/playeractions.h"
#include "console/player/playerpanel.h"
#include "console/player/waveformview.h"
#include "tests/support/callerprocess.h"
#include "tests/support/consolelab.h"
#include "tests/support/filledcalls.h"

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

const QString kPassword = QStringLiteral("plinth otter cobalt verse");
const QString kLarge = QStringLiteral("tenant 1"); // of fill.sql
const QString kSmall = QStringLiteral("bench");    // where the call is recorded that is played
constexpr int kRows = 20;
constexpr int kPatienceMs = 20000;

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

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

/// Tells when the table has painted itself with a full page of fresh rows.
class PaintWatch final : public QObject
{
public:
    explicit PaintWatch(console::ListPage &page)
        : QObject(&page)
        , m_page(page)
    {
        page.view().viewport()->installEventFilter(this);
    }
    bool painted() const { return m_painted; }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_page.view().model()->rowCount() >= kRows) {
            // After the paint event that is about to be handled.
            QMetaObject::invokeMethod(
                this, [this] { m_painted = true; }, Qt::QueuedConnection);
        }
        return false;
    }

private:
    console::ListPage &m_page;
    bool m_painted = false;
};

/// Click on All Calls in a window where it was not open before, until its rows are painted.
double firstRows(ConsoleLab &lab, quint16 port)
{
    lab.open();
    need(lab.enter(port, QStringLiteral("large"), kPassword));
    QTest::qWait(200); // the window is at rest, as before a person's click
    QElapsedTimer clock;
    clock.start();
    need(lab.choose(QStringLiteral("All Calls")));
    need(lab.list() != nullptr, "the list does not open");
    const PaintWatch watch(*lab.list());
    need(QTest::qWaitFor([&] { return watch.painted(); }, kPatienceMs), "no rows");
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

/// From a press of Play to the first sound. `atRest`: the call has been open and loaded for a while; else the
/// time begins with Enter on its row, and Play is pressed as soon as it can be.
double firstSound(ConsoleLab &lab, quint16 port, bool atRest)
{
    lab.open();
    need(lab.enter(port, QStringLiteral("small"), kPassword));
    need(lab.choose(QStringLiteral("All Calls")));
    const auto listed = [&lab] { return lab.list()->view().model()->rowCount() == 1; };
    need(QTest::qWaitFor(listed, kPatienceMs), "the call is not in the list");
    QTest::qWait(200);
    QElapsedTimer clock;
    clock.start();
    need(lab.openRow(0) != nullptr, "the call does not open");
    auto &player = lab.call()->player();
    QAction *play = player.actions().action(QStringLiteral("play-pause"));
    need(QTest::qWaitFor([play] { return play->isEnabled(); }, kPatienceMs), "nothing to play");
    if (atRest) {
        QTest::qWait(500);
        clock.restart();
    }
    lab.capture().setClock(clock);
    lab.capture().allow(0.5);
    play->trigger();
    need(QTest::qWaitFor([&lab] { return lab.capture().firstSoundNs() > 0; }, kPatienceMs), "no sound");
    player.waveform().playback().pause();
    return static_cast<double>(lab.capture().firstSoundNs()) / 1e6;
}

/// A call whose both sides sound from the first moment on.
void record(RecorderProcess &recorder)
{
    CallerProcess caller(QStringLiteral("call"), recorder.siprecPort(),
                         {QStringLiteral("--seconds"), QStringLiteral("5"), QStringLiteral("--tone"),
                          QStringLiteral("A:440,B:700")});
    need(caller.wait().value(QLatin1String("ok")).toBool(), "the call failed");
    need(recorder.waitForSettled(1), "the call was not stored");
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
    parser.addOptions({{QStringLiteral("calls"), QStringLiteral("calls to fill in"), QStringLiteral("n"),
                        QStringLiteral("1000000")},
                       {QStringLiteral("runs"), QStringLiteral("runs per figure"), QStringLiteral("n"),
                        QStringLiteral("15")},
                       {QStringLiteral("check"), QStringLiteral("fail when it is far too slow")}});
    parser.process(app);
    const int calls = parser.value(QStringLiteral("calls")).toInt();
    const int runs = std::max(3, parser.value(QStringLiteral("runs")).toInt());

    RecorderProcess recorder;
    recorder.configure(QStringLiteral("recorder.tenant"), kSmall);
    need(recorder.start(), "no recorder");
    ensureUser(recorder, kSmall, QStringLiteral("small"), kPassword, words("--role administrator"));
    record(recorder);
    fillCalls(recorder, calls);
    ensureUser(recorder, kLarge, QStringLiteral("large"), kPassword, words("--role administrator"));

    ConsoleLab lab;
    std::vector<double> rows;
    for (int run = 0; run < runs; ++run) {
        rows.push_back(firstRows(lab, recorder.adminPort()));
    }
    std::vector<double> plays;
    std::vector<double> opens;
    for (int run = 0; run < runs; ++run) {
        opens.push_back(firstSound(lab, recorder.adminPort(), false));
        plays.push_back(firstSound(lab, recorder.adminPort(), true));
    }
    const QJsonObject json{{QStringLiteral("console.first_rows_ms"), median(rows)},
                           {QStringLiteral("console.first_rows_calls"), calls},
                           {QStringLiteral("player.start_ms"), median(plays)},
                           {QStringLiteral("player.open_and_start_ms"), median(opens)}};
    std::fputs(QJsonDocument(json).toJson().constData(), stdout);
    const bool slow = median(rows) > 3000 || median(plays) > 1500 || median(opens) > 3000;
    return parser.isSet(QStringLiteral("check")) && slow ? 1 : 0;
}
