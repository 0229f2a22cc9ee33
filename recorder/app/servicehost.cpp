// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/servicehost.h"

#include <QLoggingCategory>
#include <QSocketNotifier>

#include <algorithm>
#include <csignal>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace recorder
{

Q_LOGGING_CATEGORY(lcService, "earshot.service", QtInfoMsg)

namespace
{

int g_signalPipe = -1;

void onSignal(int number)
{
    // Only async-signal-safe calls here; the event loop reads the byte.
    const char byte = static_cast<char>(number);
    [[maybe_unused]] const ssize_t written = ::write(g_signalPipe, &byte, 1);
}

} // namespace

bool notifySystemd(const QByteArray &state)
{
    const QByteArray path = qgetenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (path.isEmpty() || path.size() >= static_cast<qsizetype>(sizeof(address.sun_path))) {
        return false;
    }
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.constData(), static_cast<size_t>(path.size()));
    if (address.sun_path[0] == '@') {
        address.sun_path[0] = '\0'; // abstract socket
    }
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return false;
    }
    const auto length =
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + static_cast<size_t>(path.size()));
    const ssize_t sent = ::sendto(fd, state.constData(), static_cast<size_t>(state.size()), MSG_NOSIGNAL,
                                  reinterpret_cast<const sockaddr *>(&address), length);
    ::close(fd);
    return sent == state.size();
}

ServiceHost::ServiceHost(QObject *parent)
    : QObject(parent)
{
    if (::pipe2(m_pipe, O_CLOEXEC | O_NONBLOCK) == 0) {
        g_signalPipe = m_pipe[1];
        m_notifier = std::make_unique<QSocketNotifier>(m_pipe[0], QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, &ServiceHost::readSignal);
        struct sigaction action {
        };
        action.sa_handler = onSignal;
        action.sa_flags = SA_RESTART;
        ::sigaction(SIGTERM, &action, nullptr);
        ::sigaction(SIGINT, &action, nullptr);
    }
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGHUP, SIG_IGN);
}

ServiceHost::~ServiceHost()
{
    ::signal(SIGTERM, SIG_DFL);
    ::signal(SIGINT, SIG_DFL);
    m_notifier.reset();
    ::close(m_pipe[0]);
    ::close(m_pipe[1]);
}

void ServiceHost::ready(const QString &status, std::function<bool()> alive)
{
    m_alive = std::move(alive);
    notifySystemd("READY=1\nSTATUS=" + status.toUtf8());
    const qint64 microseconds = qEnvironmentVariable("WATCHDOG_USEC").toLongLong();
    if (microseconds > 0) {
        connect(&m_watchdog, &QTimer::timeout, this, &ServiceHost::feedWatchdog);
        m_watchdog.start(std::chrono::milliseconds(std::max<qint64>(1, microseconds / 3000)));
    }
}

void ServiceHost::stopping()
{
    m_watchdog.stop();
    notifySystemd("STOPPING=1");
}

void ServiceHost::readSignal()
{
    char byte = 0;
    while (::read(m_pipe[0], &byte, 1) == 1) {
        qCInfo(lcService, "stop requested by signal %d", static_cast<int>(byte));
        Q_EMIT stopRequested();
    }
}

void ServiceHost::feedWatchdog()
{
    // Fed only while every part moves (trust.md, service hardening): a stuck recorder is restarted by
    // systemd.
    if (!m_alive || m_alive()) {
        notifySystemd("WATCHDOG=1");
    } else {
        qCWarning(lcService, "a part of the recorder does not move: the watchdog is not fed");
    }
}

} // namespace recorder
