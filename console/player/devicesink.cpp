// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/devicesink.h"

#include <QAudioDevice>

#include <algorithm>
#include <cmath>

namespace console
{

namespace
{

constexpr int kBufferMs = 60; // in the device: what a change takes to be heard

/// The recording's own rate where the device takes it, else the device's. Stereo; float where it can.
std::optional<QAudioFormat> formatFor(const QAudioDevice &device, int rate)
{
    for (const int candidate : {rate, device.preferredFormat().sampleRate(), 48'000, 44'100}) {
        for (const auto kind : {QAudioFormat::Float, QAudioFormat::Int16}) {
            QAudioFormat format;
            format.setSampleRate(candidate);
            format.setChannelCount(2);
            format.setSampleFormat(kind);
            if (candidate > 0 && device.isFormatSupported(format)) {
                return format;
            }
        }
    }
    return std::nullopt;
}

} // namespace

void DeviceSink::watch()
{
    if (!m_devices) { // the first one loads the plugin and asks the sound server: some 100 ms
        m_devices = std::make_unique<QMediaDevices>();
        connect(m_devices.get(), &QMediaDevices::audioOutputsChanged, this, &DeviceSink::lookAtDevices);
    }
}

void DeviceSink::prepare()
{
    watch();
    if (QMediaDevices::defaultAudioOutput().isNull()) {
        lose();
    }
}

void DeviceSink::start(int rate, std::shared_ptr<StereoQueue> queue)
{
    stop();
    watch();
    const QAudioDevice device = QMediaDevices::defaultAudioOutput();
    const auto format = device.isNull() ? std::nullopt : formatFor(device, rate);
    if (!format) {
        lose();
        return;
    }
    m_id = device.id();
    m_rate = rate;
    m_format = *format;
    m_queue = std::move(queue);
    m_resampler.emplace(rate, m_format.sampleRate());
    m_sink = std::make_unique<QAudioSink>(device, m_format);
    m_sink->setBufferSize(m_format.bytesForDuration(1000LL * kBufferMs));
    connect(m_sink.get(), &QAudioSink::stateChanged, this, &DeviceSink::lookAtState);
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    m_sink->start(this);
    if (!m_sink || m_sink->error() == QAudio::OpenError || m_sink->error() == QAudio::FatalError) {
        lose();
        return;
    }
    Q_EMIT started(device.description());
}

void DeviceSink::stop()
{
    if (m_sink) {
        m_stopping = true;
        m_sink->disconnect(this);
        m_sink->stop();
        m_sink.reset();
        m_stopping = false;
    }
    close();
    m_queue.reset();
}

void DeviceSink::setIdle(bool idle)
{
    if (!m_sink) {
        return;
    }
    if (idle) {
        m_sink->suspend();
    } else if (m_sink->state() == QAudio::SuspendedState) {
        m_sink->resume();
    }
}

void DeviceSink::lookAtDevices()
{
    if (!m_sink) {
        return;
    }
    const auto devices = QMediaDevices::audioOutputs();
    if (std::none_of(devices.begin(), devices.end(),
                     [this](const QAudioDevice &device) { return device.id() == m_id; })) {
        lose();
    }
}

void DeviceSink::lookAtState(QAudio::State state)
{
    if (state == QAudio::StoppedState && !m_stopping) {
        lose();
    }
}

void DeviceSink::lose()
{
    // Not from inside the sink's own signal: it must not be deleted there.
    QMetaObject::invokeMethod(
        this,
        [this] {
            stop();
            Q_EMIT lost();
        },
        Qt::QueuedConnection);
}

qint64 DeviceSink::bytesAvailable() const
{
    return m_format.bytesForDuration(1'000'000) + QIODevice::bytesAvailable(); // there is always silence
}

qint64 DeviceSink::readData(char *data, qint64 size)
{
    const qint64 frames = size / m_format.bytesPerFrame();
    if (!m_queue || frames == 0) {
        return 0;
    }
    m_in.resize(static_cast<std::size_t>(2 * m_resampler->needed(frames)));
    m_queue->read(m_in);
    m_resampler->put(m_in);
    m_out.assign(static_cast<std::size_t>(2 * frames), 0.0F);
    m_resampler->take(m_out);
    convert(data, frames);
    // What stands in the device already, and what is written now.
    const qint64 inside = m_sink ? m_sink->bufferSize() - m_sink->bytesFree() + size : size;
    const qint64 deviceFrames = std::max<qint64>(0, inside) / m_format.bytesPerFrame();
    m_latency.store(deviceFrames * m_rate / m_format.sampleRate() + m_resampler->delay(),
                    std::memory_order_relaxed);
    return frames * m_format.bytesPerFrame();
}

void DeviceSink::convert(char *data, qint64 frames)
{
    const auto samples = static_cast<std::size_t>(2 * frames);
    if (m_format.sampleFormat() == QAudioFormat::Float) {
        std::copy_n(reinterpret_cast<const char *>(m_out.data()), samples * sizeof(float), data);
        return;
    }
    for (std::size_t i = 0; i < samples; ++i) {
        const auto value = static_cast<qint16>(std::lround(32767 * std::clamp(m_out[i], -1.0F, 1.0F)));
        std::copy_n(reinterpret_cast<const char *>(&value), sizeof value, data + sizeof value * i);
    }
}

} // namespace console
