// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ldappeer.h"

#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <csignal>

namespace tests
{

namespace
{

int freePort()
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost)) {
        qFatal("no port");
    }
    return server.serverPort();
}

bool listens(int port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), static_cast<quint16>(port));
    return socket.waitForConnected(200);
}

} // namespace

LdapPeer::LdapPeer(int users, Kind kind)
    : m_port(freePort())
    , m_tlsPort(freePort())
{
    QStringList arguments{qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/peers/ldap.sh"),
                          m_dir.path(), QString::number(m_port), QString::number(m_tlsPort),
                          QString::number(users)};
    if (kind == Kind::Plain) {
        arguments.append(QStringLiteral("plain"));
    }
    ::signal(SIGPIPE, SIG_IGN); // as the recorder does: libldap writes to connections that are closed
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QStringLiteral("bash"), arguments);
    const bool up = QTest::qWaitFor(
        [this] { return m_process.state() == QProcess::NotRunning || listens(m_port); }, 60'000);
    if (!up || m_process.state() == QProcess::NotRunning) {
        qFatal("slapd does not start");
    }
}

LdapPeer::~LdapPeer()
{
    stop();
}

recorder::DirectoryServer LdapPeer::server() const
{
    recorder::DirectoryServer server;
    server.url = url();
    server.caPem = caPem();
    server.bindDn = QStringLiteral("uid=svc,ou=people,dc=example,dc=test");
    server.bindPassword = QByteArrayLiteral("svc-pw");
    server.baseDn = QStringLiteral("dc=example,dc=test");
    server.filter = QStringLiteral("(objectClass=inetOrgPerson)");
    server.loginAttribute = QStringLiteral("uid");
    server.nameAttribute = QStringLiteral("cn");
    server.emailAttribute = QStringLiteral("mail");
    server.phoneAttribute = QStringLiteral("telephoneNumber");
    server.keyAttribute = QStringLiteral("entryUUID");
    server.trusted = true; // it is on loopback
    return server;
}

QString LdapPeer::url() const
{
    return QStringLiteral("ldap://127.0.0.1:%1").arg(m_port);
}

QString LdapPeer::securedUrl() const
{
    return QStringLiteral("ldaps://127.0.0.1:%1").arg(m_tlsPort);
}

QByteArray LdapPeer::caPem() const
{
    QFile file(m_dir.filePath(QStringLiteral("ca.pem")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void LdapPeer::modify(const QByteArray &ldif) const
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QStringLiteral("ldapmodify"),
                  {QStringLiteral("-x"), QStringLiteral("-H"), url(), QStringLiteral("-D"),
                   QStringLiteral("cn=admin,dc=example,dc=test"), QStringLiteral("-w"),
                   QStringLiteral("admin-pw")});
    process.write(ldif);
    process.closeWriteChannel();
    if (!process.waitForFinished(20'000) || process.exitCode() != 0) {
        qFatal("ldapmodify refuses");
    }
}

void LdapPeer::stop()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.terminate();
        if (!m_process.waitForFinished(10'000)) {
            m_process.kill();
            m_process.waitForFinished(5'000);
        }
    }
}

} // namespace tests
