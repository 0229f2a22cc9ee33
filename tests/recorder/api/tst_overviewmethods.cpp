// SPDX-License-Identifier: GPL-3.0-or-later
// What the recorder tells of itself, and to whom: log, health, ledger, dashboard.
#include "tests/recorder/api/matrixworld.h"
#include "tests/support/testmain.h"

using namespace tests;

class TestOverviewMethods : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whoDoesNotReachItAllReadsNoLog_data()
    {
        QTest::addColumn<QString>("scope");
        QTest::addColumn<bool>("log");
        QTest::addColumn<bool>("ledger");
        QTest::newRow("unrestricted") << QStringLiteral("unrestricted") << true << true;
        QTest::newRow("tenant") << QStringLiteral("tenant") << false << true;
        QTest::newRow("groups") << QStringLiteral("groups") << false << false;
        QTest::newRow("user") << QStringLiteral("user") << false << false;
    }
    /// The log has lines of every tenant, and says whom mails go to; rows of the ledger do not say whose
    /// calls they are.
    void whoDoesNotReachItAllReadsNoLog()
    {
        QFETCH(QString, scope);
        QFETCH(bool, log);
        QFETCH(bool, ledger);
        const MatrixWorld matrix;
        matrix.world.ask(QStringLiteral("UPDATE roles SET scope = '%1', permissions = permissions || "
                                        "'{system.view}' WHERE code = 'administrator'")
                             .arg(scope));
        const auto refusal = [&matrix](const char *method) {
            const auto reply =
                callMethod(matrix.dispatcher, QStringLiteral("earshot.v1.") + QLatin1String(method), {},
                           matrix.enter(QStringLiteral("admin")));
            return reply ? QString()
                         : common::keyOf(reply.error().code) + QLatin1Char(' ') +
                               reply.error().fields.value(QStringLiteral("reason"));
        };
        const QString denied = QStringLiteral("Denied scope");
        QCOMPARE(refusal("SystemLog/List"), log ? QString() : denied);
        QCOMPARE(refusal("System/Health"), log ? QString() : denied);
        QCOMPARE(refusal("System/Ledger"), ledger ? QString() : denied);
        QCOMPARE(refusal("System/Version"), QString());
    }
    void administratorsHaveTheLedger()
    {
        const MatrixWorld matrix;
        QVERIFY(matrix.has(QStringLiteral("root"), QStringLiteral("ledger.view")));
        QVERIFY(matrix.has(QStringLiteral("admin"), QStringLiteral("ledger.view")));
        QVERIFY(!matrix.has(QStringLiteral("admin"), QStringLiteral("system.view")));
        QVERIFY(!matrix.has(QStringLiteral("sue"), QStringLiteral("ledger.view")));
    }
};

EARSHOT_TEST(tst_overviewmethods, TestOverviewMethods)
#include "tst_overviewmethods.moc"
