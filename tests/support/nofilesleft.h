// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tests
{

/// As long as it lives no descriptor is free in this process.
class NoFilesLeft
{
public:
    NoFilesLeft()
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const int next = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        rlimit few = m_before;
        few.rlim_cur = static_cast<rlim_t>(next) + 64; // so that few are to be taken
        ::setrlimit(RLIMIT_NOFILE, &few);
        for (int fd = next; fd >= 0; fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) {
            m_files.push_back(fd);
        }
    }
    ~NoFilesLeft()
    {
        for (const int fd : m_files) {
            ::close(fd);
        }
        ::setrlimit(RLIMIT_NOFILE, &m_before);
    }
    NoFilesLeft(const NoFilesLeft &) = delete;
    NoFilesLeft &operator=(const NoFilesLeft &) = delete;

private:
    rlimit m_before{};
    std::vector<int> m_files;
};

/// Takes its descriptor at once and connects to loopback later; silent.
class LateConnection
{
public:
    LateConnection()
        : m_fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
    }
    ~LateConnection() { ::close(m_fd); }
    LateConnection(const LateConnection &) = delete;
    LateConnection &operator=(const LateConnection &) = delete;

    bool connectTo(unsigned short port) const
    {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return ::connect(m_fd, reinterpret_cast<const sockaddr *>(&to), sizeof to) == 0;
    }

private:
    int m_fd;
};

} // namespace tests
