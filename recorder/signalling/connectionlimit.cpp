// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/connectionlimit.h"

#include "recorder/signalling/peerlist.h"

#include <QList>

#include <algorithm>
#include <optional>
#include <utility>

#include <arpa/inet.h>
#include <dirent.h>
#include <sys/socket.h>

namespace recorder
{

namespace
{

using Place = std::pair<QHostAddress, quint16>;

std::optional<Place> placeOf(const sockaddr_storage &address)
{
    const auto *any = reinterpret_cast<const sockaddr *>(&address);
    if (address.ss_family == AF_INET) {
        return Place(QHostAddress(any), ntohs(reinterpret_cast<const sockaddr_in *>(any)->sin_port));
    }
    if (address.ss_family == AF_INET6) {
        return Place(plainAddress(QHostAddress(any)),
                     ntohs(reinterpret_cast<const sockaddr_in6 *>(any)->sin6_port));
    }
    return std::nullopt;
}

/// Who speaks to the port over this descriptor; nothing when it is no connection to it.
std::optional<Place> peerAt(int fd, quint16 localPort)
{
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    if (::getpeername(fd, reinterpret_cast<sockaddr *>(&peer), &size) != 0) {
        return std::nullopt; // a file, a listening socket, or one for RTP
    }
    sockaddr_storage local{};
    size = sizeof local;
    if (::getsockname(fd, reinterpret_cast<sockaddr *>(&local), &size) != 0) {
        return std::nullopt;
    }
    const auto here = placeOf(local);
    return here && here->second == localPort ? placeOf(peer) : std::nullopt;
}

QList<int> openDescriptors()
{
    QList<int> all;
    if (DIR *const folder = ::opendir("/proc/self/fd")) {
        while (const dirent *entry = ::readdir(folder)) {
            if (entry->d_name[0] != '.') {
                all.append(QByteArray(entry->d_name).toInt());
            }
        }
        ::closedir(folder);
    }
    std::sort(all.begin(), all.end());
    return all;
}

struct Connection {
    int fd;
    quint16 port;
};

} // namespace

int ConnectionLimit::enforce(quint16 localPort)
{
    QHash<QHostAddress, QList<Connection>> sources;
    for (const int fd : openDescriptors()) {
        if (const auto peer = peerAt(fd, localPort)) {
            sources[peer->first].append({fd, peer->second});
        }
    }
    int closed = 0;
    QHash<QHostAddress, QSet<quint16>> admitted;
    for (auto it = sources.begin(); it != sources.end(); ++it) {
        const QSet<quint16> before = m_admitted.value(it.key());
        std::stable_partition(it->begin(), it->end(),
                              [&before](const Connection &one) { return before.contains(one.port); });
        QSet<quint16> &now = admitted[it.key()];
        for (const Connection &one : std::as_const(*it)) {
            if (now.size() < m_perSource) {
                now.insert(one.port);
            } else {
                ::shutdown(one.fd, SHUT_RDWR);
                ++closed;
            }
        }
    }
    m_admitted = std::move(admitted);
    return closed;
}

} // namespace recorder
