// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/audiocheck.h"

#include <QProcess>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <numeric>

namespace tests
{

namespace
{
constexpr int kPatienceMs = 60000;

/// Runs a program of the ffmpeg family; its standard output, or an error with what it complained about.
common::Result<QByteArray> runTool(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments, QIODevice::ReadOnly);
    if (!process.waitForFinished(kPatienceMs)) {
        process.kill();
        process.waitForFinished();
        return common::fail(common::ErrorCode::Unavailable, program + QStringLiteral(" did not finish"));
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        return common::fail(common::ErrorCode::Invalid, QString::fromUtf8(process.readAllStandardError()));
    }
    return process.readAllStandardOutput();
}

std::size_t sampleAt(double seconds, int rate, std::size_t limit)
{
    return std::min(static_cast<std::size_t>(std::max(0.0, seconds * rate)), limit);
}
} // namespace

common::Result<DecodedAudio> decodeFile(const QString &file, int rate)
{
    auto channelText =
        runTool(QStringLiteral("ffprobe"),
                {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-select_streams"),
                 QStringLiteral("a:0"), QStringLiteral("-show_entries"), QStringLiteral("stream=channels"),
                 QStringLiteral("-of"), QStringLiteral("csv=p=0"), file});
    if (!channelText) {
        return common::propagate(channelText);
    }
    const auto channels = static_cast<std::size_t>(channelText->trimmed().toInt());
    if (channels == 0) {
        return common::fail(common::ErrorCode::Invalid, QStringLiteral("no audio in ") + file);
    }
    auto raw = runTool(QStringLiteral("ffmpeg"),
                       {QStringLiteral("-v"), QStringLiteral("error"), QStringLiteral("-nostdin"),
                        QStringLiteral("-i"), file, QStringLiteral("-f"), QStringLiteral("s16le"),
                        QStringLiteral("-ar"), QString::number(rate), QStringLiteral("-")});
    if (!raw) {
        return common::propagate(raw);
    }
    DecodedAudio audio{rate, std::vector<std::vector<float>>(channels)};
    const std::size_t frames = static_cast<std::size_t>(raw->size()) / 2 / channels;
    for (std::size_t channel = 0; channel < channels; ++channel) {
        audio.channels[channel].resize(frames);
        for (std::size_t i = 0; i < frames; ++i) {
            qint16 sample = 0;
            std::memcpy(&sample, raw->constData() + 2 * (i * channels + channel), sizeof sample);
            audio.channels[channel][i] = static_cast<float>(sample) / 32768.0F;
        }
    }
    return audio;
}

double toneLevel(const float *samples, std::size_t count, int rate, double hertz)
{
    if (count == 0) {
        return 0;
    }
    const double step = 2 * std::numbers::pi * hertz / rate;
    const double factor = 2 * std::cos(step);
    double s1 = 0;
    double s2 = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double s0 = static_cast<double>(samples[i]) + factor * s1 - s2;
        s2 = s1;
        s1 = s0;
    }
    const double power = s1 * s1 + s2 * s2 - factor * s1 * s2;
    return 2 * std::sqrt(std::max(0.0, power)) / static_cast<double>(count);
}

QList<Span> findTone(const std::vector<float> &channel, int rate, double hertz, double minLevel)
{
    // A window of 20 ms slides by 1 ms. Half of the window lies in the tone when the level crosses half of
    // the tone's own level: the middle of that window is the edge.
    const auto window = static_cast<std::size_t>(rate / 50);
    const auto step = static_cast<std::size_t>(rate / 1000);
    std::vector<double> levels;
    for (std::size_t at = 0; at + window <= channel.size(); at += step) {
        levels.push_back(toneLevel(channel.data() + at, window, rate, hertz));
    }
    if (levels.empty()) {
        return {};
    }
    std::vector<double> loud;
    std::copy_if(levels.begin(), levels.end(), std::back_inserter(loud),
                 [&](double l) { return l >= minLevel; });
    if (loud.empty()) {
        return {};
    }
    std::nth_element(loud.begin(), loud.begin() + static_cast<std::ptrdiff_t>(loud.size() / 2), loud.end());
    const double half = std::max(minLevel, loud[loud.size() / 2]) / 2;

    QList<Span> spans;
    const double middle = static_cast<double>(window) / 2 / rate;
    const double end = static_cast<double>(channel.size()) / rate;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (levels[i] < half) {
            continue;
        }
        const double centre = static_cast<double>(i * step) / rate + middle;
        // A tone that touches an end of the file has no edge there.
        const double from = i == 0 ? 0 : centre;
        const double to = i + 1 == levels.size() ? end : centre;
        if (!spans.isEmpty() && from - spans.last().to < 0.015) {
            spans.last().to = to;
        } else {
            spans.append({from, to});
        }
    }
    // Splatter of other sounds is short, a tone is not.
    spans.removeIf([](const Span &span) { return span.seconds() < 0.010; });
    return spans;
}

std::optional<double> dominantTone(const std::vector<float> &channel, int rate, Span window,
                                   const QList<double> &candidates, double minLevel)
{
    const std::size_t from = sampleAt(window.from, rate, channel.size());
    const std::size_t to = sampleAt(window.to, rate, channel.size());
    double best = 0;
    double second = 0;
    double hertz = 0;
    for (const double candidate : candidates) {
        const double found = toneLevel(channel.data() + from, to - from, rate, candidate);
        if (found > best) {
            second = best;
            best = found;
            hertz = candidate;
        } else {
            second = std::max(second, found);
        }
    }
    if (best < minLevel || best < 2 * second) {
        return std::nullopt;
    }
    return hertz;
}

namespace
{
/// Correlation of b shifted by `lag` samples against a, over the part where both exist.
double correlationAt(const std::vector<float> &a, const std::vector<float> &b, std::ptrdiff_t lag)
{
    const auto sizeA = static_cast<std::ptrdiff_t>(a.size());
    const auto sizeB = static_cast<std::ptrdiff_t>(b.size());
    const std::ptrdiff_t from = std::max<std::ptrdiff_t>(0, -lag);
    const std::ptrdiff_t to = std::min(sizeA, sizeB - lag);
    double cross = 0;
    double powerA = 0;
    double powerB = 0;
    for (std::ptrdiff_t i = from; i < to; ++i) {
        const auto x = static_cast<double>(a[static_cast<std::size_t>(i)]);
        const auto y = static_cast<double>(b[static_cast<std::size_t>(i + lag)]);
        cross += x * y;
        powerA += x * x;
        powerB += y * y;
    }
    return powerA <= 0 || powerB <= 0 ? 0 : cross / std::sqrt(powerA * powerB);
}

/// Mean amplitude per block: cheap to correlate over many lags.
std::vector<float> envelope(const std::vector<float> &samples, std::size_t block)
{
    std::vector<float> out;
    for (std::size_t at = 0; at + block <= samples.size(); at += block) {
        float sum = 0;
        for (std::size_t i = 0; i < block; ++i) {
            sum += std::abs(samples[at + i]);
        }
        out.push_back(sum / static_cast<float>(block));
    }
    const float mean =
        out.empty() ? 0 : std::accumulate(out.begin(), out.end(), 0.0F) / static_cast<float>(out.size());
    std::transform(out.begin(), out.end(), out.begin(), [mean](float v) { return v - mean; });
    return out;
}
} // namespace

Correlation correlate(const std::vector<float> &sent, const std::vector<float> &recorded, int rate,
                      double maxLagSeconds)
{
    // The envelope in blocks of 4 ms finds the neighbourhood, the samples decide within it.
    const auto block = static_cast<std::size_t>(rate / 250);
    const std::vector<float> roughSent = envelope(sent, block);
    const std::vector<float> roughRecorded = envelope(recorded, block);
    const auto roughMax = static_cast<std::ptrdiff_t>(maxLagSeconds * 250);
    std::ptrdiff_t roughLag = 0;
    double roughBest = -2;
    for (std::ptrdiff_t lag = -roughMax; lag <= roughMax; ++lag) {
        const double value = correlationAt(roughSent, roughRecorded, lag);
        if (value > roughBest) {
            roughBest = value;
            roughLag = lag;
        }
    }
    Correlation best{-2, 0};
    const auto span = static_cast<std::ptrdiff_t>(3 * block);
    const std::ptrdiff_t centre = roughLag * static_cast<std::ptrdiff_t>(block);
    for (std::ptrdiff_t lag = centre - span; lag <= centre + span; ++lag) {
        const double value = correlationAt(sent, recorded, lag);
        if (value > best.value) {
            best = {value, static_cast<double>(lag) / rate};
        }
    }
    return best;
}

double level(const std::vector<float> &channel, int rate, Span window)
{
    const std::size_t from = sampleAt(window.from, rate, channel.size());
    const std::size_t to = sampleAt(window.to, rate, channel.size());
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) {
        sum += static_cast<double>(channel[i]) * static_cast<double>(channel[i]);
    }
    return to > from ? std::sqrt(sum / static_cast<double>(to - from)) : 0;
}

QList<Span> findSilence(const std::vector<float> &channel, int rate, double minSeconds, double maxLevel)
{
    QList<Span> spans;
    const double block = 0.010;
    const double end = static_cast<double>(channel.size()) / rate;
    for (double at = 0; at < end; at += block) {
        const Span window{at, std::min(at + block, end)};
        if (level(channel, rate, window) > maxLevel) {
            continue;
        }
        if (!spans.isEmpty() && window.from - spans.last().to < block / 2) {
            spans.last().to = window.to;
        } else {
            spans.append(window);
        }
    }
    spans.removeIf([minSeconds](const Span &span) { return span.seconds() < minSeconds; });
    return spans;
}

} // namespace tests
