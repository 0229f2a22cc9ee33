// SPDX-License-Identifier: GPL-3.0-or-later
// What the predefined roles of a new installation may do, word by word: the matrix asks the database who may
// what, so a migration that gave somebody too much would stay unseen there.
#include "tests/recorder/api/contractmethods.h"
#include "tests/support/testdb.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace tests;

namespace
{

constexpr const char *kRoot = "root";
constexpr const char *kAdministrators = "administrator root";
constexpr const char *kSupervisors = "administrator root supervisor";
constexpr const char *kAdvanced = "administrator root supervisor user-advanced";
constexpr const char *kEverybody = "administrator root supervisor user-advanced user-basic";

struct Right {
    const char *permission;
    const char *roles; ///< codes in alphabetical order
};
constexpr Right kRights[] = {
    {"audit.view", kAdministrators},
    {"calls.confidential", kAdministrators},
    {"calls.hold", kAdministrators},
    {"calls.keep", kSupervisors},
    {"calls.live", kSupervisors},
    {"calls.playback", kAdvanced},
    {"calls.view", kEverybody},
    {"deleted.purge", kAdministrators},
    {"deleted.view", kAdministrators},
    {"groups.edit", kAdministrators},
    {"groups.view", kSupervisors},
    {"jobs.view", kAdministrators},
    {"keys.edit", kAdministrators},
    {"keys.view", kAdministrators},
    {"ledger.view", kAdministrators},
    {"roles.edit", kRoot},
    {"roles.view", kAdministrators},
    {"sessions.end", kAdministrators},
    {"sessions.view", kAdministrators},
    {"settings.edit", kAdministrators},
    {"settings.view", kAdministrators},
    {"sources.edit", kAdministrators},
    {"sources.view", kAdministrators},
    {"storage.edit", kAdministrators},
    {"storage.view", kAdministrators},
    {"system.edit", kRoot},
    {"system.view", kRoot},
    {"tenants.edit", kRoot},
    {"tenants.view", kRoot},
    {"users.edit", kAdministrators},
    {"users.impersonate", kAdministrators},
    {"users.reset-password", kAdministrators},
    {"users.view", kSupervisors},
};

QString lineOf(const Right &right)
{
    return QLatin1String(right.permission) + QLatin1String(": ") + QLatin1String(right.roles);
}

QString ask(const TestDb &db, const char *sql)
{
    return runSql(db.url(), QLatin1String(sql)).value(0);
}

} // namespace

class TestPredefinedRoles : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// One that is given twice stands there twice.
    void theyMayWhatIsWrittenHere()
    {
        const TestDb db;
        const QStringList is =
            ask(db, "SELECT string_agg(permission || ': ' || codes, E'\\n' ORDER BY permission) FROM (SELECT "
                    "p.permission, string_agg(r.code, ' ' ORDER BY r.code COLLATE \"C\") AS codes FROM roles "
                    "r, unnest(r.permissions) AS p (permission) GROUP BY p.permission) given")
                .split(u'\n');
        QStringList wanted;
        for (const Right &right : kRights) {
            wanted.append(lineOf(right));
            QVERIFY2(is.contains(wanted.last()), qPrintable(QStringLiteral("not so: ") + wanted.last()));
        }
        for (const QString &line : is) {
            QVERIFY2(wanted.contains(line), qPrintable(QStringLiteral("too much: ") + line));
        }
        QCOMPARE(is.size(), wanted.size());
    }

    void theyReachWhatIsWrittenHere()
    {
        const TestDb db;
        QCOMPARE(ask(db, "SELECT string_agg(code || ' ' || scope, ', ' ORDER BY code COLLATE \"C\") FROM "
                         "roles"),
                 QStringLiteral("administrator tenant, root unrestricted, supervisor groups, user-advanced "
                                "user, user-basic user"));
        QCOMPARE(ask(db, "SELECT count(*) FROM roles WHERE NOT predefined OR tenant_id IS NOT NULL OR "
                         "deleted_ms IS NOT NULL OR networks <> '{}' OR require_second_step"),
                 QStringLiteral("0"));
    }

    void everyPermissionOfTheContractIsWrittenHere()
    {
        QStringList asked;
        for (const common::MethodAccess &access : contractMethods()) {
            asked << access.permission << access.wider;
        }
        asked.removeDuplicates();
        for (const char *open : {"", "public", "session"}) {
            asked.removeAll(QLatin1String(open));
        }
        for (const Right &right : kRights) {
            QVERIFY2(asked.removeOne(QLatin1String(right.permission)), right.permission);
        }
        QVERIFY2(asked.isEmpty(), qPrintable(asked.join(u' ')));
    }
};

EARSHOT_TEST(tst_predefinedroles, TestPredefinedRoles)
#include "tst_predefinedroles.moc"
