// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QList>
#include <QString>

#include <optional>
#include <vector>

/// Checks of recorded audio by content: which tone is in which channel and when, how well speech matches what
/// was sent, where it is silent. Times in seconds from the start of the file.
namespace tests
{

struct DecodedAudio {
    int rate = 8000;
    std::vector<std::vector<float>> channels; ///< -1..1

    double seconds() const { return channels.empty() ? 0 : static_cast<double>(channels[0].size()) / rate; }
};

/// Decodes any file that ffmpeg can read (an encoder's start delay is taken off where the file tells it), at
/// its own number of channels. Blocks until ffmpeg is through; at most one minute.
common::Result<DecodedAudio> decodeFile(const QString &file, int rate = 8000);

/// From when to when something lasts.
struct Span {
    double from = 0;
    double to = 0;
    double seconds() const { return to - from; }
};

/// Amplitude (0..1, a full-scale sine is 1) of one frequency in a piece: the Goertzel algorithm.
double toneLevel(const float *samples, std::size_t count, int rate, double hertz);

/// Where the tone is on, in order; its edges are right to 5 ms for a tone of constant level that stands out
/// of the rest of the channel. Gaps shorter than 15 ms do not split a span.
QList<Span> findTone(const std::vector<float> &channel, int rate, double hertz, double minLevel = 0.05);

/// The loudest of the candidate tones in a window, empty when none reaches `minLevel` or when another one of
/// them comes within 6 dB of it.
std::optional<double> dominantTone(const std::vector<float> &channel, int rate, Span window,
                                   const QList<double> &candidates, double minLevel = 0.05);

struct Correlation {
    double value = 0;      ///< normalised, 1 = the same wave
    double lagSeconds = 0; ///< by how much `recorded` is later than `sent`
};
/// The best normalised cross-correlation over lags of at most `maxLagSeconds` either way.
Correlation correlate(const std::vector<float> &sent, const std::vector<float> &recorded, int rate,
                      double maxLagSeconds = 1.0);

/// RMS level of a window, 0..1.
double level(const std::vector<float> &channel, int rate, Span window);

/// Pieces of at least `minSeconds` in which every 10 ms stay below `maxLevel` (RMS).
QList<Span> findSilence(const std::vector<float> &channel, int rate, double minSeconds = 0.2,
                        double maxLevel = 0.003);

} // namespace tests
