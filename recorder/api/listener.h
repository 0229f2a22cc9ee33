// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/api/connection.h"

#include <QSslConfiguration>
#include <QTcpServer>
#include <QTimer>

#include <unordered_map>

namespace recorder
{

/// Accepts connections of the admin protocol within the caps, TLS 1.3 only. Made, used and destroyed on the
/// rpc thread; ApiServer is what others use.
class Listener : public QTcpServer
{
    Q_OBJECT
public:
    Listener(ApiOptions options, std::shared_ptr<const Dispatcher> dispatcher,
             std::shared_ptr<ApiCounters> counters);
    ~Listener() override;

    /// Invalid for a certificate or key that cannot be used, Unavailable when the port cannot be had.
    common::Status start();
    using SessionTest = std::function<bool(const QString &sessionId, const std::shared_ptr<const Actor> &)>;
    /// Streams end with this, then the connections of these sessions close.
    void endSessions(const SessionTest &test, const common::Error &why);
    /// Tells everybody (UNAVAILABLE, reason "stopping") and accepts nobody any more.
    void closeAll();
    int connections() const { return static_cast<int>(m_connections.size()); }
    std::shared_ptr<ApiMailbox> mailbox() const { return m_shared.mailbox; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    bool mayEnter(const QHostAddress &source);
    void strangerLeft(const QHostAddress &source);
    void remove(quint64 id);
    void tick();

    struct Guest {
        Connection *connection = nullptr; ///< a child of this
        QHostAddress source;              ///< as counted
        bool stranger = true;
    };

    ApiShared m_shared;
    QSslConfiguration m_tls;
    std::unordered_map<quint64, Guest> m_connections;
    QHash<QHostAddress, int> m_strangers;
    int m_strangerCount = 0;
    quint64 m_lastId = 0;
    QTimer m_ticker;
};

} // namespace recorder
