// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QtGlobal>

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace recorder
{

/// The two channels of the file around the present moment: 4 s in a ring. Sources add their samples with
/// saturation in any order; what is far enough back is given out, front to back, silence where nobody spoke.
class Mixdown
{
public:
    /// Equal numbers of samples for left and right.
    using Output = std::function<common::Status(std::span<qint16> left, std::span<qint16> right)>;

    Mixdown(int sampleRate, qint64 total, Output output);

    /// Sample position in the file; what lies outside the file or outside the ring is cut off.
    void add(int channel, qint64 position, std::span<const qint16> samples);
    /// Gives out everything before `position`.
    common::Status advance(qint64 position);
    common::Status finish() { return advance(m_total); }

    qint64 position() const { return m_begin; }
    qint64 total() const { return m_total; }

private:
    std::size_t m_size; ///< power of two
    qint64 m_total;
    qint64 m_begin = 0; ///< first position that was not given out
    std::array<std::vector<qint16>, 2> m_ring;
    Output m_output;
};

} // namespace recorder
