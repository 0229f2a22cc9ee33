// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/renderer.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tests
{

/// Up to `seconds` of output, stereo, as the engine asks for it: in small pieces.
inline std::vector<float> render(console::Renderer &renderer, double seconds)
{
    std::vector<float> all;
    const auto wanted = static_cast<std::size_t>(seconds * renderer.rate()) * 2;
    while (all.size() < wanted) {
        std::vector<float> piece(std::min<std::size_t>(wanted - all.size(), 2 * 160));
        const auto result = renderer.render(piece);
        all.insert(all.end(), piece.begin(), piece.begin() + 2 * result.frames);
        if (result.ended || result.starved) {
            break;
        }
    }
    return all;
}

/// The largest step between neighbouring samples: a click stands out of it.
inline double largestStep(const std::vector<float> &channel)
{
    double largest = 0;
    for (std::size_t i = 1; i < channel.size(); ++i) {
        largest = std::max(largest,
                           std::abs(static_cast<double>(channel[i]) - static_cast<double>(channel[i - 1])));
    }
    return largest;
}

} // namespace tests
