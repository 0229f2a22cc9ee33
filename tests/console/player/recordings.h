// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/audiosource.h"

#include <QByteArray>
#include <QList>

#include <memory>
#include <vector>

/// Recordings as the recorder makes them, out of samples that the test knows.
namespace tests
{

using Lane = std::vector<qint16>;

Lane silenceLane(double seconds, int rate = 8000);
/// A sine of the amplitude (0..1) added from `begin` to `end` seconds.
void addTone(Lane &lane, double hertz, double begin, double end, double amplitude = 0.3, int rate = 8000);
/// A lane of noise that is the same in each run: no piece of it looks like another one.
Lane noiseLane(double seconds, double amplitude = 0.3, int rate = 8000);

/// MP3 through common::Mp3Encoder, with the Info frame unless told otherwise; WAV with its header and tags.
QByteArray mp3Of(const std::vector<Lane> &lanes, int bitrate = 32, int rate = 8000, bool infoFrame = true);
QByteArray wavOf(const std::vector<Lane> &lanes, int rate = 8000);

/// All of the file, looked at to the end.
std::shared_ptr<console::AudioSource> sourceOf(const QByteArray &file);
void advanceAll(console::AudioSource &source);

/// One channel of interleaved samples.
std::vector<float> channelOf(const std::vector<float> &interleaved, std::size_t channel,
                             std::size_t channels = 2);
std::vector<float> floats(const Lane &lane);

} // namespace tests
