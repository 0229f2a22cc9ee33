// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/privatecluster.h"

#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace recorder;

namespace
{

constexpr int kPatience = 30000;

bool answers(const PrivateCluster &cluster)
{
    return cluster.pid() > 0 &&
           tests::runSql(cluster.url(), QStringLiteral("SELECT 6 * 7")).value(0) == QLatin1String("42");
}

uid_t ownerOfProcess(qint64 pid)
{
    struct stat info {
    };
    return stat(qPrintable(QStringLiteral("/proc/%1").arg(pid)), &info) == 0 ? info.st_uid : 0;
}

} // namespace

class TestPrivateCluster : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lifeOfACluster()
    {
        const auto dir = tests::makeServerDir();
        const auto options = tests::throwAwayCluster(*dir);
        qint64 firstPid = 0;
        {
            const auto cluster = PrivateCluster::start(options);
            QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().message));
            firstPid = (*cluster)->pid();
            QVERIFY(answers(**cluster));
            QVERIFY(!(*cluster)->adopted());
            QVERIFY(ownerOfProcess(firstPid) != 0);
            tests::runSql((*cluster)->url(), QStringLiteral("CREATE TABLE kept AS SELECT 7 AS n"));
            // Nobody but the server's user and root may come near.
            struct stat info {
            };
            QCOMPARE(stat(qPrintable(options.directory + QStringLiteral("/run")), &info), 0);
            QCOMPARE(info.st_mode & 0777, mode_t{0700});
            QCOMPARE(tests::runSql((*cluster)->url(), QStringLiteral("SHOW listen_addresses")).value(0),
                     QString());
            QCOMPARE(tests::runSql((*cluster)->url(), QStringLiteral("SHOW jit")).value(0),
                     QStringLiteral("off"));
        }
        QCOMPARE(kill(static_cast<pid_t>(firstPid), 0), -1);
        const auto again = PrivateCluster::start(options);
        QVERIFY(again);
        QCOMPARE(tests::runSql((*again)->url(), QStringLiteral("SELECT n FROM kept")).value(0),
                 QStringLiteral("7"));
    }

    void runningServerIsAdopted()
    {
        const auto dir = tests::makeServerDir();
        const auto options = tests::throwAwayCluster(*dir);
        auto first = PrivateCluster::start(options);
        QVERIFY(first);
        const qint64 pid = (*first)->pid();
        (*first)->leaveRunning(); // as after our own kill -9
        first->reset();
        auto second = PrivateCluster::start(options);
        QVERIFY(second);
        QVERIFY((*second)->adopted());
        QCOMPARE((*second)->pid(), pid);
        QVERIFY(answers(**second));
        QVERIFY((*second)->stop());
        QTRY_VERIFY_WITH_TIMEOUT(waitpid(static_cast<pid_t>(pid), nullptr, WNOHANG) != 0, kPatience);
    }

    void killedServerComesBack()
    {
        const auto dir = tests::makeServerDir();
        const auto cluster = PrivateCluster::start(tests::throwAwayCluster(*dir));
        QVERIFY(cluster);
        tests::runSql((*cluster)->url(), QStringLiteral("CREATE TABLE kept AS SELECT 7 AS n"));
        const qint64 pid = (*cluster)->pid();
        QCOMPARE(kill(static_cast<pid_t>(pid), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT((*cluster)->restarts() == 1, kPatience);
        QVERIFY((*cluster)->pid() != pid);
        QCOMPARE(tests::runSql((*cluster)->url(), QStringLiteral("SELECT n FROM kept")).value(0),
                 QStringLiteral("7"));
    }

    void staleLockFilesAreRecovered_data()
    {
        QTest::addColumn<qint64>("pid");
        QTest::newRow("process is gone") << qint64{4194303};
        QTest::newRow("number is another process now") << qint64{getpid()};
        QTest::newRow("garbage") << qint64{-5};
    }
    void staleLockFilesAreRecovered()
    {
        QFETCH(qint64, pid);
        const auto dir = tests::makeServerDir();
        const auto options = tests::throwAwayCluster(*dir);
        {
            QVERIFY(PrivateCluster::start(options));
        }
        QFile lock(options.directory + QStringLiteral("/pg/postmaster.pid"));
        QVERIFY(lock.open(QIODevice::WriteOnly));
        lock.write(QByteArray::number(pid) + "\n" + options.directory.toLocal8Bit() +
                   "/pg\n1\n5432\n/x\n\n1 2\nready\n");
        lock.close();
        const auto cluster = PrivateCluster::start(options);
        QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().message));
        QVERIFY(!(*cluster)->adopted());
        QVERIFY(answers(**cluster));
    }

    void longPathsGetAShortSocket()
    {
        const auto dir = tests::makeServerDir();
        auto options = tests::throwAwayCluster(*dir);
        options.directory = dir->filePath(QString(100, QLatin1Char('x')));
        QString sockets;
        {
            const auto cluster = PrivateCluster::start(options);
            QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().message));
            QVERIFY(answers(**cluster));
            sockets = (*cluster)->url().section(QLatin1Char('\''), 1, 1);
            QVERIFY(sockets.size() < 90);
        }
        QVERIFY(QDir(sockets).removeRecursively());
    }

    void unusableFoldersAreOneClearLine()
    {
        const auto dir = tests::makeServerDir();
        auto options = tests::throwAwayCluster(*dir);
        options.binaryDirectories = QStringList{dir->path()};
        auto none = PrivateCluster::start(options);
        QVERIFY(!none);
        QCOMPARE(none.error().code, common::ErrorCode::NotFound);
        QVERIFY(none.error().message.contains(QLatin1String("not installed")));

        options.binaryDirectories.clear();
        QVERIFY(QDir().mkpath(options.directory + QStringLiteral("/pg/letters")));
        if (geteuid() == 0) {
            auto foreign = PrivateCluster::start(options);
            QVERIFY(!foreign);
            QCOMPARE(foreign.error().code, common::ErrorCode::Invalid);
            QVERIFY(foreign.error().message.contains(QLatin1String("belongs to uid 0")));
            options.user = QStringLiteral("no-such-user");
            auto nobody = PrivateCluster::start(options);
            QVERIFY(!nobody);
            QCOMPARE(nobody.error().code, common::ErrorCode::NotFound);
        } else {
            auto full = PrivateCluster::start(options);
            QVERIFY(!full);
            QVERIFY(full.error().message.contains(QLatin1String("neither empty")));
        }
        for (const auto &result : {&none}) {
            QVERIFY(!result->error().message.contains(QLatin1Char('\n')));
        }
    }

    void foldersThatTheServerCannotEnterAreNamed()
    {
        if (geteuid() != 0) {
            return; // our own folders are always ours
        }
        const auto dir = tests::makeServerDir();
        QVERIFY(QFile::setPermissions(dir->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        const auto cluster = PrivateCluster::start(tests::throwAwayCluster(*dir));
        QVERIFY(!cluster);
        QCOMPARE(cluster.error().code, common::ErrorCode::Invalid);
        QVERIFY(cluster.error().message.contains(dir->path()));
        QVERIFY(cluster.error().message.contains(QLatin1String("cannot enter")));
    }
};

EARSHOT_TEST(tst_privatecluster, TestPrivateCluster)
#include "tst_privatecluster.moc"
