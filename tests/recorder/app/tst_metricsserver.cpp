// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/metricsserver.h"
#include "tests/support/nofilesleft.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

#include <algorithm>
#include <memory>
#include <vector>

using namespace recorder;
using namespace tests;

class TestMetricsServer : public QObject
{
    Q_OBJECT
private:
    static QByteArray ask(quint16 port, const QByteArray &request)
    {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        socket.write(request);
        QSignalSpy closed(&socket, &QTcpSocket::disconnected);
        closed.wait(3000);
        return socket.readAll();
    }
private Q_SLOTS:
    void init()
    {
        m_health = {};
        m_server = std::make_unique<MetricsServer>(
            [] {
                return QList<Metric>{{"earshot_x", "An x.", "gauge", {{"", 2.5}, {"state=\"stored\"", 3}}}};
            },
            [this] { return m_health; });
        QVERIFY(m_server->listen(QHostAddress(QHostAddress::LocalHost), 0));
    }
    void metricsAreInThePrometheusFormat()
    {
        const QByteArray reply = ask(m_server->port(), "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        QVERIFY(reply.startsWith("HTTP/1.1 200 OK\r\n"));
        QVERIFY(reply.contains("# HELP earshot_x An x.\n# TYPE earshot_x gauge\nearshot_x 2.5\n"
                               "earshot_x{state=\"stored\"} 3\n"));
    }
    void healthTellsWhatIsWrong()
    {
        QVERIFY(ask(m_server->port(), "GET /healthz HTTP/1.0\r\n\r\n").startsWith("HTTP/1.1 200"));
        m_health = {false, {QStringLiteral("database down")}};
        const QByteArray reply = ask(m_server->port(), "GET /healthz HTTP/1.0\r\n\r\n");
        QVERIFY(reply.startsWith("HTTP/1.1 503"));
        QVERIFY(reply.contains("database down"));
    }
    void strangersGetShortAnswers()
    {
        QVERIFY(ask(m_server->port(), "POST /metrics HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 405"));
        QVERIFY(ask(m_server->port(), "GET / HTTP/1.1\r\n\r\n").startsWith("HTTP/1.1 404"));
        QCOMPARE(ask(m_server->port(), QByteArray(20000, 'x')), QByteArray());
    }
    void silentConnectionsAreLimited()
    {
        std::vector<std::unique_ptr<QTcpSocket>> silent;
        for (int i = 0; i < 40; ++i) {
            silent.push_back(std::make_unique<QTcpSocket>());
            silent.back()->connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->port());
            QVERIFY(silent.back()->waitForConnected(3000));
        }
        const auto connected = [&silent] {
            return std::count_if(silent.cbegin(), silent.cend(), [](const auto &socket) {
                return socket->state() == QAbstractSocket::ConnectedState;
            });
        };
        QTRY_COMPARE(connected(), 32);
        silent.clear();
        QTRY_VERIFY(ask(m_server->port(), "GET /healthz HTTP/1.0\r\n\r\n").startsWith("HTTP/1.1 200"));
    }
    void answersAgainWhenDescriptorsAreFree()
    {
        {
            const LateConnection late;
            const NoFilesLeft none;
            QVERIFY(late.connectTo(m_server->port()));
            QTest::qWait(300); // accept() has failed
        }
        QTRY_VERIFY(ask(m_server->port(), "GET /healthz HTTP/1.0\r\n\r\n").startsWith("HTTP/1.1 200"));
    }
    void aBusyPortIsOneClearError()
    {
        MetricsServer second([] { return QList<Metric>(); }, [] { return Health(); });
        const auto status = second.listen(QHostAddress(QHostAddress::LocalHost), m_server->port());
        QVERIFY(!status);
        QVERIFY(status.error().message.contains(QString::number(m_server->port())));
    }

private:
    Health m_health;
    std::unique_ptr<MetricsServer> m_server;
};

EARSHOT_TEST(tst_metricsserver, TestMetricsServer)
#include "tst_metricsserver.moc"
