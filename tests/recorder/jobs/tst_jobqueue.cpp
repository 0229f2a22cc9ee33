// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/jobs/jobworld.h"
#include "tests/support/testmain.h"

using namespace recorder;
using tests::JobWorld;

class TestJobQueue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aJobIsOfWhoAskedForIt()
    {
        JobWorld world;
        NewJob wanted{QStringLiteral("users-import"), QStringLiteral("people.csv"),
                      QJsonObject{{QStringLiteral("a"), 1}}, QByteArray("\0;x", 3), true};
        const auto job = world.enqueue("admin", wanted);
        QVERIFY2(job, qPrintable(JobWorld::outcome(job)));
        QCOMPARE(job->state, QStringLiteral("waiting"));
        QCOMPARE(job->kind, QStringLiteral("users-import"));
        QCOMPARE(job->subject, QStringLiteral("people.csv"));
        QCOMPARE(job->owner, QStringLiteral("ADMIN"));
        QCOMPARE(job->ownerId, world.userId(QStringLiteral("admin")).toString());
        QCOMPARE(job->tenant, QStringLiteral("Nordlicht"));
        QVERIFY(job->dryRun && !job->stopping && !job->hasEnded());
        QCOMPARE(job->progress.total, -1);
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE detail->>'job' = '%1' AND actor = 'admin' AND "
                                            "tenant_id = 1")
                                 .arg(job->id)),
                 1);
        QCOMPARE(world.ask(QStringLiteral("SELECT encode(input, 'hex') || request_id FROM jobs")),
                 QStringLiteral("003b78directory"));
    }

    void oneOfAKindAndNotTooMany()
    {
        JobWorld world;
        NewJob sync{QStringLiteral("directory-sync"), QStringLiteral("d1"), {}};
        sync.single = true;
        QVERIFY(world.enqueue("admin", sync));
        QCOMPARE(JobWorld::outcome(world.enqueue("admin", sync)), QStringLiteral("Conflict job=runs"));
        sync.subject = QStringLiteral("d2");
        QVERIFY(world.enqueue("admin", sync));
        for (int i = 0; i < 18; ++i) {
            QVERIFY(!world.put("admin", "test").contains(QLatin1Char(' ')));
        }
        QCOMPARE(world.put("admin", "test"), QStringLiteral("Conflict jobs=too-many"));
        QVERIFY(!world.put("root", "test").contains(QLatin1Char(' ')));
    }

    void everybodySeesHisOwnAndWhoMayTheTenants()
    {
        JobWorld world;
        world.ask(QStringLiteral("UPDATE roles SET permissions = permissions || '{users.edit,users.view}'"));
        const QStringList logins{QStringLiteral("root"), QStringLiteral("admin"), QStringLiteral("sue"),
                                 QStringLiteral("bas"), QStringLiteral("other")};
        QHash<QString, QString> jobs;
        for (const QString &login : logins) {
            jobs.insert(login, world.put(login.toLatin1().constData(), "test"));
        }
        const QHash<QString, QStringList> seen{
            {QStringLiteral("root"), logins},
            {QStringLiteral("admin"),
             {QStringLiteral("admin"), QStringLiteral("sue"), QStringLiteral("bas")}},
            {QStringLiteral("sue"), {QStringLiteral("sue")}},
            {QStringLiteral("bas"), {QStringLiteral("bas")}},
            {QStringLiteral("other"), {QStringLiteral("other")}}};
        for (const QString &login : logins) {
            const QByteArray who = login.toLatin1();
            const auto list = world.read<common::ListPageOf<common::JobRecord>, const common::ListQuery &>(
                who.constData(), "users.view", listJobs, {});
            QVERIFY(list);
            QCOMPARE(list->total, seen[login].size());
            for (const QString &owner : logins) {
                const bool visible = seen[login].contains(owner);
                const bool listed = std::any_of(list->items.begin(), list->items.end(),
                                                [&](const auto &job) { return job.id == jobs[owner]; });
                QCOMPARE(listed, visible);
                QCOMPARE(world.show(jobs[owner], who.constData()).id, visible ? jobs[owner] : QString());
                if (!visible) {
                    QCOMPARE(JobWorld::outcome(world.cancel(who.constData(), jobs[owner])),
                             QStringLiteral("NotFound id=unknown"));
                }
            }
        }
        QCOMPARE(world.count(QStringLiteral("jobs WHERE state = 'waiting'")), logins.size());
    }

    void listsFindByKindStateAndOwner()
    {
        JobWorld world;
        world.put("admin", "users-update");
        const QString purge = world.put("root", "purge");
        QVERIFY(world.cancel("root", purge));
        const auto find = [&world](const char *field, const QString &value) {
            common::ListQuery query;
            query.criteria = {{QLatin1String(field), QStringLiteral("is"), {value}}};
            const auto list = world.read<common::ListPageOf<common::JobRecord>, const common::ListQuery &>(
                "root", "users.view", listJobs, query);
            QStringList kinds;
            for (const auto &job : list->items) {
                kinds.append(job.kind);
            }
            return kinds.join(QLatin1Char(' '));
        };
        QCOMPARE(find("kind", QStringLiteral("purge")), QStringLiteral("purge"));
        QCOMPARE(find("state", QStringLiteral("cancelled")), QStringLiteral("purge"));
        QCOMPARE(find("state", QStringLiteral("waiting")), QStringLiteral("users-update"));
        QCOMPARE(find("owner", QStringLiteral("admin")), QStringLiteral("users-update"));
        QCOMPARE(find("owner", QStringLiteral("'; DROP TABLE jobs; --")), QString());
    }

    void whatWaitsIsCancelledAtOnce()
    {
        JobWorld world;
        const QString id = world.put("admin", "test");
        const auto cancelled = world.cancel("admin", id);
        QVERIFY(cancelled);
        QCOMPARE(cancelled->state, QStringLiteral("cancelled"));
        QVERIFY(cancelled->hasEnded() && !cancelled->stopping);
        const qint64 rows = world.count(QStringLiteral("audit_log"));
        const auto again = world.cancel("admin", id); // nothing happens, and nothing is said to have happened
        QVERIFY(again && again->endedMs == cancelled->endedMs);
        QCOMPARE(world.count(QStringLiteral("audit_log")), rows);
    }

    void schedulesComeInTheirZone_data()
    {
        QTest::addColumn<int>("hours");
        QTest::addColumn<int>("minute");
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("next");
        const auto row = [](const char *name, int hours, int minute, const char *zone, const char *after,
                            const char *next) {
            QTest::newRow(name) << hours << minute << QString::fromLatin1(zone) << QString::fromLatin1(after)
                                << QString::fromLatin1(next);
        };
        row("every 6 hours", 6, 0, "", "2026-03-01T10:00:00Z", "2026-03-01T16:00:00Z");
        row("today", 0, 190, "", "2026-03-01T01:00:00Z", "2026-03-01T03:10:00Z");
        row("tomorrow", 0, 190, "", "2026-03-01T03:10:00Z", "2026-03-02T03:10:00Z");
        row("in its zone", 0, 60, "America/New_York", "2026-01-10T12:00:00Z", "2026-01-11T06:00:00Z");
        row("an hour that is not", 0, 150, "Europe/Berlin", "2026-03-28T20:00:00Z", "2026-03-29T01:30:00Z");
        row("no such zone", 0, 0, "Mars/Crater", "2026-01-10T12:00:00Z", "2026-01-11T00:00:00Z");
    }
    void schedulesComeInTheirZone()
    {
        QFETCH(int, hours);
        QFETCH(int, minute);
        QFETCH(QString, zone);
        QFETCH(QString, after);
        QFETCH(QString, next);
        const JobSchedule schedule{{}, {}, {}, {}, hours, minute, zone};
        const qint64 ms = nextRunMs(schedule, QDateTime::fromString(after, Qt::ISODate).toMSecsSinceEpoch());
        QCOMPARE(QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(Qt::ISODate), next);
    }
};

EARSHOT_TEST(tst_jobqueue, TestJobQueue)
#include "tst_jobqueue.moc"
