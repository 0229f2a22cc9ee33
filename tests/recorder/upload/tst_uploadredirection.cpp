// SPDX-License-Identifier: GPL-3.0-or-later
// Files that never arrive at their target are given to another one.
#include "tests/recorder/upload/moveworld.h"
#include "tests/support/testmain.h"

using namespace recorder;
using namespace std::chrono_literals;
using tests::MoveWorld;
using tests::UploadWorld;
using Mode = tests::TargetScript::Mode;

namespace
{

/// One round of a worker of the target over what is due.
void work(MoveWorld &world, int target)
{
    const UploadParts parts = world.parts();
    TargetBreaker breaker(world.clock);
    UploadCounters counters;
    UploadWorker worker(parts, TargetKey{static_cast<qint16>(target)}, breaker, counters);
    while (worker.step(world.goOn) == UploadWorker::Step::Worked) {
    }
}

MoveCount redirect(MoveWorld &world, int from, int to)
{
    const MoveFilter filter{TargetKey{static_cast<qint16>(from)}, std::nullopt, 0, 0};
    return world.ofMoves<MoveCount>([&](StorageMoves &moves) {
        return moves.redirect(filter, TargetKey{static_cast<qint16>(to)}, 5, 100);
    });
}

QList<Leftover> take(MoveWorld &world, int target, const QUuid &taker)
{
    const auto taken =
        world.pool.run<QList<Leftover>>([&](Transaction &transaction) -> common::Result<QList<Leftover>> {
            return StorageLeftovers(transaction)
                .take({taker, TargetKey{static_cast<qint16>(target)}, 10, false, 10, 1min, 100});
        });
    return taken.value_or(QList<Leftover>());
}

} // namespace

class TestUploadRedirection : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// The target was destroyed before it had anything: its uploads fail for ever.
    void whatFailsForEverGoesElsewhere()
    {
        MoveWorld world(0);
        world.scripts[2]->mode = Mode::Refused;
        const common::FinishedCall call = world.record(1);
        work(world, 2);
        const QString failing = QStringLiteral("uploads WHERE target = 2 AND NOT stored AND attempts > 0 AND "
                                               "cause = 'refused'");
        QVERIFY(world.count(failing) > 0);
        StorageMoveRequest trial;
        trial.dryRun = true;
        QCOMPARE(world.move(trial), QStringLiteral("done to-move"));
        QCOMPARE(world.counted(), QStringLiteral("3 3 0 0"));
        QVERIFY(world.count(failing) > 0);

        QCOMPARE(world.move(), QStringLiteral("done redirected"));
        QCOMPARE(world.counted(), QStringLiteral("3 3 0 0"));
        QCOMPARE(world.count(QStringLiteral("uploads WHERE target = 3 AND NOT stored AND attempts = 0 AND "
                                            "due_ms = 0 AND cause = '' AND runner IS NULL")),
                 3);
        QCOMPARE(world.count(QStringLiteral("uploads")), 3);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), 0); // it has never taken a file
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'storage-targets.moved'")), 1);
        QVERIFY(world.copiesAreThere(call)); // and are named here until they were seen there
        QCOMPARE(world.count(QStringLiteral("media_files WHERE storage_target = 1")), 3);
        work(world, 3);
        QVERIFY(world.isStored(call, 3));
        QVERIFY(world.copiesAreThere(call));
        world.clock.advance(2min);
        work(world, 3);
        QVERIFY(!world.copiesAreThere(call));
        QVERIFY(world.isStored(call, 3));
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
    }
    /// What it has stays where it is named, and what tries may have left there is not forgotten.
    void aTargetThatHasFilesAndAnswersNoMore()
    {
        MoveWorld world(2);
        world.scripts[2]->mode = Mode::Refused;
        const common::FinishedCall late = world.record(7);
        QCOMPARE(world.move(), QStringLiteral("failed unreachable redirected,unreachable,unreachable"));
        QVERIFY(world.allStored({0, 1}, 2));
        QCOMPARE(world.count(QStringLiteral("uploads WHERE target = 3 AND NOT stored")), 3);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE target = 2 AND NOT settled AND call_id "
                                            "= '%1'")
                                 .arg(late.id.toString())),
                 3);
        work(world, 3);
        QVERIFY(world.isStored(late, 3));
        // When it is back the others follow, and nothing that is named goes.
        world.scripts[2]->mode = Mode::Good;
        QCOMPARE(world.move(), QStringLiteral("done"));
        QVERIFY(world.allStored({0, 1}, 3));
        QVERIFY(world.isStored(late, 3));
    }
    void whatAWorkerHasStaysItsOwn()
    {
        MoveWorld world(0);
        world.record(1);
        world.ask(QStringLiteral("UPDATE uploads SET runner = gen_random_uuid(), lease_until = "
                                 "clock_timestamp() + interval '1 minute' WHERE position = 0"));
        QCOMPARE(redirect(world, 2, 3).files, 2);
        QCOMPARE(world.count(QStringLiteral("uploads WHERE target = 2 AND position = 0 AND runner IS NOT "
                                            "NULL")),
                 1);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), 0); // those were never tried
        world.ask(QStringLiteral("UPDATE uploads SET lease_until = clock_timestamp() WHERE target = 2"));
        QCOMPARE(redirect(world, 2, 3).files, 1);
        QCOMPARE(world.count(QStringLiteral("uploads WHERE target = 3 AND runner IS NULL")), 3);
        // Whoever had it may have stored it, and can say so no more.
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE target = 2 AND NOT settled AND position "
                                            "= 0")),
                 1);
    }
    /// Two names of one place: what is left over at the one is what an upload brings to the other.
    void whatAnUploadBringsIsNotNobodys()
    {
        MoveWorld world(0);
        world.record(1);
        world.ask(QStringLiteral("UPDATE uploads SET attempts = 1, cause = 'mismatch'"));
        QCOMPARE(redirect(world, 2, 3).files, 3);
        const QUuid taker = QUuid::createUuid();
        const QList<Leftover> taken = take(world, 2, taker);
        QCOMPARE(taken.size(), 3);
        for (const Leftover &leftover : taken) {
            QVERIFY(!leftover.named);
            QCOMPARE(leftover.others.size(), 1);
            QCOMPARE(leftover.others.first().target, TargetKey{3});
            QVERIFY(!leftover.others.first().named && !leftover.others.first().same);
        }
        // Back again: not while somebody is removing it there.
        QCOMPARE(redirect(world, 3, 2).files, 0);
        world.ask(QStringLiteral("UPDATE storage_leftovers SET taken_by = NULL, taken_until = NULL"));
        world.ask(QStringLiteral("UPDATE uploads SET attempts = 1, cause = 'timeout'"));
        QCOMPARE(redirect(world, 3, 2).files, 3);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE target = 2")), 0); // it is wanted there
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE target = 3 AND NOT settled")), 3);
        // A row that says so all the same is forgotten, and the file stays.
        world.ask(QStringLiteral("UPDATE storage_leftovers SET target = 2"));
        const QList<Leftover> wanted = take(world, 2, taker);
        QCOMPARE(wanted.size(), 3);
        for (const Leftover &leftover : wanted) {
            QVERIFY(leftover.named);
        }
    }
    void onlyThoseThatAreMeant()
    {
        MoveWorld world(0);
        const common::FinishedCall early = world.record(1);
        world.record(2);
        world.ask(QStringLiteral("UPDATE calls SET connect_ms = CASE id WHEN '%1' THEN 1000 ELSE 9000 END")
                      .arg(early.id.toString()));
        StorageMoveRequest request;
        request.endMs = 2000;
        QCOMPARE(world.move(request), QStringLiteral("done redirected"));
        QCOMPARE(world.ask(QStringLiteral("SELECT DISTINCT call_id FROM uploads WHERE target = 3")),
                 QStringList{early.id.toString()});
        QCOMPARE(world.count(QStringLiteral("uploads WHERE target = 2")), 3);
    }
};

EARSHOT_TEST(tst_uploadredirection, TestUploadRedirection)
#include "tst_uploadredirection.moc"
