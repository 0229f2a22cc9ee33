// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/audiooutput.h"

#include <QElapsedTimer>
#include <QTimer>

#include <vector>

namespace console
{

/// No device: time goes on as if there were one, in silence.
class ClockOutput : public AudioOutput
{
    Q_OBJECT
public:
    explicit ClockOutput(QObject *parent = nullptr);

    void open(int rate, std::shared_ptr<StereoQueue> queue) override;
    void setIdle(bool idle) override;
    OutputKind kind() const override { return OutputKind::Clock; }
    QString name() const override { return QStringLiteral("clock"); }
    qint64 latencyFrames() const override { return 0; }

private:
    void take();

    std::shared_ptr<StereoQueue> m_queue;
    std::vector<float> m_scratch;
    QTimer m_timer;
    QElapsedTimer m_clock;
    int m_rate = 0;
    qint64 m_taken = 0; ///< frames since m_clock was started
};

} // namespace console
