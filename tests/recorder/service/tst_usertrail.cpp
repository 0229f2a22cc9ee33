// SPDX-License-Identifier: GPL-3.0-or-later
// The audit trail of many users who are changed at once: each has his own history.
#include "recorder/service/audittrail.h"
#include "recorder/service/userimport.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using common::Result;
using tests::DirectoryWorld;

namespace
{

struct TrailWorld : DirectoryWorld {
    /// "tenant action {changes}" of each row about him that came after the world was made.
    QString trailOf(const char *login) const
    {
        return ask(QStringLiteral(
                       "SELECT string_agg(concat_ws(' ', a.tenant_id, a.action, a.detail->'changes'), '; ' "
                       "ORDER BY a.id) FROM audit_log a JOIN users u ON u.id = a.subject WHERE u.login = "
                       "'%1' AND a.id > %2")
                       .arg(QLatin1String(login), QString::number(first)));
    }
    /// What says it of the whole: "tenant action count names ids".
    QString whole() const
    {
        return ask(
            QStringLiteral("SELECT string_agg(concat_ws(' ', coalesce(tenant_id::text, '-'), action, "
                           "detail->>'count', detail->>'names', detail->>'ids'), '; ' ORDER BY id) FROM "
                           "audit_log WHERE subject IS NULL AND id > %1")
                .arg(first));
    }
    QString roleName(const char *code) const
    {
        return ask(QStringLiteral("SELECT name FROM roles WHERE code = '%1'").arg(QLatin1String(code)));
    }
    QStringList idsOf(const QStringList &logins) const
    {
        QStringList ids;
        for (const QString &login : logins) {
            ids.append(userId(login).toString());
        }
        return ids;
    }
    void addAgents(int users) const
    {
        ask(QStringLiteral("INSERT INTO users (id, tenant_id, login, name, created_ms, home_group) SELECT "
                           "gen_random_uuid(), 1, '', 'Agent ' || n, 1, g.id FROM generate_series(1, %1) n, "
                           "groups g WHERE g.tenant_id = 1 AND g.name = 'Sales'")
                .arg(users));
    }
    static UserBulkChange never()
    {
        UserBulkChange change;
        change.fields = QStringList{QStringLiteral("recording")};
        change.values.recording = QStringLiteral("never");
        return change;
    }
    Result<BulkOutcome> update(const char *login, const UserBulkChange &bulk)
    {
        return change<BulkOutcome, const UserBulkChange &>(login, "users.edit", updateUsers, bulk);
    }
    /// "good" when the whole chain is what was written, with every row in it.
    QString chain()
    {
        if (const auto chained = chainAudit(pool); !chained) {
            return chained.error().message;
        }
        const auto verdict = verifyAudit(pool, {});
        if (!verdict || !verdict->good) {
            return verdict ? verdict->reason : verdict.error().message;
        }
        return verdict->entries == count(QStringLiteral("audit_log")) ? QStringLiteral("good")
                                                                      : QStringLiteral("not all");
    }

    const qint64 rows = count(QStringLiteral("audit_log"));
    const qint64 first = ask(QStringLiteral("SELECT max(id) FROM audit_log")).toLongLong();
};

} // namespace

class TestUserTrail : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aBulkEditSaysWhatEachOneWas()
    {
        TrailWorld world;
        UserBulkChange change = TrailWorld::never();
        change.fields.append(QStringLiteral("role_id"));
        change.values.roleId = world.role("user-basic");
        change.ids = world.idsOf({QStringLiteral("bas"), QStringLiteral("ada"), QStringLiteral("sue")});
        const auto done = world.update("admin", change);
        QVERIFY2(done, qPrintable(world.outcome(done)));
        QCOMPARE(done->changed, 3);
        const QString recording =
            QStringLiteral("\"recording\": {\"after\": \"never\", \"before\": \"default\"}}");
        const QString role =
            QStringLiteral("1 users.test {\"role\": {\"after\": \"%1\", \"before\": \"%2\"}, ");
        const QString basic = world.roleName("user-basic");
        QCOMPARE(world.trailOf("bas"), QStringLiteral("1 users.test {") + recording);
        QCOMPARE(world.trailOf("ada"), role.arg(basic, world.roleName("user-advanced")) + recording);
        QCOMPARE(world.trailOf("sue"), role.arg(basic, world.roleName("supervisor")) + recording);
        // The row of the whole comes last, says what all of them got, and is in nobody's history.
        QCOMPARE(world.ask(QStringLiteral("SELECT concat_ws(' ', subject, detail->>'recording', "
                                          "detail->>'role_id', detail->>'count', detail ? 'ids', detail ? "
                                          "'changes') FROM audit_log ORDER BY id DESC LIMIT 1")),
                 QStringLiteral("never %1 3 f f").arg(basic));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE id > %1 AND actor = 'admin' AND request_id = "
                                            "'directory' AND peer = '192.0.2.1'")
                                 .arg(world.first)),
                 4);
        QCOMPARE(world.chain(), QStringLiteral("good"));
    }

    void ofOneUserThereIsOneRow()
    {
        TrailWorld world;
        world.ask(QStringLiteral(
            "INSERT INTO groups (id, tenant_id, name) VALUES (gen_random_uuid(), 1, 'Support')"));
        UserBulkChange change;
        change.fields = QStringList{QStringLiteral("group_ids"), QStringLiteral("managed_group_ids")};
        change.values.groupIds = QStringList{world.group("Support"), world.group("Sales")};
        change.values.managedGroupIds = QStringList{world.group("Support"), world.group("Sales")};
        change.ids = world.idsOf({QStringLiteral("bas")});
        QCOMPARE(world.update("admin", change)->changed, 1);
        QCOMPARE(world.trailOf("bas"),
                 QStringLiteral("1 users.test {\"groups\": {\"after\": [\"Support\", \"Sales\"], \"before\": "
                                "[\"Sales\"]}, \"managed_groups\": {\"after\": [\"Sales\", \"Support\"], "
                                "\"before\": []}}"));
        QCOMPARE(world.whole(), QString());
        // In a list they stand by name: the order in which they are given means nothing.
        QCOMPARE(world.update("admin", change)->unchanged, 1);
    }

    void rowsAreInTheTenantsOfTheUsers()
    {
        TrailWorld world;
        UserBulkChange change = TrailWorld::never();
        change.ids = world.idsOf({QStringLiteral("bas"), QStringLiteral("other")});
        QCOMPARE(world.update("root", change)->changed, 2);
        const QString changes =
            QStringLiteral(" users.test {\"recording\": {\"after\": \"never\", \"before\": \"default\"}}");
        QCOMPARE(world.trailOf("bas"), QLatin1Char('1') + changes);
        QCOMPARE(world.trailOf("other"), QLatin1Char('2') + changes);
        QVERIFY2(world.whole().startsWith(QLatin1String("- users.test 2 [")), qPrintable(world.whole()));
    }

    void whatFailsLeavesNoRow()
    {
        TrailWorld world;
        world.addAgents(10);
        UserBulkChange change = TrailWorld::never();
        change.query = tests::search(QStringLiteral("Agent"));
        const auto stopped = world.gate.runAndWait<BulkOutcome>(
            world.session("admin"), DirectoryWorld::operation("users.edit", true),
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return updateManyUsers(transaction, scope, trail, change,
                                       [](const char *stage, qint64 done, qint64) {
                                           return qstrcmp(stage, "writing") != 0 || done == 0;
                                       });
            });
        QCOMPARE(world.outcome(stopped), QStringLiteral("Conflict reason=cancelled"));
        QCOMPARE(world.count(QStringLiteral("audit_log")), world.rows);
    }

    void anImportSaysWhatEachOneWas()
    {
        TrailWorld world;
        const QByteArray csv = "name,role,email\n"
                               "BAS,User – Basic,bas@example.org\n"
                               "ADA,User – Basic,\n"
                               "Carla,User – Basic,carla@example.org\n";
        QStringList lines;
        const ImportFeed feed{[](const common::JobProgress &) {},
                              [&lines](const common::JobLine &line) { lines.append(line.field + line.code); },
                              [] { return false; }};
        const auto done = world.gate.runAndWait<ImportOutcome>(
            world.session("admin"), DirectoryWorld::operation("users.edit", true),
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return importUsers(transaction, scope, trail, {csv, QStringLiteral("people.csv"), {}}, feed);
            });
        QVERIFY2(done, qPrintable(lines.join(QLatin1String(" | "))));
        QCOMPARE(*done, (ImportOutcome{1, 2, 0}));
        QCOMPARE(world.trailOf("bas"), QStringLiteral("1 users.update {\"email\": {\"after\": "
                                                      "\"bas@example.org\", \"before\": \"\"}}"));
        QCOMPARE(world.trailOf("ada"),
                 QStringLiteral("1 users.update {\"role\": {\"after\": \"%1\", \"before\": \"%2\"}}")
                     .arg(world.roleName("user-basic"), world.roleName("user-advanced")));
        QCOMPARE(world.ask(QStringLiteral(
                     "SELECT concat_ws(' ', a.tenant_id, a.action, a.detail->'changes'->'email', "
                     "a.detail->'changes'->'role'->'before') FROM audit_log a JOIN users u ON u.id = "
                     "a.subject WHERE u.name = 'Carla'")),
                 QStringLiteral("1 users.create {\"after\": \"carla@example.org\", \"before\": null} null"));
        QCOMPARE(world.whole(), QStringLiteral("1 users.test 3 [\"BAS\", \"ADA\", \"Carla\"]"));
        QCOMPARE(world.ask(QStringLiteral("SELECT concat_ws(' ', detail->>'file', detail->>'created', "
                                          "detail->>'changed') FROM audit_log ORDER BY id DESC LIMIT 1")),
                 QStringLiteral("people.csv 1 2"));
        QCOMPARE(world.chain(), QStringLiteral("good"));
    }

    /// More than one row of the whole could name.
    void everyOneOfVeryManyHasHisHistory()
    {
        TrailWorld world;
        world.addAgents(1001);
        world.ask(QStringLiteral("UPDATE users SET name = 'Agent \"x\" \\, {NULL}' WHERE name = 'Agent 7'"));
        UserBulkChange change = TrailWorld::never();
        change.query = tests::search(QStringLiteral("Agent"));
        QCOMPARE(world.update("admin", change)->changed, 1001);
        const QString own =
            QStringLiteral("(SELECT DISTINCT a.subject FROM audit_log a JOIN users u ON u.id = a.subject "
                           "WHERE a.detail->>'name' = u.name AND u.name LIKE 'Agent %' AND "
                           "a.detail->'changes'->'recording'->>'before' = 'default') x");
        QCOMPARE(world.count(own), 1001);
        QCOMPARE(world.count(QStringLiteral("audit_log")), world.rows + 1002);
        // As the page of the very last asks for it.
        const QString last = world.ask(QStringLiteral(
            "SELECT u.id FROM audit_log a JOIN users u ON u.id = a.subject ORDER BY a.id DESC LIMIT 1"));
        const auto page = world.read("admin", "audit.view", listAudit, tests::where("subject", "is", {last}));
        QVERIFY2(page, qPrintable(world.outcome(page)));
        QCOMPARE(page->items.size(), 1);
        QCOMPARE(page->items.first().fields.size(), 1);
        QCOMPARE(page->items.first().fields.first().field, QStringLiteral("recording"));
        QCOMPARE(page->items.first().fields.first().before, QStringLiteral("default"));
        QCOMPARE(page->items.first().fields.first().after, QStringLiteral("never"));
        QCOMPARE(world.chain(), QStringLiteral("good"));
    }

    void thoseWhoAreRemovedAndComeBackHaveTheirs()
    {
        TrailWorld world;
        const QStringList ids = world.idsOf({QStringLiteral("bas"), QStringLiteral("other")});
        const auto gone = world.change("root", "users.edit", removeUsers, ids);
        QVERIFY2(gone, qPrintable(world.outcome(gone)));
        QCOMPARE(world.trailOf("bas"), QStringLiteral("1 users.test"));
        QCOMPARE(world.trailOf("other"), QStringLiteral("2 users.test"));
        QCOMPARE(world.whole(), QStringLiteral("- users.test 2 [\"BAS\", \"OTHER\"]"));
        QCOMPARE(world.change("root", "users.edit", restoreUsers, ids).value(), 2);
        QCOMPARE(world.trailOf("other"), QStringLiteral("2 users.test; 2 users.test"));
    }
};

EARSHOT_TEST(tst_usertrail, TestUserTrail)
#include "tst_usertrail.moc"
