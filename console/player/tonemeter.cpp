// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/tonemeter.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>
#include <vector>

namespace console
{

namespace
{

using Spectrum = std::vector<std::complex<float>>;

void transform(Spectrum &data) // radix 2, in place
{
    const std::size_t size = data.size();
    for (std::size_t i = 1, j = 0; i < size; ++i) {
        std::size_t bit = size >> 1;
        for (; (j & bit) != 0; bit >>= 1) {
            j ^= bit;
        }
        j ^= bit;
        if (i < j) {
            std::swap(data[i], data[j]);
        }
    }
    for (std::size_t length = 2; length <= size; length *= 2) {
        const auto step = std::polar(1.0F, -2 * std::numbers::pi_v<float> / static_cast<float>(length));
        for (std::size_t start = 0; start < size; start += length) {
            std::complex<float> turn = 1;
            for (std::size_t k = 0; k < length / 2; ++k) {
                const auto even = data[start + k];
                const auto odd = data[start + k + length / 2] * turn;
                data[start + k] = even + odd;
                data[start + k + length / 2] = even - odd;
                turn *= step;
            }
        }
    }
}

double peakBin(const Spectrum &data)
{
    std::size_t best = 1;
    for (std::size_t i = 1; i < data.size() / 2; ++i) {
        if (std::norm(data[i]) > std::norm(data[best])) {
            best = i;
        }
    }
    // A parabola through the logarithms of the peak and its neighbours.
    const auto height = [&](std::size_t i) {
        return std::log(static_cast<double>(std::norm(data[i])) + 1e-30);
    };
    const double left = height(best - 1);
    const double right = height(best + 1);
    const double bend = left - 2 * height(best) + right;
    const double shift = bend < 0 ? 0.5 * (left - right) / bend : 0;
    return static_cast<double>(best) + shift;
}

} // namespace

double strongestTone(std::span<const float> samples, int rate)
{
    const std::size_t count = samples.size();
    double energy = 0;
    for (const float sample : samples) {
        energy += static_cast<double>(sample) * static_cast<double>(sample);
    }
    if (count < static_cast<std::size_t>(rate) / 100 || energy / static_cast<double>(count) < 1e-6) {
        return 0;
    }
    std::size_t size = 1;
    while (size < 4 * count) {
        size *= 2;
    }
    Spectrum data(size);
    for (std::size_t i = 0; i < count; ++i) {
        const double window =
            0.5 - 0.5 * std::cos(2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(count));
        data[i] = samples[i] * static_cast<float>(window);
    }
    transform(data);
    return peakBin(data) * rate / static_cast<double>(size);
}

} // namespace console
