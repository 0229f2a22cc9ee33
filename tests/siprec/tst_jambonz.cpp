// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/media.h"
#include "tests/load/stubsrs.h"
#include "tests/support/testmain.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace tests;

/// The script that lets jambonz' recording client and rtpengine fork a call works against a recorder that
/// answers as it should: what the test of the real recorder stands on.
class TestJambonz : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void forksPausesResumesStops_data()
    {
        QTest::addColumn<QString>("shape");
        QTest::newRow("own shape") << QString();
        QTest::newRow("SmartTAP shape") << QStringLiteral("SMART_TAP");
    }
    void forksPausesResumesStops()
    {
        QFETCH(QString, shape);
        QTemporaryDir dir;
        const QString a = dir.filePath(QStringLiteral("a.wav"));
        const QString b = dir.filePath(QStringLiteral("b.wav"));
        QVERIFY(writeWav(a.toStdString(), makeTone(400, 0, 0)) &&
                writeWav(b.toStdString(), makeTone(700, 0, 0)));
        StubSrs stub(StubBehaviour{});
        QVERIFY(stub.start());
        QProcess script;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("JAMBONES_SIPREC_TYPE"), shape);
        script.setProcessEnvironment(environment);
        script.start(qEnvironmentVariable("EARSHOT_SOURCE") + QStringLiteral("/tests/siprec/jambonz/run.sh"),
                     {QStringLiteral("127.0.0.1:%1").arg(stub.port()),
                      qEnvironmentVariable("EARSHOT_BIN") + QStringLiteral("/.."), a, b,
                      QStringLiteral("1200"), QStringLiteral("600")});
        QVERIFY(script.waitForFinished(90000));
        const QJsonObject said = QJsonDocument::fromJson(script.readAllStandardOutput()).object();
        QVERIFY2(script.exitCode() == 0, script.readAllStandardError().constData());
        QVERIFY(said[QLatin1String("ok")].toBool());
        const std::vector<StubCall> &calls = stub.stop();
        QCOMPARE(calls.size(), std::size_t{1});
        QVERIFY(calls[0].acknowledged && calls[0].ended);
        QCOMPARE(calls[0].requests.at("INVITE"), 3);
        QVERIFY(calls[0].bodies[2].find("a=inactive") != std::string::npos);
        QCOMPARE(calls[0].streams.size(), std::size_t{2});
        for (const StubStream &stream : calls[0].streams) {
            QVERIFY2(stream.packets >= 100 && stream.packets <= 135,
                     qPrintable(QString::number(stream.packets)));
        }
    }
};

EARSHOT_TEST(tst_jambonz, TestJambonz)
#include "tst_jambonz.moc"
