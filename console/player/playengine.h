// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/audiooutput.h"
#include "console/player/audiosource.h"
#include "console/player/playback.h"
#include "console/player/renderer.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <array>
#include <functional>
#include <memory>
#include <optional>

namespace console
{

using OutputFactory = std::function<std::unique_ptr<AudioOutput>()>;

/// What the engine tells the window, as a whole each time.
struct EngineState {
    quint64 recording = 0; ///< number given with begin()
    quint64 seek = 0;      ///< number of the last seek that is heard
    PlaybackState state = PlaybackState::Empty;
    Ms position{0};
    Ms duration{0};
    Ms skipped{0};
    int lanes = 0;
    OutputKind output = OutputKind::Device;
    QString failure;
    PlaybackDiagnostics diagnostics;
};

/// Keeps the queue to the output filled from the renderer and says what is heard. Lives on the engine's
/// thread; the commands are posted there. When the device goes away it plays on against the clock, and tries
/// the device again with the next play().
class PlayEngine : public QObject
{
    Q_OBJECT
public:
    explicit PlayEngine(OutputFactory factory);

    void prepare(); ///< on the engine's thread, before anything else
    void begin(quint64 recording, std::shared_ptr<AudioSource> source); ///< null: nothing to play
    void append(const QByteArray &bytes);
    void finish();
    void play();
    void pause();
    void seek(Ms position, quint64 number);
    void setSpeed(double speed);
    void setLane(int lane, const LaneControl &control);
    void setLoop(const std::optional<Span> &loop);
    /// `renew`: what is mixed ahead is done again with it.
    void setSkips(const QList<Span> &skips, bool renew);

Q_SIGNALS:
    void changed(const console::EngineState &state);

private:
    void look();
    void makeRenderer(const AudioSource::Info &info);
    void fail(const QString &code);
    void openOutput();
    void useOutput(std::unique_ptr<AudioOutput> output);
    void loseOutput();
    void tick();
    void fill();
    void watchDevice();
    void finishWhenDrained();
    bool settled() const;
    void applyLoop();
    void restart(const std::function<void(bool blend)> &change);
    void report(bool now);
    PlaybackState stateNow() const;
    PlaybackDiagnostics measure(const StereoQueue::Count &count);
    qint64 framesOf(Ms time) const;
    Ms timeOf(double frames) const;

    OutputFactory m_factory;
    std::unique_ptr<AudioOutput> m_output;
    bool m_outputReady = false;
    bool m_outputOpen = false; ///< asked to open for the present recording
    OutputKind m_kind = OutputKind::Device;

    quint64 m_recording = 0;
    std::shared_ptr<AudioSource> m_source;
    std::unique_ptr<Renderer> m_renderer;
    std::shared_ptr<StereoQueue> m_queue;
    AudioSource::Info m_info;

    bool m_playing = false;
    bool m_rendered = false; ///< to the end of the recording
    bool m_starved = false;
    bool m_ended = false;
    QString m_failure;
    quint64 m_seek = 0;
    Ms m_target{0}; ///< of a seek before there is a renderer
    double m_speed = 1;
    std::array<LaneControl, Mixer::kMaxLanes> m_lanes{};
    std::optional<Span> m_loop;
    QList<Span> m_skips;

    QTimer m_timer;
    QElapsedTimer m_sinceReport;
    QElapsedTimer m_sinceProgress; ///< of the device
    QElapsedTimer m_sincePause;
    qint64 m_lastConsumed = -1;
    std::vector<float> m_piece;
    bool m_moving = false; ///< halted, but the device still plays what it has
};

} // namespace console
