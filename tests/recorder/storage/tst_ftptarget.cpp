// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/storage/lyingftp.h"
#include "tests/recorder/storage/targetexam.h"
#include "tests/support/storagepeers.h"
#include "tests/support/testmain.h"
#include "tests/support/testports.h"

#include <QDir>
#include <QElapsedTimer>

using namespace recorder;
using namespace tests;
using Tls = FtpPeer::Tls;

Q_DECLARE_METATYPE(FtpPeer::Tls)

namespace
{

std::unique_ptr<StorageTarget> opened(const StorageTargetSettings &settings,
                                      const StoragePatience &patience = {})
{
    auto target = openStorageTarget(settings, {}, patience);
    return target ? std::move(*target) : nullptr;
}

} // namespace

class TstFtpTarget : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void storesAndGivesBack_data() { everyTls(); }
    void storesAndGivesBack()
    {
        QFETCH(FtpPeer::Tls, tls);
        const auto target = opened(m_peer.settings(tls));
        QVERIFY(target);
        examine(*target);
        QVERIFY(!QTest::currentTestFailed());
        QCOMPARE(QDir(m_peer.files() + QStringLiteral("/base/calls")).entryList(QDir::Files | QDir::Hidden),
                 QStringList());
    }

    void isTested_data() { everyTls(); }
    void isTested()
    {
        QFETCH(FtpPeer::Tls, tls);
        const StorageTargetSettings settings = m_peer.settings(tls);
        const auto steps = opened(settings)->test({});
        QCOMPARE(shortReport(steps), allPassed(settings));
        if (tls != Tls::None) {
            QVERIFY2(steps.at(2).detail.contains(QLatin1String("CN = files, until ")),
                     qPrintable(steps.at(2).detail));
        }
    }

    void losesNoFileOfMany_data() { everyTls(); }
    /// vsftpd over TLS 1.3 would cut some of them short.
    void losesNoFileOfMany()
    {
        QFETCH(FtpPeer::Tls, tls);
        const auto target = opened(m_peer.settings(tls));
        SourceFolder files;
        const QString file = files.file(noise(150'000));
        for (int i = 0; i < 40; ++i) {
            const QString key = QStringLiteral("many/%1").arg(i);
            const auto stored = target->put(file, key, {});
            QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message));
            QVERIFY(readBack(*target, key, 150'000, stored->sha256));
        }
    }

    void namesTheCauseOfARefusedLogin()
    {
        StorageTargetSettings settings = m_peer.settings(Tls::Explicit);
        settings.password = QStringLiteral("wrong");
        QVERIFY2(shortReport(opened(settings)->test({}))
                     .startsWith(QLatin1String(
                         "name:passed tcp:passed tls:passed login:failed(login) folder:not-run")),
                 qPrintable(shortReport(opened(settings)->test({}))));
    }

    void neverGoesOnWithoutTls()
    {
        StorageTargetSettings settings = m_peer.settings(Tls::None);
        settings.requireTls = true;
        QVERIFY2(shortReport(opened(settings)->test({}))
                     .startsWith(QLatin1String("name:passed tcp:passed tls:failed(tls)")),
                 qPrintable(shortReport(opened(settings)->test({}))));
        const LyingFtp plain({});
        StorageTargetSettings stripped = plain.settings();
        stripped.requireTls = true;
        QCOMPARE(causeIn(opened(stripped)->stat(QStringLiteral("a"))), QStringLiteral("tls"));
        QVERIFY(!plain.heard("PASS p"));
    }

    void checksTheCertificate()
    {
        StorageTargetSettings settings = m_peer.settings(Tls::Explicit);
        settings.caCertificates.clear(); // the system's
        QCOMPARE(causeIn(opened(settings)->stat(QStringLiteral("a"))), QStringLiteral("certificate"));
        settings = m_peer.settings(Tls::Implicit);
        settings.host = QStringLiteral("localhost"); // which stands not in it
        StorageEnvironment environment;
        environment.resolve = [](const QString &) -> common::Result<QStringList> {
            return QStringList{QStringLiteral("127.0.0.1")};
        };
        const auto target = openStorageTarget(settings, environment, {});
        QCOMPARE(causeIn((*target)->stat(QStringLiteral("a"))), QStringLiteral("hostname"));
    }

    void takesNoExpiredCertificate()
    {
        const ExpiredPeer peer;
        StorageTargetSettings settings = m_peer.settings(Tls::Implicit);
        settings.port = peer.port();
        settings.caCertificates = peer.authority();
        SourceFolder files;
        QCOMPARE(causeIn(opened(settings)->put(files.file(noise(10)), QStringLiteral("a"), {})),
                 QStringLiteral("expired"));
        const QString report = shortReport(opened(settings)->test({}));
        QVERIFY2(report.startsWith(QLatin1String("name:passed tcp:passed tls:failed(expired) login:not-run")),
                 qPrintable(report));
    }

    void believesNoLies_data()
    {
        QTest::addColumn<Answers>("answers");
        QTest::addColumn<QString>("cause");
        QTest::newRow("426") << Answers{{"end", "426 Connection closed"}} << QStringLiteral("unavailable");
        QTest::newRow("226 for half of it") << Answers{{"SIZE", "213 500"}} << QStringLiteral("mismatch");
        QTest::newRow("no size") << Answers{} << QStringLiteral("protocol");
        QTest::newRow("quota") << Answers{{"STOR", "552 Quota exceeded"}} << QStringLiteral("quota");
        QTest::newRow("full") << Answers{{"STOR", "452 No space left"}} << QStringLiteral("full");
        QTest::newRow("read-only") << Answers{{"STOR", "550 Read-only file system"}}
                                   << QStringLiteral("read-only");
        QTest::newRow("permission") << Answers{{"STOR", "553 Could not create file"}}
                                    << QStringLiteral("permission");
        QTest::newRow("no rename") << Answers{{"SIZE", "213 1000"}, {"RNTO", "553 Cannot rename"}}
                                   << QStringLiteral("permission");
        QTest::newRow("data elsewhere")
            << Answers{{"EPSV", "502 No"}, {"PASV", "227 Here (10,0,0,1,0,9)"}} << QStringLiteral("refused");
    }

    void believesNoLies()
    {
        QFETCH(Answers, answers);
        QFETCH(QString, cause);
        const LyingFtp server(answers);
        SourceFolder files;
        StoragePatience patience;
        patience.stall = std::chrono::seconds(2);
        const auto stored =
            opened(server.settings(), patience)->put(files.file(noise(1000)), QStringLiteral("a"), {});
        QCOMPARE(causeIn(stored), cause);
        // Only what is whole gets its name.
        QCOMPARE(server.heard("RNTO a"), QByteArray(QTest::currentDataTag()) == "no rename");
    }

    void secretsAreNotTold()
    {
        StorageTargetSettings settings = m_peer.settings(Tls::Explicit);
        settings.password = QStringLiteral("very-secret");
        const QString told = toldOf(settings);
        QVERIFY(told.contains(QLatin1String("login")));
        QVERIFY2(!told.contains(QLatin1String("very-secret")), qPrintable(told));
    }

    /// A name means what we were allowed to take it for, whatever name servers say a moment later; a name
    /// that is not allowed is not asked for at all.
    void theAddressThatWasJudgedIsTheOneThatIsUsed()
    {
        StorageTargetSettings settings = m_peer.settings(Tls::None);
        settings.host = QStringLiteral("rebound.invalid");
        StorageEnvironment environment;
        environment.resolve = [](const QString &) -> common::Result<QStringList> {
            return QStringList{QStringLiteral("127.0.0.1")};
        };
        const auto target = openStorageTarget(settings, environment, {});
        SourceFolder files;
        const auto stored = (*target)->put(files.file(noise(10)), QStringLiteral("pinned"), {});
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message));
        const LyingFtp listener({});
        environment.resolve = [](const QString &host) -> common::Result<QStringList> {
            return common::fail(common::ErrorCode::Unavailable, host,
                                {{QStringLiteral("cause"), QStringLiteral("forbidden")}});
        };
        const auto forbidden = openStorageTarget(listener.settings(), environment, {});
        QCOMPARE(causeIn((*forbidden)->stat(QStringLiteral("a"))), QStringLiteral("forbidden"));
        QVERIFY(!listener.heard("USER u"));
    }

    void givesUpOnABlackHole()
    {
        const BlackHole hole;
        StorageTargetSettings settings = m_peer.settings(Tls::Explicit);
        settings.port = hole.port();
        StoragePatience patience;
        patience.stall = std::chrono::seconds(1);
        patience.connect = std::chrono::seconds(1);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(causeIn(opened(settings, patience)->stat(QStringLiteral("a"))), QStringLiteral("timeout"));
        QVERIFY(timer.elapsed() < 5000);
    }

    void namesTheCauseOfNoConnection()
    {
        StorageTargetSettings settings = m_peer.settings(Tls::None);
        settings.port = freePort();
        QCOMPARE(causeIn(opened(settings)->stat(QStringLiteral("a"))), QStringLiteral("refused"));
        settings.host = QStringLiteral("nobody.invalid");
        QCOMPARE(causeIn(opened(settings)->stat(QStringLiteral("a"))), QStringLiteral("name"));
    }

    void takesNoLineBreaks()
    {
        StorageTargetSettings settings = m_peer.settings(Tls::None);
        settings.basePath = QStringLiteral("a\r\nDELE b");
        const auto target = openStorageTarget(settings, {}, {});
        QVERIFY(!target);
        QCOMPARE(target.error().fields.value(QStringLiteral("base_path")), QStringLiteral("characters"));
    }

private:
    static void everyTls()
    {
        QTest::addColumn<FtpPeer::Tls>("tls");
        QTest::newRow("without TLS") << Tls::None;
        QTest::newRow("explicit TLS") << Tls::Explicit;
        QTest::newRow("implicit TLS") << Tls::Implicit;
    }

    FtpPeer m_peer;
};

EARSHOT_TEST(tst_ftptarget, TstFtpTarget)
#include "tst_ftptarget.moc"
