// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/consoleoptions.h"
#include "console/app/demosignin.h"
#include "console/app/pageregistry.h"
#include "tests/console/app/consolebench.h"
#include "tests/support/testmain.h"

#include <QRegularExpression>
#include <QTest>

using namespace console;

class TestConsoleOptions : public QObject
{
    Q_OBJECT
private:
    static common::Result<ConsoleOptions> read(const QString &line)
    {
        return consoleOptionsFrom(line.split(QLatin1Char(' '), Qt::SkipEmptyParts), "pw");
    }
private Q_SLOTS:
    void read_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("good");
        QTest::newRow("nothing") << "" << true;
        QTest::newRow("demo") << "--server 127.0.0.1:6089 --user root --trust-first-use --data /x" << true;
        QTest::newRow("localhost") << "--server localhost --trust-first-use" << true;
        QTest::newRow("v6") << "--server=[::1]:1 --trust-first-use" << true;
        QTest::newRow("trust across a network") << "--server 192.0.2.1 --trust-first-use" << false;
        QTest::newRow("trust a name") << "--server localhost.example.net --trust-first-use" << false;
        QTest::newRow("trust without a server") << "--trust-first-use" << false;
        QTest::newRow("link") << "earshot://rec/call/1" << true;
        QTest::newRow("bad link") << "earshot:///call/1" << false;
        QTest::newRow("bad server") << "--server a/b" << false;
        QTest::newRow("unknown") << "--verbose" << false;
        QTest::newRow("no value") << "--server" << false;
    }
    void read()
    {
        QFETCH(QString, line);
        QFETCH(bool, good);
        QCOMPARE(static_cast<bool>(read(line)), good);
    }
    void theUsageNamesEveryPageThatCanBeOpened()
    {
        const QString usage = consoleUsage();
        const QStringList ids = usage.split(QRegularExpression(QStringLiteral("[\\s,]+")));
        const PageRegistry registry = PageRegistry::standard();
        for (const PageSpec &page : registry.pages()) {
            QVERIFY2(!page.list.isEmpty() || ids.contains(page.id), qPrintable(page.id));
        }
        QVERIFY(ids.contains(QStringLiteral("users")));
        QVERIFY(!ids.contains(QStringLiteral("audit-record"))); // of one entry
        for (const QString &line : usage.split(u'\n')) {
            QVERIFY2(line.size() <= 100, qPrintable(line));
        }
    }
    void theDemoTrustsLoopbackAndSignsInOnce()
    {
        tests::ConsoleBench bench;
        ServerEntry entry;
        entry.label = QStringLiteral("Demo");
        entry.host = QStringLiteral("127.0.0.1");
        const auto added = bench.servers.add(entry);
        QVERIFY(added);
        bench.open();
        const DemoSignIn demo(*read(QStringLiteral("--server 127.0.0.1 --user root --trust-first-use")),
                              bench.window->connection(), nullptr);
        bench.window->connectTo(added->key);
        CertificateFacts facts;
        facts.sha256 = QByteArray(32, 'a');
        bench.link->present(facts);
        QTRY_COMPARE(bench.link->opens.size(), 2);
        QCOMPARE(bench.servers.find(added->key)->pin, facts.sha256);
        bench.link->accept();
        QTRY_COMPARE(bench.link->opens.size(), 3);
        bench.link->accept();
        QCOMPARE(bench.link->rpc.request<earshot::v1::BeginRequest>(QStringLiteral("Session/Begin")).login(),
                 std::string("root"));
        bench.link->rpc.fail(QStringLiteral("Session/Begin"), common::ErrorCode::Denied);
        QTest::qWait(50); // what must not come: a second attempt
        QCOMPARE(bench.link->opens.size(), 3);
    }
};

EARSHOT_TEST(tst_consoleoptions, TestConsoleOptions)
#include "tst_consoleoptions.moc"
