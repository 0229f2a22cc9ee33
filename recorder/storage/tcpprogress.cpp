// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/storage/tcpprogress.h"

#include <linux/sockios.h>
#include <linux/tcp.h> // that of libc does not know tcpi_bytes_acked
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace recorder
{

void TcpProgress::add(int socket)
{
    m_sockets.insert(socket);
    m_acknowledged = acknowledged();
}

void TcpProgress::remove(int socket)
{
    m_sockets.erase(socket);
    m_acknowledged = acknowledged();
}

bool TcpProgress::wentOn()
{
    const quint64 before = m_acknowledged;
    m_acknowledged = acknowledged();
    const bool moved = m_underway && m_acknowledged != before;
    m_underway = m_underway && queued() > 0;
    return moved;
}

quint64 TcpProgress::acknowledged() const
{
    quint64 all = 0;
    for (const int socket : m_sockets) {
        tcp_info info = {};
        socklen_t size = sizeof info;
        if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0) {
            all += info.tcpi_bytes_acked;
        }
    }
    return all;
}

/// Not acknowledged yet.
qint64 TcpProgress::queued() const
{
    qint64 all = 0;
    for (const int socket : m_sockets) {
        int some = 0;
        if (::ioctl(socket, SIOCOUTQ, &some) == 0) {
            all += some;
        }
    }
    return all;
}

} // namespace recorder
