// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/config.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTest>

using namespace recorder;

class TestConfig : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void standardValuesObeyTheirOwnRules()
    {
        for (const ConfigKey &key : configKeys()) {
            QVERIFY2(key.complaint(key.standard).isEmpty(),
                     qPrintable(key.name + key.complaint(key.standard)));
            QVERIFY(!key.help.isEmpty());
        }
        QVERIFY(Config().checkTogether());
    }
    void printedDefaultsAreReadBack()
    {
        const auto config = Config::parse(Config::defaults(), QStringLiteral("defaults"));
        QVERIFY2(config.has_value(), config ? "" : qPrintable(config.error().message));
    }
    void badInputIsOneClearLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("unknown key") << QStringLiteral("[signalling]\nsiprecport = 1\n")
                                     << QStringLiteral("f.ini, line 2: unknown key 'signalling.siprecport'");
        QTest::newRow("other section")
            << QStringLiteral("[media]\npeers = 1\n") << QStringLiteral("did you mean signalling.peers?");
        QTest::newRow("wrong value") << QStringLiteral("[signalling]\n\nsiprec_port = many\n")
                                     << QStringLiteral(
                                            "line 3: signalling.siprec_port = 'many' must be a whole number");
        QTest::newRow("no section") << QStringLiteral("siprec_port = 1\n") << QStringLiteral("line 1: ");
        QTest::newRow("no equals") << QStringLiteral("[media]\nhello\n")
                                   << QStringLiteral("line 2: 'hello' is neither");
        QTest::newRow("twice") << QStringLiteral("[media]\nshards=1\nshards=2\n")
                               << QStringLiteral("line 3: media.shards is set twice");
        QTest::newRow("peer") << QStringLiteral("[signalling]\npeers = 10.0.0.0/8=a, nonsense\n")
                              << QStringLiteral("'nonsense'");
        QTest::newRow("ports") << QStringLiteral("[media]\nsiprec_ports = 5000-4000\n")
                               << QStringLiteral("FIRST-LAST");
        QTest::newRow("overlap") << QStringLiteral("[media]\nsiprec_ports = 20000-20999\n")
                                 << QStringLiteral("overlap");
        QTest::newRow("tls") << QStringLiteral("[signalling]\nsiprec_tls_port = 5081\n")
                             << QStringLiteral("agent.pem");
    }
    void badInputIsOneClearLine()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto config = Config::parse(text, QStringLiteral("f.ini"));
        QVERIFY(!config);
        QVERIFY2(config.error().message.contains(expected), qPrintable(config.error().message));
        QVERIFY(!config.error().message.contains(u'\n'));
    }
    void valuesAreRead()
    {
        const auto config =
            Config::parse(QStringLiteral("# c\n[signalling]\npeers = 10.1.0.0/16=Acme , 192.0.2.7\n"
                                         "[spool]\nsealed=no\n[media]\nsiprec_ports=30000-30099\n"),
                          QStringLiteral("f"));
        QVERIFY(config.has_value());
        QCOMPARE(config->list(QStringLiteral("signalling.peers")),
                 QStringList({QStringLiteral("10.1.0.0/16=Acme"), QStringLiteral("192.0.2.7")}));
        QCOMPARE(config->flag(QStringLiteral("spool.sealed")), false);
        QCOMPARE(config->ports(QStringLiteral("media.siprec_ports")).last, quint16(30099));
        QCOMPARE(config->number(QStringLiteral("signalling.siprec_port")), 5080);
    }
    void documentationIsCurrent()
    {
        QFile file(qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/docs/configuration.md"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), Config::documentation());
    }
};

EARSHOT_TEST(tst_config, TestConfig)
#include "tst_config.moc"
