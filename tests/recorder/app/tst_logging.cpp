// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/logging.h"
#include "tests/support/testmain.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace recorder;

class TestLogging : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCallersNameCannotForgeALine()
    {
        const QString evil = QStringLiteral("Bob\r\n2026-01-01 error forged\x1b[31m\u202egnp.exe");
        const QString text = formatLogLine(LogFormat::Text, QStringLiteral("T"), QStringLiteral("info"),
                                           QStringLiteral("earshot.sip"), evil);
        for (const QChar c : text) {
            QVERIFY2(c.unicode() >= 0x20 && c.unicode() != 0x202e, "control character in a log line");
        }
        QVERIFY(text.contains(QLatin1String("\\u000a")));
    }
    void jsonIsOneParsableObject()
    {
        const QString line = formatLogLine(LogFormat::Json, QStringLiteral("T"), QStringLiteral("warning"),
                                           QStringLiteral("c"), QStringLiteral("a \"quote\"\nand a line"));
        QVERIFY(!line.contains(u'\n'));
        const QJsonObject object = QJsonDocument::fromJson(line.toUtf8()).object();
        QCOMPARE(object.value(QLatin1String("level")).toString(), QStringLiteral("warning"));
        QCOMPARE(object.value(QLatin1String("message")).toString(),
                 QStringLiteral("a \"quote\"\\u000aand a line"));
    }
    void longMessagesAreCut()
    {
        const QString line = formatLogLine(LogFormat::Text, {}, {}, {}, QString(100000, u'x'));
        QVERIFY(line.size() < 10000);
    }
};

EARSHOT_TEST(tst_logging, TestLogging)
#include "tst_logging.moc"
