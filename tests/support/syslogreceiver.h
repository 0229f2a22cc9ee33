// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/guarded.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <atomic>
#include <thread>

namespace tests
{

/// A syslog receiver on loopback, in a thread of its own: datagrams ("udp", "local") or octet-counted frames
/// ("tcp").
class SyslogReceiver
{
public:
    /// `path` for "local". `port` 0 = any.
    explicit SyslogReceiver(const QString &transport, const QString &path = {}, quint16 port = 0);
    ~SyslogReceiver();

    bool good() const { return m_port != 0 || !m_path.isEmpty(); }
    quint16 port() const { return m_port; }
    QList<QByteArray> messages() const;
    /// Accepts, takes nothing, and lets go of a connection when it has this many bytes: a receiver that dies.
    void dieAfter(int bytes) { m_dieAfter = bytes; }

private:
    void receiveDatagrams(int socket);
    void receiveFrames(int listener);
    bool takeFrames(QByteArray &buffer);
    void keep(const QByteArray &message);

    QString m_path;
    quint16 m_port = 0;
    int m_socket = -1;
    std::atomic<bool> m_stop{false};
    std::atomic<int> m_dieAfter{-1};
    common::Guarded<QList<QByteArray>> m_messages;
    std::thread m_thread;
};

} // namespace tests
