// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/commandline.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;

class TestCommandLine : public QObject
{
    Q_OBJECT
private:
    static common::Result<CommandLine> parse(const char *words)
    {
        return CommandLine::parse(QString::fromLatin1(words).split(u' ', Qt::SkipEmptyParts));
    }
private Q_SLOTS:
    void commandsAndOptionsAreRead()
    {
        const auto run = parse("--data /d --config=/c --roles capture --log-format json");
        QVERIFY(run.has_value());
        QVERIFY(run->command == CommandLine::Command::Run);
        QCOMPARE(run->configFile, QStringLiteral("/c"));
        QCOMPARE(run->logFormat, QStringLiteral("json"));
        const auto user = parse("ensure-user --data d --tenant T --login l --extension 1 --extension 2");
        QVERIFY(user.has_value());
        QCOMPARE(user->extensions, QStringList({QStringLiteral("1"), QStringLiteral("2")}));
        const auto admin = parse("create-admin --data d --login root --name Boss");
        QVERIFY(admin && admin->command == CommandLine::Command::CreateAdmin);
        const auto supervisor = parse("ensure-user --data d --tenant T --login l --role supervisor --group A "
                                      "--manages A --manages B");
        QVERIFY(supervisor.has_value());
        QCOMPARE(supervisor->role, QStringLiteral("supervisor"));
        QCOMPARE(supervisor->group, QStringLiteral("A"));
        QCOMPARE(supervisor->manages, QStringList({QStringLiteral("A"), QStringLiteral("B")}));
        QCOMPARE(parse("ensure-user --data d --tenant T --login l --confirm 0a1b2c")->confirm,
                 QStringList{QStringLiteral("0a1b2c")});
        QVERIFY(parse("calls --data d --json")->json);
        QVERIFY(parse("audit verify --data d --json")->command == CommandLine::Command::AuditVerify);
        const auto open = parse("open-journals --data d --key k.pem --out=o");
        QVERIFY(open && open->command == CommandLine::Command::OpenJournals);
        QCOMPARE(open->keyFile, QStringLiteral("k.pem"));
        QCOMPARE(open->outFolder, QStringLiteral("o"));
        QVERIFY(parse("open-journals --data d --out o"));
        QVERIFY(!run->newHostKey && parse("--data d --new-host-key")->newHostKey);
        QVERIFY(parse("--version")->command == CommandLine::Command::Version);
    }
    void wrongUsageIsOneClearLine_data()
    {
        QTest::addColumn<QByteArray>("words");
        QTest::addColumn<QString>("expected");
        QTest::newRow("no data") << QByteArray("calls") << QStringLiteral("--data DIR is missing");
        QTest::newRow("nothing") << QByteArray("") << QStringLiteral("--data DIR is missing");
        QTest::newRow("unknown") << QByteArray("--data d --colour")
                                 << QStringLiteral("'--colour' is not known");
        QTest::newRow("no value") << QByteArray("--data") << QStringLiteral("--data needs a value");
        QTest::newRow("nobody") << QByteArray("create-admin --data d")
                                << QStringLiteral("create-admin needs --login");
        QTest::newRow("audit what") << QByteArray("audit --data d") << QStringLiteral("audit verify");
        QTest::newRow("no key") << QByteArray("open-journals --data d")
                                << QStringLiteral("open-journals needs --key");
        QTest::newRow("no login") << QByteArray("ensure-user --data d")
                                  << QStringLiteral("--tenant and --login");
    }
    void wrongUsageIsOneClearLine()
    {
        QFETCH(QByteArray, words);
        QFETCH(QString, expected);
        const auto line = parse(words.constData());
        QVERIFY(!line);
        QVERIFY2(line.error().message.contains(expected), qPrintable(line.error().message));
    }
};

EARSHOT_TEST(tst_commandline, TestCommandLine)
#include "tst_commandline.moc"
