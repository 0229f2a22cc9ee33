// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"
#include "console/player/audiooutput.h"
#include "console/player/playengine.h"

#include <QElapsedTimer>
#include <QTimer>

#include <memory>
#include <vector>

namespace tests
{

/// What reached the output, as the test sees it; shared with the CaptureOutput on the engine's thread.
class Capture
{
public:
    /// So many more seconds may be taken, as fast as they come.
    void allow(double seconds);
    std::vector<float> stereo() const;
    double seconds() const;
    int rate() const;
    void lose(); ///< the device goes away
    /// Nanoseconds of `clock` at the first frame that was not silent, 0 = none yet.
    qint64 firstSoundNs() const;
    void setClock(const QElapsedTimer &clock);
    console::OutputFactory factory();

private:
    friend class CaptureOutput;
    struct State {
        std::vector<float> stereo;
        double allowed = 0; ///< seconds in all
        int rate = 8000;
        bool lost = false;
        QElapsedTimer clock;
        qint64 firstSoundNs = 0;
    };
    std::shared_ptr<common::Guarded<State>> m_state = std::make_shared<common::Guarded<State>>();
};

/// Takes what is in the queue as soon as it is there, up to what the test allows.
class CaptureOutput : public console::AudioOutput
{
    Q_OBJECT
public:
    explicit CaptureOutput(std::shared_ptr<common::Guarded<Capture::State>> state);
    void open(int rate, std::shared_ptr<console::StereoQueue> queue) override;
    void setIdle(bool) override {}
    console::OutputKind kind() const override { return console::OutputKind::Device; }
    QString name() const override { return QStringLiteral("capture"); }
    qint64 latencyFrames() const override { return 0; }

private:
    void take();
    std::shared_ptr<common::Guarded<Capture::State>> m_state;
    std::shared_ptr<console::StereoQueue> m_queue;
    QTimer m_timer;
};

} // namespace tests
