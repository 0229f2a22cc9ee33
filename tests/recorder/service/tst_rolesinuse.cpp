// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/service/directoryworld.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <functional>

using namespace recorder;
using common::RoleRecord;
using common::UserRecord;
using tests::DirectoryWorld;

namespace
{

const QString kEditUsers = QStringLiteral("users.edit");

/// Root changes the roles that people have.
struct World : DirectoryWorld {
    RoleRecord roleOf(const char *code) { return read("root", "roles.view", showRole, role(code)).value(); }
    QString edit(const char *code, const std::function<void(RoleRecord &)> &work)
    {
        RoleRecord record = roleOf(code);
        work(record);
        return outcome(change("root", "roles.edit", updateRole, {record, {kEditUsers}}));
    }
    QString reach(const char *code, const char *scope)
    {
        return edit(code, [scope](RoleRecord &role) { role.scope = QLatin1String(scope); });
    }
    QString loseEdit(const char *code)
    {
        return edit(code, [](RoleRecord &role) { role.permissions.removeAll(kEditUsers); });
    }
    /// A role nobody has.
    void addRole(const char *code, const char *scope)
    {
        ask(QStringLiteral("INSERT INTO roles (id, code, name, scope, permissions) VALUES "
                           "(gen_random_uuid(), '%1', '%1', '%2', '{users.view,users.edit}')")
                .arg(QLatin1String(code), QLatin1String(scope)));
    }
    void give(const char *code, const char *login)
    {
        ask(QStringLiteral("UPDATE users SET role = '%1' WHERE login = '%2'")
                .arg(role(code), QLatin1String(login)));
    }
    QStringList seenBy(const char *login)
    {
        const auto page = read(login, "users.view", listUsers, common::ListQuery());
        QStringList logins;
        for (const UserRecord &user : page->items) {
            logins.append(user.login);
        }
        logins.sort();
        return logins;
    }
};

QString last(const char *field, const char *tenant)
{
    return QStringLiteral("Conflict %1=last-administrator,tenant=%2")
        .arg(QLatin1String(field), QLatin1String(tenant));
}

} // namespace

class TestRolesInUse : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void peopleOfTenantsNeverGetBeyondTheirs()
    {
        World world;
        const RoleRecord before = world.roleOf("administrator");
        const QStringList own{QStringLiteral("ada"), QStringLiteral("admin"), QStringLiteral("bas"),
                              QStringLiteral("sue")};
        QCOMPARE(world.seenBy("admin"), own);
        QCOMPARE(world.reach("administrator", "unrestricted"),
                 QStringLiteral("Conflict scope=in-use,users=2"));
        QCOMPARE(world.reach("user-basic", "unrestricted"), QStringLiteral("Conflict scope=in-use,users=1"));
        QCOMPARE(world.roleOf("administrator"), before);
        QCOMPARE(world.seenBy("admin"), own);
        // Within the tenant it goes as far as root likes.
        QCOMPARE(world.reach("user-basic", "tenant"), QString());
    }

    void peopleOfTheSystemNeverGetLess()
    {
        World world;
        world.addRole("clerk", "tenant");
        QCOMPARE(world.reach("clerk", "unrestricted"), QString()); // nobody's yet
        world.ask(QStringLiteral("INSERT INTO users (id, tenant_id, login, name, created_ms, role) VALUES "
                                 "(gen_random_uuid(), 0, 'carl', 'CARL', 0, '%1')")
                      .arg(world.role("clerk")));
        QCOMPARE(world.reach("clerk", "tenant"), QStringLiteral("Conflict scope=in-use,users=1"));
        QCOMPARE(world.reach("clerk", "user"), QStringLiteral("Conflict scope=in-use,users=1"));
        QCOMPARE(world.loseEdit("clerk"), QString());
        QCOMPARE(world.roleOf("clerk").scope, QStringLiteral("unrestricted"));
        world.ask(QStringLiteral("UPDATE users SET deleted_ms = 1 WHERE login = 'carl'"));
        QCOMPARE(world.reach("clerk", "tenant"), QString());
    }

    void everyTenantKeepsAnAdministrator()
    {
        World world;
        const RoleRecord before = world.roleOf("administrator");
        QCOMPARE(world.loseEdit("administrator"), last("permissions", "Nordlicht"));
        QCOMPARE(world.reach("administrator", "groups"), last("scope", "Nordlicht"));
        QCOMPARE(world.reach("administrator", "user"), last("scope", "Nordlicht"));
        QCOMPARE(world.roleOf("administrator"), before);
        QCOMPARE(world.outcome(world.change("admin", "users.edit", updateUser, world.userOf("bas"))),
                 QString());
        // What takes nobody's administrator is as free as before.
        QCOMPARE(
            world.edit("administrator",
                       [](RoleRecord &role) { role.permissions.removeAll(QStringLiteral("calls.live")); }),
            QString());
        QCOMPARE(world.reach("supervisor", "user"), QString());
        // Every tenant, not just one of them.
        world.addRole("deputy", "tenant");
        world.give("deputy", "ada");
        QCOMPARE(world.loseEdit("administrator"), last("permissions", "Suedwind"));
        world.give("deputy", "other");
        QCOMPARE(world.loseEdit("administrator"), QString());
        QCOMPARE(world.loseEdit("deputy"), last("permissions", "Nordlicht"));
        QCOMPARE(world.edit("administrator", [](RoleRecord &role) { role.permissions.append(kEditUsers); }),
                 QString());
        world.give("administrator", "other");
        QCOMPARE(world.loseEdit("deputy"), QString()); // "admin" and "other" are back
    }

    void othersCountOnlyWhenTheyCanDoItForGood_data()
    {
        QTest::addColumn<QString>("sql");
        const auto row = [](const char *tag, const char *sql) {
            QTest::newRow(tag) << QString::fromLatin1(sql);
        };
        row("off", "UPDATE users SET active = false WHERE login = 'ada'");
        row("no web access", "UPDATE users SET web_access = false WHERE login = 'ada'");
        row("last day", "UPDATE users SET valid_till_ms = 4102444800000 WHERE login = 'ada'");
        row("deleted", "UPDATE users SET deleted_ms = 1 WHERE login = 'ada'");
        row("no password",
            "DELETE FROM credentials WHERE user_id = (SELECT id FROM users WHERE login = 'ada')");
        row("narrow", "UPDATE roles SET scope = 'groups' WHERE code = 'deputy'");
    }
    void othersCountOnlyWhenTheyCanDoItForGood()
    {
        QFETCH(QString, sql);
        World world;
        world.addRole("deputy", "tenant");
        world.give("deputy", "ada");
        world.addRole("chief", "tenant");
        world.give("chief", "other"); // whose tenant does not matter here
        world.ask(sql);
        QCOMPARE(world.loseEdit("administrator"), last("permissions", "Nordlicht"));
        QVERIFY(world.roleOf("administrator").permissions.contains(kEditUsers));
    }

    void aTenantThatHadNoneLosesNone()
    {
        World world;
        world.addRole("deputy", "tenant");
        world.give("deputy", "ada");
        world.ask(QStringLiteral("UPDATE users SET active = false WHERE login = 'other'"));
        QCOMPARE(world.loseEdit("administrator"), QString());
    }

    void nobodyComesBackWithARoleThatBecameAnother()
    {
        World world;
        const QStringList ada{world.userId(QStringLiteral("ada")).toString()};
        QVERIFY((world.change<QStringList, const QStringList &>("admin", "users.edit", removeUsers, ada)));
        QCOMPARE(world.reach("user-advanced", "unrestricted"), QString());
        const auto back = [&world, &ada] {
            return world.outcome(
                world.change<int, const QStringList &>("root", "users.edit", restoreUsers, ada));
        };
        QCOMPARE(back(), QStringLiteral("Conflict role=unfit"));
        QCOMPARE(world.count(QStringLiteral("users WHERE login = 'ada' AND deleted_ms IS NULL")), 0);
        QCOMPARE(world.reach("user-advanced", "user"), QString());
        QCOMPARE(back(), QString());
    }

    void theCommandLineGivesNoneToATenant()
    {
        World world;
        world.addRole("wide", "unrestricted");
        for (const char *code : {"wide", "root"}) {
            const auto given =
                AccountService(world.gate, world.clock)
                    .setAccess(
                        {QStringLiteral("Nordlicht"), QStringLiteral("bas"), QLatin1String(code), {}, {}});
            QCOMPARE(world.outcome(given), QStringLiteral("Invalid role=not-allowed"));
            QCOMPARE(world.userOf("bas").roleId, world.role("user-basic"));
        }
    }
};

EARSHOT_TEST(tst_rolesinuse, TestRolesInUse)
#include "tst_rolesinuse.moc"
