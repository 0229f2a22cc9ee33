// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tests
{

/// An engine that makes no sound: it keeps what it was told and moves only by move().
class FakePlayback final : public console::Playback
{
public:
    using Ms = console::Ms;

    explicit FakePlayback(Ms duration = Ms(60000), int lanes = 2)
        : m_duration(duration)
        , m_lanes(lanes)
        , m_state(duration > Ms(0) ? console::PlaybackState::Paused : console::PlaybackState::Empty)
    {
    }

    console::PlaybackState state() const override { return m_state; }
    Ms position() const override { return m_position; }
    Ms duration() const override { return m_duration; }
    int lanes() const override { return m_lanes; }
    console::OutputKind output() const override { return m_output; }
    Ms skipped() const override { return m_skipped; }
    QList<console::Span> silences() const override { return m_silences; }
    console::PlaybackDiagnostics diagnostics() const override { return m_diagnostics; }

    void play() override { setState(console::PlaybackState::Playing); }
    void pause() override { setState(console::PlaybackState::Paused); }
    void seek(Ms position) override
    {
        ++m_seeks;
        // As the player: where the end is not known yet, the place is kept.
        move(m_duration > Ms(0) ? std::clamp(position, Ms(0), m_duration) : std::max(position, Ms(0)));
    }
    void setSpeed(double speed) override
    {
        m_speed = std::clamp(speed, 0.5, 3.0);
        Q_EMIT controlsChanged();
    }
    double speed() const override { return m_speed; }
    void setLane(int lane, const console::LaneControl &control) override
    {
        m_controls[static_cast<std::size_t>(lane)] = control;
        Q_EMIT controlsChanged();
    }
    console::LaneControl lane(int lane) const override { return m_controls[static_cast<std::size_t>(lane)]; }
    void setSilenceRule(const console::SilenceRule &rule) override
    {
        m_rule = rule;
        Q_EMIT controlsChanged();
    }
    console::SilenceRule silenceRule() const override { return m_rule; }
    void setLoop(std::optional<console::Span> loop) override
    {
        m_loop = loop && loop->length() >= Ms(100) ? loop : std::nullopt;
        Q_EMIT controlsChanged();
    }
    std::optional<console::Span> loop() const override { return m_loop; }

    // what only tests do
    void move(Ms position)
    {
        m_position = position;
        Q_EMIT positionChanged(position);
    }
    void setState(console::PlaybackState state)
    {
        if (std::exchange(m_state, state) != state) {
            Q_EMIT stateChanged(state);
        }
    }
    void setDuration(Ms duration)
    {
        m_duration = duration;
        Q_EMIT durationChanged(duration);
    }
    void setSilences(const QList<console::Span> &silences)
    {
        m_silences = silences;
        Q_EMIT silencesChanged();
    }
    void setSkipped(Ms skipped) { m_skipped = skipped; }
    void setOutput(console::OutputKind output)
    {
        m_output = output;
        Q_EMIT outputChanged(output);
    }
    void setDiagnostics(const console::PlaybackDiagnostics &diagnostics) { m_diagnostics = diagnostics; }
    int seeks() const { return m_seeks; }

private:
    Ms m_duration;
    int m_lanes;
    console::PlaybackState m_state;
    Ms m_position{0};
    Ms m_skipped{0};
    double m_speed = 1;
    int m_seeks = 0;
    console::OutputKind m_output = console::OutputKind::Device;
    QList<console::Span> m_silences;
    console::PlaybackDiagnostics m_diagnostics;
    std::array<console::LaneControl, 2> m_controls;
    console::SilenceRule m_rule;
    std::optional<console::Span> m_loop;
};

} // namespace tests
