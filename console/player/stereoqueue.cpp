// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/stereoqueue.h"

#include <algorithm>
#include <array>

namespace console
{

namespace
{
constexpr std::size_t kMarks = 256; // far more than transitions within any latency
}

StereoQueue::StereoQueue(int rate, int capacityMs)
    : m_capacity(std::max<qint64>(1, static_cast<qint64>(rate) * capacityMs / 1000))
    , m_fade(std::max(1, rate / 200))
    , m_playedSamples(static_cast<std::size_t>(2 * (rate / 10)))
{
    m_state.with([this](State &state) {
        state.frames.resize(static_cast<std::size_t>(2 * m_capacity));
        state.played.resize(m_playedSamples);
    });
}

qint64 StereoQueue::space() const
{
    return m_state.with([this](const State &state) { return m_capacity - (state.written - state.consumed); });
}

void StereoQueue::write(std::span<const float> stereo)
{
    m_state.with([&](State &state) {
        for (std::size_t i = 0; i + 1 < stereo.size(); i += 2) {
            const auto at = static_cast<std::size_t>(2 * (state.written % m_capacity));
            state.frames[at] = stereo[i];
            state.frames[at + 1] = stereo[i + 1];
            ++state.written;
        }
    });
}

void StereoQueue::setRunning(bool running)
{
    m_state.with([&](State &state) { state.running = running; });
}

void StereoQueue::setEnded(bool ended)
{
    m_state.with([&](State &state) { state.ended = ended; });
}

std::vector<float> StereoQueue::cut(qint64 keep)
{
    return m_state.with([&](State &state) {
        std::vector<float> dropped;
        const qint64 from = std::min(state.written, state.consumed + keep);
        for (qint64 frame = from; frame < state.written; ++frame) {
            const auto at = static_cast<std::size_t>(2 * (frame % m_capacity));
            dropped.push_back(state.frames[at]);
            dropped.push_back(state.frames[at + 1]);
        }
        state.written = from;
        return dropped;
    });
}

void StereoQueue::mark(State &state, bool moving)
{
    if (state.marks.back().moving != moving) {
        state.marks.push_back({state.delivered, state.consumed, moving});
        if (state.marks.size() > kMarks) {
            state.marks.pop_front();
        }
    }
}

qint64 StereoQueue::heardAt(const State &state, qint64 delivered)
{
    for (auto it = state.marks.rbegin(); it != state.marks.rend(); ++it) {
        if (it->delivered <= delivered) {
            const qint64 limit = it == state.marks.rbegin() ? state.consumed : std::prev(it)->consumed;
            return it->moving ? std::min(limit, it->consumed + delivered - it->delivered) : it->consumed;
        }
    }
    return state.marks.front().consumed;
}

StereoQueue::Count StereoQueue::count(qint64 latencyFrames) const
{
    return m_state.with([&](const State &state) {
        Count count;
        count.written = state.written;
        count.consumed = state.consumed;
        count.heard = heardAt(state, state.delivered - latencyFrames);
        count.underruns = state.underruns;
        count.drained = state.ended && count.heard >= state.written;
        return count;
    });
}

/// From the next frame on, as many as there are; takes nothing.
qint64 StereoQueue::copy(const State &state, std::span<float> stereo) const
{
    const qint64 frames = std::min(static_cast<qint64>(stereo.size()) / 2, state.written - state.consumed);
    for (qint64 i = 0; i < frames; ++i) {
        const auto from = static_cast<std::size_t>(2 * ((state.consumed + i) % m_capacity));
        const auto to = static_cast<std::size_t>(2 * i);
        stereo[to] = state.frames[from];
        stereo[to + 1] = state.frames[from + 1];
    }
    return frames;
}

void StereoQueue::deliver(State &state, std::span<float> stereo) const
{
    const qint64 frames = copy(state, stereo);
    if (frames > 0) {
        if (!state.sounding) {
            state.fadeIn = m_fade;
        }
        mark(state, true);
        for (qint64 i = 0; i < frames && state.fadeIn > 0; ++i, --state.fadeIn) {
            const float in = 1 - (static_cast<float>(state.fadeIn) - 0.5F) / static_cast<float>(m_fade);
            stereo[static_cast<std::size_t>(2 * i)] *= in;
            stereo[static_cast<std::size_t>(2 * i + 1)] *= in;
        }
        state.consumed += frames;
        state.delivered += frames;
        state.sounding = true;
    }
    const qint64 silent = static_cast<qint64>(stereo.size()) / 2 - frames;
    if (silent > 0) {
        if (state.sounding && !state.ended) {
            ++state.underruns;
        }
        mark(state, false);
        state.delivered += silent;
        state.sounding = false;
    }
}

void StereoQueue::fadeOut(const State &state, std::span<float> stereo) const
{
    const qint64 frames =
        copy(state, stereo.first(std::min(stereo.size(), static_cast<std::size_t>(2 * m_fade))));
    for (qint64 i = 0; i < frames; ++i) {
        const float out = 1 - (static_cast<float>(i) + 0.5F) / static_cast<float>(frames);
        stereo[static_cast<std::size_t>(2 * i)] *= out;
        stereo[static_cast<std::size_t>(2 * i + 1)] *= out;
    }
}

void StereoQueue::remember(State &state, std::span<const float> stereo) const
{
    for (const float sample : stereo) {
        state.played[state.playedAt] = sample;
        state.playedAt = (state.playedAt + 1) % m_playedSamples;
    }
}

void StereoQueue::read(std::span<float> stereo)
{
    std::fill(stereo.begin(), stereo.end(), 0.0F);
    m_state.with([&](State &state) {
        if (state.running) {
            deliver(state, stereo);
        } else {
            if (state.sounding) {
                fadeOut(state, stereo);
            }
            mark(state, false);
            state.delivered += static_cast<qint64>(stereo.size()) / 2;
            state.sounding = false;
        }
        remember(state, stereo);
    });
}

std::vector<float> StereoQueue::lastPlayed() const
{
    return m_state.with([this](const State &state) {
        std::array<std::vector<float>, 2> sides;
        std::array<double, 2> energy{};
        for (std::size_t i = 0; i < m_playedSamples; ++i) {
            const float sample = state.played[(state.playedAt + i) % m_playedSamples];
            sides[i % 2].push_back(sample);
            energy[i % 2] += static_cast<double>(sample) * static_cast<double>(sample);
        }
        return energy[1] > energy[0] ? sides[1] : sides[0];
    });
}

} // namespace console
