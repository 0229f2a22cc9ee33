// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/passwordmeter.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace console;

class TestPasswordStrength : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void levels_data()
    {
        QTest::addColumn<QString>("password");
        QTest::addColumn<int>("least");
        QTest::addColumn<int>("most");
        QTest::newRow("empty") << "" << 0 << 0;
        QTest::newRow("the usual") << "password" << 1 << 1;
        QTest::newRow("the usual, dressed up") << "Password1!" << 1 << 3;
        QTest::newRow("keys in a row") << "qwertyuiop" << 1 << 1;
        QTest::newRow("own login") << "rootroot" << 1 << 1;
        QTest::newRow("six random words") << "plinth otter cobalt verse mango drift" << 4 << 4;
        QTest::newRow("random characters") << "x7#Qm!2vLp9$Rt" << 4 << 4;
        QTest::newRow("very long") << QString(5000, QLatin1Char('a')) << 1 << 2;
    }
    void levels()
    {
        QFETCH(QString, password);
        QFETCH(int, least);
        QFETCH(int, most);
        const PasswordStrength strength = common::strengthOf(password, {QStringLiteral("root")});
        QVERIFY2(strength.level >= least && strength.level <= most,
                 qPrintable(QStringLiteral("level %1, %2 bits").arg(strength.level).arg(strength.bits)));
    }
    void theMeterSaysItInWords()
    {
        PasswordMeter meter;
        meter.setStrength(common::strengthOf(QStringLiteral("password"), {}));
        QVERIFY(meter.text().startsWith(QLatin1String("Very weak")));
        QVERIFY(meter.text().contains(QLatin1String("Common words")));
        QCOMPARE(meter.accessibleDescription(), meter.text());
        meter.setStrength(common::strengthOf(QStringLiteral("plinth otter cobalt verse mango drift"), {}));
        QCOMPARE(meter.text(), QStringLiteral("Strong"));
        meter.setStrength({});
        QVERIFY(meter.text().isEmpty());
    }
};

EARSHOT_TEST(tst_passwordstrength, TestPasswordStrength)
#include "tst_passwordstrength.moc"
