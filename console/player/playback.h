// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

#include <chrono>
#include <optional>

namespace console
{

using Ms = std::chrono::milliseconds;

/// A half-open stretch of the recording's own time.
struct Span {
    Ms begin{0};
    Ms end{0};

    Ms length() const { return end - begin; }
    bool operator==(const Span &) const = default;
};

/// How one lane (channel of the recording) is heard.
struct LaneControl {
    double gain = 1.0; ///< factor 0..4 (+12 dB)
    double pan = 0.0;  ///< -1 left .. +1 right
    bool mute = false;
    bool solo = false; ///< when any lane is solo, only those are heard

    bool operator==(const LaneControl &) const = default;
};

/// What counts as silence: both lanes below the level for at least the length. Playing jumps over all but
/// `keep`.
struct SilenceRule {
    bool skip = false;
    double levelDb = -45; ///< dBFS, RMS of 20 ms
    Ms minimum{2000};
    Ms keep{250}; ///< left standing at each end, so that words are not cut

    bool operator==(const SilenceRule &) const = default;
};

enum class PlaybackState { Empty, Loading, Paused, Playing, Ended, Failed };
enum class OutputKind { Device, Clock }; ///< Clock: no sound device, time goes on in silence

/// For Ctrl+Alt+D and for tests: what really happens.
struct PlaybackDiagnostics {
    double outputPitchHz = 0; ///< strongest tone of the last 100 ms that went out; 0 = none
    QList<double> laneGains;  ///< as applied, after mute and solo
    Ms buffered{0};           ///< decoded ahead of the position
    Ms outputLatency{0};      ///< between mixing and ear
    int underruns = 0;
    QString output; ///< name of the device, or "clock"
};

/// The player's engine as the widgets see it. All on the GUI thread; decoding and mixing happen elsewhere and
/// never make these calls wait. Positions are of the recording, not of the output.
class Playback : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual PlaybackState state() const = 0;
    virtual Ms position() const = 0; ///< what is heard now (output latency taken off)
    virtual Ms duration() const = 0; ///< 0 while unknown
    virtual int lanes() const = 0;   ///< 1 or 2
    virtual OutputKind output() const = 0;
    virtual Ms skipped() const = 0; ///< silence jumped over since play from the start or the last seek
    virtual QList<Span> silences() const = 0; ///< by the present rule, as far as known
    virtual PlaybackDiagnostics diagnostics() const = 0;

    virtual void play() = 0;
    virtual void pause() = 0;
    virtual void seek(Ms position) = 0;      ///< clamped; keeps playing or paused
    virtual void setSpeed(double speed) = 0; ///< 0.5..3.0, pitch kept
    virtual double speed() const = 0;
    virtual void setLane(int lane, const LaneControl &control) = 0;
    virtual LaneControl lane(int lane) const = 0;
    virtual void setSilenceRule(const SilenceRule &rule) = 0;
    virtual SilenceRule silenceRule() const = 0;
    virtual void
    setLoop(std::optional<Span> loop) = 0; ///< at least 100 ms long, else Invalid is ignored and no loop set
    virtual std::optional<Span> loop() const = 0;

Q_SIGNALS:
    void stateChanged(console::PlaybackState state);
    void positionChanged(
        std::chrono::milliseconds position); ///< about 30 times a second while playing, and after seeks
    void durationChanged(std::chrono::milliseconds duration);
    void loaded(double fraction); ///< of the file, 0..1
    void silencesChanged();
    void controlsChanged(); ///< speed, lanes, silence rule or loop
    void outputChanged(console::OutputKind output);
    void failed(const QString &reason); ///< code: "format", "damaged", "empty", "device"
};

} // namespace console
