// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/redirectlistener.h"

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace console
{

namespace
{
using namespace std::chrono_literals;
constexpr qsizetype kLongestHead = 16 * 1024;
constexpr auto kPatience = 10s; ///< for one request
constexpr int kPending = 8;
const QByteArray kPath = "/callback";

/// The value of a header, as sent; empty = it is not there.
QByteArray headerOf(const QByteArray &head, const QByteArray &name)
{
    for (const QByteArray &line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).trimmed().compare(name, Qt::CaseInsensitive) == 0) {
            return line.mid(colon + 1).trimmed();
        }
    }
    return {};
}
} // namespace

RedirectListener::RedirectListener(QObject *parent)
    : QObject(parent)
    , m_server(new QTcpServer(this))
{
    m_server->setMaxPendingConnections(kPending);
    connect(m_server, &QTcpServer::newConnection, this, &RedirectListener::accept);
}

common::Status RedirectListener::listen()
{
    if (!m_server->listen(QHostAddress::LocalHost)) {
        return common::fail(common::ErrorCode::Unavailable, m_server->errorString(),
                            {{QStringLiteral("reason"), QStringLiteral("no-port")}});
    }
    return {};
}

QString RedirectListener::address() const
{
    return QStringLiteral("http://127.0.0.1:%1%2").arg(m_server->serverPort()).arg(QLatin1String(kPath));
}

void RedirectListener::accept()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        QTimer::singleShot(kPatience, socket, &QTcpSocket::abort);
    }
}

void RedirectListener::read(QTcpSocket *socket)
{
    const QByteArray head = socket->peek(kLongestHead);
    const qsizetype end = head.indexOf("\r\n\r\n");
    if (end < 0) {
        if (head.size() >= kLongestHead) {
            socket->abort();
        }
        return;
    }
    disconnect(socket, &QTcpSocket::readyRead, this, nullptr);
    socket->readAll();
    const QByteArray first = head.left(head.indexOf("\r\n"));
    const QList<QByteArray> words = first.split(' ');
    const QByteArray target = words.value(1);
    const qsizetype mark = target.indexOf('?');
    const QByteArray host = headerOf(head.left(end), "Host");
    // A page of the web could have its name resolved to this computer; it cannot choose the Host of a
    // browser.
    const bool ours = host == "127.0.0.1:" + QByteArray::number(m_server->serverPort());
    if (words.size() != 3 || !words.last().startsWith("HTTP/1.") || !ours) {
        answer(socket, "400 Bad Request", tr("Not understood"), tr("This address is for signing in only."));
    } else if (mark < 0 || target.left(mark) != kPath) {
        answer(socket, "404 Not Found", tr("Not found"), tr("This address is for signing in only."));
    } else if (words.first() != "GET") {
        answer(socket, "405 Method Not Allowed", tr("Not understood"),
               tr("This address is for signing in only."));
    } else {
        m_server->close();
        answer(socket, "200 OK", tr("Back to Earshot"),
               tr("You can close this window. The console goes on by itself."));
        Q_EMIT answered(target.mid(mark + 1));
    }
}

void RedirectListener::answer(QTcpSocket *socket, const QByteArray &status, const QString &title,
                              const QString &text)
{
    const QByteArray page =
        QStringLiteral("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>%1</title>"
                       "</head><body><h1>%1</h1><p>%2</p></body></html>")
            .arg(title.toHtmlEscaped(), text.toHtmlEscaped())
            .toUtf8();
    socket->write("HTTP/1.1 " + status + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " +
                  QByteArray::number(page.size()) +
                  "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
                  "Content-Security-Policy: default-src 'none'\r\nX-Content-Type-Options: nosniff\r\n"
                  "Connection: close\r\n\r\n" +
                  page);
    socket->disconnectFromHost();
}

} // namespace console
