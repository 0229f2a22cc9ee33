// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/result.h"

#include <QHostAddress>
#include <QList>
#include <QTcpServer>

#include <functional>

namespace recorder
{

/// One line family of the Prometheus text format 0.0.4.
struct Metric {
    QByteArray name; ///< "earshot_calls_active"
    QByteArray help;
    QByteArray type; ///< "gauge" or "counter"
    /// label text such as `state="stored"` (may be empty) -> value
    QList<std::pair<QByteArray, double>> samples;
};
QByteArray toPrometheusText(const QList<Metric> &metrics);

struct Health {
    bool good = true;
    QStringList problems;
};

/// GET /metrics and GET /healthz on a loopback port, main thread. Reads at most 8 KiB of a request, answers
/// and closes.
class MetricsServer : public QObject
{
    Q_OBJECT
public:
    MetricsServer(std::function<QList<Metric>()> metrics, std::function<Health()> health,
                  QObject *parent = nullptr);
    common::Status listen(const QHostAddress &address, quint16 port);
    quint16 port() const { return m_server.serverPort(); }

private:
    void accept();
    QByteArray answer(const QByteArray &request) const;

    QTcpServer m_server;
    std::function<QList<Metric>()> m_metrics;
    std::function<Health()> m_health;
};

} // namespace recorder
