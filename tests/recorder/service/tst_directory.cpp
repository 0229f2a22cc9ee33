// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/service/directoryworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;
using common::GroupRecord;
using common::ListQuery;
using common::RoleRecord;
using common::TenantRecord;
using common::UserRecord;
using tests::DirectoryWorld;
using tests::search;
using tests::where;

namespace
{

const QString kNobody = QStringLiteral("11111111-2222-7333-8444-555555555555");

} // namespace

class TestDirectory : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tenantsAreMadeChangedRemovedAndTakenBack()
    {
        DirectoryWorld world;
        TenantRecord wanted;
        wanted.name = QStringLiteral("  Ostsee  ");
        wanted.timeZone = QStringLiteral("Europe/Berlin");
        wanted.language = QStringLiteral("de");
        wanted.recordingSeats = 12;
        wanted.defaultRecording = QStringLiteral("on-demand");
        auto made = world.change("root", "tenants.edit", createTenant, wanted);
        QVERIFY2(made, qPrintable(world.outcome(made)));
        QCOMPARE(made->name, QStringLiteral("Ostsee"));
        QCOMPARE(made->recordingSeats, 12);
        QCOMPARE(made->version, 1);
        TenantRecord twin = wanted;
        twin.name = QStringLiteral("OSTSEE");
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", createTenant, twin)),
                 QStringLiteral("Conflict name=taken"));
        TenantRecord edited = *made;
        edited.screenSeats = 3;
        const auto changed = world.change("root", "tenants.edit", updateTenant, edited);
        QCOMPARE(changed->screenSeats, 3);
        QCOMPARE(changed->version, 2);
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", updateTenant, edited)),
                 QStringLiteral("Conflict version=changed"));
        const auto removed = world.change("root", "tenants.edit", removeTenants, {made->id});
        QCOMPARE(*removed, QStringList{made->id});
        QCOMPARE(world.outcome(world.read("root", "tenants.view", showTenant, made->id)),
                 QStringLiteral("NotFound id=unknown"));
        QCOMPARE(
            world.read("root", "tenants.view", listTenants, search(QStringLiteral("ostsee")))->items.size(),
            0);
        const auto next = world.change("root", "tenants.edit", createTenant, twin);
        QVERIFY(next);
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", restoreTenants, {made->id})),
                 QStringLiteral("Conflict name=taken"));
        QVERIFY(world.change("root", "tenants.edit", removeTenants, {next->id}));
        QCOMPARE(world.change("root", "tenants.edit", restoreTenants, {made->id}).value(), 1);
        QCOMPARE(world.read("root", "tenants.view", showTenant, made->id)->screenSeats, 3);
    }

    void tenantsThatAreUsedStay()
    {
        DirectoryWorld world;
        const QString id = world.tenant("Nordlicht");
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", removeTenants, {id})),
                 QStringLiteral("Conflict calls=0,id=in-use,users=4"));
        world.ask(QStringLiteral("UPDATE users SET deleted_ms = 1 WHERE tenant_id = 1"));
        world.ask(QStringLiteral("INSERT INTO call_counts VALUES (1, 20000, 3)"));
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", removeTenants, {id})),
                 QStringLiteral("Conflict calls=3,id=in-use,users=0"));
        // The system is no tenant that could be removed or hidden, but what tenants inherit is changed there.
        const QString system = QStringLiteral("00000000-0000-7000-8000-000000000000");
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", removeTenants, {system})),
                 QStringLiteral("NotFound id=unknown"));
        auto defaults = world.read("root", "tenants.view", showTenant, system);
        QVERIFY(defaults);
        defaults->suspended = true;
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", updateTenant, *defaults)),
                 QStringLiteral("Invalid suspended=not-allowed"));
        QCOMPARE(world.read("root", "tenants.view", listTenants, ListQuery())->items.size(), 2);
        world.ask(QStringLiteral(
            "UPDATE roles SET permissions = permissions || '{tenants.view,tenants.edit}' WHERE code "
            "= 'administrator'"));
        QCOMPARE(world.outcome(world.read("other", "tenants.view", listTenants, ListQuery())),
                 QStringLiteral("Denied scope=not-allowed"));
        QCOMPARE(world.outcome(world.change("other", "tenants.edit", removeTenants, {id})),
                 QStringLiteral("Denied scope=not-allowed"));
    }

    void badTenantsAreRefused_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("outcome");
        const auto row = [](const char *tag, const char *field, const QString &value, const char *outcome) {
            QTest::newRow(tag) << QString::fromLatin1(field) << value << QString::fromLatin1(outcome);
        };
        row("empty", "name", QStringLiteral(" \t "), "Invalid name=empty");
        row("long", "name", QString(10000, QLatin1Char('x')), "Invalid name=length");
        row("control", "name", QStringLiteral("a\nb"), "Invalid name=characters");
        row("bell", "name", QStringLiteral("a\x07z"), "Invalid name=characters");
        row("zone", "zone", QStringLiteral("Europe/Atlantis"), "Invalid time_zone=unknown");
        row("offset", "zone", QStringLiteral("UTC+01:00"), "Invalid time_zone=unknown");
        row("language", "language", QStringLiteral("German!"), "Invalid language=format");
        row("recording", "recording", QStringLiteral("sometimes"), "Invalid default_recording=unknown");
        row("seats", "seats", QStringLiteral("-2"), "Invalid live_seats=range");
        row("reserved", "name", QStringLiteral("system"), "Conflict name=taken");
    }
    void badTenantsAreRefused()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        QFETCH(QString, outcome);
        DirectoryWorld world;
        TenantRecord tenant;
        tenant.name = field == QLatin1String("name") ? value : QStringLiteral("Good");
        tenant.timeZone = field == QLatin1String("zone") ? value : QString();
        tenant.language = field == QLatin1String("language") ? value : QString();
        tenant.liveSeats = field == QLatin1String("seats") ? value.toInt() : -1;
        if (field == QLatin1String("recording")) {
            tenant.defaultRecording = value;
        }
        const qint64 rows = world.count(QStringLiteral("audit_log"));
        QCOMPARE(world.outcome(world.change("root", "tenants.edit", createTenant, tenant)), outcome);
        QCOMPARE(world.count(QStringLiteral("tenants")), 3);
        QCOMPARE(world.count(QStringLiteral("audit_log")), rows);
    }

    void rolesAreChangedByRootOnly()
    {
        DirectoryWorld world;
        const QStringList known{QStringLiteral("calls.view"), QStringLiteral("users.view")};
        RoleRecord role;
        role.name = QStringLiteral("Auditors");
        role.scope = QStringLiteral("tenant");
        role.permissions = {QStringLiteral("users.view"), QStringLiteral("calls.view"),
                            QStringLiteral("calls.view")};
        role.networks = {QStringLiteral("192.0.2.0/24"), QStringLiteral("2001:db8::/32")};
        const auto made = world.change("root", "roles.edit", createRole, {role, known});
        QVERIFY2(made, qPrintable(world.outcome(made)));
        QCOMPARE(made->permissions,
                 (QStringList{QStringLiteral("calls.view"), QStringLiteral("users.view")}));
        QVERIFY(!made->predefined);
        QVERIFY(made->code.startsWith(QLatin1String("role-")));
        QCOMPARE(world.outcome(world.change("root", "roles.edit", createRole, {role, known})),
                 QStringLiteral("Conflict name=taken"));
        QCOMPARE(world.read("admin", "roles.view", showRole, made->id)->name, QStringLiteral("Auditors"));
        QCOMPARE(world.outcome(world.read("admin", "roles.view", showRole, world.role("root"))),
                 QStringLiteral("NotFound id=unknown"));
        QCOMPARE(world.read("admin", "roles.view", listRoles, ListQuery())->items.size(), 5);
        QCOMPARE(world.read("root", "roles.view", listRoles, ListQuery())->items.size(), 6);
        world.ask(QStringLiteral("UPDATE roles SET permissions = permissions || '{roles.edit}' WHERE code = "
                                 "'administrator'"));
        RoleRecord mine = *made;
        mine.name = QStringLiteral("Mine");
        QCOMPARE(world.outcome(world.change("admin", "roles.edit", createRole, {mine, known})),
                 QStringLiteral("Denied scope=not-allowed"));
        QCOMPARE(world.outcome(world.change("admin", "roles.edit", updateRole, {mine, known})),
                 QStringLiteral("Denied scope=not-allowed"));
        // Counted within the tenant of who asks.
        world.ask(
            QStringLiteral("UPDATE users SET role = '%1' WHERE login IN ('bas', 'other')").arg(made->id));
        QCOMPARE(world.read("root", "roles.view", showRole, made->id)->users, 2);
        QCOMPARE(world.read("admin", "roles.view", showRole, made->id)->users, 1);
        QCOMPARE(world.outcome(world.change("root", "roles.edit", removeRoles, {made->id})),
                 QStringLiteral("Conflict id=in-use,users=2"));
        world.ask(QStringLiteral("UPDATE users SET role = '%1' WHERE login IN ('bas', 'other')")
                      .arg(world.role("user-basic")));
        QVERIFY(world.change("root", "roles.edit", removeRoles, {made->id}));
        QCOMPARE(world.change("root", "roles.edit", restoreRoles, {made->id}).value(), 1);
        QCOMPARE(
            world.outcome(world.change("root", "roles.edit", removeRoles, {world.role("user-advanced")})),
            QStringLiteral("Conflict id=predefined"));
    }

    void badRolesAreRefused()
    {
        DirectoryWorld world;
        const auto tried = [&world](const char *scope, const QStringList &permissions,
                                    const QStringList &networks) {
            RoleRecord role;
            role.name = QStringLiteral("Tried");
            role.scope = QLatin1String(scope);
            role.permissions = permissions;
            role.networks = networks;
            return world.outcome(
                world.change("root", "roles.edit", createRole, {role, {QStringLiteral("calls.view")}}));
        };
        QCOMPARE(tried("everything", {}, {}), QStringLiteral("Invalid scope=unknown"));
        QCOMPARE(tried("user", {QStringLiteral("calls.eat")}, {}),
                 QStringLiteral("Invalid permissions=unknown"));
        for (const char *bad : {"", "10.", "10.0.0", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/24/8",
                                "::1/129", "fe80::1%eth0", "example.org", "192.0.2.0/255.255.255.0", "0/0"}) {
            QVERIFY2(tried("user", {}, {QLatin1String(bad)}) == QLatin1String("Invalid networks=format"),
                     bad);
        }
        // Somebody who reaches everything but may do less cannot give more.
        world.ask(QStringLiteral(
            "INSERT INTO roles (id, code, name, scope, permissions) VALUES (gen_random_uuid(), "
            "'clerk', 'Clerk', 'unrestricted', '{roles.view,roles.edit}')"));
        world.ask(QStringLiteral(
            "INSERT INTO users (id, tenant_id, login, name, created_ms, role, web_access, login_key) "
            "SELECT gen_random_uuid(), 0, 'clerk', 'CLERK', 0, id, true, 'clerk' FROM roles WHERE "
            "code = 'clerk'"));
        RoleRecord wide;
        wide.name = QStringLiteral("Wide");
        wide.permissions = {QStringLiteral("calls.view")};
        QCOMPARE(world.outcome(
                     world.change("clerk", "roles.edit", createRole, {wide, {QStringLiteral("calls.view")}})),
                 QStringLiteral("Denied permissions=wider"));
        auto root = world.read("clerk", "roles.view", showRole, world.role("root"));
        QVERIFY(root);
        QCOMPARE(world.outcome(world.change("clerk", "roles.edit", updateRole, {*root, {}})),
                 QStringLiteral("Denied permissions=wider"));
    }

    void rootLosesNothing()
    {
        DirectoryWorld world;
        const auto tried = [&world](const std::function<void(RoleRecord &)> &edit) {
            auto role = world.read("root", "roles.view", showRole, world.role("root"));
            edit(*role);
            return world.outcome(world.change("root", "roles.edit", updateRole, {*role, {}}));
        };
        QCOMPARE(tried([](RoleRecord &role) { role.permissions.removeFirst(); }),
                 QStringLiteral("Conflict permissions=root"));
        QCOMPARE(tried([](RoleRecord &role) { role.scope = QStringLiteral("tenant"); }),
                 QStringLiteral("Conflict scope=root"));
        QCOMPARE(tried([](RoleRecord &role) { role.networks.append(QStringLiteral("10.0.0.0/8")); }),
                 QStringLiteral("Conflict networks=root"));
        QCOMPARE(tried([](RoleRecord &role) { role.name = QStringLiteral("Chief"); }), QString());
        const auto user = [&world](const std::function<void(UserRecord &)> &edit) {
            UserRecord record = world.userOf("root");
            edit(record);
            return world.outcome(world.change("root", "users.edit", updateUser, record));
        };
        const QString last = QStringLiteral("Conflict role_id=last-root");
        QCOMPARE(user([](UserRecord &record) { record.active = false; }), last);
        QCOMPARE(user([](UserRecord &record) { record.webAccess = false; }), last);
        QCOMPARE(user([](UserRecord &record) { record.validTillMs = 4102444800000; }), last);
        QCOMPARE(world.outcome(world.change("root", "users.edit", removeUsers,
                                            {world.userId(QStringLiteral("root")).toString()})),
                 last);
        UserBulkChange bulk;
        bulk.ids = {world.userId(QStringLiteral("root")).toString()};
        bulk.fields = {QStringLiteral("active")};
        bulk.values.active = false;
        QCOMPARE(world.outcome(world.change("root", "users.edit", updateUsers, bulk)), last);
        QVERIFY(world.userOf("root").active);
    }

    void groupsBelongToTheirTenant()
    {
        DirectoryWorld world;
        GroupRecord group;
        group.name = QStringLiteral("Service");
        group.timeZone = QStringLiteral("Asia/Tokyo");
        const auto made = world.change("admin", "groups.edit", createGroup, group);
        QVERIFY2(made, qPrintable(world.outcome(made)));
        QCOMPARE(made->tenant, QStringLiteral("Nordlicht"));
        QCOMPARE(world.outcome(world.change("admin", "groups.edit", createGroup, group)),
                 QStringLiteral("Conflict name=taken"));
        QVERIFY(
            world.change("other", "groups.edit", createGroup, group)); // another tenant's may have the name
        GroupRecord foreign = group;
        foreign.name = QStringLiteral("Foreign");
        foreign.tenantId = world.tenant("Suedwind");
        QCOMPARE(world.outcome(world.change("admin", "groups.edit", createGroup, foreign)),
                 QStringLiteral("Denied tenant_id=not-allowed"));
        QCOMPARE(world.change("root", "groups.edit", createGroup, foreign)->tenant,
                 QStringLiteral("Suedwind"));
        foreign.tenantId.clear();
        QCOMPARE(world.outcome(world.change("root", "groups.edit", createGroup, foreign)),
                 QStringLiteral("Invalid tenant_id=required"));
        GroupRecord edited = *made;
        edited.timeZone = QStringLiteral("Mars/Crater");
        QCOMPARE(world.outcome(world.change("admin", "groups.edit", updateGroup, edited)),
                 QStringLiteral("Invalid time_zone=unknown"));
        QCOMPARE(world.outcome(world.change("other", "groups.edit", updateGroup, *made)),
                 QStringLiteral("NotFound id=unknown"));
        QCOMPARE(world.outcome(world.change("other", "groups.edit", removeGroups, {made->id})),
                 QStringLiteral("NotFound id=unknown"));
        QCOMPARE(world.outcome(world.change("admin", "groups.edit", removeGroups, {world.group("Sales")})),
                 QStringLiteral("Conflict id=in-use,users=4"));
        QVERIFY(world.change("admin", "groups.edit", removeGroups, {made->id}));
        QCOMPARE(world.outcome(world.change("other", "groups.edit", restoreGroups, {made->id})),
                 QStringLiteral("NotFound id=unknown"));
        const auto second = world.change("admin", "groups.edit", createGroup, group);
        QCOMPARE(world.outcome(world.change("admin", "groups.edit", restoreGroups, {made->id})),
                 QStringLiteral("Conflict name=taken"));
        QVERIFY(world.change("admin", "groups.edit", removeGroups, {second->id}));
        QCOMPARE(world.change("admin", "groups.edit", restoreGroups, {made->id}).value(), 1);
        QCOMPARE(world.read("sue", "groups.view", listGroups, ListQuery())->items.size(), 1);
        QCOMPARE(world.read("admin", "groups.view", listGroups, ListQuery())->items.size(), 2);
    }

    void timeZonesAreInherited()
    {
        DirectoryWorld world;
        const auto zone = [&world] { return world.enter(QStringLiteral("bas"))->identity.timeZone; };
        QCOMPARE(zone(), QString());
        world.ask(QStringLiteral("UPDATE tenants SET time_zone = 'Etc/UTC' WHERE id = 0"));
        QCOMPARE(zone(), QStringLiteral("Etc/UTC"));
        world.ask(QStringLiteral("UPDATE tenants SET time_zone = 'Europe/Berlin' WHERE id = 1"));
        QCOMPARE(zone(), QStringLiteral("Europe/Berlin"));
        world.ask(QStringLiteral("UPDATE groups SET time_zone = 'Europe/Paris' WHERE tenant_id = 1"));
        QCOMPARE(zone(), QStringLiteral("Europe/Paris"));
        UserRecord user = world.userOf("bas");
        user.timeZone = QStringLiteral("America/New_York");
        QVERIFY(world.change("admin", "users.edit", updateUser, user));
        QCOMPARE(zone(), QStringLiteral("America/New_York"));
    }

    void languagesAreInherited()
    {
        DirectoryWorld world;
        const auto language = [&world] { return world.enter(QStringLiteral("bas"))->identity.language; };
        world.ask(QStringLiteral("UPDATE tenants SET language = '' WHERE id IN (0, 1)"));
        QCOMPARE(language(), QString());
        world.ask(QStringLiteral("UPDATE tenants SET language = 'fr' WHERE id = 0"));
        QCOMPARE(language(), QStringLiteral("fr"));
        world.ask(QStringLiteral("UPDATE tenants SET language = 'de' WHERE id = 1"));
        QCOMPARE(language(), QStringLiteral("de"));
        UserRecord user = world.userOf("bas");
        user.language = QStringLiteral("en");
        QVERIFY(world.change("admin", "users.edit", updateUser, user));
        QCOMPARE(language(), QStringLiteral("en"));
    }

    void recordingRulesAreInherited()
    {
        const auto rule = [](const char *user, const char *group, const char *tenant, const char *system) {
            return recordingOf(QLatin1String(user), QLatin1String(group), QLatin1String(tenant),
                               QLatin1String(system));
        };
        QCOMPARE(rule("never", "always", "always", "on-demand"), QStringLiteral("never"));
        QCOMPARE(rule("default", "never", "always", "on-demand"), QStringLiteral("never"));
        QCOMPARE(rule("default", "default", "on-demand", "never"), QStringLiteral("on-demand"));
        QCOMPARE(rule("default", "", "", "never"), QStringLiteral("never"));
        QCOMPARE(rule("", "", "", ""), QStringLiteral("always"));
    }

    void theTrailIsReadWithinReach()
    {
        DirectoryWorld world;
        UserRecord user = world.userOf("bas");
        user.email = QStringLiteral("bas@example.org");
        user.extensions = {QStringLiteral("201"), QStringLiteral("202")};
        QVERIFY(world.change("root", "users.edit", updateUser, user));
        const auto seen = world.read("admin", "audit.view", listAudit, where("subject", "is", {user.id}));
        QCOMPARE(seen->items.size(), 3); // the command line made him and gave him his role
        const auto record = world.read("admin", "audit.view", showAudit, seen->items.first().id);
        QVERIFY(record);
        QCOMPARE(record->initiator, QStringLiteral("root"));
        QCOMPARE(record->resource, QStringLiteral("users"));
        QCOMPARE(record->subjectName, QStringLiteral("BAS"));
        QCOMPARE(record->tenant, QStringLiteral("Nordlicht"));
        QVERIFY(
            record->fields.contains({QStringLiteral("email"), QString(), QStringLiteral("bas@example.org")}));
        QVERIFY(
            record->fields.contains({QStringLiteral("extensions"), QString(), QStringLiteral("201, 202")}));
        QCOMPARE(record->fields.size(), 2);
        QVERIFY(!world.read("other", "audit.view", showAudit, record->id));
        QCOMPARE(
            world.read("other", "audit.view", listAudit, where("subject", "is", {user.id}))->items.size(), 0);
        user = world.userOf("bas");
        user.email.clear();
        QVERIFY(world.change("admin", "users.edit", updateUser, user));
        QCOMPARE(world.read("admin", "audit.view", showAudit, record->id)->related.size(), 3);
        QCOMPARE(
            world.read("admin", "audit.view", listAudit, where("initiator", "is", {QStringLiteral("ROOT")}))
                ->items.size(),
            1);
        QCOMPARE(
            world.read("admin", "audit.view", listAudit, search(QStringLiteral("EXAMPLE.org")))->items.size(),
            2);
        QCOMPARE(world.outcome(world.read("admin", "audit.view", listAudit,
                                          where("date", "is", {QStringLiteral("1")}))),
                 QStringLiteral("Invalid criterion=1,date=operator"));
        QCOMPARE(
            world.outcome(world.read("admin", "audit.view", listAudit, where("color", "is", {QString()}))),
            QStringLiteral("Invalid color=unknown,criterion=1"));
        // Page by page, nothing twice.
        ListQuery pages;
        pages.pageSize = 2;
        QList<qint64> ids;
        do {
            const auto page = world.read("root", "audit.view", listAudit, pages);
            QVERIFY(page);
            for (const auto &row : page->items) {
                QVERIFY(!ids.contains(row.id));
                ids.append(row.id);
            }
            pages.pageToken = page->nextToken;
        } while (!pages.pageToken.isEmpty());
        QCOMPARE(ids.size(), world.count(QStringLiteral("audit_log")));
        pages.pageToken = QStringLiteral("no token");
        QCOMPARE(world.outcome(world.read("root", "audit.view", listAudit, pages)),
                 QStringLiteral("Invalid page-token=invalid"));
    }

    void everybodySeesAndEndsHisOwnSessions()
    {
        DirectoryWorld world;
        const auto here = world.enter(QStringLiteral("bas"));
        const auto phone = world.enter(QStringLiteral("bas"));
        const auto office = world.enter(QStringLiteral("bas"));
        const auto ada = world.enter(QStringLiteral("ada"));
        const auto list = [&](const Actor &who) {
            return world.gate.runAndWait<common::ListPageOf<common::UserSessionRecord>>(
                who, DirectoryWorld::operation("session", false),
                [](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
                    return listSessions(transaction, scope, {});
                });
        };
        const auto end = [&](const Actor &who, const QStringList &ids) {
            return world.gate.runAndWait<int>(
                who, DirectoryWorld::operation("session", true),
                [&ids](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                    return endSessions(transaction, scope, trail, ids);
                });
        };
        const auto page = list(here->actor);
        QVERIFY2(page, page ? "" : qPrintable(page.error().message));
        QCOMPARE(page->items.size(), 3);
        for (const common::UserSessionRecord &session : page->items) {
            QCOMPARE(session.login, QStringLiteral("bas"));
            QCOMPARE(session.own, session.id == here->actor.session.toString());
        }
        // Who manages a group sees no more than himself without the permission.
        QCOMPARE(list(world.actor(QStringLiteral("sue")))->items.size(), 1);
        QCOMPARE(world.outcome(end(here->actor, {ada->actor.session.toString()})),
                 QStringLiteral("NotFound ids=unknown")); // out of reach: not there
        world.ask(QStringLiteral("UPDATE roles SET scope = 'tenant' WHERE code = 'user-basic'"));
        QCOMPARE(world.outcome(end(here->actor, {ada->actor.session.toString()})),
                 QStringLiteral("Denied permission=sessions.end"));
        QCOMPARE(end(here->actor, {phone->actor.session.toString()}).value(), 1);
        QVERIFY(!world.resume(phone->token));
        const auto others = world.gate.runAndWait<int>(
            here->actor, DirectoryWorld::operation("session", true),
            [](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return endOtherSessions(transaction, scope, trail);
            });
        QCOMPARE(others.value(), 1);
        QVERIFY(!world.resume(office->token));
        QVERIFY(world.resume(here->token) && world.resume(ada->token));
        // A password that somebody else knows opens nothing of others.
        const Actor admin = world.session("admin");
        QVERIFY(list(admin)->items.size() > 2);
        world.ask(
            QStringLiteral("UPDATE credentials SET must_change = true FROM users u WHERE u.id = user_id "
                           "AND u.login = 'admin'"));
        QCOMPARE(list(admin)->items.size(), 1);
        QCOMPARE(world.outcome(end(admin, {ada->actor.session.toString()})),
                 QStringLiteral("Denied permission=sessions.end"));
    }

    void sessionsAreListedAndEnded()
    {
        DirectoryWorld world;
        const auto bas = world.enter(QStringLiteral("bas"));
        const auto other = world.enter(QStringLiteral("other"));
        const auto root = world.enter(QStringLiteral("root"));
        const auto page = world.read("admin", "sessions.view", listSessions, search(QStringLiteral("bas")));
        QCOMPARE(page->items.size(), 1);
        QCOMPARE(page->items.first().client, QStringLiteral("test 1.0"));
        QCOMPARE(page->items.first().address, QStringLiteral("192.0.2.1"));
        QVERIFY(!page->items.first().own);
        const auto own = world.read("admin", "sessions.view", listSessions, search(QStringLiteral("admin")));
        QVERIFY(own->items.first().own);
        for (const auto &foreign : {other, root}) {
            QCOMPARE(world.outcome(world.change("admin", "sessions.end", endSessions,
                                                {foreign->actor.session.toString()})),
                     QStringLiteral("NotFound ids=unknown"));
        }
        QList<SessionId> told;
        world.watch.setTold(
            [&told](const QList<SessionId> &ended, const QList<SessionId> &) { told += ended; });
        world.watch.tick();
        QVERIFY(world.change("admin", "sessions.end", endSessions, {bas->actor.session.toString()}).value() ==
                1);
        QTRY_VERIFY_WITH_TIMEOUT((world.watch.tick(), told.contains(bas->actor.session)), 1000);
        QVERIFY(!told.contains(other->actor.session));
        QVERIFY(!world.resume(bas->token));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'sessions.test' AND tenant_id = 1")),
                 1);
        world.clock.advance(16min); // what is idle is no session any more
        QCOMPARE(
            world.read("admin", "sessions.view", listSessions, search(QStringLiteral("other")))->items.size(),
            0);
    }
};

EARSHOT_TEST(tst_directory, TestDirectory)
#include "tst_directory.moc"
