// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/service/directoryworld.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <functional>

using namespace recorder;
using common::UserRecord;
using tests::DirectoryWorld;

namespace
{

constexpr qint64 kIn2100 = 4102444800000;

/// A tenant whose only administrator is "admin".
struct World : DirectoryWorld {
    QString edit(const char *who, const std::function<void(UserRecord &)> &change, const char *whom = "admin")
    {
        UserRecord record = userOf(whom);
        change(record);
        return outcome(DirectoryWorld::change(who, "users.edit", updateUser, record));
    }
    QString remove(const char *who, const char *whom)
    {
        return outcome(
            DirectoryWorld::change(who, "users.edit", removeUsers, {userId(QLatin1String(whom)).toString()}));
    }
    QString bulk(const char *who, const char *field, const std::function<void(UserRecord &)> &change)
    {
        UserBulkChange bulk;
        bulk.ids =
            QStringList{userId(QStringLiteral("admin")).toString(), userId(QStringLiteral("bas")).toString()};
        bulk.fields = QStringList{QLatin1String(field)};
        change(bulk.values);
        return outcome(DirectoryWorld::change(who, "users.edit", updateUsers, bulk));
    }
    /// Somebody else administers, too.
    void second(const char *login)
    {
        ask(QStringLiteral("UPDATE users SET role = '%1' WHERE login = '%2'")
                .arg(role("administrator"), QLatin1String(login)));
    }
};

QString last(const char *field)
{
    return QStringLiteral("Conflict %1=last-administrator").arg(QLatin1String(field));
}

void off(UserRecord &user)
{
    user.active = false;
}

} // namespace

class TestLastAdministrator : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void staysInEveryEdit()
    {
        World world;
        const UserRecord before = world.userOf("admin");
        const QString basic = world.role("user-basic");
        QCOMPARE(world.edit("admin", off), last("active"));
        QCOMPARE(world.edit("admin", [](UserRecord &user) { user.webAccess = false; }), last("web_access"));
        QCOMPARE(world.edit("admin", [](UserRecord &user) { user.validTillMs = kIn2100; }),
                 last("valid_till_ms"));
        QCOMPARE(world.edit("admin", [&](UserRecord &user) { user.roleId = basic; }), last("role_id"));
        QCOMPARE(world.remove("admin", "admin"), last("ids"));
        QCOMPARE(world.bulk("admin", "active", off), last("active"));
        QCOMPARE(world.bulk("admin", "valid_till_ms", [](UserRecord &user) { user.validTillMs = kIn2100; }),
                 last("valid_till_ms"));
        QCOMPARE(world.bulk("admin", "role_id", [&](UserRecord &user) { user.roleId = basic; }),
                 last("role_id"));
        const UserRecord after = world.userOf("admin");
        QCOMPARE(after.version, before.version);
        QVERIFY(after.active && after.webAccess && after.validTillMs == 0);
        QVERIFY(world.userOf("bas").active); // of the bulk edit nothing was done
        // What takes nothing away is as free as before.
        QCOMPARE(world.edit("admin", [](UserRecord &user) { user.email = QStringLiteral("a@example.org"); }),
                 QString());
        QCOMPARE(world.edit("admin", off, "bas"), QString());
    }

    void goesWhenSomebodyElseCanDoIt()
    {
        World world;
        world.second("ada");
        QCOMPARE(world.edit("admin", off), QString());
        QCOMPARE(world.edit("ada", off, "ada"), last("active"));
        QCOMPARE(world.remove("ada", "ada"), last("ids"));
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
        row("narrow",
            "UPDATE roles SET permissions = permissions || '{users.edit}' WHERE code = 'supervisor'; UPDATE "
            "users SET role = (SELECT id FROM roles WHERE code = 'supervisor') WHERE login = 'ada'");
        row("basic", "UPDATE users SET role = (SELECT id FROM roles WHERE code = 'user-basic') "
                     "WHERE login = 'ada'");
    }
    void othersCountOnlyWhenTheyCanDoItForGood()
    {
        QFETCH(QString, sql);
        World world;
        world.second("ada");
        world.ask(sql);
        QCOMPARE(world.edit("admin", off), last("active"));
    }

    void whoSignsInElsewhereCounts()
    {
        World world;
        world.second("ada");
        world.ask(QStringLiteral("DELETE FROM credentials WHERE user_id = (SELECT id FROM users WHERE login "
                                 "= 'ada'); UPDATE users SET authenticate_with = 'directory', source_id = "
                                 "gen_random_uuid() WHERE login = 'ada'"));
        QCOMPARE(world.edit("admin", off), QString());
    }

    void whoSeesEveryTenantMay()
    {
        World world;
        QCOMPARE(world.bulk("root", "valid_till_ms", [](UserRecord &user) { user.validTillMs = kIn2100; }),
                 QString());
        QCOMPARE(world.edit("root", [](UserRecord &user) { user.validTillMs = 0; }), QString());
        QCOMPARE(world.edit("root", off), QString());
        QCOMPARE(world.edit("root", [](UserRecord &user) { user.active = true; }), QString());
        QCOMPARE(world.remove("root", "admin"), QString());
    }
};

EARSHOT_TEST(tst_lastadministrator, TestLastAdministrator)
#include "tst_lastadministrator.moc"
