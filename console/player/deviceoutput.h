// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/audiooutput.h"

class QThread;

namespace console
{

class DeviceSink;

/// The default sound device through QAudioSink, on a thread of its own: neither a slow decoder nor a busy
/// window makes it stutter, and a sound server that hangs stops neither. Destroying it waits for the device
/// to be closed, but not for long.
class DeviceOutput : public AudioOutput
{
    Q_OBJECT
public:
    explicit DeviceOutput(QObject *parent = nullptr);
    ~DeviceOutput() override;

    void prepare() override;
    void open(int rate, std::shared_ptr<StereoQueue> queue) override;
    void setIdle(bool idle) override;
    OutputKind kind() const override { return OutputKind::Device; }
    QString name() const override { return m_name; }
    qint64 latencyFrames() const override;

private:
    QThread *m_thread;  ///< left behind when the device does not let go of it
    DeviceSink *m_sink; ///< lives on m_thread, deleted there
    QString m_name;
};

} // namespace console
