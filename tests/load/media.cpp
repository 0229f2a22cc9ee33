// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/media.h"

#include "tests/load/g722.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <numbers>

namespace tests
{

const char *keyOf(Codec codec)
{
    static constexpr std::array<const char *, 3> kKeys{"PCMU", "PCMA", "G722"};
    return kKeys[static_cast<std::size_t>(codec)];
}

int payloadTypeOf(Codec codec)
{
    static constexpr std::array<int, 3> kTypes{0, 8, 9}; // RFC 3551 table 4
    return kTypes[static_cast<std::size_t>(codec)];
}

Codec otherThan(Codec codec)
{
    return codec == Codec::Pcmu ? Codec::Pcma : Codec::Pcmu;
}

namespace
{
std::uint32_t little(const std::string &bytes, std::size_t at, std::size_t count)
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    }
    return value;
}

void put(std::string &out, std::uint32_t value, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        out += static_cast<char>((value >> (8 * i)) & 0xff);
    }
}

Pcm samplesOf(const std::string &bytes, std::size_t at, std::size_t size)
{
    Pcm samples(std::min(size, bytes.size() - at) / 2);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i] = static_cast<std::int16_t>(little(bytes, at + 2 * i, 2));
    }
    return samples;
}
} // namespace

std::optional<Pcm> readWav(const std::string &file, std::string &why)
{
    std::ifstream in(file, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (bytes.size() < 44 || bytes.compare(0, 4, "RIFF") != 0 || bytes.compare(8, 4, "WAVE") != 0) {
        why = file + ": not a WAV file";
        return std::nullopt;
    }
    bool formatFits = false;
    for (std::size_t at = 12; at + 8 <= bytes.size();) {
        const std::size_t size = little(bytes, at + 4, 4);
        if (bytes.compare(at, 4, "fmt ") == 0 && size >= 16 && at + 24 <= bytes.size()) {
            formatFits = little(bytes, at + 8, 2) == 1 && little(bytes, at + 10, 2) == 1 &&
                         little(bytes, at + 12, 4) == 8000 && little(bytes, at + 22, 2) == 16;
        } else if (bytes.compare(at, 4, "data") == 0 && formatFits) {
            return samplesOf(bytes, at + 8, size);
        }
        at += 8 + size + size % 2;
    }
    why = file + ": not 8 kHz, 16 bit, mono PCM";
    return std::nullopt;
}

bool writeWav(const std::string &file, const Pcm &samples)
{
    const auto size = static_cast<std::uint32_t>(samples.size() * 2);
    std::string out = "RIFF";
    put(out, 36 + size, 4);
    out += "WAVEfmt ";
    put(out, 16, 4);
    put(out, 1, 2);
    put(out, 1, 2);
    put(out, 8000, 4);
    put(out, 16000, 4);
    put(out, 2, 2);
    put(out, 16, 2);
    out += "data";
    put(out, size, 4);
    for (const std::int16_t sample : samples) {
        put(out, static_cast<std::uint16_t>(sample), 2);
    }
    std::ofstream stream(file, std::ios::binary);
    stream.write(out.data(), static_cast<std::streamsize>(out.size()));
    return stream.good();
}

Pcm makeTone(int hertz, int onMs, int offMs, int amplitude)
{
    const std::size_t on = onMs > 0 ? static_cast<std::size_t>(onMs) * 8 : 8000;
    Pcm samples(on + static_cast<std::size_t>(std::max(offMs, 0)) * 8, 0);
    for (std::size_t i = 0; i < on; ++i) {
        const double phase = 2 * std::numbers::pi * hertz * static_cast<double>(i) / 8000.0;
        samples[i] = static_cast<std::int16_t>(std::lround(amplitude * std::sin(phase)));
    }
    return samples;
}

std::uint8_t encodeUlaw(std::int16_t sample)
{
    constexpr int kBias = 132; // 33 of the 14-bit scale
    const int sign = sample < 0 ? 0x80 : 0;
    const int magnitude = std::min(std::abs(static_cast<int>(sample)), 32635) + kBias;
    const int segment = static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude))) - 8;
    const int step = (magnitude >> (segment + 3)) & 0x0f;
    return static_cast<std::uint8_t>(~(sign | segment << 4 | step));
}

std::uint8_t encodeAlaw(std::int16_t sample)
{
    const int sign = sample < 0 ? 0 : 0x80;
    const int magnitude = sample < 0 ? std::min(-static_cast<int>(sample) - 1, 32767) : sample;
    const int segment = std::max(static_cast<int>(std::bit_width(static_cast<unsigned>(magnitude))) - 8, 0);
    const int step = segment == 0 ? magnitude >> 4 : (magnitude >> (segment + 3)) & 0x0f;
    return static_cast<std::uint8_t>((sign | segment << 4 | step) ^ 0x55);
}

Audio::Audio(Pcm samples, bool loop, bool wideband)
    : m_samples(samples.empty() ? Pcm(160, 0) : std::move(samples))
    , m_loop(loop)
{
    Pcm padded = m_samples;
    for (std::size_t i = 0; i < kTail; ++i) {
        padded.push_back(m_loop ? m_samples[i % m_samples.size()] : std::int16_t{0});
    }
    std::transform(padded.begin(), padded.end(), std::back_inserter(m_ulaw), encodeUlaw);
    std::transform(padded.begin(), padded.end(), std::back_inserter(m_alaw), encodeAlaw);
    if (wideband) {
        Pcm rounds = padded;
        if (m_loop) {
            rounds.insert(rounds.begin(), m_samples.begin(), m_samples.end());
        }
        m_g722 = encodeG722(rounds);
        m_g722.resize(rounds.size());
    }
}

std::int64_t Audio::position(std::int64_t at) const
{
    return m_loop ? at % length() : std::min(at, length());
}

const std::uint8_t *Audio::octets(Codec codec, std::int64_t at, std::size_t count) const
{
    if (codec == Codec::G722) {
        // ADPCM remembers: the first round begins from nothing, all others follow one another.
        const bool later = m_loop && at >= length();
        return m_g722.data() + (later ? length() : 0) + (count <= kTail ? position(at) : 0);
    }
    return (codec == Codec::Pcmu ? m_ulaw : m_alaw).data() + (count <= kTail ? position(at) : 0);
}

bool Audio::silent(std::int64_t at, std::size_t count) const
{
    const std::size_t from = static_cast<std::size_t>(position(at));
    for (std::size_t i = from; i < from + count; ++i) {
        if (i >= m_samples.size() && !m_loop) {
            return true;
        }
        if (std::abs(static_cast<int>(m_samples[i % m_samples.size()])) > 8) {
            return false;
        }
    }
    return true;
}

std::optional<Conversation> makeConversation(const std::vector<std::string> &filesA,
                                             const std::vector<std::string> &filesB, std::size_t rotate,
                                             bool loop, bool wideband, std::string &why)
{
    constexpr std::size_t kPause = 8000 / 4; // a breath between two turns
    std::array<Pcm, 2> sides;
    const std::size_t turns = 2 * std::max(filesA.size(), filesB.size());
    for (std::size_t turn = 0; turn < turns; ++turn) {
        const std::size_t side = turn % 2;
        const auto &files = side == 0 ? filesA : filesB;
        if (files.empty() || turn / 2 >= files.size()) {
            continue;
        }
        const auto speech = readWav(files[(turn / 2 + rotate) % files.size()], why);
        if (!speech) {
            return std::nullopt;
        }
        sides[side].insert(sides[side].end(), speech->begin(), speech->end());
        sides[side].insert(sides[side].end(), kPause, 0);
        sides[1 - side].resize(sides[side].size(), 0);
    }
    return Conversation{std::make_shared<Audio>(std::move(sides[0]), loop, wideband),
                        std::make_shared<Audio>(std::move(sides[1]), loop, wideband)};
}

} // namespace tests
