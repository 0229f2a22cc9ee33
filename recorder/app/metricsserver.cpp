// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/metricsserver.h"

#include "common/core/accepting.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QTimer>

#include <cmath>
#include <memory>

namespace recorder
{

namespace
{

constexpr qsizetype kMaxRequest = 8 * 1024;
constexpr int kMaxConnections = 32;
constexpr std::chrono::seconds kPatience{5};

QByteArray response(const QByteArray &status, const QByteArray &type, const QByteArray &body)
{
    return "HTTP/1.1 " + status + "\r\nContent-Type: " + type +
           "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

QByteArray number(double value)
{
    return std::floor(value) == value && std::abs(value) < 1e15
               ? QByteArray::number(static_cast<qint64>(value))
               : QByteArray::number(value, 'g', 12);
}

} // namespace

QByteArray toPrometheusText(const QList<Metric> &metrics)
{
    QByteArray out;
    for (const Metric &metric : metrics) {
        out += "# HELP " + metric.name + ' ' + metric.help + "\n# TYPE " + metric.name + ' ' + metric.type +
               '\n';
        for (const auto &[labels, value] : metric.samples) {
            out += metric.name + (labels.isEmpty() ? QByteArray() : '{' + labels + '}') + ' ' +
                   number(value) + '\n';
        }
    }
    return out;
}

MetricsServer::MetricsServer(std::function<QList<Metric>()> metrics, std::function<Health()> health,
                             QObject *parent)
    : QObject(parent)
    , m_metrics(std::move(metrics))
    , m_health(std::move(health))
{
    common::goOnAccepting(m_server);
    connect(&m_server, &QTcpServer::newConnection, this, &MetricsServer::accept);
}

common::Status MetricsServer::listen(const QHostAddress &address, quint16 port)
{
    if (!m_server.listen(address, port)) {
        return common::fail(common::ErrorCode::Unavailable,
                            QStringLiteral("metrics.port: %1:%2 cannot be used: %3")
                                .arg(address.toString())
                                .arg(port)
                                .arg(m_server.errorString()));
    }
    return {};
}

void MetricsServer::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        const auto open = m_server.findChildren<QTcpSocket *>(QString(), Qt::FindDirectChildrenOnly).size();
        if (open > kMaxConnections) { // else whoever opens many takes the descriptors that calls need
            socket->abort();
            continue;
        }
        socket->setReadBufferSize(kMaxRequest + 1);
        QTimer::singleShot(kPatience, socket, [socket] { socket->abort(); });
        auto request = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, request] {
            *request += socket->read(kMaxRequest + 1 - request->size());
            if (request->size() > kMaxRequest) {
                socket->abort();
            } else if (request->contains("\r\n\r\n") || request->contains("\n\n")) {
                socket->write(answer(*request));
                socket->disconnectFromHost();
            }
        });
    }
}

QByteArray MetricsServer::answer(const QByteArray &request) const
{
    const QList<QByteArray> words = request.left(request.indexOf('\n')).trimmed().split(' ');
    if (words.value(0) != "GET") {
        return response("405 Method Not Allowed", "text/plain", "GET only\n");
    }
    const QByteArray path = words.value(1).split('?').value(0);
    if (path == "/metrics") {
        return response("200 OK", "text/plain; version=0.0.4", toPrometheusText(m_metrics()));
    }
    if (path == "/healthz") {
        const Health health = m_health();
        const QJsonObject body{
            {QStringLiteral("status"), health.good ? QStringLiteral("ok") : QStringLiteral("degraded")},
            {QStringLiteral("problems"), QJsonArray::fromStringList(health.problems)}};
        return response(health.good ? "200 OK" : "503 Service Unavailable", "application/json",
                        QJsonDocument(body).toJson(QJsonDocument::Compact) + '\n');
    }
    return response("404 Not Found", "text/plain", "/metrics and /healthz are here\n");
}

} // namespace recorder
