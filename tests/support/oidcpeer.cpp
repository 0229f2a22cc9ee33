// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/oidcpeer.h"

#include "tests/support/testports.h"

#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QTcpSocket>
#include <QTest>
#include <QUrlQuery>

#include <memory>

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

/// One client with cookies that trusts the peer and goes where it is told only.
class Browser
{
public:
    explicit Browser(const QByteArray &caPem)
    {
        m_tls = QSslConfiguration::defaultConfiguration();
        m_tls.setCaCertificates(QSslCertificate::fromData(caPem, QSsl::Pem));
    }
    std::unique_ptr<QNetworkReply> get(const QUrl &url) { return wait(m_network.get(request(url))); }
    std::unique_ptr<QNetworkReply> post(const QUrl &url, const QByteArray &form)
    {
        QNetworkRequest asked = request(url);
        asked.setHeader(QNetworkRequest::ContentTypeHeader,
                        QStringLiteral("application/x-www-form-urlencoded"));
        return wait(m_network.post(asked, form));
    }

private:
    QNetworkRequest request(const QUrl &url) const
    {
        QNetworkRequest request(url);
        request.setSslConfiguration(m_tls);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        return request;
    }
    static std::unique_ptr<QNetworkReply> wait(QNetworkReply *reply)
    {
        (void)QTest::qWaitFor([reply] { return reply->isFinished(); }, 20'000);
        return std::unique_ptr<QNetworkReply>(reply);
    }

    QNetworkAccessManager m_network;
    QSslConfiguration m_tls;
};

} // namespace

OidcPeer::OidcPeer()
    : m_port(freePort())
{
    const QString tests = qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/peers/");
    const QString packages = qEnvironmentVariable("EARSHOT_OIDC", qEnvironmentVariable("EARSHOT_BIN") +
                                                                      QStringLiteral("/../oidc"));
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QStringLiteral("bash"),
                    {tests + QStringLiteral("oidc.sh"), m_dir.path(), QString::number(m_port), packages});
    const bool up = QTest::qWaitFor(
        [this] { return m_process.state() == QProcess::NotRunning || listens(m_port); }, 60'000);
    if (!up || m_process.state() == QProcess::NotRunning) {
        qFatal("the provider does not start (tests/peers/oidc/install.sh?)");
    }
}

OidcPeer::~OidcPeer()
{
    stop();
}

QString OidcPeer::issuer() const
{
    return QStringLiteral("https://127.0.0.1:%1").arg(m_port);
}

QByteArray OidcPeer::caPem() const
{
    QFile file(m_dir.filePath(QStringLiteral("ca.pem")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void OidcPeer::rotateKeys() const
{
    if (Browser(caPem()).post(QUrl(issuer() + QStringLiteral("/rotate")), "now")->error() !=
        QNetworkReply::NoError) {
        qFatal("the provider keeps its key");
    }
}

QUrl OidcPeer::browse(const QUrl &page, const QString &login, const QString &password) const
{
    constexpr int kMostPages = 8;
    Browser browser(caPem());
    QUrl url = page;
    bool asked = false;
    for (int i = 0; i < kMostPages && url.toString().startsWith(issuer()); ++i) {
        const bool form = url.path().startsWith(QLatin1String("/interaction/"));
        if (form && asked) {
            return {};
        }
        QUrlQuery fields;
        fields.addQueryItem(QStringLiteral("login"), login);
        fields.addQueryItem(QStringLiteral("password"), password);
        const auto reply =
            form ? browser.post(url, fields.toString(QUrl::FullyEncoded).toUtf8()) : browser.get(url);
        asked = asked || form;
        const QUrl next = reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl();
        if (next.isEmpty()) {
            return {};
        }
        url = url.resolved(next);
    }
    return url.toString().startsWith(issuer()) ? QUrl() : url;
}

void OidcPeer::stop()
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
