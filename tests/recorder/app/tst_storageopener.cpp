// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/storageopener.h"

#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;

class TestStorageOpener : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theMachinesRoleIsForTheSystemWhenAllowed_data()
    {
        QTest::addColumn<bool>("allowed");
        QTest::addColumn<bool>("ofTenant");
        QTest::addColumn<bool>("good");
        QTest::newRow("not allowed") << false << false << false;
        QTest::newRow("the system's") << true << false << true;
        QTest::newRow("a tenant's") << true << true << false;
    }
    void theMachinesRoleIsForTheSystemWhenAllowed()
    {
        QFETCH(bool, allowed);
        QFETCH(bool, ofTenant);
        QFETCH(bool, good);
        StorageTargetSettings settings;
        settings.type = StorageType::S3;
        settings.bucket = QStringLiteral("calls");
        const auto opened = storageOpener(OutgoingRule(), {allowed, QString()})(settings, ofTenant, {});
        QCOMPARE(opened.has_value(), good);
        if (!opened) {
            QCOMPARE(opened.error().fields.value(QStringLiteral("access_key_id")), QStringLiteral("empty"));
        }
        settings.accessKeyId = QStringLiteral("KEY");
        settings.secretAccessKey = QStringLiteral("secret");
        QVERIFY(storageOpener(OutgoingRule(), {allowed, QString()})(settings, ofTenant, {}));
    }
};

EARSHOT_TEST(tst_storageopener, TestStorageOpener)
#include "tst_storageopener.moc"
