// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/callerprocess.h"
#include "tests/support/recorderprocess.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTcpServer>
#include <QTest>

#include <sys/resource.h>

#include <algorithm>
#include <memory>

using namespace tests;

/// The program as its administrator meets it: wrong configuration, busy ports, a second recorder, damage that
/// verify must find.
class TestProgram : public QObject
{
    Q_OBJECT
private:
    static int run(const QStringList &arguments, QByteArray *errors)
    {
        QProcess process;
        process.start(programPath(QStringLiteral("earshot-recorder")), arguments);
        process.waitForFinished(20000);
        *errors = process.readAllStandardError();
        return process.exitCode();
    }
    static void write(const QString &path, const QByteArray &content)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
private Q_SLOTS:
    void wrongConfigurationIsOneLineAndExit78_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("key") << QByteArray("[signalling]\nport = 1\n")
                             << QByteArray("unknown key 'signalling.port'");
        QTest::newRow("value") << QByteArray("[media]\nshards = -1\n") << QByteArray("media.shards");
        QTest::newRow("storage") << QByteArray("[storage]\npath = /proc/none\n") << QByteArray("/proc/none");
    }
    void wrongConfigurationIsOneLineAndExit78()
    {
        QFETCH(QByteArray, config);
        QFETCH(QByteArray, expected);
        const QTemporaryDir dir;
        write(dir.filePath(QStringLiteral("recorder.ini")), config);
        QByteArray errors;
        QCOMPARE(run({QStringLiteral("--data"), dir.path()}, &errors), 78);
        QVERIFY2(errors.contains(expected), errors.constData());
        QCOMPARE(errors.count('\n'), 1);
    }
    void aBusyPortIsOneLineAndExit78()
    {
        QTcpServer busy;
        QVERIFY(busy.listen(QHostAddress::LocalHost, 0));
        RecorderProcess recorder;
        recorder.configure(QStringLiteral("signalling.siprec_port"), QString::number(busy.serverPort()));
        QVERIFY(!recorder.start());
        QVERIFY(recorder.waitForEnd(std::chrono::seconds(10)));
        QCOMPARE(recorder.exitCode(), 78);
        const QByteArray log = recorder.log();
        QCOMPARE(log.count('\n'), 1);
        QVERIFY2(log.startsWith("earshot-recorder: ") && log.contains(QByteArray::number(busy.serverPort())),
                 log.constData());
    }
    void aSecondRecorderIsRefused()
    {
        RecorderProcess recorder;
        QVERIFY(recorder.start());
        QByteArray errors;
        QCOMPARE(run({QStringLiteral("--data"), recorder.dataFolder()}, &errors), 78);
        QVERIFY2(errors.contains("another recorder"), errors.constData());
        QCOMPARE(recorder.stop(), 0);
    }
    void verifyFindsDamage()
    {
        RecorderProcess recorder;
        QVERIFY(recorder.start());
        CallerProcess caller(QStringLiteral("call"), recorder.siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("1")});
        QVERIFY(caller.wait().value(QLatin1String("ok")).toBool());
        QVERIFY(recorder.waitForSettled(1));
        QCOMPARE(recorder.verify(), QString());
        const QString path = recorder.calls().first().value(QLatin1String("file")).toString();
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray content = file.readAll();
        file.seek(content.size() / 2);
        const char flipped = static_cast<char>(content[content.size() / 2] ^ 1);
        file.write(&flipped, 1);
        file.close();
        QVERIFY(recorder.verify().contains(QStringLiteral("SHA-256")));
        QVERIFY(file.resize(content.size() - 1));
        QVERIFY(recorder.verify().contains(QStringLiteral("bytes")));
        QVERIFY(file.remove());
        QVERIFY(recorder.verify().contains(QStringLiteral("missing")));
        write(path, content);
        QCOMPARE(recorder.verify(), QString());
        const QString suspect = recorder.dataFolder() + QStringLiteral("/suspect");
        QVERIFY(QDir().mkpath(suspect));
        const QString aside = suspect + QStringLiteral("/aside.spool");
        write(aside, "x");
        QVERIFY(recorder.verify().contains(aside));
        QVERIFY(QFile::remove(aside));
        QCOMPARE(recorder.verify(), QString());
        write(recorder.dataFolder() + QStringLiteral("/recordings/stray.mp3"), "x");
        QVERIFY(recorder.verify().contains(QStringLiteral("belongs to no call")));
    }
    void aStrangerIsRefusedAndLeavesNoTrace()
    {
        RecorderProcess recorder;
        recorder.configure(QStringLiteral("signalling.peers"), QStringLiteral("192.0.2.0/24"));
        QVERIFY(recorder.start());
        CallerProcess caller(
            QStringLiteral("call"), recorder.siprecPort(),
            {QStringLiteral("--seconds"), QStringLiteral("1"), QStringLiteral("--allow-refused")});
        const QJsonObject summary = caller.wait();
        QCOMPARE(summary.value(QLatin1String("calls_ok")).toInt(-1), 0);
        QVERIFY2(summary.value(QLatin1String("first_problems"))
                     .toArray()
                     .at(0)
                     .toString()
                     .contains(QLatin1String("403")),
                 "no 403");
        QCOMPARE(recorder.metric("earshot_sip_rejected_total{reason=\"unknown-peer\"}"), 1.0);
        QVERIFY(QDir(recorder.dataFolder() + QStringLiteral("/spool")).isEmpty());
        QCOMPARE(recorder.calls().size(), 0);
    }
    /// They would hold keys and sound.
    void noProgramLeavesACoreDump()
    {
        RecorderProcess recorder;
        QVERIFY(recorder.start());
        const auto limitOf = [](qint64 pid) {
            QFile limits(QStringLiteral("/proc/%1/limits").arg(pid));
            if (!limits.open(QIODevice::ReadOnly)) {
                return QByteArray();
            }
            const QByteArray text = limits.readAll().simplified();
            return text.mid(text.indexOf("Max core file size"), 22);
        };
        // 1 stops dumps into a program as well, of which the kernel does not ask about 0 (coredumps.h).
        rlimit mine{};
        QCOMPARE(getrlimit(RLIMIT_CORE, &mine), 0);
        const auto leavesNone = [&](qint64 pid) {
            const QByteArray limit = limitOf(pid);
            return limit == "Max core file size 1 1" ||
                   (mine.rlim_max == 0 && limit == "Max core file size 0 0");
        };
        QVERIFY2(leavesNone(recorder.pid()), limitOf(recorder.pid()).constData());
        QTcpServer silent; // takes connections and says nothing
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        QProcess ctl;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("EARSHOT_PASSWORD"), QStringLiteral("some words for nobody"));
        ctl.setProcessEnvironment(environment);
        ctl.start(programPath(QStringLiteral("earshotctl")),
                  {QStringLiteral("login"), QStringLiteral("--server"),
                   QStringLiteral("127.0.0.1:%1").arg(silent.serverPort()), QStringLiteral("--user"),
                   QStringLiteral("root"), QStringLiteral("--data"), recorder.dataFolder()});
        QVERIFY(ctl.waitForStarted());
        QTRY_VERIFY2(leavesNone(ctl.processId()), limitOf(ctl.processId()).constData());
        ctl.kill();
        QVERIFY(ctl.waitForFinished());
    }
    /// Whatever the shell gives: 500 calls need more than 1,024.
    void itTakesTheDescriptorsThatItMay()
    {
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_NOFILE, &before), 0);
        rlimit few = before;
        few.rlim_cur = std::min<rlim_t>(before.rlim_cur, 1024);
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &few), 0);
        RecorderProcess recorder;
        const bool started = recorder.start();
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &before), 0);
        QVERIFY(started);
        QFile limits(QStringLiteral("/proc/%1/limits").arg(recorder.pid()));
        QVERIFY(limits.open(QIODevice::ReadOnly));
        const QByteArray wanted =
            QByteArray::number(static_cast<qulonglong>(std::min<rlim_t>(before.rlim_max, 65536)));
        const QByteArray text = limits.readAll().simplified();
        QVERIFY2(text.contains("Max open files " + wanted + ' '), text.constData());
    }
    void aPlannedRestartGoesOnWithTheCall()
    {
        RecorderProcess recorder;
        QVERIFY(recorder.start());
        CallerProcess caller(QStringLiteral("call"), recorder.siprecPort(),
                             {QStringLiteral("--seconds"), QStringLiteral("6")});
        QTRY_COMPARE(recorder.metric("earshot_calls_active"), 1.0);
        QTest::qWait(1000);
        QCOMPARE(recorder.stop(), 0);
        QVERIFY(recorder.start());
        QCOMPARE(recorder.metric("earshot_calls_recovered_total"), 1.0);
        QVERIFY(caller.wait().value(QLatin1String("ok")).toBool());
        QVERIFY(recorder.waitForSettled(1));
        QCOMPARE(recorder.calls().size(), 1);
        QCOMPARE(recorder.calls().first().value(QLatin1String("state")).toString(),
                 QStringLiteral("partial"));
        QCOMPARE(recorder.calls().first().value(QLatin1String("reason")).toString(),
                 QStringLiteral("interrupted"));
        QCOMPARE(recorder.verify(), QString());
    }
};

EARSHOT_TEST(tst_program, TestProgram)
#include "tst_program.moc"
