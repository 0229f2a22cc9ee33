// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/player/resampler.h"
#include "console/player/stereoqueue.h"

#include <QAudioFormat>
#include <QAudioSink>
#include <QIODevice>
#include <QMediaDevices>

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace console
{

/// What QAudioSink reads from: the queue's frames at the device's rate and in its sample format. Lives on the
/// device's thread; `latency` may be asked from any.
class DeviceSink : public QIODevice
{
    Q_OBJECT
public:
    void prepare();
    void start(int rate, std::shared_ptr<StereoQueue> queue);
    void setIdle(bool idle);
    void stop();
    qint64 latencyFrames() const { return m_latency.load(std::memory_order_relaxed); }
    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override;

Q_SIGNALS:
    void started(const QString &name);
    void lost();

protected:
    qint64 readData(char *data, qint64 size) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    void watch();
    void lookAtDevices();
    void lookAtState(QAudio::State state);
    void lose();
    void convert(char *data, qint64 frames);

    std::unique_ptr<QMediaDevices> m_devices;
    std::unique_ptr<QAudioSink> m_sink;
    std::shared_ptr<StereoQueue> m_queue;
    std::optional<Resampler> m_resampler;
    QAudioFormat m_format;
    QByteArray m_id;
    int m_rate = 0;
    bool m_stopping = false;
    std::vector<float> m_in;
    std::vector<float> m_out;
    std::atomic<qint64> m_latency{0};
};

} // namespace console
