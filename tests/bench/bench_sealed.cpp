// SPDX-License-Identifier: GPL-3.0-or-later
// How long an encrypted call of five minutes takes from the click that opens its page to the first sound: the
// page, the seal opened and verified whole, the player. The recorder's answers are at hand: the wire and the
// recorder's own time come on top (bench_console measures those for calls that are not encrypted).
//   bench_sealed [runs] [--check]
#include "console/player/player.h"
#include "console/player/playeractions.h"
#include "console/player/playerpanel.h"
#include "tests/console/pages/callpagebench.h"
#include "tests/console/player/captureoutput.h"
#include "tests/console/player/recordings.h"
#include "tests/support/keyholder.h"

#include <QAction>
#include <QApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

#include <algorithm>
#include <cstdio>

using namespace tests;

namespace
{

constexpr double kSeconds = 300;
constexpr qsizetype kPiece = 64 * 1024; // as the recorder sends
constexpr int kPatienceMs = 20000;

class CapturedAudio final : public console::CallAudio
{
public:
    explicit CapturedAudio(Capture &capture)
        : m_player(capture.factory())
    {
    }
    console::Playback &playback() override { return m_player; }
    void begin(qint64 total) override { m_player.begin(total); }
    void append(const QByteArray &bytes) override { m_player.append(bytes); }
    void finish() override { m_player.finish(); }
    void clear() override { m_player.clear(); }

private:
    console::Player m_player;
};

/// Ends the program: there is nothing to measure.
void need(bool good, const char *what)
{
    if (!good) {
        qFatal("%s", what);
    }
}

double startOnce(KeyHolder &holder, const QByteArray &file)
{
    CallPageBench bench;
    common::MediaFile &row = bench.stored.call.files[0];
    row.size = file.size();
    row.sha256 = QCryptographicHash::hash(file, QCryptographicHash::Sha256);
    row.keyFingerprint = holder.tenant.record.fingerprint();
    const auto call = common::toWire(bench.stored);
    Capture capture;
    QElapsedTimer clock;
    clock.start();
    capture.setClock(clock);
    capture.allow(0.5);
    console::CallView page(
        {bench.rpc, bench.identity, bench.navigator, QStringLiteral("b"), holder.keys.get()},
        bench.stored.call.id.toString(), [&capture] { return std::make_unique<CapturedAudio>(capture); });
    page.resize(1100, 800);
    page.show();
    need(bench.rpc.reply(kGet, call), "the call was not asked for");
    need(bench.rpc.send(kMedia, bench.info()), "the sound was not asked for");
    for (qsizetype at = 0; at < file.size(); at += kPiece) {
        bench.rpc.send(kMedia, bench.piece(file.mid(at, kPiece)));
    }
    bench.rpc.end(kMedia);
    QAction *play = page.player().actions().action(QStringLiteral("play-pause"));
    need(QTest::qWaitFor([play] { return play->isEnabled(); }, kPatienceMs), "nothing to play");
    play->trigger();
    need(QTest::qWaitFor([&capture] { return capture.firstSoundNs() > 0; }, kPatienceMs), "no sound");
    return static_cast<double>(capture.firstSoundNs()) / 1e6;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    QApplication app(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const int runs = std::max(3, arguments.value(1).toInt());
    Lane left = silenceLane(kSeconds);
    Lane right = silenceLane(kSeconds);
    addTone(left, 440, 0, kSeconds);
    addTone(right, 700, 0, kSeconds);
    KeyHolder holder;
    holder.keys->begin(holder.identity, KeyHolder::password());
    need(holder.rpc.reply(QStringLiteral("OwnKeys/Get"), holder.set), "the keys were not asked for");
    const auto opened = [&holder] { return holder.keys->state() == console::SessionKeys::State::Open; };
    need(QTest::qWaitFor(opened, kPatienceMs), "the keys do not open");
    const QByteArray file = holder.seal(mp3Of({left, right}));
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) {
        times.push_back(startOnce(holder, file));
    }
    std::sort(times.begin(), times.end());
    const double median = times[times.size() / 2];
    const QJsonObject json{{QStringLiteral("player.sealed_start_ms"), median}};
    std::fputs(QJsonDocument(json).toJson().constData(), stdout);
    return arguments.contains(QStringLiteral("--check")) && median > 1500 ? 1 : 0;
}
