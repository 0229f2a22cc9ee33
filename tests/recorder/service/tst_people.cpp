// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/userrepository.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/hostgate.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;
using common::ListQuery;
using common::UserRecord;
using tests::DirectoryWorld;
using tests::search;
using tests::where;

class TestPeople : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void usersKeepEverything()
    {
        DirectoryWorld world;
        world.ask(QStringLiteral(
            "INSERT INTO groups (id, tenant_id, name) VALUES (gen_random_uuid(), 1, 'Service')"));
        UserRecord wanted = world.aUser("Aenne");
        wanted.name = QString::fromUtf8("  Änne O'Hara % ");
        wanted.groupIds = {world.group("Service"), world.group("Sales")};
        wanted.managedGroupIds = {world.group("Sales")};
        wanted.email = QStringLiteral("aenne@example.org");
        wanted.timeZone = QStringLiteral("Europe/Berlin");
        wanted.language = QStringLiteral("de");
        wanted.recording = QStringLiteral("on-demand");
        wanted.recordOutbound = false;
        wanted.extensions = {QStringLiteral(" 301 "), QStringLiteral("AB@Example"), QStringLiteral("301")};
        wanted.confidential = true;
        wanted.screenLogins = {QStringLiteral("NORD\\aenne"), QStringLiteral("aenne")};
        wanted.login = QStringLiteral("Aenne");
        wanted.webAccess = true;
        wanted.validTillMs = 4102444800000;
        const auto made = world.change("admin", "users.edit", createUser, wanted);
        QVERIFY2(made, qPrintable(world.outcome(made)));
        QCOMPARE(made->name, QString::fromUtf8("Änne O'Hara %"));
        QCOMPARE(made->groups, (QStringList{QStringLiteral("Service"), QStringLiteral("Sales")}));
        QCOMPARE(made->managedGroups, QStringList{QStringLiteral("Sales")});
        QCOMPARE(made->extensions, (QStringList{QStringLiteral("301"), QStringLiteral("ab@example")}));
        QCOMPARE(made->role, QString::fromUtf8("User – Basic"));
        QVERIFY(!made->hasPassword);
        UserRecord same = wanted;
        same.id = made->id;
        same.tenantId = made->tenantId;
        same.tenant = made->tenant;
        same.name = made->name;
        same.role = made->role;
        same.groups = made->groups;
        same.managedGroups = made->managedGroups;
        same.extensions = made->extensions;
        same.created = common::wallFromUnixMs(common::toUnixMs(world.clock.wall()));
        same.version = 1;
        QCOMPARE(*made, same);
        UserRecord edited = *made;
        edited.groupIds = {world.group("Sales")};
        edited.managedGroupIds.clear();
        edited.extensions = {QStringLiteral("302")};
        const auto changed = world.change("admin", "users.edit", updateUser, edited);
        QCOMPARE(changed->groups, QStringList{QStringLiteral("Sales")});
        QVERIFY(changed->managedGroups.isEmpty());
        QCOMPARE(world.outcome(world.change("admin", "users.edit", updateUser, edited)),
                 QStringLiteral("Conflict version=changed"));
        // Calls find him by the new number from now on, in his home group.
        const auto owners = world.pool.run<QHash<QString, ExtensionOwner>>(
            [](Transaction &transaction) -> common::Result<QHash<QString, ExtensionOwner>> {
                return UserRepository(transaction, TenantKey{1})
                    .ownersOf({QStringLiteral("301"), QStringLiteral("302")});
            });
        QCOMPARE(owners->size(), 1);
        QCOMPARE(owners->value(QStringLiteral("302")).groupName, QStringLiteral("Sales"));
    }

    void badUsersAreRefused_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("outcome");
        const auto row = [](const char *tag, const char *field, const QString &value, const char *outcome) {
            QTest::newRow(tag) << QString::fromLatin1(field) << value << QString::fromLatin1(outcome);
        };
        row("no name", "name", QString(), "Invalid name=empty");
        row("long name", "name", QString(10000, QLatin1Char('n')), "Invalid name=length");
        row("control", "name", QStringLiteral("a\x01z"), "Invalid name=characters");
        row("name taken", "name", QStringLiteral("bAs"), "Conflict name=taken");
        row("login taken", "login", QStringLiteral("BAS"), "Conflict login=taken");
        row("login of another tenant", "login", QStringLiteral("Other"), "Conflict login=taken");
        row("no login", "login", QStringLiteral("  "), "Invalid login=empty");
        row("e-mail", "email", QStringLiteral("a b@example.org"), "Invalid email=format");
        row("two e-mails", "email", QStringLiteral("a@example.org,b@example.org"), "Invalid email=format");
        row("line in e-mail", "email", QStringLiteral("a@example.org\nBcc: x@y.z"), "Invalid email=format");
        row("zone", "zone", QStringLiteral("../../etc/passwd"), "Invalid time_zone=unknown");
        row("recording", "recording", QStringLiteral("maybe"), "Invalid recording=unknown");
        row("extension", "extension", QStringLiteral("1 2"), "Invalid extensions=format");
        row("extension taken", "extension", QStringLiteral("200"), "Conflict extensions=taken");
        row("screen login", "screen", QStringLiteral("a\\b\\c"), "Invalid screen_logins=format");
        row("role", "role", QStringLiteral("11111111-2222-7333-8444-555555555555"),
            "Invalid role_id=unknown");
        row("no role", "role", QString(), "Invalid role_id=required");
        row("group", "group", QStringLiteral("11111111-2222-7333-8444-555555555555"),
            "Invalid group_ids=unknown");
        row("no id", "group", QStringLiteral("'; DROP TABLE users; --"), "Invalid group_ids=format");
        row("managed", "managed", QStringLiteral("foreign"), "Invalid managed_group_ids=unknown");
        row("foreign group", "group", QStringLiteral("foreign"), "Invalid group_ids=unknown");
        row("root's role", "role", QStringLiteral("root"), "Invalid role_id=unknown");
        row("tenant", "tenant", QStringLiteral("foreign"), "Denied tenant_id=not-allowed");
    }
    void badUsersAreRefused()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, outcome);
        DirectoryWorld world;
        world.ask(
            QStringLiteral("INSERT INTO user_extensions SELECT 1, '200', id FROM users WHERE login = 'ada'"));
        UserRecord user = world.aUser("Good");
        user.login = QStringLiteral("good");
        user.webAccess = true;
        const QString foreign = world.group("Sales", 2);
        if (value == QLatin1String("foreign")) {
            value = field == QLatin1String("tenant") ? world.tenant("Suedwind") : foreign;
        }
        if (field == QLatin1String("role")) {
            user.roleId = value == QLatin1String("root") ? world.role("root") : value;
        }
        const QHash<QString, QString *> texts{
            {QStringLiteral("name"), &user.name},           {QStringLiteral("login"), &user.login},
            {QStringLiteral("email"), &user.email},         {QStringLiteral("zone"), &user.timeZone},
            {QStringLiteral("recording"), &user.recording}, {QStringLiteral("tenant"), &user.tenantId}};
        const QHash<QString, QStringList *> lists{{QStringLiteral("extension"), &user.extensions},
                                                  {QStringLiteral("screen"), &user.screenLogins},
                                                  {QStringLiteral("group"), &user.groupIds},
                                                  {QStringLiteral("managed"), &user.managedGroupIds}};
        if (texts.contains(field)) {
            *texts.value(field) = value;
        } else if (lists.contains(field)) {
            lists.value(field)->append(value);
        }
        const qint64 users = world.count(QStringLiteral("users"));
        const qint64 rows = world.count(QStringLiteral("audit_log"));
        QCOMPARE(world.outcome(world.change("admin", "users.edit", createUser, user)), outcome);
        QCOMPARE(world.count(QStringLiteral("users")), users);
        QCOMPARE(world.count(QStringLiteral("audit_log")), rows);
    }

    void nobodyGivesOrTouchesMoreThanHeHas()
    {
        DirectoryWorld world;
        UserRecord chief = world.aUser("Chief");
        chief.roleId = world.role("root");
        QCOMPARE(world.outcome(world.change("root", "users.edit", createUser,
                                            [&] {
                                                UserRecord inTenant = chief;
                                                inTenant.tenantId = world.tenant("Nordlicht");
                                                return inTenant;
                                            }())),
                 QStringLiteral("Invalid role_id=not-allowed")); // root's role belongs to no tenant
        QVERIFY(world.change("root", "users.edit", createUser, chief));
        UserRecord clerk = world.aUser("Clerk");
        QCOMPARE(world.outcome(world.change("root", "users.edit", createUser, clerk)),
                 QStringLiteral("Invalid role_id=not-allowed"));
        world.ask(QStringLiteral("UPDATE roles SET permissions = permissions || "
                                 "'{users.edit,users.reset-password}' WHERE code = 'supervisor'"));
        UserRecord bas = world.userOf("bas");
        bas.roleId = world.role("administrator");
        QCOMPARE(world.outcome(world.change("sue", "users.edit", updateUser, bas)),
                 QStringLiteral("Denied role_id=wider"));
        UserRecord admin = world.userOf("admin"); // in the group that she manages
        admin.name = QStringLiteral("Mine");
        QCOMPARE(world.outcome(world.change("sue", "users.edit", updateUser, admin)),
                 QStringLiteral("Denied role=wider"));
        QCOMPARE(world.outcome(world.change("sue", "users.edit", removeUsers, {admin.id})),
                 QStringLiteral("Denied role=wider"));
        // What she manages she may hand on, no other group.
        world.ask(QStringLiteral(
            "INSERT INTO groups (id, tenant_id, name) VALUES (gen_random_uuid(), 1, 'Service')"));
        bas = world.userOf("bas");
        bas.managedGroupIds = {world.group("Service")};
        QCOMPARE(world.outcome(world.change("sue", "users.edit", updateUser, bas)),
                 QStringLiteral("Invalid managed_group_ids=unknown"));
        UserRecord sue = world.userOf("sue");
        sue.managedGroupIds.append(world.group("Service"));
        QCOMPARE(world.outcome(world.change("sue", "users.edit", updateUser, sue)),
                 QStringLiteral("Invalid managed_group_ids=unknown"));
        bas.managedGroupIds = {world.group("Sales")};
        QVERIFY(world.change("sue", "users.edit", updateUser, bas));
        bas = world.userOf("bas");
        bas.groupIds.clear();
        QCOMPARE(world.outcome(world.change("sue", "users.edit", updateUser, bas)),
                 QStringLiteral("Denied group_ids=scope"));
        QCOMPARE(world.outcome(world.change("sue", "users.edit", createUser, world.aUser("Lost"))),
                 QStringLiteral("Denied group_ids=scope"));
    }

    void listsShowWhoIsWithinReach()
    {
        DirectoryWorld world;
        world.ask(QStringLiteral(
            "INSERT INTO groups (id, tenant_id, name) VALUES (gen_random_uuid(), 1, 'Service')"));
        world.ask(QStringLiteral(
            "UPDATE users SET home_group = (SELECT id FROM groups WHERE name = 'Service') WHERE "
            "login = 'ada'"));
        world.ask(QStringLiteral(
            "INSERT INTO user_extensions SELECT 1, '4711', id FROM users WHERE login = 'bas'"));
        const auto names = [&world](const char *login, const ListQuery &query) {
            QStringList found;
            const auto page = world.read(login, "users.view", listUsers, query);
            if (!page) {
                return world.outcome(page);
            }
            for (const UserRecord &user : page->items) {
                found.append(user.name);
            }
            return found.join(QLatin1Char(' '));
        };
        QCOMPARE(names("root", {}), QStringLiteral("ADA ADMIN BAS OTHER ROOT SUE"));
        QCOMPARE(names("admin", {}), QStringLiteral("ADA ADMIN BAS SUE"));
        QCOMPARE(names("sue", {}), QStringLiteral("ADMIN BAS SUE"));
        QCOMPARE(names("other", {}), QStringLiteral("OTHER"));
        QCOMPARE(names("admin", search(QStringLiteral("471"))), QStringLiteral("BAS"));
        QCOMPARE(names("admin", search(QStringLiteral("service"))), QStringLiteral("ADA"));
        QCOMPARE(names("admin", search(QStringLiteral("supervis"))), QStringLiteral("SUE"));
        // A further group counts like the home group; two of them are not one name.
        world.ask(QStringLiteral("INSERT INTO groups (id, tenant_id, name) VALUES (gen_random_uuid(), 1, "
                                 "'Night'), (gen_random_uuid(), 1, 'Watch')"));
        world.ask(QStringLiteral("INSERT INTO user_groups SELECT 1, u.id, g.id, row_number() OVER () FROM "
                                 "users u, groups g WHERE u.login = 'ada' AND g.name IN ('Night', 'Watch')"));
        QCOMPARE(names("admin", search(QStringLiteral("night"))), QStringLiteral("ADA"));
        QCOMPARE(names("admin", search(QStringLiteral("watch"))), QStringLiteral("ADA"));
        QCOMPARE(names("admin", search(QStringLiteral("night watch"))), QString());
        world.ask(QStringLiteral("UPDATE groups SET deleted_ms = 1 WHERE name = 'Night'"));
        QCOMPARE(names("admin", search(QStringLiteral("night"))), QString());
        world.ask(QStringLiteral("DELETE FROM user_groups"));
        QCOMPARE(names("admin", search(QStringLiteral("_%"))), QString());
        QCOMPARE(names("admin", where("group", "is", {world.group("Sales")})),
                 QStringLiteral("ADMIN BAS SUE"));
        QCOMPARE(names("admin", where("group", "is-not", {world.group("Sales")})), QStringLiteral("ADA"));
        QCOMPARE(
            names("admin", where("role", "any-of", {world.role("user-basic"), world.role("user-advanced")})),
            QStringLiteral("ADA BAS"));
        QCOMPARE(names("admin", where("extension", "contains", {QStringLiteral("71")})),
                 QStringLiteral("BAS"));
        QCOMPARE(names("admin", where("active", "is", {QStringLiteral("false")})), QString());
        QCOMPARE(names("admin", where("login", "begins", {QStringLiteral("AD")})),
                 QStringLiteral("ADA ADMIN"));
        QCOMPARE(names("admin", where("role", "is", {QStringLiteral("x' OR 1=1")})),
                 QStringLiteral("Invalid criterion=1,role=value"));
        ListQuery order;
        order.order = QStringLiteral("name; DROP TABLE users");
        QCOMPARE(names("admin", order), QStringLiteral("Invalid order=unknown"));
        order.order = QStringLiteral("group");
        order.descending = true;
        QVERIFY(names("admin", order).startsWith(QLatin1String("ADA ")));
        ListQuery paged;
        paged.pageSize = 3;
        const auto first = world.read("admin", "users.view", listUsers, paged);
        QCOMPARE(first->total, 4);
        paged.pageToken = first->nextToken;
        QCOMPARE(names("admin", paged), QStringLiteral("SUE"));
        QCOMPARE(world.outcome(world.read("sue", "users.view", showUser,
                                          world.userId(QStringLiteral("ada")).toString())),
                 QStringLiteral("NotFound id=unknown"));
    }

    void removedUsersAreGoneAndComeBack()
    {
        DirectoryWorld world;
        world.ask(
            QStringLiteral("INSERT INTO user_extensions SELECT 1, '200', id FROM users WHERE login = 'bas'"));
        const auto session = world.enter(QStringLiteral("bas"));
        const QString id = world.userId(QStringLiteral("bas")).toString();
        const auto removed = world.change("admin", "users.edit", removeUsers, {id});
        QCOMPARE(*removed, QStringList{id});
        QVERIFY(!world.resume(session->token));
        QVERIFY(!world.enter(QStringLiteral("bas")));
        QCOMPARE(world.outcome(world.read("admin", "users.view", showUser, id)),
                 QStringLiteral("NotFound id=unknown"));
        QCOMPARE(world.outcome(world.change("other", "users.edit", restoreUsers, {id})),
                 QStringLiteral("NotFound id=unknown"));
        // Meanwhile others take the name, the login and the extension, each of which keeps him away.
        UserRecord heir = world.aUser("Bas");
        heir.extensions = {QStringLiteral("200")};
        auto taken = world.change("admin", "users.edit", createUser, heir);
        QVERIFY2(taken, qPrintable(world.outcome(taken)));
        QCOMPARE(world.outcome(world.change("admin", "users.edit", restoreUsers, {id})),
                 QStringLiteral("Conflict name=taken"));
        taken->name = QStringLiteral("Heir");
        taken->login = QStringLiteral("BAS");
        taken = world.change("admin", "users.edit", updateUser, *taken);
        QVERIFY2(taken, qPrintable(world.outcome(taken)));
        QCOMPARE(world.outcome(world.change("admin", "users.edit", restoreUsers, {id})),
                 QStringLiteral("Conflict login=taken"));
        taken->login.clear();
        taken = world.change("admin", "users.edit", updateUser, *taken);
        QCOMPARE(world.outcome(world.change("admin", "users.edit", restoreUsers, {id})),
                 QStringLiteral("Conflict extensions=taken"));
        taken->extensions.clear();
        QVERIFY(world.change("admin", "users.edit", updateUser, *taken));
        QCOMPARE(world.change("admin", "users.edit", restoreUsers, {id}).value(), 1);
        QCOMPARE(world.userOf("bas").extensions, QStringList{QStringLiteral("200")});
        QVERIFY(world.enter(QStringLiteral("bas"))); // with the password that he had
        QVERIFY(!world.resume(session->token));
        // The command line makes a new user rather than waking a removed one.
        QVERIFY(world.change("admin", "users.edit", removeUsers, {id}));
        const auto ensured = tests::HostGate(world.pool)
                                 .users.ensureUser({QStringLiteral("Nordlicht"),
                                                    QStringLiteral("bas"),
                                                    QStringLiteral("Bas the second"),
                                                    {},
                                                    {}});
        QVERIFY2(ensured, qPrintable(world.outcome(ensured)));
        QVERIFY(ensured->id.toString() != id);
    }

    void whoMayNotEnterIsOut_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("inactive") << QStringLiteral("UPDATE users SET active = false WHERE login = 'bas'");
        QTest::newRow("removed") << QStringLiteral("UPDATE users SET deleted_ms = 1 WHERE login = 'bas'");
        QTest::newRow("no web access")
            << QStringLiteral("UPDATE users SET web_access = false WHERE login = 'bas'");
        QTest::newRow("expired") << QStringLiteral("UPDATE users SET valid_till_ms = 1 WHERE login = 'bas'");
        QTest::newRow("tenant suspended")
            << QStringLiteral("UPDATE tenants SET suspended = true WHERE id = 1");
        QTest::newRow("tenant removed") << QStringLiteral("UPDATE tenants SET deleted_ms = 1 WHERE id = 1");
        QTest::newRow("network") << QStringLiteral(
            "UPDATE roles SET networks = '{198.51.100.0/24}' WHERE code = 'user-basic'");
    }
    void whoMayNotEnterIsOut()
    {
        QFETCH(QString, sql);
        DirectoryWorld world;
        const auto session = world.enter(QStringLiteral("bas"));
        QList<SessionId> told;
        world.watch.setTold([&told](const QList<SessionId> &ended, const QList<SessionId> &changed) {
            told += ended + changed;
        });
        world.watch.tick();
        QVERIFY(world.gate.runAndWait<int>(
            session->actor, DirectoryWorld::operation("session", false),
            [](Transaction &, const TenantScope &, AuditDetail &) -> common::Result<int> { return 1; }));
        world.ask(sql);
        QTRY_VERIFY_WITH_TIMEOUT((world.watch.tick(), told.contains(session->actor.session)), 1000);
        const auto refused = world.gate.runAndWait<int>(
            session->actor, DirectoryWorld::operation("session", false),
            [](Transaction &, const TenantScope &, AuditDetail &) -> common::Result<int> { return 1; });
        QCOMPARE(world.outcome(refused), QStringLiteral("Denied reason=signed-out"));
        QVERIFY(!world.resume(session->token));
        QCOMPARE(world.outcome(world.enter(QStringLiteral("bas"))), QStringLiteral("Denied reason=wrong"));
    }

    void switchingOffEndsSessionsForGood()
    {
        DirectoryWorld world;
        const auto session = world.enter(QStringLiteral("bas"));
        UserRecord bas = world.userOf("bas");
        bas.active = false;
        QVERIFY(world.change("admin", "users.edit", updateUser, bas));
        bas = world.userOf("bas");
        bas.active = true;
        QVERIFY(world.change("admin", "users.edit", updateUser, bas));
        QVERIFY(!world.resume(session->token));
        QVERIFY(world.enter(QStringLiteral("bas")));
        QVERIFY(world.userOf("bas").lastLoginMs == common::toUnixMs(world.clock.wall()));
    }

    void networksOfARoleAreKept()
    {
        DirectoryWorld world;
        world.ask(QStringLiteral(
            "UPDATE roles SET networks = '{192.0.2.0/24,2001:db8::/32}' WHERE code = 'user-basic'"));
        const auto from = [&world](const char *peer) {
            return world.enter(QStringLiteral("bas"), {}, QLatin1String(peer)).has_value();
        };
        QVERIFY(from("192.0.2.77"));
        QVERIFY(from("::ffff:192.0.2.77"));
        QVERIFY(from("2001:db8::1"));
        QVERIFY(!from("198.51.100.1"));
        QVERIFY(!from("2001:db9::1"));
        QVERIFY(!from(""));
    }

    void manyAreChangedAtOnce()
    {
        DirectoryWorld world;
        UserBulkChange change;
        const auto run = [&](const char *login) {
            const auto done = world.change(login, "users.edit", updateUsers, change);
            return done
                       ? QStringLiteral("%1 %2 %3").arg(done->changed).arg(done->unchanged).arg(done->refused)
                       : world.outcome(done);
        };
        const QString bas = world.userId(QStringLiteral("bas")).toString();
        const QString ada = world.userId(QStringLiteral("ada")).toString();
        const QString other = world.userId(QStringLiteral("other")).toString();
        QCOMPARE(run("admin"), QStringLiteral("Invalid fields=empty"));
        change.fields = {QStringLiteral("name")};
        QCOMPARE(run("admin"), QStringLiteral("Invalid fields=unknown"));
        change.fields = {QStringLiteral("recording"), QStringLiteral("time_zone")};
        change.values.recording = QStringLiteral("never");
        change.values.timeZone = QStringLiteral("Europe/Berlin");
        change.values.language = QStringLiteral("de"); // not named: must not be taken
        QCOMPARE(run("admin"), QStringLiteral("Invalid ids=empty"));
        change.ids = {bas, ada, other, QStringLiteral("11111111-2222-7333-8444-555555555555")};
        QCOMPARE(run("admin"), QStringLiteral("2 0 2"));
        QCOMPARE(run("admin"), QStringLiteral("0 2 2"));
        QCOMPARE(world.userOf("bas").recording, QStringLiteral("never"));
        QCOMPARE(world.userOf("bas").language, QString());
        QCOMPARE(world.userOf("bas").version, world.userOf("ada").version);
        QCOMPARE(world.userOf("other").recording, QStringLiteral("default"));
        change.query = search(QString());
        QCOMPARE(run("admin"), QStringLiteral("Invalid query=ambiguous"));
        change.ids.clear();
        QCOMPARE(run("admin"), QStringLiteral("2 2 0"));
        change.fields = {QStringLiteral("role_id")};
        change.values.roleId = world.role("root");
        QCOMPARE(run("admin"), QStringLiteral("Invalid role_id=unknown"));
        QCOMPARE(run("root"), QStringLiteral("0 1 5"));
        change.fields = {QStringLiteral("group_ids")};
        change.values.groupIds = {world.group("Sales", 2)};
        QCOMPARE(run("admin"), QStringLiteral("Invalid group_ids=unknown"));
        QCOMPARE(run("root"), QStringLiteral("0 1 5"));
        world.ask(QStringLiteral("UPDATE roles SET permissions = permissions || '{users.edit}' WHERE code = "
                                 "'supervisor'"));
        change.fields = {QStringLiteral("confidential")};
        change.values.confidential = true;
        QCOMPARE(run("sue"), QStringLiteral("3 0 1")); // all but the administrator
        change.fields = {QStringLiteral("active")};
        change.values.active = false;
        change.query = where("login", "is", {QStringLiteral("bas")});
        const auto session = world.enter(QStringLiteral("bas"));
        QCOMPARE(run("admin"), QStringLiteral("1 0 0"));
        QVERIFY(!world.resume(session->token));
    }

    void aResetPasswordExpires()
    {
        using namespace std::chrono_literals;
        DirectoryWorld world;
        const QString login = QStringLiteral("bas");
        const common::UserId bas = world.userId(login);
        const QByteArray secret(32, 'x');
        const auto reset = [&] {
            return DirectoryWorld::wait<void>([&](auto done) {
                world.signIn.resetPassword(world.session("admin"),
                                           DirectoryWorld::operation("users.reset-password", true),
                                           {bas, {QByteArray(16, 'n'), 3, 65536, {}}, secret}, done);
            });
        };
        QVERIFY(reset());
        world.clock.advance(24h - 1ms);
        QVERIFY(world.enter(login, secret));
        world.clock.advance(1ms);
        const auto late = world.enter(login, secret);
        QVERIFY(!late);
        QCOMPARE(late.error().code, common::ErrorCode::Denied);
        QCOMPARE(late.error().fields, world.enter(login, QByteArray(32, 'w')).error().fields); // as if wrong
        QCOMPARE(
            world.count(QStringLiteral("audit_log WHERE action = 'sessions.sign-in-failed' AND subject = "
                                       "'%1' AND detail::text LIKE '%\"reason\"%\"expired\"%'")
                            .arg(bas.toString())),
            1);
        QVERIFY(reset()); // another one is as good as the first was
        QVERIFY(world.enter(login, secret));
        // Who chose his own keeps it.
        world.ask(QStringLiteral("UPDATE credentials SET must_change = false WHERE user_id = '%1'")
                      .arg(bas.toString()));
        world.clock.advance(25h);
        QVERIFY(world.enter(login, secret));
    }

    void aResetPasswordIsGoodForOneSignIn()
    {
        DirectoryWorld world;
        const auto session = world.enter(QStringLiteral("bas"));
        const common::UserId bas = world.userId(QStringLiteral("bas"));
        const Operation reset = DirectoryWorld::operation("users.reset-password", true);
        const auto begin = [&](const char *login, const common::UserId &user) {
            return DirectoryWorld::wait<SignInService::ResetParameters>(
                [&](auto done) { world.signIn.beginReset(world.session(login), reset, user, done); });
        };
        const auto set = [&](const char *login, const common::UserId &user, const QByteArray &secret) {
            return DirectoryWorld::wait<void>([&](auto done) {
                world.signIn.resetPassword(world.session(login), reset,
                                           {user, {QByteArray(16, 'n'), 3, 65536, {}}, secret}, done);
            });
        };
        const QByteArray secret(32, 'x');
        const auto parameters = begin("admin", bas);
        QVERIFY(parameters);
        QCOMPARE(parameters->accountId, bas.uuid().toRfc4122()); // his own
        QCOMPARE(parameters->passes, 3);
        QCOMPARE(world.outcome(set("admin", bas, QByteArray(31, 'x'))),
                 QStringLiteral("Invalid secret=wrong"));
        QVERIFY(set("admin", bas, secret));
        QVERIFY(!world.resume(session->token));
        QVERIFY(!world.enter(QStringLiteral("bas")));
        const auto entered = world.enter(QStringLiteral("bas"), secret);
        QVERIFY(entered);
        QVERIFY(entered->identity.mustChangePassword);
        QVERIFY(world.userOf("bas").mustChangePassword);
        QCOMPARE(world.count(QStringLiteral(
                                 "audit_log WHERE action = 'users.test' AND tenant_id = 1 AND subject = '%1'")
                                 .arg(bas.toString())),
                 1);
        const common::UserId admin = world.userId(QStringLiteral("admin"));
        QCOMPARE(world.outcome(set("admin", admin, secret)), QStringLiteral("Denied id=self"));
        QCOMPARE(world.outcome(set("other", bas, secret)), QStringLiteral("NotFound id=unknown"));
        QCOMPARE(world.outcome(begin("other", bas)), QStringLiteral("NotFound id=unknown"));
        world.ask(QStringLiteral(
            "UPDATE roles SET permissions = permissions || '{users.reset-password}' WHERE code = "
            "'supervisor'"));
        QCOMPARE(world.outcome(set("sue", admin, secret)), QStringLiteral("Denied role=wider"));
        // Somebody new has no account yet: the same id at each question.
        UserRecord fresh = world.aUser("Fresh");
        QCOMPARE(
            world.outcome(begin("admin", common::UserId::fromString(
                                             world.change("admin", "users.edit", createUser, fresh)->id))),
            QStringLiteral("Conflict web_access=off"));
        fresh.name = QStringLiteral("Fresher");
        fresh.login = QStringLiteral("fresher");
        fresh.webAccess = true;
        const auto id =
            common::UserId::fromString(world.change("admin", "users.edit", createUser, fresh)->id);
        const auto first = begin("admin", id);
        QCOMPARE(first->accountId.size(), 16);
        QCOMPARE(begin("admin", id)->accountId, first->accountId);
        QVERIFY(set("admin", id, secret));
        QVERIFY(world.enter(QStringLiteral("FRESHER"), secret));
        QCOMPARE(begin("admin", id)->accountId, first->accountId);
    }
};

EARSHOT_TEST(tst_people, TestPeople)
#include "tst_people.moc"
