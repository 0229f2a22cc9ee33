// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"

#include <array>
#include <vector>

namespace console
{

class PeaksModel;

/// Who speaks when, estimated from the peaks: a channel speaks where its peaks pass -30 dBFS; pauses under
/// 400 ms belong to the turn, sounds under 80 ms are none.
class TalkTurns
{
public:
    struct Turn {
        int channel = 0;
        Span span;
        bool operator==(const Turn &) const = default;
    };
    /// Parts of the recording, 0..1. `channel` + `silence` - `both` make 1.
    struct Shares {
        std::array<double, 2> channel{};
        double silence = 0;
        double both = 0;
        std::array<Ms, 2> longest{}; ///< the longest turn
    };

    TalkTurns() = default;
    explicit TalkTurns(const PeaksModel &peaks);

    const std::vector<Turn> &turns() const { return m_turns; } ///< by begin
    const std::vector<Span> &of(int channel) const { return m_spans[static_cast<std::size_t>(channel)]; }
    const std::vector<Span> &both() const { return m_both; }
    std::vector<Span> silences() const; ///< of a second at least
    bool speaks(int channel, Ms at) const;
    bool bothSpeak(double beginMs, double endMs) const; ///< anywhere in this stretch
    Shares shares() const;
    /// Begin of the first turn after / the last one before; the position itself when there is none. A turn
    /// that began less than a second ago counts as the present one, so that repeated steps get away from it.
    Ms next(Ms from) const;
    Ms previous(Ms from) const;

private:
    std::array<std::vector<Span>, 2> m_spans;
    std::vector<Span> m_both;
    std::vector<Turn> m_turns;
    Ms m_duration{0};
};

} // namespace console
