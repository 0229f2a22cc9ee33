// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>

namespace common
{

inline constexpr std::chrono::milliseconds kAcceptPause{200};

/// For a QTcpServer, on its thread. When accept() fails once (no descriptor is free, no memory), Qt stops
/// listening for good: whoever makes a program run out of descriptors for a moment would close its door until
/// the next start.
template <typename Server>
void goOnAccepting(Server &server)
{
    QObject::connect(&server, &Server::acceptError, &server, [&server] {
        QTimer::singleShot(kAcceptPause, &server, [&server] {
            if (server.isListening()) { // a closed one has nothing to resume
                server.resumeAccepting();
            }
        });
    });
}

} // namespace common
