// SPDX-License-Identifier: GPL-3.0-or-later
// How long the player's engine needs from the click to the first sound that reaches the output: for the first
// bytes of a recording that has just arrived, and for a seek in an hour that is loaded. Without network and
// device, which come on top of it. usage: bench_player [runs]
#include "console/player/player.h"
#include "tests/console/player/captureoutput.h"
#include "tests/console/player/recordings.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

using namespace tests;

namespace
{

constexpr qsizetype kFirstBytes = 16 * 1024; // the first piece of a download
constexpr int kPatienceMs = 5000;

/// Runs the event loop until the condition holds; false when it takes too long.
bool await(const std::function<bool()> &condition)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition() && timer.elapsed() < kPatienceMs) {
        QEventLoop loop;
        QTimer::singleShot(2, &loop, &QEventLoop::quit);
        loop.exec();
    }
    return condition();
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

/// Milliseconds from `click` to the first sound, or less than 0.
double timed(Capture &capture, const std::function<void()> &click)
{
    QElapsedTimer clock;
    clock.start();
    capture.setClock(clock);
    capture.allow(0.5);
    click();
    const bool heard = await([&] { return capture.firstSoundNs() > 0; });
    return heard ? static_cast<double>(capture.firstSoundNs()) / 1e6 : -1;
}

double startOnce(const QByteArray &file)
{
    Capture capture;
    console::Player player(capture.factory());
    return timed(capture, [&] {
        player.begin(file.size());
        player.play();
        player.append(file.left(kFirstBytes));
    });
}

std::vector<double> seeks(const QByteArray &hour, int runs)
{
    Capture capture;
    console::Player player(capture.factory());
    player.begin(hour.size());
    player.append(hour);
    player.finish();
    std::vector<double> all;
    if (!await([&] { return player.duration() > console::Ms(3'500'000); })) {
        return {-1};
    }
    for (int run = 0; run < runs; ++run) {
        const console::Ms target((run * 37 % 59) * 60'000 + 777);
        all.push_back(timed(capture, [&] {
            player.seek(target);
            player.play();
        }));
        player.pause();
        if (!await([&] { return player.state() == console::PlaybackState::Paused; })) {
            return {-1};
        }
    }
    return all;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const int runs = QCoreApplication::arguments().value(1, QStringLiteral("15")).toInt();
    if (runs < 1) {
        std::fputs("usage: bench_player [runs]\n", stderr);
        return 64;
    }
    const QByteArray minute = mp3Of({noiseLane(60), noiseLane(60)}, 32, 8000, false);
    std::vector<double> starts;
    for (int run = 0; run < runs; ++run) {
        starts.push_back(startOnce(minute));
    }
    const std::vector<double> jumps = seeks(minute.repeated(60), runs);
    const bool allHeard = *std::min_element(starts.begin(), starts.end()) >= 0 &&
                          *std::min_element(jumps.begin(), jumps.end()) >= 0;
    if (!allHeard) {
        std::fputs("bench_player: nothing was heard\n", stderr);
        return 1;
    }
    const QJsonObject json{{QStringLiteral("player.engine_start_ms"), median(starts)},
                           {QStringLiteral("player.engine_seek_ms"), median(jumps)}};
    std::fputs(QJsonDocument(json).toJson(QJsonDocument::Compact).constData(), stdout);
    std::fputc('\n', stdout);
    return 0;
}
