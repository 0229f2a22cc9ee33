// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/credit.h"

#include <QByteArray>
#include <QHostAddress>
#include <QString>
#include <QStringList>

#include <atomic>
#include <chrono>

namespace recorder
{

/// Where the admin protocol listens, who it says it is, and its limits (trust.md A10; docs/protocol.md).
struct ApiOptions {
    QHostAddress address = QHostAddress(QHostAddress::Any);
    quint16 port = 6089;
    QByteArray certificatePem;
    QByteArray keyPem;
    QString program;  ///< "earshot-recorder 0.1.0"
    QString serverId; ///< of the installation, a UUID
    QStringList features{};

    int maxConnections = 2000;
    int maxStrangers = 200;         ///< connections that are not signed in
    int maxStrangersPerSource = 50; ///< an address, or an IPv6 /64
    int maxStreams = 100;           ///< that run at a time, per connection
    int maxStreamsOfStranger = 4;
    int maxConnectionsOfUser = 20;
    int maxMediaOfUser = 16;     ///< streams of sound and peaks that run at a time, over all his connections
    int maxOpensOfStranger = 20; ///< in all: who cannot sign in with these does not want to
    std::chrono::milliseconds handshakeTimeout{5000};
    std::chrono::milliseconds signInTimeout{5000}; ///< from the end of the handshake
    std::chrono::milliseconds pingAfter{20000};    ///< nothing received for so long
    std::chrono::milliseconds deadAfter{45000};
    std::chrono::milliseconds stallTimeout{30000}; ///< a full socket of which the peer takes nothing
    std::chrono::milliseconds closeTimeout{1000};  ///< for the last words
    qint64 readPause = 1024 * 1024;      ///< with so much unsent nothing more is read from that peer
    qint64 maxQueued = 64 * 1024 * 1024; ///< with so much unsent the connection is closed
};

/// For the metrics page; read from any thread.
struct ApiCounters {
    using Counter = std::atomic<quint64>;

    Counter accepted = 0;
    Counter refusedFull = 0;      ///< no TLS was begun: one of the caps on connections
    Counter handshakesFailed = 0; ///< time-outs included
    Counter signInsMissed = 0;    ///< not signed in within the time
    Counter protocolErrors = 0;
    Counter stalled = 0; ///< closed because the peer took nothing
    Counter lost = 0;    ///< closed because nothing was heard
    Counter calls = 0;
    Counter callsRefused = 0;  ///< by the transport: signed out, busy, unknown method
    Counter refusedOfUser = 0; ///< connections and media beyond what one user may have
    Counter bytesReceived = 0; ///< inside TLS
    Counter bytesSent = 0;
    std::atomic<qint64> connections = 0; ///< now
    std::atomic<qint64> strangers = 0;   ///< of these not signed in
    std::atomic<qint64> streams = 0;     ///< calls that run now
};

} // namespace recorder
