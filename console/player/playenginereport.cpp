// SPDX-License-Identifier: GPL-3.0-or-later
// The other half of PlayEngine: the output, the tick and what is told to the window.
#include "console/player/clockoutput.h"
#include "console/player/playengine.h"
#include "console/player/tonemeter.h"

#include <algorithm>

namespace console
{

namespace
{
constexpr int kReportMs = 33;
constexpr int kDeadMs = 3000; // a device that takes nothing for so long is gone
constexpr int kRestMs = 2000; // after that long a pause the device may rest
} // namespace

void PlayEngine::prepare()
{
    useOutput(m_factory());
    m_output->prepare();
}

void PlayEngine::useOutput(std::unique_ptr<AudioOutput> output)
{
    if (m_output) {
        m_output->disconnect(this);
        m_output.release()->deleteLater(); // it may be the one that is calling
    }
    m_output = std::move(output);
    m_outputReady = false;
    m_outputOpen = false;
    AudioOutput *current = m_output.get();
    connect(current, &AudioOutput::opened, this, [this, current] {
        if (current == m_output.get()) {
            m_outputReady = true;
            m_kind = m_output->kind();
            m_sinceProgress.start();
            report(true);
        }
    });
    connect(current, &AudioOutput::lost, this, [this, current] {
        if (current == m_output.get()) {
            loseOutput();
        }
    });
    connect(current, &AudioOutput::wanted, this, &PlayEngine::fill);
}

void PlayEngine::openOutput()
{
    if (m_kind == OutputKind::Clock && m_output->kind() == OutputKind::Clock) {
        useOutput(m_factory()); // perhaps there is a device by now
    }
    if (!m_outputOpen) {
        m_outputOpen = true;
        m_outputReady = false;
        m_output->open(m_info.rate, m_queue);
    }
}

void PlayEngine::loseOutput()
{
    useOutput(std::make_unique<ClockOutput>());
    m_kind = OutputKind::Clock;
    if (m_queue) {
        m_outputOpen = true;
        m_output->open(m_info.rate, m_queue);
        m_output->setIdle(!m_playing);
    }
    report(true);
}

void PlayEngine::watchDevice()
{
    const StereoQueue::Count count = m_queue->count(0);
    if (count.consumed != m_lastConsumed || count.written == count.consumed) {
        m_lastConsumed = count.consumed;
        m_sinceProgress.start();
    } else if (m_sinceProgress.elapsed() > kDeadMs && m_output->kind() == OutputKind::Device) {
        loseOutput();
        m_sinceProgress.start();
    }
}

void PlayEngine::finishWhenDrained()
{
    if (m_rendered && m_queue->count(m_output->latencyFrames()).drained) {
        m_playing = false;
        m_ended = true;
        m_queue->setRunning(false);
        m_sincePause.start();
        report(true);
    }
}

/// Halted, and everything that was taken has been heard.
bool PlayEngine::settled() const
{
    const StereoQueue::Count count = m_queue->count(m_output->latencyFrames());
    return count.heard >= count.consumed;
}

void PlayEngine::tick()
{
    if (!m_queue) {
        m_timer.stop();
        return;
    }
    if (m_playing) {
        fill();
        watchDevice();
        finishWhenDrained();
    } else if (m_sincePause.elapsed() > kRestMs) {
        m_output->setIdle(true);
        m_timer.stop();
    }
    const bool moving = m_playing || !settled();
    if (moving || m_moving) {
        report(!moving); // the last one for certain
    }
    m_moving = moving;
}

PlaybackDiagnostics PlayEngine::measure(const StereoQueue::Count &count)
{
    PlaybackDiagnostics diagnostics;
    diagnostics.outputPitchHz = strongestTone(m_queue->lastPlayed(), m_info.rate);
    diagnostics.laneGains = m_renderer->gains();
    diagnostics.buffered = timeOf(static_cast<double>(count.written - count.consumed));
    diagnostics.outputLatency = timeOf(static_cast<double>(m_output->latencyFrames()));
    diagnostics.underruns = count.underruns;
    diagnostics.output = m_output->name();
    return diagnostics;
}

void PlayEngine::report(bool now)
{
    if (!now && m_sinceReport.elapsed() < kReportMs) {
        return;
    }
    m_sinceReport.start();
    EngineState state;
    state.recording = m_recording;
    state.seek = m_seek;
    state.state = stateNow();
    state.duration = timeOf(static_cast<double>(m_info.frames));
    state.lanes = m_info.lanes;
    state.output = m_kind;
    state.failure = m_failure;
    state.position = m_target;
    if (m_renderer) {
        const StereoQueue::Count count = m_queue->count(m_output->latencyFrames());
        const PositionMap::Line line = m_renderer->map().at(count.heard);
        m_renderer->map().forget(count.heard);
        state.seek = line.seek;
        state.position = std::clamp(timeOf(line.position), Ms(0), state.duration);
        state.skipped = timeOf(static_cast<double>(line.skipped));
        state.diagnostics = measure(count);
        if (m_ended) {
            state.position = state.duration;
        }
    }
    Q_EMIT changed(state);
}

} // namespace console
