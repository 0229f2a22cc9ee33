// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/stubsrs.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace tests;

namespace
{
/// Takes TLS off and passes the bytes on to the stub's TCP port, both ways.
class TlsFront : public QObject
{
public:
    TlsFront(const QString &certificate, const QString &key, quint16 target)
    {
        QSslConfiguration configuration;
        configuration.setLocalCertificate(QSslCertificate::fromPath(certificate).value(0));
        QFile keyFile(key);
        if (keyFile.open(QIODevice::ReadOnly)) {
            configuration.setPrivateKey(QSslKey(&keyFile, QSsl::Rsa));
        }
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        m_server.setSslConfiguration(configuration);
        connect(&m_server, &QTcpServer::pendingConnectionAvailable, this, [this, target] { join(target); });
        m_server.listen(QHostAddress::LocalHost);
    }
    quint16 port() const { return m_server.serverPort(); }

private:
    void join(quint16 target)
    {
        QTcpSocket *outer = m_server.nextPendingConnection();
        auto *inner = new QTcpSocket(outer);
        connect(outer, &QTcpSocket::readyRead, inner, [outer, inner] { inner->write(outer->readAll()); });
        connect(inner, &QTcpSocket::readyRead, outer, [outer, inner] { outer->write(inner->readAll()); });
        inner->connectToHost(QHostAddress(QHostAddress::LocalHost), target);
        inner->write(outer->readAll());
    }
    QSslServer m_server;
};
} // namespace

class TestCallerTls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_certificate = m_dir.filePath(QStringLiteral("cert.pem"));
        m_key = m_dir.filePath(QStringLiteral("key.pem"));
        m_stranger = m_dir.filePath(QStringLiteral("stranger.pem"));
        QVERIFY(makeCertificate(m_certificate, m_key));
        QVERIFY(makeCertificate(m_stranger, m_dir.filePath(QStringLiteral("other.key"))));
    }
    void callOverTls_data()
    {
        QTest::addColumn<bool>("trusted");
        QTest::newRow("certificate not checked") << false;
        QTest::newRow("certificate checked") << true;
    }
    void callOverTls()
    {
        QFETCH(bool, trusted);
        const QStringList extra{QStringLiteral("--tls-ca"), m_certificate};
        QCOMPARE(place(trusted ? extra : QStringList()), 0);
        QCOMPARE(m_calls.size(), std::size_t{1});
        QVERIFY(m_calls[0].acknowledged && m_calls[0].ended);
        QVERIFY(m_calls[0].streams.size() == 2 && m_calls[0].streams[0].packets > 10);
    }
    void strangeCertificateIsRefused()
    {
        QCOMPARE(place({QStringLiteral("--tls-ca"), m_stranger}), 69);
        QVERIFY(m_calls.empty());
    }

private:
    static bool makeCertificate(const QString &certificate, const QString &key)
    {
        QStringList arguments;
        for (const char *word : {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                                 "/CN=recorder.example"}) {
            arguments << QString::fromLatin1(word);
        }
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
                      arguments << QStringLiteral("-keyout") << key << QStringLiteral("-out") << certificate);
        return openssl.waitForFinished(30000) && openssl.exitCode() == 0;
    }
    /// The caller's exit code; what the stub saw is in m_calls.
    int place(const QStringList &extra)
    {
        StubSrs stub(StubBehaviour{});
        if (!stub.start()) {
            return -1;
        }
        TlsFront front(m_certificate, m_key, stub.port());
        QProcess caller;
        caller.start(qEnvironmentVariable("EARSHOT_BIN") + QStringLiteral("/earshot-caller"),
                     QStringList{QStringLiteral("call"), QStringLiteral("--transport"), QStringLiteral("tls"),
                                 QStringLiteral("--seconds"), QStringLiteral("0.4"),
                                 QStringLiteral("--target"),
                                 QStringLiteral("127.0.0.1:%1").arg(front.port())} +
                         extra);
        const bool over =
            QTest::qWaitFor([&caller] { return caller.state() == QProcess::NotRunning; }, 20000);
        m_calls = stub.stop();
        return over ? caller.exitCode() : -1;
    }

    QTemporaryDir m_dir;
    QString m_certificate;
    QString m_key;
    QString m_stranger;
    std::vector<StubCall> m_calls;
};

EARSHOT_TEST(tst_callertls, TestCallerTls)
#include "tst_callertls.moc"
