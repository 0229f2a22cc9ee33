// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/impersonation.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;
using tests::DirectoryWorld;

namespace
{

const Operation kBegin{QStringLiteral("earshot.v1.Impersonation/Begin"),
                       QStringLiteral("users.impersonate"),
                       true,
                       false,
                       QStringLiteral("users"),
                       QStringLiteral("impersonate"),
                       true};
const Operation kShow{QStringLiteral("earshot.v1.Users/Get"),
                      QStringLiteral("users.view"),
                      false,
                      true,
                      QStringLiteral("users"),
                      QStringLiteral("show")};
const Operation kSecret{QStringLiteral("earshot.v1.Session/ChangePassword"),
                        QStringLiteral("session"),
                        true,
                        false,
                        QStringLiteral("users"),
                        QStringLiteral("change-password"),
                        true};
const Operation kSignOut{QStringLiteral("earshot.v1.Session/SignOut"),
                         QStringLiteral("session"),
                         true,
                         false,
                         QStringLiteral("sessions"),
                         QStringLiteral("sign-out")};

struct World : DirectoryWorld {
    common::Result<Impersonation> begin(const Actor &caller, const QString &user)
    {
        return gate.runAndWait<Impersonation>(
            caller, kBegin, [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return beginImpersonation(transaction, scope, trail, user);
            });
    }
    common::Result<Impersonation> begin(const char *caller, const char *user)
    {
        return begin(session(caller), userId(QLatin1String(user)).toString());
    }
    /// The actor of a session that was begun, as a connection that took it up.
    Actor eyes(const common::Result<Impersonation> &begun)
    {
        const auto resumed = resume(begun->token);
        return resumed ? resumed->actor : Actor();
    }
    common::Result<Actor> pass(const Actor &actor, const Operation &operation)
    {
        return gate.runAndWait<Actor>(actor, operation,
                                      [](Transaction &, const TenantScope &scope, AuditDetail &) {
                                          return common::Result<Actor>(scope.actor());
                                      });
    }
    /// What the watch says within a second: "ended", "changed" or "".
    QString watched()
    {
        std::promise<QString> told;
        auto future = told.get_future();
        std::atomic<bool> once{false};
        watch.setTold([&](const QList<SessionId> &ended, const QList<SessionId> &) {
            if (!once.exchange(true)) {
                told.set_value(ended.isEmpty() ? QStringLiteral("changed") : QStringLiteral("ended"));
            }
        });
        watch.tick();
        const bool came = future.wait_for(1s) == std::future_status::ready;
        watch.setTold(nullptr);
        return came ? future.get() : QString();
    }
};

} // namespace

class TestImpersonation : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anAdministratorLooksWithTheEyesOfAUser()
    {
        World world;
        const auto begun = world.begin("admin", "bas");
        QVERIFY2(begun, qPrintable(World::outcome(begun)));
        QCOMPARE(begun->token.size(), 32);
        QCOMPARE(begun->identity.login, QStringLiteral("bas"));
        QCOMPARE(begun->identity.impersonator, QStringLiteral("ADMIN"));
        QCOMPARE(begun->identity.impersonatorId, world.userId(QStringLiteral("admin")).toString());
        QCOMPARE(begun->identity.scope, QStringLiteral("user"));
        QCOMPARE(begun->identity.permissions, QStringList{QStringLiteral("calls.view")});
        const auto resumed = world.resume(begun->token);
        QVERIFY(resumed);
        QCOMPARE(resumed->identity.impersonator, QStringLiteral("ADMIN"));
        QCOMPARE(resumed->actor.impersonatorLogin, QStringLiteral("admin"));
        // Looking is no sign-in of his.
        QCOMPARE(world.ask(QStringLiteral("SELECT last_login_ms FROM users WHERE login = 'bas'")),
                 QStringLiteral("0"));
        QCOMPARE(
            world.ask(QStringLiteral("SELECT actor || '/' || impersonator || '/' || (detail->>'name') FROM "
                                     "audit_log WHERE action = 'users.impersonate' AND tenant_id = 1")),
            QStringLiteral("admin//BAS"));
        const auto page = world.read("admin", "sessions.view", listSessions, common::ListQuery());
        const auto found = std::find_if(page->items.begin(), page->items.end(),
                                        [](const auto &s) { return s.login == QLatin1String("bas"); });
        QVERIFY(found != page->items.end());
        QCOMPARE(found->impersonator, QStringLiteral("ADMIN"));
    }

    void rightsAreThoseOfBoth()
    {
        World world;
        world.ask(
            QStringLiteral("UPDATE roles SET permissions = '{users.view,calls.playback,users.impersonate}', "
                           "networks = '{192.0.2.0/24}' WHERE code = 'supervisor'"));
        world.ask(QStringLiteral("UPDATE roles SET permissions = '{users.view,users.edit,users.impersonate}' "
                                 "WHERE code = 'administrator'"));
        world.ask(
            QStringLiteral("INSERT INTO groups (id, tenant_id, name) VALUES (gen_random_uuid(), 1, 'Zoo')"));
        const auto begun = world.begin("admin", "sue");
        QVERIFY2(begun, qPrintable(World::outcome(begun)));
        QCOMPARE(begun->identity.permissions, QStringList{QStringLiteral("users.view")});
        QCOMPARE(begun->identity.scope, QStringLiteral("groups"));
        const Actor eyes = world.eyes(begun);
        const auto inside = world.pass(eyes, kShow);
        QVERIFY(inside);
        QCOMPARE(inside->scope.kind, AccessScope::Kind::Groups);
        QCOMPARE(inside->scope.groups.size(), 1);
        QCOMPARE(inside->permissions, QStringList{QStringLiteral("users.view")});
        // Networks of both: here the user's.
        Actor elsewhere = eyes;
        elsewhere.peer = QStringLiteral("198.51.100.1");
        QCOMPARE(World::outcome(world.pass(elsewhere, kShow)), QStringLiteral("Denied reason=signed-out"));
        world.ask(
            QStringLiteral("UPDATE roles SET networks = '{}' WHERE code = 'supervisor'; UPDATE roles SET "
                           "networks = '{203.0.113.0/24}' WHERE code = 'administrator'"));
        QCOMPARE(World::outcome(world.pass(eyes, kShow)), QStringLiteral("Denied reason=signed-out"));
    }

    void groupsAndScopeAreTheNarrower()
    {
        UserRights user;
        UserRights other;
        const auto group = [](int n) {
            return GroupId(QUuid(static_cast<uint>(n), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        };
        other.permissions = {QStringLiteral("users.impersonate")};
        user.scope = QStringLiteral("groups");
        user.groups = {group(1), group(2)};
        other.scope = QStringLiteral("groups");
        other.groups = {group(2), group(3)};
        QCOMPARE(sharedRights(user, other).groups, QList<GroupId>{group(2)});
        other.scope = QStringLiteral("tenant");
        QCOMPARE(sharedRights(user, other).groups, user.groups);
        user.scope = QStringLiteral("unrestricted"); // promoted meanwhile
        other.scope = QStringLiteral("groups");
        QCOMPARE(sharedRights(user, other).scope, QStringLiteral("groups"));
        QCOMPARE(sharedRights(user, other).groups, other.groups);
        QVERIFY(sharedRights(user, other).active);
        other.tenant.key = TenantKey{7};
        QVERIFY(!sharedRights(user, other).active);
        other.tenant.key = {};
        other.validTillMs = 5;
        QCOMPARE(sharedRights(user, other).validTillMs, 5);
        user.validTillMs = 3;
        QCOMPARE(sharedRights(user, other).validTillMs, 3);
        other.permissions.clear();
        QVERIFY(!sharedRights(user, other).active);
    }

    void nobodyLooksUpwardsAtHimselfOrTwice()
    {
        World world;
        QCOMPARE(World::outcome(world.begin("admin", "root")), QStringLiteral("NotFound id=unknown"));
        QCOMPARE(World::outcome(world.begin("admin", "other")), QStringLiteral("NotFound id=unknown"));
        QCOMPARE(World::outcome(world.begin("admin", "admin")), QStringLiteral("Denied user_id=self"));
        QCOMPARE(World::outcome(world.begin("sue", "bas")),
                 QStringLiteral("Denied permission=users.impersonate"));
        world.ask(
            QStringLiteral("UPDATE roles SET permissions = permissions || '{users.impersonate}' WHERE code "
                           "IN ('supervisor', 'user-advanced')"));
        QCOMPARE(World::outcome(world.begin("sue", "admin")), QStringLiteral("Denied role=wider"));
        QVERIFY(world.begin("sue", "bas"));
        QCOMPARE(World::outcome(world.begin("ada", "bas")), QStringLiteral("NotFound id=unknown"));
        // Not from within: neither by right nor by method.
        const auto begun = world.begin("admin", "sue");
        QVERIFY(!begun->identity.permissions.contains(QStringLiteral("users.impersonate")));
        QCOMPARE(
            World::outcome(world.begin(world.eyes(begun), world.userId(QStringLiteral("bas")).toString())),
            QStringLiteral("Denied reason=impersonated"));
        world.ask(QStringLiteral("UPDATE users SET active = false WHERE login = 'bas'"));
        QCOMPARE(World::outcome(world.begin("admin", "bas")), QStringLiteral("Conflict user_id=inactive"));
        world.ask(
            QStringLiteral("UPDATE roles SET networks = '{203.0.113.0/24}' WHERE code = 'user-advanced'"));
        QCOMPARE(World::outcome(world.begin("admin", "ada")), QStringLiteral("Denied reason=network"));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'users.impersonate'")), 2);
    }

    void bothNamesStandInTheTrailAndThePersonIsLeftAlone()
    {
        World world;
        const auto begun = world.begin("root", "admin");
        QVERIFY2(begun, qPrintable(World::outcome(begun)));
        const Actor eyes = world.eyes(begun);
        QVERIFY(world.pass(eyes, kShow));
        QCOMPARE(world.ask(QStringLiteral("SELECT actor || '/' || impersonator FROM audit_log WHERE action = "
                                          "'users.show' AND tenant_id = 1")),
                 QStringLiteral("admin/root"));
        const auto rows = world.read("admin", "audit.view", listAudit, common::ListQuery());
        QVERIFY(rows);
        QCOMPARE(rows->items.first().initiator, QStringLiteral("admin"));
        QCOMPARE(rows->items.first().impersonator, QStringLiteral("root"));
        QCOMPARE(World::outcome(world.pass(eyes, kSecret)), QStringLiteral("Denied reason=impersonated"));
        QVERIFY(world.pass(world.session("admin"), kSecret));
        // A password that must be changed is the user's affair.
        world.ask(
            QStringLiteral("UPDATE credentials SET must_change = true FROM users u WHERE u.id = user_id AND "
                           "u.login = 'admin'"));
        QVERIFY(world.pass(eyes, kShow));
        QVERIFY(!world.pass(world.session("admin"), kShow));
    }

    void whatEndsTheImpersonatorEndsIt_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("told");
        const QString ended = QStringLiteral("ended");
        const QString changed = QStringLiteral("changed");
        QTest::newRow("signed out") << QStringLiteral("DELETE FROM sessions WHERE impersonator = ''")
                                    << ended;
        QTest::newRow("expired") << QStringLiteral(
                                        "UPDATE sessions SET expires_ms = 1 WHERE impersonator = ''")
                                 << ended;
        QTest::newRow("idle") << QStringLiteral("UPDATE sessions SET seen_ms = 1 WHERE impersonator = ''")
                              << ended;
        QTest::newRow("clock set back")
            << QStringLiteral("UPDATE sessions SET seen_ms = seen_ms + 901000 WHERE impersonator = ''")
            << ended;
        QTest::newRow("impersonator off")
            << QStringLiteral("UPDATE users SET active = false WHERE login = 'admin'") << ended;
        QTest::newRow("user off") << QStringLiteral("UPDATE users SET active = false WHERE login = 'bas'")
                                  << ended;
        QTest::newRow("user's last day")
            << QStringLiteral("UPDATE users SET valid_till_ms = 1 WHERE login = 'bas'") << ended;
        QTest::newRow("right taken")
            << QStringLiteral(
                   "UPDATE roles SET permissions = array_remove(permissions, 'users.impersonate') WHERE "
                   "code = 'administrator'")
            << ended;
        QTest::newRow("impersonator's rights changed")
            << QStringLiteral(
                   "UPDATE roles SET permissions = array_remove(permissions, 'calls.view') WHERE code = "
                   "'administrator'")
            << changed;
    }
    void whatEndsTheImpersonatorEndsIt()
    {
        QFETCH(QString, sql);
        QFETCH(QString, told);
        World world;
        const auto begun = world.begin("admin", "bas");
        const Actor eyes = world.eyes(begun);
        QCOMPARE(world.watch.count(), 1);
        QCOMPARE(world.watched(), QString());
        world.ask(sql);
        QCOMPARE(world.watched(), told);
        const auto passed = world.pass(eyes, {kShow.method, QStringLiteral("session"), false, false, {}, {}});
        if (told == QLatin1String("ended")) {
            QCOMPARE(World::outcome(passed), QStringLiteral("Denied reason=signed-out"));
            QVERIFY(!world.resume(begun->token));
        } else {
            QVERIFY(passed);
            QCOMPARE(passed->permissions, QStringList());
        }
    }

    void itLastsAnHourAndKeepsTheImpersonatorAwake()
    {
        World world;
        const Actor admin = world.actor(QStringLiteral("admin"));
        const auto begun = world.begin(admin, world.userId(QStringLiteral("bas")).toString());
        const Actor eyes = world.eyes(begun);
        const Operation any{QStringLiteral("test"), QStringLiteral("session"), false, false, {}, {}};
        for (int minutes = 0; minutes < 50; minutes += 10) {
            world.clock.advance(10min);
            QVERIFY(world.pass(eyes, any)); // idle is 15 minutes, for both
        }
        QVERIFY(world.pass(admin, any));
        world.clock.advance(10min);
        QCOMPARE(World::outcome(world.pass(eyes, any)), QStringLiteral("Denied reason=signed-out"));
        QCOMPARE(world.watched(), QStringLiteral("ended"));
        QVERIFY(world.pass(admin, any));
    }

    void signingOutEndsOnlyTheEyes()
    {
        World world;
        const Actor admin = world.actor(QStringLiteral("admin"));
        const Actor eyes = world.eyes(world.begin(admin, world.userId(QStringLiteral("bas")).toString()));
        QVERIFY(World::wait<void>([&](auto done) { world.signIn.signOut(eyes, kSignOut, done); }));
        const Operation any{QStringLiteral("test"), QStringLiteral("session"), false, false, {}, {}};
        QVERIFY(!world.pass(eyes, any));
        QVERIFY(world.pass(admin, any));
        QCOMPARE(world.ask(QStringLiteral("SELECT actor || '/' || impersonator FROM audit_log WHERE action = "
                                          "'sessions.sign-out'")),
                 QStringLiteral("bas/admin"));
    }
};

EARSHOT_TEST(tst_impersonation, TestImpersonation)
#include "tst_impersonation.moc"
