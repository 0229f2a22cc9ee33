// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/audiosource.h"

namespace console
{

/// 16-bit samples straight from the file.
class WavDecoder : public LaneDecoder
{
public:
    explicit WavDecoder(std::shared_ptr<const AudioSource> source);
    qint64 read(qint64 position, std::span<float> out) override;

private:
    std::shared_ptr<const AudioSource> m_source;
    std::vector<std::byte> m_raw;
};

} // namespace console
