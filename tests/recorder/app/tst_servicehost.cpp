// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/servicehost.h"
#include "tests/support/testmain.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstring>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace recorder;

class TestServiceHost : public QObject
{
    Q_OBJECT
private:
    QByteArray received()
    {
        char buffer[512];
        const ssize_t n = ::recv(m_socket, buffer, sizeof buffer, MSG_DONTWAIT);
        return n > 0 ? QByteArray(buffer, n) : QByteArray();
    }
private Q_SLOTS:
    void initTestCase()
    {
        const QByteArray path = m_dir.filePath(QStringLiteral("notify")).toLocal8Bit();
        m_socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.constData(), static_cast<size_t>(path.size()));
        QCOMPARE(::bind(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
        qputenv("NOTIFY_SOCKET", path);
        qputenv("WATCHDOG_USEC", "60000");
    }
    void cleanupTestCase() { ::close(m_socket); }

    void readyAndWatchdogReachSystemd()
    {
        ServiceHost host;
        bool alive = true;
        host.ready(QStringLiteral("recording"), [&alive] { return alive; });
        QCOMPARE(received(), QByteArray("READY=1\nSTATUS=recording"));
        QByteArray fed;
        QTRY_VERIFY((fed += received()).startsWith("WATCHDOG=1"));
        // A part that does not move must let the watchdog starve.
        alive = false;
        QTest::qWait(30);
        while (!received().isEmpty()) {
        }
        QTest::qWait(100);
        QCOMPARE(received(), QByteArray());
        host.stopping();
        QCOMPARE(received(), QByteArray("STOPPING=1"));
    }
    void sigtermAsksToStop()
    {
        ServiceHost host;
        QSignalSpy asked(&host, &ServiceHost::stopRequested);
        ::kill(::getpid(), SIGTERM);
        QTRY_COMPARE(asked.count(), 1);
    }

private:
    QTemporaryDir m_dir;
    int m_socket = -1;
};

EARSHOT_TEST(tst_servicehost, TestServiceHost)
#include "tst_servicehost.moc"
