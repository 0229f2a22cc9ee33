// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/passwordmeter.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace console;

class TestPasswordMeter : public QObject
{
    Q_OBJECT
private Q_SLOTS:
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

EARSHOT_TEST(tst_passwordmeter, TestPasswordMeter)
#include "tst_passwordmeter.moc"
