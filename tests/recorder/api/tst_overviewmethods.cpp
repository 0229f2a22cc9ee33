// SPDX-License-Identifier: GPL-3.0-or-later
// What the recorder tells of itself, and to whom: log, health, ledger, dashboard.
#include "common/proto/overview.pb.h"
#include "common/proto/system.pb.h"

#include "tests/recorder/api/matrixworld.h"
#include "tests/support/testmain.h"

using namespace tests;
namespace v1 = earshot::v1;

namespace
{

v1::DashboardReply boardOf(const MatrixWorld &matrix, const QString &login)
{
    v1::DashboardReply board;
    const auto reply = callMethod(matrix.dispatcher, QStringLiteral("earshot.v1.Overview/Dashboard"), {},
                                  matrix.enter(login));
    if (!reply || !board.ParseFromString(reply->toStdString())) {
        board.Clear(); // in which no number stands
    }
    return board;
}

/// "value state page", empty when it is not there.
QString told(const v1::DashboardReply &board, const char *key)
{
    for (const v1::DashboardItem &item : board.items()) {
        if (item.key() == key) {
            return QStringLiteral("%1 %2 %3")
                .arg(QString::number(item.value()), QString::fromStdString(item.state()),
                     QString::fromStdString(item.page()));
        }
    }
    return {};
}

} // namespace

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
    /// However few they are: a call that is over and not stored after ten minutes is no good news.
    void aCallThatWaitsForLongIsBad()
    {
        MatrixWorld matrix;
        const QString north = QStringLiteral("Nordlicht");
        const qint64 now = common::toUnixMs(matrix.world.clock.wall());
        matrix.ledger = {{north, QStringLiteral("accepted"), 0},
                         {north, QStringLiteral("ended"), now - 1000},
                         {north, QStringLiteral("finalised"), now - 600'000},
                         {north, QStringLiteral("stored"), now - 86'400'000},
                         {QStringLiteral("Suedwind"), QStringLiteral("ended"), now - 86'400'000}};
        const v1::DashboardReply before = boardOf(matrix, QStringLiteral("admin"));
        QCOMPARE(told(before, "calls-unaccounted"), QStringLiteral("2 plain ledger"));
        QCOMPARE(told(before, "calls-overdue"), QStringLiteral("0 good ledger"));
        matrix.ledger.append({north, QStringLiteral("ended"), now - 600'001});
        const v1::DashboardReply after = boardOf(matrix, QStringLiteral("admin"));
        QCOMPARE(told(after, "calls-unaccounted"), QStringLiteral("3 plain ledger"));
        QCOMPARE(told(after, "calls-overdue"), QStringLiteral("1 bad ledger"));
        QCOMPARE(told(boardOf(matrix, QStringLiteral("root")), "calls-overdue"),
                 QStringLiteral("2 bad ledger"));
        // Whose page the ledger is not has no number of it.
        const v1::DashboardReply groups = boardOf(matrix, QStringLiteral("sue"));
        QCOMPARE(told(groups, "calls-unaccounted") + told(groups, "calls-overdue"), QString());
    }
    void healthSaysWhatIsIllFirst_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("op");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("told"); // or the error
        const auto state = QStringLiteral("state");
        const auto is = QStringLiteral("is");
        QTest::newRow("all") << QString() << is << QString() << QStringLiteral("disk database media 3");
        QTest::newRow("ill") << state << is << QStringLiteral("fault") << QStringLiteral("disk 1");
        QTest::newRow("good") << state << QStringLiteral("any-of") << QStringLiteral("good")
                              << QStringLiteral("database media 2");
        QTest::newRow("operator") << state << QStringLiteral("begins") << QStringLiteral("good")
                                  << QStringLiteral("Invalid state");
        QTest::newRow("field") << QStringLiteral("name") << is << QStringLiteral("disk")
                               << QStringLiteral("Invalid name");
    }
    void healthSaysWhatIsIllFirst()
    {
        QFETCH(QString, field);
        QFETCH(QString, op);
        QFETCH(QString, value);
        MatrixWorld matrix;
        matrix.health = {{QStringLiteral("database"), true, {}},
                         {QStringLiteral("disk"), false, QStringLiteral("1% free")},
                         {QStringLiteral("media"), true, {}}};
        v1::ListRequest request;
        if (!field.isEmpty()) {
            v1::Criterion *criterion = request.add_criteria();
            criterion->set_field(field.toStdString());
            criterion->set_operator_(op.toStdString());
            criterion->add_values(value.toStdString());
        }
        const auto reply = callMethod(matrix.dispatcher, QStringLiteral("earshot.v1.System/Health"),
                                      bytes(request), matrix.enter(QStringLiteral("root")));
        QString told;
        v1::HealthReply health;
        if (!reply) {
            told =
                common::keyOf(reply.error().code) + QLatin1Char(' ') + reply.error().fields.keys().join(u' ');
        } else if (health.ParseFromString(reply->toStdString())) {
            QVERIFY(!health.healthy());
            for (const v1::HealthItem &item : health.items()) {
                told += QString::fromStdString(item.name()) + QLatin1Char(' ');
            }
            told += QString::number(health.info().total());
        }
        QTEST(told, "told");
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
