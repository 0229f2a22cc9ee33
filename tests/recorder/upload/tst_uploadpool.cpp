// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/uploadpool.h"

#include "tests/recorder/upload/uploadworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;
using tests::TargetScript;
using tests::UploadWorld;
using Mode = TargetScript::Mode;

namespace
{

struct Pool {
    explicit Pool(UploadWorld &world, std::chrono::milliseconds lease = 60s, int workers = 2,
                  int targets = 16)
        : stop(std::make_shared<std::atomic<bool>>(false))
    {
        UploadPoolOptions options;
        options.database = world.db.options();
        options.host = UploadWorld::kHost;
        options.recordingsRoot = world.root();
        options.lease = lease;
        options.workersPerTarget = workers;
        options.mostTargets = targets;
        options.turn = 100ms;
        options.look = 50ms;
        options.backlog = 50ms;
        options.idle = 300ms;
        options.keepCopy = 0ms;
        pool = std::make_unique<UploadPool>(options, clock, world.opener(), stop);
    }
    common::SystemClock clock;
    std::shared_ptr<std::atomic<bool>> stop;
    std::unique_ptr<UploadPool> pool;
};

} // namespace

class TestUploadPool : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everythingIsBroughtAndTheCopiesGo()
    {
        UploadWorld world;
        world.setRule(2);
        QList<common::FinishedCall> calls;
        for (int i = 0; i < 20; ++i) {
            calls.append(world.record(i));
        }
        Pool pool(world);
        QTRY_COMPARE_WITH_TIMEOUT(world.count(QStringLiteral("uploads")), 0, 20000);
        for (const auto &call : calls) {
            QVERIFY(world.isStored(call, 2));
        }
        QCOMPARE(world.filesBelow(world.root()), QStringList());
        QCOMPARE(pool.pool->state().stored, quint64{60});
        QTRY_VERIFY(pool.pool->state().waiting.isEmpty());
        // Sessions are kept for all of them, and closed when there is nothing to do.
        QVERIFY(world.scripts[2]->opened <= 2);
        QTest::qWait(600);
        const auto later = world.record(99);
        QTRY_VERIFY_WITH_TIMEOUT(world.isStored(later, 2), 10000);
        QVERIFY(world.scripts[2]->opened > 1);
    }
    void aTargetThatHangsHoldsUpNoOther()
    {
        UploadWorld world;
        world.addTarget(3);
        world.scripts[2]->mode = Mode::Hangs;
        world.setRule(2);
        const auto stuck = world.record(1);
        world.setRule(3);
        const auto fine = world.record(2);
        {
            Pool pool(world);
            QTRY_VERIFY_WITH_TIMEOUT(world.isStored(fine, 3), 10000);
            QTRY_COMPARE(pool.pool->state().waiting.size(), 1);
            QCOMPARE(pool.pool->state().waiting.first().files, 3);
            QVERIFY(!world.isStored(stuck, 2));
            world.scripts[2]->stop = true; // as the pool's end tells real sessions
        }
        QVERIFY(world.copiesAreThere(stuck));
        QCOMPARE(world.count(QStringLiteral("uploads WHERE attempts > 0")), 0);
    }
    /// More targets than places: those that never have nothing to do must not keep theirs for good, and what
    /// is to go from the own folder goes in any case.
    void targetsTakeTurns()
    {
        UploadWorld world;
        world.scripts[2]->mode = Mode::Refused;
        world.setRule(2);
        const auto stuck = world.record(0);
        Pool pool(world, 60s, 2, 1);
        QTRY_VERIFY_WITH_TIMEOUT(world.scripts[2]->opened > 0, 10000);
        QList<common::FinishedCall> calls;
        for (int target = 3; target < 7; ++target) {
            world.addTarget(target);
            world.setRule(target);
            calls.append(world.record(target));
        }
        for (int i = 0; i < calls.size(); ++i) {
            QTRY_VERIFY_WITH_TIMEOUT(world.isStored(calls[i], 3 + i), 20000);
        }
        world.scripts[2]->mode = Mode::Good;
        world.ask(QStringLiteral("UPDATE uploads SET due_ms = 0"));
        QTRY_VERIFY_WITH_TIMEOUT(world.isStored(stuck, 2), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(world.count(QStringLiteral("uploads")), 0, 20000);
    }
    /// Written while the wall clock was years ahead.
    void whatIsDueInYearsIsDueNow()
    {
        UploadWorld world;
        world.setRule(2);
        const auto call = world.record();
        world.ask(QStringLiteral("UPDATE uploads SET due_ms = 4102444800000")); // 2100
        Pool pool(world);
        QTRY_VERIFY_WITH_TIMEOUT(world.isStored(call, 2), 10000);
        QTRY_COMPARE_WITH_TIMEOUT(world.count(QStringLiteral("uploads")), 0, 10000);
    }
    void anOutageIsSeenAndCaughtUp()
    {
        UploadWorld world;
        world.setRule(2);
        world.scripts[2]->mode = Mode::Refused;
        const auto call = world.record();
        Pool pool(world);
        QTRY_VERIFY_WITH_TIMEOUT(!pool.pool->state().open.isEmpty(), 10000);
        QTRY_COMPARE(pool.pool->state().waiting.value(0).cause, QStringLiteral("refused"));
        QVERIFY(world.copiesAreThere(call));
        world.scripts[2]->mode = Mode::Good;
        QTRY_VERIFY_WITH_TIMEOUT(world.isStored(call, 2), 20000);
        QTRY_VERIFY(pool.pool->state().open.isEmpty());
        QTRY_COMPARE(world.count(QStringLiteral("uploads")), 0);
    }
    /// Stored, but the database did not take it: not for the life of the pool.
    void whatCouldNotBeWrittenIsDoneAgain()
    {
        UploadWorld world;
        world.setRule(2);
        const auto call = world.record();
        world.ask(QStringLiteral("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                                 "'BEGIN RAISE EXCEPTION ''not now''; END'"));
        world.ask(QStringLiteral("CREATE TRIGGER refused BEFORE UPDATE OF stored ON uploads FOR EACH ROW "
                                 "EXECUTE FUNCTION refuse()"));
        Pool pool(world, 300ms);
        QTRY_VERIFY_WITH_TIMEOUT(world.scripts[2]->tries >= 6, 10000); // all of them twice
        QVERIFY(!world.isStored(call, 2));
        world.ask(QStringLiteral("DROP TRIGGER refused ON uploads"));
        QTRY_VERIFY_WITH_TIMEOUT(world.isStored(call, 2), 10000);
        QTRY_COMPARE_WITH_TIMEOUT(world.count(QStringLiteral("uploads")), 0, 10000);
    }
    void aCopyThatCouldNotBeRemovedIsRemovedLater()
    {
        UploadWorld world;
        world.setRule(2);
        const auto call = world.record();
        const UploadParts parts = world.parts();
        TargetBreaker breaker(world.clock);
        UploadCounters counters;
        UploadWorker worker(parts, TargetKey{2}, breaker, counters);
        while (worker.step(world.goOn) == UploadWorker::Step::Worked) {
        }
        QVERIFY(world.isStored(call, 2));
        world.ask(QStringLiteral("UPDATE uploads SET due_ms = 0"));
        const QString path = world.root() + QLatin1Char('/') + call.files.first().path;
        QVERIFY(QFile::remove(path) && QDir().mkpath(path)); // unlink() refuses a folder
        Pool pool(world, 300ms);
        QTRY_COMPARE_WITH_TIMEOUT(world.count(QStringLiteral("uploads")), 1, 10000);
        QVERIFY(QDir().rmdir(path));
        QTRY_COMPARE_WITH_TIMEOUT(world.count(QStringLiteral("uploads")), 0, 10000);
    }
    /// A worker must not take the wake-up that another one needs to end: this test hangs then.
    void itEndsAtAnyMoment()
    {
        UploadWorld world;
        world.setRule(2);
        for (int i = 0; i < 40; ++i) {
            world.record(i);
            Pool pool(world, 60s, 8);
            QTest::qWait(i % 8 * 5);
        }
        Pool pool(world);
        // What could not be given back is free after a lease, and none of it is lost.
        QTRY_COMPARE_WITH_TIMEOUT(world.count(QStringLiteral("uploads")), 0, 80000);
    }
};

EARSHOT_TEST(tst_uploadpool, TestUploadPool)
#include "tst_uploadpool.moc"
