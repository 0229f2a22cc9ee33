// SPDX-License-Identifier: GPL-3.0-or-later
// player.waveform_ms: bytes of a call of an hour to the first full drawing, 1920 pixels wide.
// player.fps: whole repaints a second while zooming in and out around a point and scrolling, 1920 pixels
// wide.
#include "console/kit/theme.h"
#include "console/player/peaksmodel.h"
#include "console/player/waveformview.h"
#include "tests/support/fakeplayback.h"
#include "tests/support/peaksbuilder.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>

#include <algorithm>
#include <cstdio>
#include <vector>

using namespace console;
using namespace std::chrono_literals;

namespace
{
constexpr int kWidth = 1920;
constexpr int kHeight = 320;

/// Into memory, as the raster window surface does; every call paints everything.
void paint(WaveformView &view, QImage &image)
{
    view.render(&image);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double firstDrawing(const QByteArray &bytes, QImage &image)
{
    tests::FakePlayback playback(1h);
    PeaksModel peaks;
    WaveformView view(playback, peaks);
    view.resize(kWidth, kHeight);
    QElapsedTimer timer;
    timer.start();
    for (qsizetype i = 0; i < bytes.size(); i += 65536) { // as the stream brings them
        peaks.append(bytes.mid(i, 65536));
    }
    peaks.finish();
    paint(view, image);
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

/// Frames a second; the slowest of a hundred counts twice as much as an average would show, so the 99th
/// percentile is told too.
std::pair<double, double> moving(const QByteArray &bytes, QImage &image)
{
    tests::FakePlayback playback(1h);
    PeaksModel peaks;
    WaveformView view(playback, peaks);
    view.resize(kWidth, kHeight);
    peaks.append(bytes);
    peaks.finish();
    std::vector<double> frames;
    for (int i = 0; i < 400; ++i) {
        QElapsedTimer timer;
        timer.start();
        const int phase = i % 200;
        if (phase < 60) {
            view.zoomAround(1.08, 700);
        } else if (phase < 140) {
            view.scrollTo(view.axis().begin() + 37 * view.axis().msPerPixel());
        } else {
            view.zoomAround(1 / 1.08, 1200);
        }
        paint(view, image);
        frames.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    double sum = 0;
    for (const double frame : frames) {
        sum += frame;
    }
    std::sort(frames.begin(), frames.end());
    return {1000.0 * static_cast<double>(frames.size()) / sum, frames[frames.size() * 99 / 100]};
}
} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    QApplication::setStyle(QStringLiteral("Fusion"));
    QApplication::setPalette(paletteFor(Scheme::Light));
    const bool check = argc > 1 && qstrcmp(argv[1], "--check") == 0;
    QImage image(kWidth, kHeight, QImage::Format_ARGB32_Premultiplied);
    const QByteArray bytes = tests::peaksOf(1h, tests::conversation(1h));
    std::vector<double> first;
    std::vector<double> fps;
    std::vector<double> slowest;
    for (int i = 0; i < (check ? 1 : 5); ++i) {
        first.push_back(firstDrawing(bytes, image));
        const auto [rate, slow] = moving(bytes, image);
        fps.push_back(rate);
        slowest.push_back(slow);
    }
    std::printf(
        "{\n  \"player.waveform_ms\": %.1f,\n  \"player.fps\": %.0f,\n  \"player.frame_p99_ms\": %.1f\n}\n",
        median(first), median(fps), median(slowest));
    return 0;
}
