// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/rpc/rpcclient.h"

#include <QObject>
#include <QTimer>

namespace console
{

/// A subscription that is taken up again: when the connection comes back, and after 2 s when the server ended
/// it. After each new start everything that was known may be old.
class Watch final : public QObject
{
    Q_OBJECT
public:
    Watch(common::RpcClient &rpc, QString method, QObject *parent = nullptr);

    void start();
    void stop();
    bool isRunning() const { return m_call != 0; }

Q_SIGNALS:
    void received(const QByteArray &message);
    void interrupted();
    /// The server refuses: it is not tried again before start().
    void denied(const common::Error &error);
    /// The server answered with an error: once until it works again or start() asks anew. It is tried again
    /// all the same. A lost connection is not told here, the client's readyChanged() is.
    void failed(const common::Error &error);

private:
    void subscribe();
    void ended(const common::Status &status);

    common::RpcClient &m_rpc;
    QString m_method;
    common::RpcCallId m_call = 0;
    bool m_wanted = false;
    bool m_told = false; ///< failed() was emitted
    QTimer m_again;
};

} // namespace console
