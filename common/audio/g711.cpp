// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/audio/g711.h"

#include <algorithm>
#include <bit>

namespace common::g711
{

namespace
{

constexpr int kBias = 0x84;

template <typename Decode>
constexpr std::array<qint16, 256> tableOf(Decode decodeOne)
{
    std::array<qint16, 256> table{};
    for (std::size_t code = 0; code < table.size(); ++code) {
        table[code] = decodeOne(static_cast<quint8>(code));
    }
    return table;
}

} // namespace

constexpr std::array<qint16, 256> kMulaw = tableOf(decodeMulaw);
constexpr std::array<qint16, 256> kAlaw = tableOf(decodeAlaw);

quint8 encodeMulaw(qint16 sample)
{
    const int sign = sample < 0 ? 0x80 : 0;
    const int magnitude = std::min(sample < 0 ? -static_cast<int>(sample) : sample, 32635) + kBias;
    const int segment = std::bit_width(static_cast<unsigned>(magnitude)) - 8;
    const int mantissa = (magnitude >> (segment + 3)) & 0x0f;
    return static_cast<quint8>(~(sign | segment << 4 | mantissa));
}

quint8 encodeAlaw(qint16 sample)
{
    // The negative side is the one's complement of the positive one: -1 is the smallest negative step.
    const int sign = sample < 0 ? 0 : 0x80;
    const int magnitude = (sample < 0 ? ~static_cast<int>(sample) : sample) >> 4;
    int code = magnitude;
    if (magnitude >= 0x20) {
        const int segment = std::bit_width(static_cast<unsigned>(magnitude)) - 5;
        code = (segment + 1) << 4 | ((magnitude >> segment) & 0x0f);
    }
    return static_cast<quint8>((sign | code) ^ 0x55);
}

void decode(const std::array<qint16, 256> &table, std::span<const std::byte> in, qint16 *out)
{
    const qint16 *values = table.data();
    for (std::size_t i = 0; i < in.size(); ++i) {
        out[i] = values[std::to_integer<std::size_t>(in[i])];
    }
}

} // namespace common::g711
