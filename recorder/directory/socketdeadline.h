// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <thread>

namespace recorder
{

/// Ends a connection that is not done in time: libldap over GnuTLS waits for ever for a handshake that does
/// not come. The socket must stay open until this is gone.
class SocketDeadline
{
public:
    SocketDeadline(int socket, std::chrono::milliseconds limit);
    /// It was done in time.
    ~SocketDeadline();
    SocketDeadline(const SocketDeadline &) = delete;
    SocketDeadline &operator=(const SocketDeadline &) = delete;

private:
    int m_done; ///< eventfd
    std::jthread m_thread;
};

} // namespace recorder
