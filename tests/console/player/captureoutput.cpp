// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/console/player/captureoutput.h"

#include <algorithm>
#include <cmath>

namespace tests
{

void Capture::allow(double seconds)
{
    m_state->with([&](State &state) { state.allowed += seconds; });
}

std::vector<float> Capture::stereo() const
{
    return m_state->with([](const State &state) { return state.stereo; });
}

double Capture::seconds() const
{
    return m_state->with(
        [](const State &state) { return static_cast<double>(state.stereo.size()) / 2 / state.rate; });
}

int Capture::rate() const
{
    return m_state->with([](const State &state) { return state.rate; });
}

void Capture::lose()
{
    m_state->with([](State &state) { state.lost = true; });
}

qint64 Capture::firstSoundNs() const
{
    return m_state->with([](const State &state) { return state.firstSoundNs; });
}

void Capture::setClock(const QElapsedTimer &clock)
{
    m_state->with([&](State &state) {
        state.clock = clock;
        state.firstSoundNs = 0;
    });
}

console::OutputFactory Capture::factory()
{
    return [state = m_state] { return std::make_unique<CaptureOutput>(state); };
}

CaptureOutput::CaptureOutput(std::shared_ptr<common::Guarded<Capture::State>> state)
    : m_state(std::move(state))
    , m_timer(this)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(1);
    connect(&m_timer, &QTimer::timeout, this, &CaptureOutput::take);
}

void CaptureOutput::open(int rate, std::shared_ptr<console::StereoQueue> queue)
{
    const bool lost = m_state->with([rate](Capture::State &state) {
        state.rate = rate;
        return state.lost;
    });
    if (lost) {
        Q_EMIT this->lost();
        return;
    }
    m_queue = std::move(queue);
    m_timer.start();
    Q_EMIT opened();
}

void CaptureOutput::take()
{
    for (int round = 0; round < 100; ++round) { // then the engine's other events
        const auto count = m_queue->count(0);
        bool gone = false;
        const bool took = m_state->with([&](Capture::State &state) {
            gone = state.lost;
            const auto have = static_cast<qint64>(state.stereo.size() / 2);
            const auto limit = static_cast<qint64>(std::llround(state.allowed * state.rate));
            const qint64 frames = std::min(count.written - count.consumed, limit - have);
            if (frames <= 0 || gone) {
                return false;
            }
            std::vector<float> piece(static_cast<std::size_t>(2 * frames));
            m_queue->read(piece);
            if (m_queue->count(0).consumed == count.consumed) {
                return false; // halted: what was read is the fading out
            }
            const bool sounds = std::any_of(piece.begin(), piece.end(),
                                            [](float sample) { return std::abs(sample) > 0.001F; });
            if (sounds && state.firstSoundNs == 0 && state.clock.isValid()) {
                state.firstSoundNs = state.clock.nsecsElapsed();
            }
            state.stereo.insert(state.stereo.end(), piece.begin(), piece.end());
            return true;
        });
        if (gone) {
            m_timer.stop();
            Q_EMIT lost();
            return;
        }
        if (!took) {
            return;
        }
        Q_EMIT wanted();
    }
}

} // namespace tests
