// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/directory/socketdeadline.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace recorder
{

SocketDeadline::SocketDeadline(int socket, std::chrono::milliseconds limit)
    : m_done(::eventfd(0, EFD_CLOEXEC))
    , m_thread([socket, limit, done = m_done] {
        pollfd wait{done, POLLIN, 0};
        const int ready = ::poll(&wait, 1, static_cast<int>(limit.count()));
        if (ready == 0) {
            ::shutdown(socket, SHUT_RDWR); // not closed: the number may be another file's by then
        }
    })
{
}

SocketDeadline::~SocketDeadline()
{
    ::eventfd_write(m_done, 1);
    m_thread.join();
    ::close(m_done);
}

} // namespace recorder
