// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <set>

namespace recorder
{

/// Whether what was sent over TCP connections still arrives: it counts what the other side's system has
/// acknowledged. That this machine's system took bytes into its buffers tells nothing, and over a slow line
/// those are on their way for minutes. One thread.
class TcpProgress
{
public:
    void add(int socket); ///< the caller's: removed before it is closed
    void remove(int socket);
    /// Something new is on its way, or may be.
    void begin() { m_underway = true; }
    /// Since it was asked last. No more once all has arrived, until begin(): then an answer is waited for,
    /// and that a connection is kept alive meanwhile is none.
    bool wentOn();

private:
    quint64 acknowledged() const;
    qint64 queued() const;

    std::set<int> m_sockets;
    quint64 m_acknowledged = 0;
    bool m_underway = true;
};

} // namespace recorder
