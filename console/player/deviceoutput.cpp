// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/deviceoutput.h"

#include "console/player/devicesink.h"

#include <QThread>

namespace console
{

namespace
{
constexpr int kPatienceMs = 2000;
}

DeviceOutput::DeviceOutput(QObject *parent)
    : AudioOutput(parent)
    , m_thread(new QThread)
    , m_sink(new DeviceSink)
{
    m_thread->setObjectName(QStringLiteral("sound"));
    m_sink->moveToThread(m_thread);
    connect(m_thread, &QThread::finished, m_sink, [sink = m_sink] {
        sink->stop();
        sink->deleteLater();
    });
    connect(m_sink, &DeviceSink::started, this, [this](const QString &name) {
        m_name = name;
        Q_EMIT opened();
    });
    connect(m_sink, &DeviceSink::lost, this, &AudioOutput::lost);
    m_thread->start(QThread::TimeCriticalPriority);
}

DeviceOutput::~DeviceOutput()
{
    m_thread->quit();
    if (m_thread->wait(kPatienceMs)) {
        delete m_thread;
    }
}

void DeviceOutput::prepare()
{
    QMetaObject::invokeMethod(
        m_sink, [sink = m_sink] { sink->prepare(); }, Qt::QueuedConnection);
}

void DeviceOutput::open(int rate, std::shared_ptr<StereoQueue> queue)
{
    QMetaObject::invokeMethod(
        m_sink, [sink = m_sink, rate, queue] { sink->start(rate, queue); }, Qt::QueuedConnection);
}

void DeviceOutput::setIdle(bool idle)
{
    QMetaObject::invokeMethod(
        m_sink, [sink = m_sink, idle] { sink->setIdle(idle); }, Qt::QueuedConnection);
}

qint64 DeviceOutput::latencyFrames() const
{
    return m_sink->latencyFrames();
}

} // namespace console
