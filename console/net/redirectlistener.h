// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QObject>

class QTcpServer;
class QTcpSocket;

namespace console
{

/// Where the browser brings the answer of single sign-on (RFC 8252 section 7.3):
/// http://127.0.0.1:PORT/callback on this computer only. Takes one GET of /callback, answers it with a plain
/// page and listens no more; whatever else is asked is refused. The query is not interpreted here. GUI
/// thread.
class RedirectListener final : public QObject
{
    Q_OBJECT
public:
    explicit RedirectListener(QObject *parent = nullptr);

    common::Status listen(); ///< Unavailable when there is no port
    QString address() const; ///< the redirect URI

Q_SIGNALS:
    void answered(const QByteArray &query); ///< "code=…&state=…", still encoded

private:
    void accept();
    void read(QTcpSocket *socket);
    void answer(QTcpSocket *socket, const QByteArray &status, const QString &title, const QString &text);

    QTcpServer *m_server;
};

} // namespace console
