// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ldappeer.h"

#include "tests/support/testports.h"

#include <QFile>
#include <QTcpSocket>
#include <QTest>

#include <csignal>

namespace tests
{

namespace
{

bool listens(int port)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QHostAddress::LocalHost), static_cast<quint16>(port));
    return socket.waitForConnected(200);
}

} // namespace

LdapPeer::LdapPeer(int users, Kind kind)
{
    ::signal(SIGPIPE, SIG_IGN); // as the recorder does: libldap writes to connections that are closed
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    // A port that was free a moment ago may be somebody else's now.
    for (int attempt = 0; attempt < 5; ++attempt) {
        if (start(QString::number(attempt), users, kind)) {
            return;
        }
    }
    qFatal("slapd does not start");
}

bool LdapPeer::start(const QString &folder, int users, Kind kind)
{
    m_folder = m_dir.filePath(folder);
    m_port = freePort();
    m_tlsPort = freePort();
    QStringList arguments{qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/peers/ldap.sh"),
                          m_folder, QString::number(m_port), QString::number(m_tlsPort),
                          QString::number(users)};
    if (kind == Kind::Plain) {
        arguments.append(QStringLiteral("plain"));
    }
    m_process.start(QStringLiteral("bash"), arguments);
    return QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning || listens(m_port); },
                           60'000) &&
           m_process.state() != QProcess::NotRunning;
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
    QFile file(m_folder + QStringLiteral("/ca.pem"));
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
