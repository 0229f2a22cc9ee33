// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <array>
#include <cstddef>
#include <span>

namespace common
{

/// ITU-T G.711, both laws, 16-bit linear samples. Decoding is a table look-up; A-law bytes are as on the wire
/// (even bits inverted).
namespace g711
{

constexpr qint16 decodeMulaw(quint8 code)
{
    const int value = ~code & 0xff;
    const int magnitude = (((value & 0x0f) << 3) + 0x84) << ((value & 0x70) >> 4);
    return static_cast<qint16>((value & 0x80) != 0 ? 0x84 - magnitude : magnitude - 0x84);
}

constexpr qint16 decodeAlaw(quint8 code)
{
    const int value = code ^ 0x55;
    const int segment = (value & 0x70) >> 4;
    int magnitude = (value & 0x0f) << 4;
    magnitude = segment == 0 ? magnitude + 8 : (magnitude + 0x108) << (segment - 1);
    return static_cast<qint16>((value & 0x80) != 0 ? magnitude : -magnitude);
}

quint8 encodeMulaw(qint16 sample);
quint8 encodeAlaw(qint16 sample);

extern const std::array<qint16, 256> kMulaw;
extern const std::array<qint16, 256> kAlaw;

/// `out` must hold `in.size()` samples.
void decode(const std::array<qint16, 256> &table, std::span<const std::byte> in, qint16 *out);

} // namespace g711
} // namespace common
