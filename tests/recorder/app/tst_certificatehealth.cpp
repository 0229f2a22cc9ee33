// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/certificatehealth.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;

class TestCertificateHealth : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void itWarnsThirtyDaysBeforeTheEnd_data()
    {
        QTest::addColumn<int>("days");
        QTest::addColumn<bool>("healthy");
        QTest::addColumn<QString>("says");
        QTest::newRow("years") << 3000 << true << QStringLiteral("valid until");
        QTest::newRow("a month") << 30 << true << QStringLiteral("valid until");
        QTest::newRow("soon") << 29 << false << QStringLiteral("expires in 29 days");
        QTest::newRow("today") << 0 << false << QStringLiteral("expired on 2026-11-23");
        QTest::newRow("over") << -1 << false << QStringLiteral("expired on 2026-11-22");
    }
    void itWarnsThirtyDaysBeforeTheEnd()
    {
        QFETCH(int, days);
        QFETCH(bool, healthy);
        QFETCH(QString, says);
        const QDateTime now(QDate(2026, 11, 23), QTime(5, 0), Qt::UTC);
        const SystemHealthItem item = certificateHealth(now.addDays(days), now);
        QCOMPARE(item.name, QStringLiteral("certificate"));
        QCOMPARE(item.healthy, healthy);
        QVERIFY2(item.detail.startsWith(says), qPrintable(item.detail));
    }
    void oneThatCannotBeReadIsNoGoodOne()
    {
        QVERIFY(!certificateHealth({}, QDateTime::currentDateTimeUtc()).healthy);
    }
};

EARSHOT_TEST(tst_certificatehealth, TestCertificateHealth)
#include "tst_certificatehealth.moc"
