// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/playback.h"
#include "console/player/playengine.h"

#include <QByteArray>

#include <functional>
#include <memory>

namespace console
{

/// Plays one recording after the other, MP3 or WAV, from memory. The recording may still be on its way: it is
/// playable from its first frames on. Lives on the GUI thread; decoding and mixing are done by a PlayEngine
/// on a thread of its own, the search for silence on another. Calls are handed over and return at once; the
/// destructor alone joins those threads, which takes some milliseconds.
///
///   player.begin(bytesToCome); player.append(bytes)...; player.finish(); player.play();
class Player : public Playback
{
    Q_OBJECT
public:
    explicit Player(QObject *parent = nullptr); ///< plays to the default device, or to the clock
    Player(OutputFactory output, QObject *parent = nullptr);
    ~Player() override;

    /// Puts the present recording away and awaits a new one. 0 = size unknown. Speed, lanes and the silence
    /// rule stay, the loop goes.
    void begin(qint64 totalBytes);
    void append(const QByteArray &bytes);
    void finish();
    void clear(); ///< back to Empty

    PlaybackState state() const override;
    Ms position() const override;
    Ms duration() const override;
    int lanes() const override;
    OutputKind output() const override;
    Ms skipped() const override;
    QList<Span> silences() const override;
    PlaybackDiagnostics diagnostics() const override;

    void play() override;
    void pause() override;
    void
    seek(Ms position) override; ///< inside a loop it stays there: from outside it goes to the loop's begin
    void setSpeed(double speed) override;
    double speed() const override;
    void setLane(int lane, const LaneControl &control) override;
    LaneControl lane(int lane) const override;
    void setSilenceRule(const SilenceRule &rule) override;
    SilenceRule silenceRule() const override;
    void setLoop(std::optional<Span> loop) override;
    std::optional<Span> loop() const override;

private:
    void post(std::function<void(PlayEngine &)> command);
    void restart(std::shared_ptr<AudioSource> source, qint64 totalBytes);
    void follow(const EngineState &state);
    void takeSilences(quint64 recording, const QList<Span> &silences);
    void applySkips(bool renew);

    struct Data;
    std::unique_ptr<Data> m_data;
};

} // namespace console
