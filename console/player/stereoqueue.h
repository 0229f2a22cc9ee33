// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"

#include <QtGlobal>

#include <deque>
#include <span>
#include <vector>

namespace console
{

/// Mixed stereo frames on their way from the engine's thread to the output's, some tens of milliseconds. The
/// lock is held for copying them. Halting does not lose or change what stands in the queue: what is heard
/// fades over 5 ms and goes on at the same frame afterwards. It also keeps the account of which frame is at
/// the ear when the output has some latency.
class StereoQueue
{
public:
    struct Count {
        qint64 written = 0;
        qint64 consumed = 0; ///< frames taken by the output
        qint64 heard = 0;    ///< frames that have reached the ear
        int underruns = 0;
        bool drained = false; ///< ended and all of it heard
    };

    StereoQueue(int rate, int capacityMs);

    // The engine's side.
    qint64 space() const;
    void write(std::span<const float> stereo);
    void setRunning(bool running);
    void setEnded(bool ended); ///< nothing follows for now: running empty is no underrun
    /// Takes back everything but the next `keep` frames and returns it.
    std::vector<float> cut(qint64 keep);
    Count count(qint64 latencyFrames) const;
    /// The last 100 ms that went to the output, of the louder side; silence in front if there was less.
    std::vector<float> lastPlayed() const;

    // The output's side.
    /// Always fills `stereo`, with silence where there is nothing to be heard.
    void read(std::span<float> stereo);

private:
    struct Mark {
        qint64 delivered = 0;
        qint64 consumed = 0;
        bool moving = false;
    };
    struct State {
        std::vector<float> frames; ///< ring
        qint64 written = 0;
        qint64 consumed = 0;
        qint64 delivered = 0; ///< with the silence
        int underruns = 0;
        bool running = false;
        bool ended = false;
        bool sounding = false; ///< what was delivered last came from the queue
        qint64 fadeIn = 0;     ///< frames that are still to be faded in
        std::deque<Mark> marks{Mark()};
        std::vector<float> played; ///< the last 100 ms, stereo
        std::size_t playedAt = 0;
    };
    qint64 copy(const State &state, std::span<float> stereo) const;
    void deliver(State &state, std::span<float> stereo) const;
    void fadeOut(const State &state, std::span<float> stereo) const;
    void remember(State &state, std::span<const float> stereo) const;
    static void mark(State &state, bool moving);
    static qint64 heardAt(const State &state, qint64 delivered);

    qint64 m_capacity;
    qint64 m_fade;
    std::size_t m_playedSamples;
    common::Guarded<State> m_state;
};

} // namespace console
