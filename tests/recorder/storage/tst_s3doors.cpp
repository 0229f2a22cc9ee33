// SPDX-License-Identifier: GPL-3.0-or-later
// What stands between a recorder and an S3 server over TLS: proxies with passwords, certificates.
#include "tests/recorder/storage/relays.h"
#include "tests/recorder/storage/targetexam.h"
#include "tests/support/storagepeers.h"
#include "tests/support/testmain.h"
#include "tests/support/testports.h"

using namespace recorder;
using namespace tests;

namespace
{

/// Who may be connected to: this machine by its address. Its own name would lead there too, and is denied.
StorageEnvironment byAddressOnly()
{
    StorageEnvironment environment;
    environment.resolve = [](const QString &host) -> common::Result<QStringList> {
        if (host == QLatin1String("127.0.0.1") || host == QLatin1String("nots3.test")) {
            return QStringList{QStringLiteral("127.0.0.1")};
        }
        return common::fail(common::ErrorCode::Unavailable, host,
                            {{QStringLiteral("cause"), QStringLiteral("forbidden")}});
    };
    return environment;
}

std::unique_ptr<StorageTarget> opened(const StorageTargetSettings &settings)
{
    auto target = openStorageTarget(settings, byAddressOnly(), {});
    return target ? std::move(*target) : nullptr;
}

/// Over TLS, by a name that only the proxy knows.
StorageTargetSettings through(const TunnelProxy &proxy)
{
    StorageTargetSettings settings = S3Peer::shared().settings(true);
    settings.endpoint = QStringLiteral("https://s3.test:%1").arg(S3Peer::shared().tlsPort());
    settings.virtualHost = true;
    settings.proxyHost = QStringLiteral("127.0.0.1");
    settings.proxyPort = proxy.port();
    settings.proxyUser = QStringLiteral("me");
    settings.proxyPassword = QStringLiteral("secret");
    return settings;
}

} // namespace

class TstS3Doors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void goesThroughATunnel()
    {
        const TunnelProxy proxy("me:secret", S3Peer::shared().tlsPort());
        const StorageTargetSettings settings = through(proxy);
        const auto target = opened(settings);
        SourceFolder files;
        const QByteArray content = noise(200'000);
        const auto stored = target->put(files.file(content), QStringLiteral("tunnel/a"), {});
        EXAM_STORED(stored, content);
        QVERIFY(contentOf(*target, QStringLiteral("tunnel/a")) == content);
        const QByteArray line =
            "CONNECT recordings.s3.test:" + QByteArray::number(S3Peer::shared().tlsPort()) + " HTTP/1.1";
        QCOMPARE(proxy.asked(), QByteArrayList(proxy.connections(), line));
        QCOMPARE(shortReport(target->test({})), allPassed(settings));
        // It saw TLS and nothing of what was in it.
        const QByteArray seen = proxy.seen();
        QVERIFY(seen.size() > content.size());
        for (const QByteArray &secret : {settings.accessKeyId.toUtf8(), settings.secretAccessKey.toUtf8(),
                                         QByteArrayLiteral("tunnel/a"), content.mid(1000, 32)}) {
            QVERIFY2(!seen.contains(secret), secret.constData());
        }
    }

    void wrongProxyCredentialsAreTheProxys()
    {
        const TunnelProxy proxy("me:secret", S3Peer::shared().tlsPort());
        StorageTargetSettings wrong = through(proxy);
        wrong.proxyPassword = QStringLiteral("wrong");
        StorageTargetSettings none = through(proxy);
        none.proxyUser.clear();
        none.proxyPassword.clear();
        SourceFolder files;
        for (const StorageTargetSettings &settings : {wrong, none}) {
            QCOMPARE(causeIn(opened(settings)->put(files.file(noise(10)), QStringLiteral("a"), {})),
                     QStringLiteral("proxy"));
            const QString report = shortReport(opened(settings)->test({}));
            QVERIFY2(
                report.startsWith(QLatin1String("endpoint:passed tls:failed(proxy) credentials:not-run")),
                qPrintable(report));
        }
        QCOMPARE(proxy.seen(), QByteArray());
        const QString told = toldOf(wrong, byAddressOnly());
        QVERIFY2(!told.isEmpty() && !told.contains(QLatin1String("wrong")), qPrintable(told));
    }

    /// A proxy is a door too: the addresses that may not be connected to are not, by whatever name.
    void aDeniedProxyIsNotAsked()
    {
        const TunnelProxy proxy("me:secret", S3Peer::shared().tlsPort());
        StorageTargetSettings settings = through(proxy);
        settings.proxyHost = QStringLiteral("localhost");
        SourceFolder files;
        QCOMPARE(causeIn(opened(settings)->put(files.file(noise(10)), QStringLiteral("a"), {})),
                 QStringLiteral("forbidden"));
        const QString report = shortReport(opened(settings)->test({}));
        QVERIFY2(report.startsWith(QLatin1String("endpoint:failed(forbidden) tls:not-run")),
                 qPrintable(report));
        QCOMPARE(proxy.connections(), 0);
    }

    void aProxyThatIsNotThere()
    {
        const TunnelProxy proxy("me:secret", S3Peer::shared().tlsPort());
        StorageTargetSettings settings = through(proxy);
        settings.proxyPort = freePort();
        QCOMPARE(causeIn(opened(settings)->stat(QStringLiteral("a"))), QStringLiteral("proxy"));
    }

    void takesNoOtherNamesCertificate()
    {
        StorageTargetSettings settings = S3Peer::shared().settings(true);
        settings.endpoint = QStringLiteral("https://nots3.test:%1").arg(S3Peer::shared().tlsPort());
        SourceFolder files;
        QCOMPARE(causeIn(opened(settings)->put(files.file(noise(10)), QStringLiteral("a"), {})),
                 QStringLiteral("hostname"));
        const QString report = shortReport(opened(settings)->test({}));
        QVERIFY2(report.startsWith(QLatin1String("endpoint:passed tls:failed(hostname)")),
                 qPrintable(report));
    }

    void takesNoExpiredCertificate()
    {
        const ExpiredPeer peer;
        StorageTargetSettings settings = S3Peer::shared().settings(true);
        settings.endpoint = QStringLiteral("https://127.0.0.1:%1").arg(peer.port());
        settings.caCertificates = peer.authority();
        SourceFolder files;
        QCOMPARE(causeIn(opened(settings)->put(files.file(noise(10)), QStringLiteral("a"), {})),
                 QStringLiteral("expired"));
        const QString report = shortReport(opened(settings)->test({}));
        QVERIFY2(report.startsWith(QLatin1String("endpoint:passed tls:failed(expired)")), qPrintable(report));
    }
};

EARSHOT_TEST(tst_s3doors, TstS3Doors)
#include "tst_s3doors.moc"
