// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/audio/peaks.h"
#include "console/player/playback.h"

#include <cmath>
#include <numbers>
#include <vector>

namespace tests
{

/// One sounding stretch of a made-up call.
struct Voice {
    int channel = 0;
    console::Span span;
    double level = 0.4; ///< of full scale
};

/// A peaks file as the recorder writes it, of stretches of tone whose loudness swells like syllables.
inline QByteArray peaksOf(console::Ms duration, const std::vector<Voice> &voices, int channels = 2)
{
    common::PeaksLayout layout;
    layout.channels = channels;
    layout.frames = duration.count() * layout.sampleRate / 1000;
    common::PeaksWriter writer(layout);
    QByteArray bytes = writer.header();
    constexpr qint64 kPiece = 8000;
    std::vector<qint16> left(kPiece);
    std::vector<qint16> right(kPiece);
    for (qint64 from = 0; from < layout.frames; from += kPiece) {
        const auto count = static_cast<std::size_t>(std::min(kPiece, layout.frames - from));
        std::fill(left.begin(), left.end(), qint16{0});
        std::fill(right.begin(), right.end(), qint16{0});
        for (const Voice &voice : voices) {
            auto &lane = voice.channel == 0 ? left : right;
            const qint64 begin = voice.span.begin.count() * layout.sampleRate / 1000;
            const qint64 end = voice.span.end.count() * layout.sampleRate / 1000;
            for (qint64 i = std::max(from, begin); i < std::min(from + qint64(count), end); ++i) {
                const double t = static_cast<double>(i) / layout.sampleRate;
                const double swell = 0.55 + 0.45 * std::sin(t * 9.1) * std::cos(t * 2.3 + voice.channel);
                const double tone = std::sin(2 * std::numbers::pi * 440 * t);
                lane[static_cast<std::size_t>(i - from)] =
                    static_cast<qint16>(32767 * voice.level * swell * tone);
            }
        }
        writer.add({left.data(), count}, {right.data(), count}, bytes);
    }
    writer.finish(bytes);
    for (int level = 1; level < common::PeaksLayout::kLevels; ++level) {
        bytes += writer.coarse(level);
    }
    return bytes;
}

/// Two people who take turns every few seconds and now and then speak at once.
inline std::vector<Voice> conversation(console::Ms duration)
{
    using console::Ms;
    std::vector<Voice> voices;
    quint32 seed = 7;
    const auto random = [&seed](int below) {
        seed = seed * 1664525u + 1013904223u;
        return static_cast<int>((seed >> 8) % static_cast<quint32>(below));
    };
    int channel = 0;
    for (Ms at{500}; at < duration;) {
        const Ms end = std::min(duration, at + Ms(1500 + random(6000)));
        voices.push_back({channel, {at, end}, 0.25 + random(30) / 100.0});
        at = end + Ms(random(4) == 0 ? -800 : random(1800));
        channel = 1 - channel;
    }
    return voices;
}

} // namespace tests
