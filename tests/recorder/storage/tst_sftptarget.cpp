// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/storage/stubs.h"
#include "tests/recorder/storage/targetexam.h"
#include "tests/support/smalldisk.h"
#include "tests/support/storagepeers.h"
#include "tests/support/testmain.h"
#include "tests/support/testports.h"

#include <QDir>
#include <QElapsedTimer>

using namespace recorder;
using namespace tests;

namespace
{

std::unique_ptr<StorageTarget> opened(const StorageTargetSettings &settings,
                                      const StoragePatience &patience = {})
{
    auto target = openStorageTarget(settings, {}, patience);
    return target ? std::move(*target) : nullptr;
}

} // namespace

class TstSftpTarget : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void storesAndGivesBack_data()
    {
        QTest::addColumn<bool>("posix");
        QTest::addColumn<bool>("rsa");
        QTest::newRow("posix-rename") << true << false;
        QTest::newRow("remove-and-rename") << false << true;
    }

    void storesAndGivesBack()
    {
        QFETCH(bool, posix);
        QFETCH(bool, rsa);
        StorageTargetSettings settings = rsa ? m_peer.rsaSettings() : m_peer.settings();
        settings.posixRename = posix;
        const auto target = opened(settings);
        QVERIFY(target);
        examine(*target);
        QVERIFY(!QTest::currentTestFailed());
        // No ".part" stays.
        QCOMPARE(QDir(m_peer.files() + QStringLiteral("/base/calls")).entryList(QDir::Files | QDir::Hidden),
                 QStringList());
    }

    void takesAnAbsoluteFolder()
    {
        const QTemporaryDir dir;
        StorageTargetSettings settings = m_peer.settings();
        settings.basePath = dir.path() + QStringLiteral("/deep/er");
        SourceFolder files;
        QVERIFY(opened(settings)->put(files.file(noise(70'000)), QStringLiteral("a/b"), {}));
        QCOMPARE(QFileInfo(dir.filePath(QStringLiteral("deep/er/a/b"))).size(), 70'000);
    }

    void isTested()
    {
        const auto steps = opened(m_peer.settings())->test({});
        QCOMPARE(shortReport(steps), allPassed(m_peer.settings()));
        QCOMPARE(steps.at(2).detail, m_peer.settings().hostKey);
        QCOMPARE(QDir(m_peer.files() + QStringLiteral("/base/calls")).entryList(QDir::Files | QDir::Hidden),
                 QStringList());
    }

    void showsAnUnknownHostKey()
    {
        StorageTargetSettings settings = m_peer.settings();
        const QString key = settings.hostKey;
        settings.hostKey.clear();
        const auto steps = opened(settings)->test({});
        QVERIFY2(shortReport(steps).startsWith(
                     QLatin1String("name:passed tcp:passed host-key:failed(host-key-unknown) login:not-run")),
                 qPrintable(shortReport(steps)));
        QCOMPARE(steps.at(2).detail, key);
        SourceFolder files;
        QCOMPARE(causeIn(opened(settings)->put(files.file({}), QStringLiteral("a"), {})),
                 QStringLiteral("host-key-unknown"));
    }

    void refusesAChangedHostKey()
    {
        StorageTargetSettings settings = m_peer.settings();
        settings.hostKey = QStringLiteral("SHA256:") + QString(43, QLatin1Char('A'));
        QVERIFY(shortReport(opened(settings)->test({})).contains(QLatin1String("host-key:failed(host-key)")));
        SourceFolder files;
        QCOMPARE(causeIn(opened(settings)->put(files.file({}), QStringLiteral("a"), {})),
                 QStringLiteral("host-key"));
    }

    void namesTheCauseOfARefusedLogin()
    {
        StorageTargetSettings wrongKey = m_peer.settings();
        wrongKey.sshKey = QByteArrayLiteral("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END");
        StorageTargetSettings wrongPassword = m_peer.rsaSettings();
        wrongPassword.password = QStringLiteral("no");
        StorageTargetSettings byPassword = m_peer.settings();
        byPassword.sshKey.clear(); // which this server does not take
        for (const auto &settings : {wrongKey, wrongPassword, byPassword}) {
            QVERIFY2(shortReport(opened(settings)->test({})).contains(QLatin1String("login:failed(login)")),
                     qPrintable(shortReport(opened(settings)->test({}))));
        }
    }

    void signsInWithAPassword_data()
    {
        QTest::addColumn<bool>("interactive");
        QTest::newRow("password") << false;
        QTest::newRow("keyboard-interactive") << true;
    }

    void signsInWithAPassword()
    {
        QFETCH(bool, interactive);
        const SshStub stub(interactive);
        StorageTargetSettings settings = stub.settings();
        const auto target = opened(settings);
        SourceFolder files;
        const auto stored = target->put(files.file(noise(200'000)), QStringLiteral("a/b"), {});
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message));
        QVERIFY(contentOf(*target, QStringLiteral("a/b")) == noise(200'000));
        settings.password = QStringLiteral("wrong");
        QCOMPARE(causeIn(opened(settings)->stat(QStringLiteral("a/b"))), QStringLiteral("login"));
    }

    void connectsAnewWhenTheServerLeft()
    {
        const Relay relay(m_peer.settings().port);
        const auto target = opened(behind(relay));
        SourceFolder files;
        QVERIFY(target->put(files.file(noise(10)), QStringLiteral("a"), {}));
        QVERIFY(target->put(files.file(noise(15)), QStringLiteral("a"), {}));
        QCOMPARE(relay.connections(), 1);
        relay.dropAll();
        const auto again = target->put(files.file(noise(20)), QStringLiteral("a"), {});
        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        QCOMPARE(contentOf(*target, QStringLiteral("a")), noise(20));
    }

    void losesNothingWhenCutInTheMiddle()
    {
        Relay relay(m_peer.settings().port);
        const auto target = opened(behind(relay));
        SourceFolder files;
        QVERIFY(target->put(files.file(noise(1000)), QStringLiteral("a"), {}));
        relay.cutAfter(500'000);
        const auto cut = target->put(files.file(noise(3'000'000)), QStringLiteral("a"), {});
        QCOMPARE(causeIn(cut), QStringLiteral("unavailable"));
        relay.cutAfter(-1);
        QCOMPARE(contentOf(*target, QStringLiteral("a")), noise(1000));
    }

    void aHalfAnswerIsNoFile()
    {
        Relay relay(m_peer.settings().port);
        const auto target = opened(behind(relay));
        SourceFolder files;
        const QByteArray content = noise(300'000);
        QVERIFY(target->put(files.file(content), QStringLiteral("half"), {}));
        relay.cutAnswersAfter(100'000);
        QVERIFY(!target->get(QStringLiteral("half"), {}, [](QByteArrayView) { return true; }));
        QVERIFY(!readBack(*target, QStringLiteral("half"), content.size(), common::sha256(content)));
        relay.cutAnswersAfter(-1);
        QVERIFY(contentOf(*target, QStringLiteral("half")) == content);
    }

    void secretsAreNotTold()
    {
        const SshStub stub(false);
        StorageTargetSettings settings = stub.settings();
        settings.password = QStringLiteral("very-secret");
        const QString told = toldOf(settings);
        QVERIFY(told.contains(QLatin1String("login")));
        QVERIFY2(!told.contains(QLatin1String("very-secret")), qPrintable(told));
    }

    /// A name means what we were allowed to take it for, whatever name servers say a moment later.
    void theAddressThatWasJudgedIsTheOneThatIsUsed()
    {
        StorageTargetSettings settings = m_peer.settings();
        settings.host = QStringLiteral("rebound.invalid");
        StorageEnvironment environment;
        environment.resolve = [](const QString &) -> common::Result<QStringList> {
            return QStringList{QStringLiteral("127.0.0.1")};
        };
        const auto target = openStorageTarget(settings, environment, {});
        SourceFolder files;
        const auto stored = (*target)->put(files.file(noise(10)), QStringLiteral("pinned"), {});
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().message));
    }

    void givesUpOnABlackHole()
    {
        const BlackHole hole;
        StorageTargetSettings settings = m_peer.settings();
        settings.port = hole.port();
        StoragePatience patience;
        patience.connect = std::chrono::milliseconds(600);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(causeIn(opened(settings, patience)->stat(QStringLiteral("a"))), QStringLiteral("timeout"));
        QVERIFY(timer.elapsed() < 3000);
        std::atomic<bool> stop = false;
        patience = {};
        patience.stop = &stop;
        std::jthread stopping([&stop] {
            std::this_thread::sleep_for(std::chrono::milliseconds(300));
            stop = true;
        });
        timer.restart();
        QCOMPARE(causeIn(opened(settings, patience)->stat(QStringLiteral("a"))), QStringLiteral("cancelled"));
        QVERIFY(timer.elapsed() < 2000);
    }

    void namesTheCauseOfNoConnection()
    {
        StorageTargetSettings settings = m_peer.settings();
        settings.port = freePort();
        QCOMPARE(causeIn(opened(settings)->stat(QStringLiteral("a"))), QStringLiteral("refused"));
        settings.host = QStringLiteral("nobody.invalid");
        QCOMPARE(causeIn(opened(settings)->stat(QStringLiteral("a"))), QStringLiteral("name"));
    }

    void connectsOnlyToAllowedAddresses()
    {
        StorageEnvironment environment;
        environment.resolve = [](const QString &host) -> common::Result<QStringList> {
            return common::fail(common::ErrorCode::Unavailable, host,
                                {{QStringLiteral("cause"), QStringLiteral("forbidden")}});
        };
        const auto target = openStorageTarget(m_peer.settings(), environment, {});
        QCOMPARE(causeIn((*target)->stat(QStringLiteral("a"))), QStringLiteral("forbidden"));
        QCOMPARE(shortReport((*target)->test({})).section(QLatin1Char(' '), 0, 1),
                 QStringLiteral("name:failed(forbidden) tcp:not-run"));
    }

    void tellsAFullDisk()
    {
        const SmallDisk disk(2 << 20);
        QVERIFY2(disk.error().isEmpty(), qPrintable(disk.error()));
        StorageTargetSettings settings = m_peer.settings();
        settings.basePath = disk.path();
        const auto target = opened(settings);
        SourceFolder files;
        QCOMPARE(causeIn(target->put(files.file(noise(4 << 20)), QStringLiteral("a"), {})),
                 QStringLiteral("full"));
        QCOMPARE(causeIn(target->stat(QStringLiteral("a"))), QStringLiteral("not-found"));
        QVERIFY(
            target->put(files.file(noise(1 << 18)), QStringLiteral("a"), {})); // the part of before is gone
    }

    void leaksNoDescriptor()
    {
        const auto open = [] {
            return QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::Files | QDir::System).size();
        };
        (void)opened(m_peer.settings())->stat(QStringLiteral("a")); // whatever is made once
        const qsizetype before = open();
        for (int i = 0; i < 5; ++i) {
            (void)opened(m_peer.settings())->stat(QStringLiteral("a"));
        }
        QCOMPARE(open(), before);
    }

private:
    StorageTargetSettings behind(const Relay &relay) const
    {
        StorageTargetSettings settings = m_peer.settings();
        settings.port = relay.port();
        return settings;
    }

    SftpPeer m_peer;
};

EARSHOT_TEST(tst_sftptarget, TstSftpTarget)
#include "tst_sftptarget.moc"
