// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/gate.h"

#include "tests/recorder/service/accessworld.h"
#include "tests/support/testmain.h"

#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <latch>

using namespace recorder;
using common::ErrorCode;
using common::Result;
using tests::AccessWorld;
using namespace std::chrono_literals;

namespace
{

/// A change that writes a row and speaks to trail and hub.
Result<int> leaveMark(Transaction &transaction, const TenantScope &scope, AuditDetail &trail)
{
    tests::execute(transaction,
                   QStringLiteral("INSERT INTO settings (tenant_id, key, value) VALUES (%1, 'mark', '1')")
                       .arg(scope.tenant() ? QString::number(static_cast<int>(*scope.tenant()))
                                           : QStringLiteral("NULL")));
    trail.setSubject(QUuid(QStringLiteral("11111111-2222-3333-4444-555555555555")),
                     QStringLiteral("The mark"));
    trail.changed(QStringLiteral("mp3Bitrate"), 16, 32);
    trail.changed(QStringLiteral("same"), 1, 1);
    trail.publish(
        {QStringLiteral("settings"), scope.tenant(), QStringLiteral("mark"), QStringLiteral("changed")});
    return 7;
}

} // namespace

class TestGate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void workAuditRowAndEventBelongTogether()
    {
        AccessWorld world;
        Actor admin = world.actor(QStringLiteral("admin"));
        admin.requestId = QStringLiteral("req-77");
        std::atomic<int> woken{0};
        const auto events =
            world.hub.subscribe({QStringLiteral("settings"), admin.tenantKey}, [&] { ++woken; });
        const auto done = world.gate.runAndWait<int>(admin, AccessWorld::kEdit, leaveMark);
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QCOMPARE(*done, 7);
        QCOMPARE(world.count(QStringLiteral("settings WHERE key = 'mark'")), 1);
        QCOMPARE(
            tests::runSql(world.db.url(),
                          QStringLiteral("SELECT tenant_id, actor, subject, request_id, peer, detail FROM "
                                         "audit_log WHERE action = 'file-format.update'")),
            (QStringList{QString::number(static_cast<int>(admin.tenantKey)), QStringLiteral("admin"),
                         QStringLiteral("11111111-2222-3333-4444-555555555555"), QStringLiteral("req-77"),
                         QStringLiteral("192.0.2.1"),
                         QStringLiteral(R"({"name": "The mark", "changes": {"mp3Bitrate": {"after": 32, )"
                                        R"("before": 16}}})")}));
        QCOMPARE(woken.load(), 1);
        const auto taken = events->take();
        QCOMPARE(taken.events.size(), 1);
        QVERIFY(!taken.missed);
        QCOMPARE(taken.events.first().id, QStringLiteral("mark"));
    }

    void whatCannotBeAuditedIsNotDone()
    {
        AccessWorld world;
        const Actor admin = world.actor(QStringLiteral("admin"));
        QCOMPARE(world.gate.trailFailedMs(), 0);
        tests::runSql(world.db.url(),
                      QStringLiteral("ALTER TABLE audit_log ADD CONSTRAINT full_disk CHECK (action <> "
                                     "'file-format.update') NOT VALID"));
        QVERIFY(!world.gate.runAndWait<int>(admin, AccessWorld::kEdit, leaveMark));
        QCOMPARE(world.count(QStringLiteral("settings WHERE key = 'mark'")), 0);
        QCOMPARE(world.gate.trailFailedMs(), common::toUnixMs(world.clock.wall()));
        tests::runSql(world.db.url(), QStringLiteral("ALTER TABLE audit_log DROP CONSTRAINT full_disk"));
        QVERIFY(world.gate.runAndWait<int>(admin, AccessWorld::kEdit, leaveMark));
        QCOMPARE(world.gate.trailFailedMs(), 0);
    }

    void failedWorkLeavesNothing()
    {
        AccessWorld world;
        const Actor admin = world.actor(QStringLiteral("admin"));
        const qint64 before = world.count(QStringLiteral("audit_log"));
        int woken = 0;
        const auto events = world.hub.subscribe({QStringLiteral("settings"), std::nullopt}, [&] { ++woken; });
        const auto done = world.gate.runAndWait<int>(
            admin, AccessWorld::kEdit,
            [](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) -> Result<int> {
                static_cast<void>(leaveMark(transaction, scope, trail));
                return common::fail(ErrorCode::Conflict, QStringLiteral("no"));
            });
        QCOMPARE(done.error().code, ErrorCode::Conflict);
        QCOMPARE(world.count(QStringLiteral("settings WHERE key = 'mark'")), 0);
        QCOMPARE(world.count(QStringLiteral("audit_log")), before);
        QCOMPARE(woken, 0);
        // What only the commit finds wrong takes the audit row with it as well.
        world.ask(QStringLiteral("CREATE TABLE late (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED); GRANT "
                                 "INSERT ON late TO earshot_gate"));
        const auto late = world.gate.runAndWait<int>(
            admin, AccessWorld::kEdit,
            [](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<int> {
                tests::execute(transaction, QStringLiteral("INSERT INTO late VALUES (1), (1)"));
                return 1;
            });
        QVERIFY(!late);
        QCOMPARE(world.count(QStringLiteral("audit_log")), before);
    }

    void permissionsDecide_data()
    {
        QTest::addColumn<QString>("login");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("root") << QStringLiteral("root") << true;
        QTest::newRow("administrator") << QStringLiteral("admin") << true;
        QTest::newRow("supervisor") << QStringLiteral("sue") << false;
        QTest::newRow("advanced") << QStringLiteral("ada") << false;
        QTest::newRow("basic") << QStringLiteral("bas") << false;
    }
    void permissionsDecide()
    {
        QFETCH(QString, login);
        QFETCH(bool, allowed);
        AccessWorld world;
        const Actor actor = world.actor(login);
        const auto done = world.gate.runAndWait<int>(actor, AccessWorld::kEdit, leaveMark);
        QCOMPARE(done.has_value(), allowed);
        if (!allowed) {
            QCOMPARE(done.error().code, ErrorCode::Denied);
            QCOMPARE(done.error().fields.value(QStringLiteral("permission")),
                     QStringLiteral("settings.edit"));
            QCOMPARE(world.count(QStringLiteral("settings")), 0);
        }
    }

    void scopeIsWhatTheRoleSays()
    {
        AccessWorld world;
        Operation show = AccessWorld::kEdit;
        show.permission = QStringLiteral("session");
        show.mutates = false;
        const auto scopeOf = [&](const QString &login) {
            return world.gate
                .runAndWait<Actor>(
                    world.actor(login), show,
                    [](Transaction &, const TenantScope &scope, AuditDetail &) -> Result<Actor> {
                        const bool all = scope.scope().kind == AccessScope::Kind::Unrestricted;
                        if (scope.tenant().has_value() == all) {
                            return common::fail(ErrorCode::Internal, QStringLiteral("tenant"));
                        }
                        return scope.actor();
                    })
                .value();
        };
        QCOMPARE(scopeOf(QStringLiteral("root")).scope.kind, AccessScope::Kind::Unrestricted);
        QCOMPARE(scopeOf(QStringLiteral("root")).tenantKey, kSystemTenant);
        QCOMPARE(scopeOf(QStringLiteral("admin")).scope.kind, AccessScope::Kind::Tenant);
        const Actor supervisor = scopeOf(QStringLiteral("sue"));
        QCOMPARE(supervisor.scope.kind, AccessScope::Kind::Groups);
        QCOMPARE(supervisor.scope.groups.size(), 1);
        QCOMPARE(supervisor.scope.groups.first().toString(),
                 world.ask(QStringLiteral("SELECT id FROM groups WHERE name = 'Sales' AND tenant_id = 1")));
        QCOMPARE(scopeOf(QStringLiteral("bas")).scope.kind, AccessScope::Kind::User);
        QVERIFY(scopeOf(QStringLiteral("admin")).tenantKey != scopeOf(QStringLiteral("other")).tenantKey);
    }

    void rightsAreReadAnewEachTime()
    {
        AccessWorld world;
        const Actor admin = world.actor(QStringLiteral("admin"));
        QVERIFY(admin.may(QStringLiteral("settings.edit")));
        world.ask(QStringLiteral("UPDATE users SET role = (SELECT id FROM roles WHERE code = 'user-basic') "
                                 "WHERE login = 'admin'"));
        const auto cut = world.gate.runAndWait<int>(admin, AccessWorld::kEdit, leaveMark);
        QCOMPARE(cut.error().fields.value(QStringLiteral("permission")), QStringLiteral("settings.edit"));
        // An actor that claims more than his rows say gets what his rows say.
        Actor forged = world.actor(QStringLiteral("bas"));
        forged.permissions.append(QStringLiteral("settings.edit"));
        forged.scope.kind = AccessScope::Kind::Unrestricted;
        QVERIFY(!world.gate.runAndWait<int>(forged, AccessWorld::kEdit, leaveMark));
        world.ask(QStringLiteral("UPDATE users SET active = false WHERE login = 'ada'; "));
        QCOMPARE(world.count(QStringLiteral("settings")), 0);
    }

    void endedSessionsAreRefused()
    {
        AccessWorld world;
        const auto refused = [&](const Actor &actor) {
            const auto done = world.gate.runAndWait<int>(actor, AccessWorld::kEdit, leaveMark);
            return !done &&
                   done.error().fields.value(QStringLiteral("reason")) == QLatin1String("signed-out");
        };
        QVERIFY(refused(Actor::anonymous({}, {})));
        const Actor killed = world.actor(QStringLiteral("admin"));
        world.ask(QStringLiteral("DELETE FROM sessions"));
        QVERIFY(refused(killed));
        const Actor off = world.actor(QStringLiteral("admin"));
        world.ask(QStringLiteral("UPDATE users SET active = false WHERE login = 'admin'"));
        QVERIFY(refused(off));
        world.ask(QStringLiteral("UPDATE users SET active = true"));
        const Actor idle = world.actor(QStringLiteral("admin"));
        world.clock.advance(14min);
        QVERIFY(!refused(idle)); // and that counts as used
        world.ask(QStringLiteral("DELETE FROM settings"));
        world.clock.advance(14min);
        QVERIFY(!refused(idle));
        world.clock.advance(15min);
        QVERIFY(refused(idle));
        const Actor old = world.actor(QStringLiteral("admin"));
        world.ask(QStringLiteral("DELETE FROM settings"));
        for (int i = 0; i < 71; ++i) {
            world.clock.advance(10min);
            static_cast<void>(world.gate.runAndWait<int>(old, AccessWorld::kEdit, leaveMark));
        }
        world.clock.advance(10min);
        QVERIFY(refused(old)); // twelve hours, whatever was done
    }

    /// Set back by eight hours, a stolen session would idle for eight hours and a quarter.
    void aClockThatIsSetBackEndsSessions()
    {
        AccessWorld world;
        Operation any = AccessWorld::kEdit;
        any.permission = QStringLiteral("session");
        any.mutates = false;
        const auto nothing = [](Transaction &, const TenantScope &, AuditDetail &) -> Result<int> {
            return 1;
        };
        const auto passes = [&](const Actor &actor) {
            return world.gate.runAndWait<int>(actor, any, nothing).has_value();
        };
        const Actor bas = world.actor(QStringLiteral("bas"));
        const Actor admin = world.actor(QStringLiteral("admin"));
        world.clock.setWall(world.clock.wall() - 8h);
        QVERIFY(!passes(bas));
        world.clock.setWall(world.clock.wall() + 8h); // somebody's mistake, mended
        QVERIFY(passes(bas));
        world.clock.setWall(world.clock.wall() - 15min); // no more than one may idle
        QVERIFY(passes(bas));
        QCOMPARE(world.ask(QStringLiteral("SELECT s.seen_ms FROM sessions s JOIN users u ON u.id = s.user_id "
                                          "WHERE u.login = 'bas'")),
                 QString::number(common::toUnixMs(world.clock.wall()))); // idles from now on
        world.clock.advance(15min);
        QVERIFY(!passes(bas));
        world.clock.setWall(world.clock.wall() - 15min - 1ms);
        QVERIFY(!passes(admin)); // never asked for anything since
        world.clock.setWall(world.clock.wall() - 8h);
        QVERIFY(passes(world.actor(QStringLiteral("sue"))));
        QCOMPARE(world.count(QStringLiteral("sessions")), 1); // those from ahead were cleaned away
    }

    void mustChangeMeansNothingElse()
    {
        AccessWorld world;
        const Actor admin = world.actor(QStringLiteral("admin"));
        world.ask(QStringLiteral("UPDATE credentials SET must_change = true "
                                 "WHERE user_id IN (SELECT id FROM users WHERE login_key = 'admin')"));
        const auto done = world.gate.runAndWait<int>(admin, AccessWorld::kEdit, leaveMark);
        QCOMPARE(done.error().fields.value(QStringLiteral("reason")), QStringLiteral("must-change-password"));
        Operation own = AccessWorld::kEdit;
        own.permission = QStringLiteral("session");
        QVERIFY(world.gate.runAndWait<int>(admin, own, leaveMark));
    }

    void operationsWithoutAPermissionAreClosed()
    {
        AccessWorld world;
        Operation nameless = AccessWorld::kEdit;
        nameless.permission.clear();
        QCOMPARE(
            world.gate.runAndWait<int>(world.actor(QStringLiteral("root")), nameless, leaveMark).error().code,
            ErrorCode::Denied);
    }

    void readsLeaveARowOnlyWhenTheyAreAudited()
    {
        AccessWorld world;
        const Actor admin = world.actor(QStringLiteral("admin"));
        Operation read = AccessWorld::kEdit;
        read.mutates = false;
        const auto nothing = [](Transaction &, const TenantScope &, AuditDetail &) -> Result<int> {
            return 1;
        };
        const qint64 before = world.count(QStringLiteral("audit_log"));
        QVERIFY(world.gate.runAndWait<int>(admin, read, nothing));
        QCOMPARE(world.count(QStringLiteral("audit_log")), before);
        read.audited = true;
        QVERIFY(world.gate.runAndWait<int>(admin, read, nothing));
        QCOMPARE(world.count(QStringLiteral("audit_log")), before + 1);
    }

    void whatTheDatabaseSaysStaysInTheLog()
    {
        AccessWorld world;
        const Actor admin = world.actor(QStringLiteral("admin"));
        for (const char *sql :
             {"SELECT secret_table", "SELECT 'secret'::integer", "SELECT 1 FROM schema_migrations",
              "INSERT INTO groups (id, tenant_id, name) SELECT id, tenant_id, name FROM groups"}) {
            QTest::ignoreMessage(QtWarningMsg,
                                 QRegularExpression(QStringLiteral("SetFileFormat, request r1: database: ")));
            const auto failed = world.gate.runAndWait<int>(
                admin, AccessWorld::kEdit,
                [sql](Transaction &transaction, const TenantScope &, AuditDetail &) -> Result<int> {
                    tests::execute(transaction, QLatin1String(sql));
                    return 1;
                });
            QVERIFY(!failed);
            const QString told = failed.error().message;
            QVERIFY2(QStringList({QStringLiteral("the database failed"),
                                  QStringLiteral("a value cannot be stored"),
                                  QStringLiteral("the database refuses it"),
                                  QStringLiteral("it conflicts with another change")})
                         .contains(told),
                     qPrintable(told));
        }
        // What services say of their own stays as it is.
        const auto own = world.gate.runAndWait<int>(
            admin, AccessWorld::kEdit, [](Transaction &, const TenantScope &, AuditDetail &) -> Result<int> {
                return common::fail(ErrorCode::Conflict, QStringLiteral("the name is taken"));
            });
        QCOMPARE(own.error().message, QStringLiteral("the name is taken"));
    }

    void databaseAwayIsUnavailable()
    {
        PoolOptions options;
        options.url = QStringLiteral("host=/nowhere dbname=x");
        options.threads = 1;
        const tests::FakeClock clock;
        ChangeHub hub;
        ConnectionPool pool(options);
        const Gate gate(pool, hub, clock);
        const auto done =
            gate.runAndWait<int>(Actor::system(QStringLiteral("test")), AccessWorld::kEdit, leaveMark);
        QCOMPARE(done.error().code, ErrorCode::Unavailable);
    }

    void hubKeepsTenantsApartAndSaysWhatIsMissed()
    {
        ChangeHub hub;
        int woken = 0;
        auto mine = hub.subscribe(
            {QStringLiteral("calls"), TenantKey{1}}, [&] { ++woken; }, 3);
        const auto all = hub.subscribe({QStringLiteral("calls"), std::nullopt}, [] {});
        const auto event = [](int tenant, const char *id) {
            return ChangeEvent{QStringLiteral("calls"), TenantKey{tenant}, QLatin1String(id),
                               QStringLiteral("stored")};
        };
        hub.publish(event(2, "theirs"));
        hub.publish({QStringLiteral("users"), TenantKey{1}, QStringLiteral("u"), QStringLiteral("changed")});
        QCOMPARE(woken, 0);
        hub.publish(event(1, "a"));
        hub.publish(
            {QStringLiteral("calls"), std::nullopt, QStringLiteral("all"), QStringLiteral("changed")});
        QCOMPARE(woken, 1);
        QCOMPARE(mine->take().events.size(), 2);
        for (const char *id : {"b", "c", "d", "e", "f"}) {
            hub.publish(event(1, id));
        }
        QCOMPARE(woken, 2);
        const auto taken = mine->take();
        QVERIFY(taken.missed);
        QVERIFY(taken.events.isEmpty());
        QVERIFY(!mine->take().missed);
        mine.reset();
        hub.publish(event(1, "g"));
        QCOMPARE(woken, 2);
        QCOMPARE(all->take().events.size(), 9);
    }

    void slotsSayWhenTheyAreBusy()
    {
        tests::FakeClock clock;
        SlotPool pool(clock, {.slots = 2, .patience = 2000ms, .queueLimit = 2});
        std::latch running(2);
        std::latch release(1);
        std::latch all(5);
        std::atomic<int> done{0};
        std::atomic<int> refused{0};
        const auto count = [&](bool busy) {
            ++(busy ? refused : done);
            all.count_down();
        };
        for (int i = 0; i < 2; ++i) {
            pool.post([&](bool busy) {
                running.count_down();
                release.wait();
                count(busy);
            });
        }
        running.wait();
        pool.post(count);
        pool.post(count);
        pool.post(count); // no room in the queue
        QCOMPARE(refused.load(), 1);
        clock.advance(2001ms);
        release.count_down();
        all.wait();
        QCOMPARE(refused.load(), 3);
        QCOMPARE(done.load(), 2);
        pool.stop();
        int late = 0;
        pool.post([&](bool busy) { late = busy ? 1 : 2; });
        QCOMPARE(late, 1);
    }

    void aSlowLaneLeavesSlotsToOthers()
    {
        tests::FakeClock clock;
        SlotPool pool(clock, {.slots = 3, .patience = 2000ms, .queueLimit = 4, .slotsOfLane = 2});
        const QString slow = QStringLiteral("slow");
        std::latch running(2);
        std::latch release(1);
        std::latch all(4);
        std::atomic<int> refused{0};
        const auto post = [&](bool stands) {
            pool.post(
                [&, stands](bool busy) {
                    if (stands) {
                        running.count_down();
                        release.wait();
                    }
                    refused += busy ? 1 : 0;
                    all.count_down();
                },
                slow);
        };
        post(true);
        post(true);
        running.wait();
        post(false);
        post(false);
        pool.post([&](bool busy) { refused += busy ? 1 : 0; }, slow); // half of the queue is its
        QCOMPARE(refused.load(), 1);
        for (const QString &lane : {QStringLiteral("quick"), QString()}) {
            std::latch done(1);
            std::atomic<bool> wasBusy{true};
            pool.post(
                [&](bool busy) {
                    wasBusy = busy;
                    done.count_down();
                },
                lane);
            done.wait(); // while the slow ones still stand
            QVERIFY(!wasBusy);
        }
        QVERIFY(!all.try_wait());
        release.count_down();
        all.wait(); // those that waited for their lane came
        QCOMPARE(refused.load(), 1);
    }
};

EARSHOT_TEST(tst_gate, TestGate)
#include "tst_gate.moc"
