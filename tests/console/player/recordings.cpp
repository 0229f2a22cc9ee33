// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/console/player/recordings.h"

#include "common/audio/mp3encoder.h"
#include "common/audio/wav.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

namespace tests
{

Lane silenceLane(double seconds, int rate)
{
    return Lane(static_cast<std::size_t>(std::lround(seconds * rate)), 0);
}

void addTone(Lane &lane, double hertz, double begin, double end, double amplitude, int rate)
{
    const auto from = static_cast<std::size_t>(std::lround(begin * rate));
    const auto to = std::min(lane.size(), static_cast<std::size_t>(std::lround(end * rate)));
    for (std::size_t i = from; i < to; ++i) {
        const double wave = std::sin(2 * std::numbers::pi * hertz * static_cast<double>(i) / rate);
        const double sum = lane[i] + 32767 * amplitude * wave;
        lane[i] = static_cast<qint16>(std::clamp(std::lround(sum), -32768L, 32767L));
    }
}

Lane noiseLane(double seconds, double amplitude, int rate)
{
    Lane lane = silenceLane(seconds, rate);
    std::minstd_rand random(7);
    double smooth = 0;
    for (qint16 &sample : lane) { // low-pass, so that the encoder can keep it
        smooth = 0.7 * smooth + 0.3 * (static_cast<double>(random() % 2000) / 1000 - 1);
        sample = static_cast<qint16>(std::lround(32767 * amplitude * smooth));
    }
    return lane;
}

QByteArray mp3Of(const std::vector<Lane> &lanes, int bitrate, int rate, bool infoFrame)
{
    const auto frames = static_cast<qint64>(lanes[0].size());
    auto encoder = common::Mp3Encoder::open({rate, static_cast<int>(lanes.size()), bitrate, 5}, frames);
    if (!encoder) {
        qFatal("%s", qPrintable(encoder.error().message));
    }
    QByteArray file = infoFrame ? encoder->infoFrame() : QByteArray();
    common::Status status = encoder->encode(lanes.front(), lanes.back(), file);
    if (status) {
        status = encoder->finish(file);
    }
    if (!status) {
        qFatal("%s", qPrintable(status.error().message));
    }
    return file;
}

QByteArray wavOf(const std::vector<Lane> &lanes, int rate)
{
    const std::size_t frames = lanes[0].size();
    QByteArray file = common::wavHeader({rate, static_cast<int>(lanes.size()), static_cast<qint64>(frames)},
                                        {{QStringLiteral("EARSHOT_TENANT"), QStringLiteral("test")}});
    for (std::size_t i = 0; i < frames; ++i) {
        for (const Lane &lane : lanes) {
            const quint16 bits = qToLittleEndian(static_cast<quint16>(lane[i]));
            file.append(reinterpret_cast<const char *>(&bits), 2);
        }
    }
    return file;
}

void advanceAll(console::AudioSource &source)
{
    while (source.advance()) {
    }
}

std::shared_ptr<console::AudioSource> sourceOf(const QByteArray &file)
{
    auto source = std::make_shared<console::AudioSource>();
    source->append(file);
    source->finish();
    advanceAll(*source);
    return source;
}

std::vector<float> channelOf(const std::vector<float> &interleaved, std::size_t channel, std::size_t channels)
{
    std::vector<float> one;
    for (std::size_t i = channel; i < interleaved.size(); i += channels) {
        one.push_back(interleaved[i]);
    }
    return one;
}

std::vector<float> floats(const Lane &lane)
{
    std::vector<float> all;
    for (const qint16 sample : lane) {
        all.push_back(static_cast<float>(sample) / 32768.0F);
    }
    return all;
}

} // namespace tests
