// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/wavdecoder.h"

#include <QtEndian>

#include <algorithm>

namespace console
{

WavDecoder::WavDecoder(std::shared_ptr<const AudioSource> source)
    : m_source(std::move(source))
{
}

qint64 WavDecoder::read(qint64 position, std::span<float> out)
{
    const auto channels = static_cast<std::size_t>(m_source->wavFormat().channels());
    m_raw.resize(out.size() / channels * channels * 2);
    const std::size_t bytes =
        position < 0 ? 0 : m_source->wavBytes(position * static_cast<qint64>(channels) * 2, m_raw);
    const std::size_t frames = bytes / (2 * channels);
    for (std::size_t i = 0; i < frames * channels; ++i) {
        out[i] = static_cast<float>(qFromLittleEndian<qint16>(m_raw.data() + 2 * i)) / 32768.0F;
    }
    return static_cast<qint64>(frames);
}

} // namespace console
