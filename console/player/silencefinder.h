// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"

#include <QList>

#include <span>
#include <vector>

namespace console
{

/// The loudness of a recording in steps of 20 ms, and where it is silent by a rule. Takes 350 KB for an hour.
/// One thread.
class SilenceFinder
{
public:
    static constexpr int kStepMs = 20;

    SilenceFinder(int rate, int lanes);

    /// Goes on behind what was added before; samples interleaved.
    void add(std::span<const float> lanes);
    qint64 frames() const { return m_frames; }
    /// Stretches in which all lanes are below the level for at least the rule's minimum, as far as was added.
    QList<Span> silences(const SilenceRule &rule) const;

private:
    int m_lanes;
    qint64 m_stepFrames;
    qint64 m_frames = 0;
    std::vector<double> m_energy; ///< of the open step, by lane
    std::vector<qint16> m_levels; ///< hundredths of a dB below full scale; the loudest lane
};

/// What is jumped over of a silence: all but what the rule keeps at its ends. Nothing when the rule keeps
/// all.
QList<Span> skippedSpans(const QList<Span> &silences, const SilenceRule &rule);

} // namespace console
