// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/stubsrs.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace tests;

namespace
{
QString folder()
{
    return qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/siprec/sipp/");
}

/// Scenarios in which a message may come before the scenario waits for it: SIPp must not give up then.
bool racing(const QString &name)
{
    return name == QLatin1String("cancel") || name == QLatin1String("retransmitted");
}

struct Flow {
    int code = -1;
    QString complaint;
    std::vector<StubCall> calls;
};

Flow play(const QString &name, const QString &transport)
{
    StubBehaviour behaviour;
    behaviour.keepAudio = false;
    StubSrs stub(behaviour);
    QTemporaryDir dir;
    Flow flow;
    if (!stub.start() || !dir.isValid()) {
        return flow;
    }
    QStringList arguments{QStringLiteral("127.0.0.1:%1").arg(stub.port()), QStringLiteral("-sf")};
    arguments << folder() + name + QStringLiteral(".xml") << QStringLiteral("-t") << transport;
    for (const char *word :
         {"-m", "1", "-i", "127.0.0.1", "-mi", "127.0.0.1", "-nostdin", "-timeout", "15", "-timeout_error",
          "-key", "refci", "100", "-key", "farrefci", "101", "-trace_err", "-error_file", "errors.log"}) {
        arguments << QString::fromLatin1(word);
    }
    if (racing(name)) {
        arguments << QStringLiteral("-default_behaviors") << QStringLiteral("all,-abortunexp");
    }
    QProcess sipp;
    sipp.setWorkingDirectory(dir.path());
    sipp.setProcessChannelMode(QProcess::MergedChannels);
    sipp.start(QStringLiteral("sipp"), arguments);
    if (sipp.waitForFinished(20000)) {
        flow.code = sipp.exitCode();
    }
    QFile errors(dir.filePath(QStringLiteral("errors.log")));
    if (errors.open(QIODevice::ReadOnly)) {
        flow.complaint = QString::fromLatin1(errors.readAll().left(2000));
    }
    flow.calls = stub.stop();
    return flow;
}
} // namespace

class TestSippScenarios : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void flowRuns_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("transport");
        const QStringList files =
            QDir(folder()).entryList({QStringLiteral("*.xml")}, QDir::Files, QDir::Name);
        QVERIFY(files.size() >= 28);
        for (const QString &file : files) {
            const QString name = file.chopped(4);
            QTest::addRow("%s", qPrintable(name)) << name << QStringLiteral("u1");
        }
        QTest::addRow("large over TCP") << QStringLiteral("large") << QStringLiteral("t1");
    }
    void flowRuns()
    {
        QFETCH(QString, name);
        QFETCH(QString, transport);
        const Flow flow = play(name, transport);
        QVERIFY2(flow.code == 0, qPrintable(flow.complaint));
        if (name == QLatin1String("options")) {
            QVERIFY(flow.calls.empty());
            return;
        }
        QCOMPARE(flow.calls.size(), std::size_t{1});
        QVERIFY(flow.calls[0].acknowledged && flow.calls[0].ended);
    }
    void largeIsLarge()
    {
        const Flow flow = play(QStringLiteral("large"), QStringLiteral("u1"));
        QVERIFY2(flow.calls.at(0).bodies.at(0).size() > 3000, qPrintable(flow.complaint));
    }
    void latin1IsNotUtf8()
    {
        const Flow flow = play(QStringLiteral("latin1"), QStringLiteral("u1"));
        QVERIFY(flow.calls.at(0).bodies.at(0).find("J\xfcrgen") != std::string::npos);
    }
    void linesComeAndGo()
    {
        const Flow flow = play(QStringLiteral("join-leave"), QStringLiteral("u1"));
        QCOMPARE(flow.calls.at(0).streams.size(), std::size_t{3});
        QCOMPARE(flow.calls.at(0).requests.at("INVITE"), 3);
    }
};

EARSHOT_TEST(tst_sippscenarios, TestSippScenarios)
#include "tst_sippscenarios.moc"
