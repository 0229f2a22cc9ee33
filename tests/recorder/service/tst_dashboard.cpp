// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/dashboard.h"

#include "recorder/service/recordingsservice.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using tests::DirectoryWorld;

namespace
{

struct DashboardWorld : DirectoryWorld {
    qint64 nowMs() const { return common::toUnixMs(clock.wall()); }
    void addCall(const char *tenant, qint64 minutesAgo, common::CallFlags flags, const QString &to)
    {
        common::FinishedCall call = tests::aCall(QLatin1String(tenant), QStringLiteral("555"), to);
        call.connectTime = clock.wall() - std::chrono::minutes(minutesAgo);
        call.id = common::CallId(common::uuidV7Floor(call.connectTime + std::chrono::milliseconds(++m_last)));
        call.disconnectTime = call.connectTime + std::chrono::seconds(30);
        call.flags = flags;
        const auto stored = RecordingsService(pool).registerCall(call);
        QVERIFY2(stored, qPrintable(stored ? QString() : stored.error().message));
    }
    common::Result<Dashboard> look(const char *login, qint64 dayStartMs)
    {
        const Operation operation{QStringLiteral("test"),      QStringLiteral("session"), false, false,
                                  QStringLiteral("dashboard"), QStringLiteral("show")};
        return gate.runAndWait<Dashboard>(
            session(login), operation,
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
                return dashboardOf(transaction, scope, dayStartMs);
            });
    }
    static qint64 value(const Dashboard &board, const char *key)
    {
        for (const DashboardItem &item : board.items) {
            if (item.key == QLatin1String(key)) {
                return item.value;
            }
        }
        return -1;
    }

private:
    int m_last = 0;
};

} // namespace

class TestDashboard : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countsTheDayWithinTheScope()
    {
        DashboardWorld world;
        common::UserRecord agentsRecord = world.userOf("bas");
        agentsRecord.extensions = {QStringLiteral("200")};
        QVERIFY(world.change("root", "users.edit", updateUser, agentsRecord));
        const auto oneWay = static_cast<common::CallFlags>(common::CallFlag::OneWay);
        const auto silent = static_cast<common::CallFlags>(common::CallFlag::NoRtp);
        world.addCall("Nordlicht", 5, 0, QStringLiteral("200")); // of BAS
        world.addCall("Nordlicht", 65, oneWay, QStringLiteral("999"));
        world.addCall("Nordlicht", 70, silent, QStringLiteral("999"));
        world.addCall("Nordlicht", 60 * 30, silent, QStringLiteral("999")); // yesterday
        world.addCall("Suedwind", 5, oneWay, QStringLiteral("999"));
        const qint64 dayStart = world.nowMs() - 12 * 3'600'000;
        const auto admin = world.look("admin", dayStart);
        QVERIFY2(admin, qPrintable(world.outcome(admin)));
        QCOMPARE(world.value(*admin, "calls-today"), 3);
        QCOMPARE(world.value(*admin, "calls-one-way"), 1);
        QCOMPARE(world.value(*admin, "calls-silent"), 1);
        QCOMPARE(world.value(*admin, "calls-unassigned"), 2);
        std::array<qint64, 24> hours{};
        for (const qint64 minutes : {5, 65, 70}) {
            const qint64 back = admin->hoursEndMs - (world.nowMs() - minutes * 60'000);
            ++hours[static_cast<std::size_t>(23 - (back - 1) / 3'600'000)];
        }
        QCOMPARE(admin->hours, hours);
        QCOMPARE(admin->hoursEndMs % 3'600'000, 0);
        QCOMPARE(world.value(*world.look("root", dayStart), "calls-today"), 4);
        const auto agent = world.look("bas", dayStart);
        QCOMPARE(world.value(*agent, "calls-today"), 1);
        QCOMPARE(world.value(*agent, "calls-unassigned"), -1);
        QCOMPARE(world.value(*agent, "sessions"), -1);
    }
    void aDayOfLastWeekIsNone()
    {
        DashboardWorld world;
        QCOMPARE(world.outcome(world.look("admin", world.nowMs() - 7 * 86'400'000LL)),
                 QStringLiteral("Invalid day_start_ms=range"));
        QVERIFY(!world.look("admin", world.nowMs() + 1000));
    }
    void whoHasAnExtensionAndNoSeatIsCounted()
    {
        DashboardWorld world;
        QCOMPARE(world.value(*world.look("admin", 0), "users-without-seat"), 0);
        common::UserRecord record = world.userOf("bas");
        record.extensions = {QStringLiteral("200")};
        record.recordingSeat = false;
        QVERIFY(world.change("root", "users.edit", updateUser, record));
        record = world.userOf("ada"); // without an extension nothing would be recorded anyway
        record.recordingSeat = false;
        QVERIFY(world.change("root", "users.edit", updateUser, record));
        const auto board = world.look("admin", 0);
        QCOMPARE(world.value(*board, "users-without-seat"), 1);
        // What a click opens shows those and no others.
        const auto item = std::find_if(board->items.begin(), board->items.end(), [](const auto &one) {
            return one.key == QLatin1String("users-without-seat");
        });
        common::ListQuery query;
        query.criteria = item->criteria;
        const auto users = world.read("admin", "users.view", listUsers, query);
        QVERIFY2(users, qPrintable(world.outcome(users)));
        QCOMPARE(users->items.size(), 1);
        QCOMPARE(users->items.first().login, QStringLiteral("bas"));
        QCOMPARE(world.value(*world.look("root", 0), "users-without-seat"), 1); // of all tenants
    }
    void everyKindOfSeatIsCountedAgainstItsLimit()
    {
        DashboardWorld world;
        world.ask(
            QStringLiteral("UPDATE tenants SET recording_seats = 10, screen_seats = 5, evaluation_seats "
                           "= 2, live_seats = 1 WHERE name = 'Nordlicht'; UPDATE users SET recording_seat "
                           "= login = 'ada', screen_seat = login IN ('ada', 'bas'), evaluation_seat = "
                           "false, live_seat = login IN ('sue', 'other')"));
        const auto board = world.look("admin", 0);
        QVERIFY2(board, qPrintable(world.outcome(board)));
        QStringList told;
        for (const DashboardItem &item : board->items) {
            if (item.key.endsWith(QLatin1String("-seats"))) {
                told.append(QStringLiteral("%1 %2/%3 %4")
                                .arg(item.key)
                                .arg(item.value)
                                .arg(item.limit)
                                .arg(item.state));
                common::ListQuery query; // what a click opens shows as many
                query.criteria = item.criteria;
                const auto users = world.read("admin", "users.view", listUsers, query);
                QVERIFY2(users, qPrintable(world.outcome(users)));
                QCOMPARE(users->items.size(), item.value);
            }
        }
        QCOMPARE(
            told,
            (QStringList{QStringLiteral("recording-seats 1/10 good"), QStringLiteral("screen-seats 2/5 good"),
                         QStringLiteral("evaluation-seats 0/2 good"), QStringLiteral("live-seats 1/1 bad")}));
        world.ask(QStringLiteral("UPDATE tenants SET live_seats = -1"));
        const auto without = world.look("admin", 0);
        QCOMPARE(world.value(*without, "live-seats"), 1);
    }
    /// The installation's own are those of its tenants together; root users take none.
    void rootSeesTheSumsOfAllTenants()
    {
        DashboardWorld world;
        world.ask(QStringLiteral(
            "UPDATE tenants SET recording_seats = 10, screen_seats = 5, evaluation_seats = -1, live_seats = "
            "1; "
            "UPDATE tenants SET recording_seats = 3, evaluation_seats = 7 WHERE name = 'Suedwind'; "
            "UPDATE users SET recording_seat = login IN ('ada', 'other', 'root'), screen_seat = false, "
            "evaluation_seat = login = 'bas', live_seat = login IN ('sue', 'other')"));
        const auto board = world.look("root", 0);
        QVERIFY2(board, qPrintable(world.outcome(board)));
        QStringList told;
        for (const DashboardItem &item : board->items) {
            if (item.key.endsWith(QLatin1String("-seats"))) {
                told.append(
                    QStringLiteral("%1 %2/%3 %4")
                        .arg(item.key, QString::number(item.value), QString::number(item.limit), item.state));
                common::ListQuery query;
                query.criteria = item.criteria;
                const auto users = world.read("root", "users.view", listUsers, query);
                QVERIFY2(users, qPrintable(world.outcome(users)));
                QCOMPARE(users->total, item.value);
            }
        }
        QCOMPARE(told, (QStringList{QStringLiteral("recording-seats 2/13 good"),
                                    QStringLiteral("screen-seats 0/10 good"),
                                    QStringLiteral("evaluation-seats 1/-1 plain"),
                                    QStringLiteral("live-seats 2/2 bad")}));
    }
    void warnsBeforeTheLimit()
    {
        QCOMPARE(stateOfUse(79, 100), QStringLiteral("good"));
        QCOMPARE(stateOfUse(80, 100), QStringLiteral("warning"));
        QCOMPARE(stateOfUse(95, 100), QStringLiteral("bad"));
        QCOMPARE(stateOfUse(1000, -1), QStringLiteral("plain"));
        QCOMPARE(stateOfCount(0, "bad"), QStringLiteral("good"));
        QCOMPARE(stateOfCount(1, "bad"), QStringLiteral("bad"));
    }
};

EARSHOT_TEST(tst_dashboard, TestDashboard)
#include "tst_dashboard.moc"
