// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/posixfile.h"
#include "common/core/result.h"

#include <QByteArray>
#include <QString>

#include <chrono>
#include <memory>

class QSslSocket;

namespace recorder
{

struct SyslogTarget {
    QString transport; ///< "local", "udp", "tcp", "tls"
    QString host;
    int port = 514;
    QString ca; ///< PEM; empty = the system's
    QString localPath = QStringLiteral("/dev/log");
    std::chrono::milliseconds patience{std::chrono::seconds(10)}; ///< for each of connecting and sending

    bool operator==(const SyslogTarget &) const = default;
};

/// A connection to a syslog receiver. Blocks: for a thread of its own.
class SyslogSender
{
public:
    explicit SyslogSender(SyslogTarget target);
    ~SyslogSender();

    const SyslogTarget &target() const { return m_target; }
    /// The most bytes of one message: what a datagram surely carries (RFC 5426), what receivers of streams
    /// must take (RFC 5425 asks for 8192).
    static qsizetype limitOf(const QString &transport);
    /// Sends all and waits until the receiver's host has them: for streams until nothing sent is
    /// unacknowledged. Unavailable otherwise: some may have arrived.
    common::Status send(const QList<QByteArray> &messages);
    static bool isStream(const QString &transport);
    /// Looks whether the connection of a stream still lives; forgets it otherwise. The receiver's kernel
    /// acknowledges what its process may die without having read: that shows in the connection's end only.
    bool stillConnected();

private:
    common::Status sendLocal(const QList<QByteArray> &messages);
    common::Status sendDatagrams(const QList<QByteArray> &messages);
    common::Status sendStream(const QList<QByteArray> &messages);
    common::Status connectStream();
    common::Status waitForAcknowledgement();

    const SyslogTarget m_target;
    common::FileDescriptor m_local;
    std::unique_ptr<QSslSocket> m_stream;
};

} // namespace recorder
