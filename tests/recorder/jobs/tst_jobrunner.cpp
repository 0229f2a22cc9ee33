// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/jobs/jobworld.h"
#include "tests/support/testmain.h"

#include <QSemaphore>

using namespace recorder;
using namespace std::chrono_literals;
using tests::JobWorld;
using tests::kRename;
using tests::renaming;
using tests::statusOf;
using tests::TestKind;
using WhenLost = JobKind::WhenLost;

namespace
{

QString nameOf(const JobWorld &world, const char *login)
{
    return world.ask(QStringLiteral("SELECT name FROM users WHERE login = '%1'").arg(QLatin1String(login)));
}

/// A job that another host has had, whose lease is over.
QString abandoned(JobWorld &world, const char *kind, int attempt = 1, bool stopping = false)
{
    const QString id = world.put("admin", kind);
    world.ask(
        QStringLiteral("UPDATE jobs SET state = 'running', runner = gen_random_uuid(), host = 'gone', "
                       "started_ms = 1, attempt = %2, stopping = %3, lease_until = clock_timestamp() - "
                       "interval '1 second' WHERE id = '%1'")
            .arg(id, QString::number(attempt), stopping ? QStringLiteral("true") : QStringLiteral("false")));
    return id;
}

/// Until the test lets it go on or stops it.
bool waitIn(JobContext &job, QSemaphore &go)
{
    while (!go.tryAcquire(1, 5)) {
        if (job.cancelled()) {
            return false;
        }
    }
    return true;
}

} // namespace

class TestJobRunner : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void runsAsItsOwnerAndTellsHowFarItIs()
    {
        JobWorld world;
        QSemaphore go;
        const auto host = world.host("test", [&go](JobContext &job) -> common::Status {
            job.progress({QStringLiteral("halfway"), 10, 5, 4, 1, 0});
            job.line({3, QStringLiteral("name"), QStringLiteral("taken"), QStringLiteral("Bo"), true});
            waitIn(job, go);
            job.progress({QStringLiteral("writing"), 10, 10, 9, 1, 0});
            return statusOf(
                job.runLast<bool>(kRename, renaming(QStringLiteral("ada"), QStringLiteral("Ada"))));
        });
        const QString id = world.put("admin", "test");
        QTRY_COMPARE(world.show(id).progress.stage, QStringLiteral("halfway"));
        common::JobRecord job = world.show(id);
        QCOMPARE(job.state, QStringLiteral("running"));
        QCOMPARE(job.progress, (common::JobProgress{QStringLiteral("halfway"), 10, 5, 4, 1, 0}));
        QCOMPARE(job.host, QStringLiteral("host1"));
        QVERIFY(job.startedMs > 0 && !job.hasEnded());
        QTRY_COMPARE(world.show(id).lines.size(), 1);
        go.release();
        QVERIFY(world.waitFor(id, "done"));
        job = world.show(id);
        QCOMPARE(job.progress, (common::JobProgress{QStringLiteral("writing"), 10, 10, 9, 1, 0}));
        QCOMPARE(job.lines.first(), (common::JobLine{3, QStringLiteral("name"), QStringLiteral("taken"),
                                                     QStringLiteral("Bo"), true}));
        QVERIFY(job.endedMs >= job.startedMs && job.reason.isEmpty());
        QCOMPARE(nameOf(world, "ada"), QStringLiteral("Ada"));
        // The change is in the owner's name, with the request that asked for the job.
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE actor = 'admin' AND action = 'users.update' AND "
                                            "request_id = 'directory' AND peer = 'job' AND tenant_id = 1")),
                 1);
        QTRY_COMPARE(host->running(), 0);
    }

    void whoMayNotAnyMoreCannotByHisJob()
    {
        JobWorld world;
        const QString id = world.put("admin", "test");
        const QString gone = world.put("sue", "test"); // may not at all: the gate refuses the request itself
        QCOMPARE(gone, QStringLiteral("Denied permission=users.edit"));
        world.ask(QStringLiteral("UPDATE roles SET permissions = '{}' WHERE code = 'administrator'"));
        const auto host = world.host("test", [](JobContext &job) -> common::Status {
            return statusOf(
                job.runLast<bool>(kRename, renaming(QStringLiteral("ada"), QStringLiteral("Ada"))));
        });
        QVERIFY(world.waitFor(id, "failed"));
        common::JobRecord job = world.show(id);
        QCOMPARE(job.reason, QStringLiteral("permission"));
        QCOMPARE(job.lines.value(0).code, QStringLiteral("users.edit"));
        QCOMPARE(nameOf(world, "ada"), QStringLiteral("ADA"));

        world.ask(QStringLiteral("UPDATE users SET active = false WHERE login = 'admin'"));
        world.ask(QStringLiteral("INSERT INTO jobs (id, tenant_id, kind, subject, owner, owner_name, "
                                 "request_id, parameters, input, dry_run, created_ms) SELECT "
                                 "gen_random_uuid(), 1, 'test', 'off', id, name, '', '{}', '', false, 1 FROM "
                                 "users WHERE login = 'admin'"));
        const auto reason = [&world] {
            return world.ask(QStringLiteral("SELECT reason FROM jobs WHERE subject = 'off'"));
        };
        QTRY_COMPARE(reason(), QStringLiteral("no-access"));
        QCOMPARE(nameOf(world, "ada"), QStringLiteral("ADA"));
    }

    void stoppingInTheMiddleChangesNothing()
    {
        JobWorld world;
        const auto host = world.host("test", [](JobContext &job) -> common::Status {
            return statusOf(
                job.runLast<bool>(kRename, renaming(QStringLiteral("ada"), QStringLiteral("Ada"), [&job] {
                                      job.progress({QStringLiteral("writing"), 2, 1});
                                      while (!job.cancelled()) {
                                          QThread::msleep(1);
                                      }
                                  })));
        });
        const QString id = world.put("admin", "test");
        QTRY_COMPARE(world.show(id).progress.stage, QStringLiteral("writing"));
        const qint64 rows = world.count(QStringLiteral("audit_log WHERE action = 'users.update'"));
        const auto asked = world.cancel("admin", id);
        QVERIFY(asked && asked->stopping && asked->state == QLatin1String("running"));
        QVERIFY(world.waitFor(id, "cancelled", 2000));
        QVERIFY(!world.show(id).stopping && world.show(id).reason.isEmpty());
        QCOMPARE(nameOf(world, "ada"), QStringLiteral("ADA"));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'users.update'")), rows);
    }

    // Cancel that was answered holds, even when the job does not look at it any more.
    void cancelAnsweredBeforeTheCommitHolds()
    {
        JobWorld world;
        QSemaphore inside;
        QSemaphore go;
        const auto host = world.host("test", [&](JobContext &job) -> common::Status {
            return statusOf(
                job.runLast<bool>(kRename, renaming(QStringLiteral("ada"), QStringLiteral("Ada"), [&] {
                                      inside.release();
                                      go.acquire();
                                  })));
        });
        const QString id = world.put("admin", "test");
        QVERIFY(inside.tryAcquire(1, 10000));
        QVERIFY(world.cancel("admin", id));
        go.release();
        QVERIFY(world.waitFor(id, "cancelled"));
        QCOMPARE(nameOf(world, "ada"), QStringLiteral("ADA"));
    }

    void dryRunsLeaveNothing()
    {
        JobWorld world;
        const auto host = world.host("test", [](JobContext &job) -> common::Status {
            return statusOf(
                job.rehearse<bool>(kRename, renaming(QStringLiteral("ada"), QStringLiteral("Ada"))));
        });
        const qint64 rows = world.count(QStringLiteral("audit_log WHERE action = 'users.update'"));
        const QString id = world.put("admin", "test");
        QVERIFY(world.waitFor(id, "done"));
        QCOMPARE(nameOf(world, "ada"), QStringLiteral("ADA"));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'users.update'")), rows);
    }

    /// Moves on a server that trickles must not keep the system from its hourly work.
    void aThreadIsLeftToTheShortOnes()
    {
        JobWorld world;
        std::atomic<bool> over{false};
        std::atomic<int> running{0};
        std::atomic<int> most{0};
        const auto slow = [&](JobContext &job) -> common::Status {
            most = std::max(most.load(), ++running);
            while (!over && !job.cancelled()) {
                std::this_thread::sleep_for(5ms);
            }
            --running;
            return {};
        };
        const auto fast = [](JobContext &) { return common::Status(); };
        const auto host = world.host(
            {std::make_shared<TestKind>(QStringLiteral("slow"), slow, JobKind::WhenLost::Fail, true),
             std::make_shared<TestKind>(QStringLiteral("fast"), fast)},
            3);
        QStringList slowOnes;
        for (int i = 0; i < 4; ++i) {
            slowOnes.append(world.put("root", "slow"));
        }
        QTRY_COMPARE_WITH_TIMEOUT(running.load(), 2, 10000);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(world.waitFor(world.put("root", "fast"), "done"));
        }
        QCOMPARE(most.load(), 2);
        over = true;
        for (const QString &id : std::as_const(slowOnes)) {
            QVERIFY(world.waitFor(id, "done"));
        }
    }
    void whatFailsSaysWhy()
    {
        JobWorld world;
        const auto host = world.host("test", [](JobContext &job) -> common::Status {
            for (int i = 0; i < 1100; ++i) {
                job.line({i, {}, QStringLiteral("length"), QString(1000, QLatin1Char('x')), true});
            }
            return common::fail(common::ErrorCode::Conflict, QStringLiteral("taken"),
                                {{QStringLiteral("name"), QStringLiteral("taken")}});
        });
        const QString id = world.put("admin", "test");
        QVERIFY(world.waitFor(id, "failed"));
        const common::JobRecord job = world.show(id);
        QCOMPARE(job.reason, QStringLiteral("taken"));
        QCOMPARE(job.lines.size(), common::JobRecord::kMostLines);
        QVERIFY(job.lines.first().detail.size() == 300);
    }

    void twoHostsNeverRunAJobTwice()
    {
        JobWorld world;
        world.ask(QStringLiteral("CREATE TABLE earshot.done_once (id text, host text); GRANT INSERT "
                                 "ON earshot.done_once TO earshot_gate"));
        const auto note = [](const char *name) {
            return [name](JobContext &job) -> common::Status {
                return statusOf(job.run<bool>(kRename, [&](Transaction &transaction, const TenantScope &,
                                                           AuditDetail &) {
                    tests::execute(transaction, QStringLiteral("INSERT INTO done_once VALUES ('%1', '%2')")
                                                    .arg(job.task().id.toString(QUuid::WithoutBraces),
                                                         QLatin1String(name)));
                    return common::Result<bool>(true);
                }));
            };
        };
        constexpr int kJobs = 300;
        world.ask(QStringLiteral("INSERT INTO jobs (id, tenant_id, kind, subject, owner, owner_name, "
                                 "request_id, parameters, input, dry_run, created_ms) SELECT "
                                 "gen_random_uuid(), 1, 'test', n::text, u.id, '', '', '{}', '', false, n "
                                 "FROM users u, generate_series(1, %1) n WHERE u.login = 'admin'")
                      .arg(kJobs));
        const auto one =
            world.host({std::make_shared<TestKind>(QStringLiteral("test"), note("one"))}, 4, "one");
        const auto two =
            world.host({std::make_shared<TestKind>(QStringLiteral("test"), note("two"))}, 4, "two");
        QTRY_COMPARE_WITH_TIMEOUT(world.count(QStringLiteral("jobs WHERE state = 'done'")), kJobs, 30000);
        QCOMPARE(world.count(QStringLiteral("done_once")), kJobs);
        QCOMPARE(world.ask(QStringLiteral("SELECT count(DISTINCT id) FROM done_once")).toInt(), kJobs);
        QCOMPARE(world.ask(QStringLiteral("SELECT count(DISTINCT host) FROM done_once")).toInt(), 2);
        QCOMPARE(world.count(QStringLiteral("jobs j JOIN done_once d ON d.id = j.id::text AND d.host = "
                                            "j.host WHERE j.attempt = 1")),
                 kJobs);
    }

    void jobsOfAHostThatIsGone()
    {
        JobWorld world;
        const QString failing = abandoned(world, "once");
        const QString again = abandoned(world, "twice");
        const QString worn = abandoned(world, "twice", 3);
        const QString stopped = abandoned(world, "twice", 1, true);
        const auto done = [](JobContext &) { return common::Status(); };
        const auto host =
            world.host({std::make_shared<TestKind>(QStringLiteral("once"), done),
                        std::make_shared<TestKind>(QStringLiteral("twice"), done, WhenLost::RunAgain)});
        QVERIFY(world.waitFor(failing, "failed"));
        QCOMPARE(world.show(failing).reason, QStringLiteral("host-lost"));
        QVERIFY(world.waitFor(again, "done"));
        QCOMPARE(world.show(again).host, QStringLiteral("host1"));
        QVERIFY(world.waitFor(worn, "failed"));
        QVERIFY(world.waitFor(stopped, "cancelled"));
    }

    // It was taken for dead, and is not: what it does then must not count.
    void whoLostItsJobChangesNothing()
    {
        JobWorld world;
        QSemaphore inside;
        QSemaphore go;
        const auto host = world.host("test", [&](JobContext &job) -> common::Status {
            return statusOf(
                job.runLast<bool>(kRename, renaming(QStringLiteral("ada"), QStringLiteral("Ada"), [&] {
                                      inside.release();
                                      go.acquire();
                                  })));
        });
        const QString id = world.put("admin", "test");
        QVERIFY(inside.tryAcquire(1, 10000));
        world.ask(QStringLiteral("UPDATE jobs SET runner = gen_random_uuid(), host = 'other', lease_until = "
                                 "clock_timestamp() + interval '1 hour'"));
        go.release();
        QTRY_COMPARE(host->running(), 0);
        QCOMPARE(nameOf(world, "ada"), QStringLiteral("ADA"));
        QCOMPARE(world.show(id).state, QStringLiteral("running")); // by the other one
        QCOMPARE(world.show(id).host, QStringLiteral("other"));
        QVERIFY(world.show(id).lines.isEmpty());
    }

    void stoppingTheHostPutsItsJobsBack()
    {
        JobWorld world;
        const auto untilStopped = [](JobContext &job) -> common::Status {
            while (!job.cancelled()) {
                QThread::msleep(1);
            }
            return jobCancelled();
        };
        auto host = world.host(
            {std::make_shared<TestKind>(QStringLiteral("once"), untilStopped),
             std::make_shared<TestKind>(QStringLiteral("twice"), untilStopped, WhenLost::RunAgain)});
        const QString once = world.put("admin", "once");
        const QString twice = world.put("admin", "twice");
        QVERIFY(world.waitFor(once, "running") && world.waitFor(twice, "running"));
        host.reset();
        QCOMPARE(world.show(once).state, QStringLiteral("failed"));
        QCOMPARE(world.show(once).reason, QStringLiteral("host-stopped"));
        QCOMPARE(world.show(twice).state, QStringLiteral("waiting"));
        QVERIFY(world.show(twice).host.isEmpty());
    }

    void theScheduleMakesJobsOfTheSystem()
    {
        JobWorld world;
        world.ask(QStringLiteral("DELETE FROM job_schedules"));
        const qint64 now = common::toUnixMs(world.real.wall());
        QVERIFY(world.pool.run<bool>([now](Transaction &transaction) -> common::Result<bool> {
            setJobSchedule(transaction,
                           {QStringLiteral("test"), QStringLiteral("d1"), TenantKey{1},
                            QJsonObject{{QStringLiteral("x"), 7}}, 24},
                           now - 25 * 3600000LL);
            setJobSchedule(transaction, {QStringLiteral("later"), {}, TenantKey{0}, {}, 2}, now);
            return true;
        }));
        std::atomic<int> seen{0};
        const auto host = world.host("test", [&seen](JobContext &job) -> common::Status {
            seen += job.parameters().value(QStringLiteral("x")).toInt();
            return statusOf(
                job.runLast<bool>(kRename, renaming(QStringLiteral("ada"), QStringLiteral("Ada"))));
        });
        QTRY_COMPARE(world.count(QStringLiteral("jobs WHERE state = 'done'")), 1);
        QCOMPARE(seen.load(), 7);
        QCOMPARE(nameOf(world, "ada"), QStringLiteral("Ada"));
        QCOMPARE(
            world.ask(QStringLiteral("SELECT owner_name || ' ' || subject || ' ' || tenant_id FROM jobs")),
            QStringLiteral("system d1 1"));
        QVERIFY(
            world.ask(QStringLiteral("SELECT next_ms FROM job_schedules WHERE kind = 'test'")).toLongLong() >
            now + 23 * 3600000LL);
        // A clock that ran ahead for a while does not stop it for a year.
        world.ask(QStringLiteral("UPDATE job_schedules SET next_ms = %1 WHERE kind = 'test'")
                      .arg(now + 365 * 24 * 3600000LL));
        const auto next = [&world] {
            return world.ask(QStringLiteral("SELECT next_ms FROM job_schedules WHERE kind = 'test'"))
                .toLongLong();
        };
        QTRY_VERIFY(next() < now + 25 * 3600000LL);
        QCOMPARE(world.count(QStringLiteral("jobs")), 1);
        // A clock that jumped a year ahead runs it once, not for each day that it left out.
        world.ask(QStringLiteral("UPDATE job_schedules SET next_ms = %1 WHERE kind = 'test'")
                      .arg(now - 365 * 24 * 3600000LL));
        QTRY_COMPARE(world.count(QStringLiteral("jobs WHERE state = 'done'")), 2);
        QVERIFY(next() > now + 23 * 3600000LL);
        // An hour back: the next time is an hour further away, nothing runs twice. The other one comes later
        // in the order of time, so that a look at it was one at both.
        world.ask(QStringLiteral("UPDATE job_schedules SET next_ms = %1 WHERE kind = 'test'; UPDATE "
                                 "job_schedules SET next_ms = %2 WHERE kind = 'later'")
                      .arg(now + 25 * 3600000LL)
                      .arg(now + 365 * 24 * 3600000LL));
        QTRY_VERIFY(
            world.ask(QStringLiteral("SELECT next_ms FROM job_schedules WHERE kind = 'later'")).toLongLong() <
            now + 3 * 3600000LL);
        QCOMPARE(next(), now + 25 * 3600000LL);
        QCOMPARE(world.count(QStringLiteral("jobs")), 2);
    }

    void changesOfOtherHostsAreTold()
    {
        JobWorld world;
        ChangeHub elsewhere;
        const auto told = elsewhere.subscribe({QStringLiteral("jobs"), std::nullopt}, [] {});
        JobRunnerOptions options;
        options.pool = world.db.options();
        options.look = 50ms;
        options.beat = 50ms;
        const JobRunner watching(options, elsewhere, world.real, {}); // knows no kind: runs nothing
        // Seen from the first look on; jobs of before are read, not told.
        QStringList ids;
        QString id;
        const auto hears = [&] {
            if (id.isEmpty() || QTest::currentTestFailed()) {
                id = world.put("admin", "test");
            }
            for (const ChangeEvent &event : told->take().events) {
                ids.append(event.id);
            }
            return ids.contains(id);
        };
        QTRY_VERIFY(hears());
        ids.clear();
        QVERIFY(world.cancel("admin", id));
        QTRY_VERIFY(hears());
    }
};

EARSHOT_TEST(tst_jobrunner, TestJobRunner)
#include "tst_jobrunner.moc"
