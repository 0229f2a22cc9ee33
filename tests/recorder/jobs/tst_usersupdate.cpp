// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/usersupdate.h"
#include "recorder/service/userbulkjob.h"

#include "tests/recorder/jobs/jobworld.h"
#include "tests/support/testmain.h"

using namespace recorder;
using tests::JobWorld;

namespace
{

struct World : JobWorld {
    explicit World(int users)
    {
        ask(QStringLiteral("INSERT INTO users (id, tenant_id, login, name, created_ms, home_group) SELECT "
                           "gen_random_uuid(), 1, '', 'Agent ' || n, 1, g.id FROM generate_series(1, %1) n, "
                           "groups g WHERE g.tenant_id = 1 AND g.name = 'Sales'")
                .arg(users));
    }
    common::Result<common::JobRecord> update(const char *login, const UserBulkChange &bulk)
    {
        return change<common::JobRecord, const UserBulkChange &>(login, "users.edit", enqueueUserUpdate,
                                                                 bulk);
    }
    static UserBulkChange never()
    {
        UserBulkChange bulk;
        bulk.query.emplace();
        bulk.query->search = QStringLiteral("Agent");
        bulk.fields = QStringList{QStringLiteral("recording")};
        bulk.values.recording = QStringLiteral("never");
        return bulk;
    }
    qint64 changed() const { return count(QStringLiteral("users WHERE recording = 'never'")); }
};

} // namespace

class TestUsersUpdate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void parametersComeBackAsTheyWere()
    {
        UserBulkChange change;
        change.ids = QStringList{QStringLiteral("a"), QStringLiteral("b")};
        change.fields = QStringList{QStringLiteral("active"), QStringLiteral("group_ids"),
                                    QStringLiteral("valid_till_ms"), QStringLiteral("time_zone")};
        change.values.active = false;
        change.values.groupIds = QStringList{QStringLiteral("g1"), QStringLiteral("g2")};
        change.values.validTillMs = 4102444800123;
        change.values.timeZone = QStringLiteral("Europe/Zürich \"'\\");
        auto back = bulkChangeFromJson(toJson(change));
        QVERIFY(back);
        QCOMPARE(back->ids, change.ids);
        QCOMPARE(back->fields, change.fields);
        QVERIFY(back->values == change.values);
        QVERIFY(!back->query);
        change.ids.clear();
        change.query.emplace();
        change.query->search = QStringLiteral("Bo");
        change.query->criteria = {{QStringLiteral("role"), QStringLiteral("any-of"), {QStringLiteral("x")}}};
        back = bulkChangeFromJson(toJson(change));
        QVERIFY(back && back->query == change.query);
        QVERIFY(!bulkChangeFromJson({}));
    }

    void changesThemAllAndSaysHowMany()
    {
        World world(1500);
        world.ask(QStringLiteral("UPDATE users SET recording = 'never' WHERE name = 'Agent 7'"));
        const auto host = world.host({std::make_shared<UsersUpdate>()});
        const auto job = world.update("admin", World::never());
        QVERIFY2(job, qPrintable(World::outcome(job)));
        QVERIFY(world.waitFor(job->id, "done"));
        QCOMPARE(world.changed(), 1500);
        QCOMPARE(world.show(job->id).progress,
                 (common::JobProgress{QStringLiteral("done"), 1500, 1500, 1499, 1, 0}));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'users.update' AND actor = 'admin' AND "
                                            "detail->>'count' = '1499'")),
                 1);
        QCOMPARE(world.count(QStringLiteral(
                     "(SELECT DISTINCT a.subject FROM audit_log a JOIN users u ON u.id = a.subject WHERE "
                     "a.action = 'users.update' AND a.actor = 'admin' AND a.tenant_id = 1 AND "
                     "a.detail->'changes' = '{\"recording\": {\"before\": \"default\", \"after\": "
                     "\"never\"}}' AND a.detail->>'name' = u.name) x")),
                 1499);
    }

    void whatIsWrongIsSaidAtOnce()
    {
        World world(1);
        UserBulkChange bulk = World::never();
        bulk.values.recording = QStringLiteral("sometimes");
        QCOMPARE(World::outcome(world.update("admin", bulk)).left(7), QStringLiteral("Invalid"));
        bulk = World::never();
        bulk.fields = QStringList{QStringLiteral("name")};
        QCOMPARE(World::outcome(world.update("admin", bulk)).left(7), QStringLiteral("Invalid"));
        bulk = World::never();
        bulk.ids = QStringList{QStringLiteral("x")};
        QCOMPARE(World::outcome(world.update("admin", bulk)), QStringLiteral("Invalid query=ambiguous"));
        QCOMPARE(world.count(QStringLiteral("jobs")), 0);
    }

    // It waits for the directory's lock when it is stopped: the next look is the first after that.
    void stoppedInTheMiddleNothingIsChanged()
    {
        World world(3000);
        const QString trail = QStringLiteral("audit_log WHERE action = 'users.update'");
        const qint64 before = world.count(trail); // the command line made the world's people
        const auto host = world.host({std::make_shared<UsersUpdate>()});
        std::promise<void> go;
        auto gone = go.get_future();
        std::promise<void> held;
        ConnectionPool other(world.db.options(1));
        other.post<bool>(
            [&](Transaction &transaction) -> common::Result<bool> {
                // The last of the rows that are written: the job has gone through all the others by then.
                tests::execute(transaction,
                               QStringLiteral("UPDATE users SET version = version WHERE id = (SELECT id FROM "
                                              "users WHERE name LIKE 'Agent %' ORDER BY lower(name) DESC, id "
                                              "DESC LIMIT 1)"));
                held.set_value();
                gone.wait();
                return true;
            },
            [](const common::Result<bool> &) {});
        held.get_future().wait();
        const auto job = world.update("admin", World::never());
        QVERIFY(job);
        QTRY_COMPARE(world.show(job->id).progress.stage, QStringLiteral("writing"));
        QVERIFY(world.cancel("admin", job->id));
        go.set_value();
        QVERIFY(world.waitFor(job->id, "cancelled"));
        QCOMPARE(world.changed(), 0);
        QCOMPARE(world.count(trail), before);
    }

    void whoIsOutOfReachIsRefused()
    {
        World world(10);
        UserBulkChange bulk = World::never();
        bulk.query.reset();
        bulk.ids = QStringList{world.userId(QStringLiteral("ada")).toString(),
                               world.userId(QStringLiteral("other")).toString()};
        const auto host = world.host({std::make_shared<UsersUpdate>()});
        const auto job = world.update("admin", bulk);
        QVERIFY(job && world.waitFor(job->id, "done"));
        const common::JobRecord shown = world.show(job->id);
        QCOMPARE(shown.progress.changed, 1);
        QCOMPARE(shown.progress.failed, 1);
        QCOMPARE(shown.lines.value(0).code, QStringLiteral("refused"));
        QCOMPARE(world.changed(), 1);
    }
};

EARSHOT_TEST(tst_usersupdate, TestUsersUpdate)
#include "tst_usersupdate.moc"
