// SPDX-License-Identifier: GPL-3.0-or-later
// Files on targets that are nobody's: what goes, and what must not.
#include "recorder/upload/uploadpool.h"

#include "tests/recorder/upload/moveworld.h"
#include "tests/support/testmain.h"

using namespace recorder;
using namespace std::chrono_literals;
using tests::UploadWorld;
using World = tests::MoveWorld;

class TestStorageLeftovers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// Given-up copies go at night, what is named again does not, and young ones may still be wanted.
    void theNightlyCheckRemovesWhatIsLeftOver()
    {
        World world;
        const QString named = world.fileOf(0, ".mp3");
        const QString stray = world.targetRoot(3) + QLatin1String("/stray");
        const QString young = world.targetRoot(3) + QLatin1String("/young");
        for (const QString &path : {stray, young}) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
        }
        const auto leave = [&](int target, const QString &path, qint64 since, const QString &call) {
            world.ask(QStringLiteral("INSERT INTO storage_leftovers SELECT %1, call_id, position, tenant_id, "
                                     "%2, false, %3 FROM media_files WHERE call_id = '%4' AND kind = 1")
                          .arg(QString::number(target), path, QString::number(since), call));
        };
        leave(2, QStringLiteral("path"), 1, world.calls.at(0).id.toString());
        leave(3, QStringLiteral("'stray'"), 1, world.calls.at(1).id.toString());
        leave(3, QStringLiteral("'young'"), common::toUnixMs(world.real.wall()),
              world.calls.at(2).id.toString());
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), 3);
        QCOMPARE(world.scrub(), QStringLiteral("done"));
        QVERIFY(QFile::exists(named));
        QVERIFY(!QFile::exists(stray));
        QVERIFY(QFile::exists(young));
        QCOMPARE(world.ask(QStringLiteral("SELECT path FROM storage_leftovers")),
                 QStringList{QStringLiteral("young")});
    }
    /// Two records of one place: what is left over at the one is the file at the other.
    void whatIsNamedUnderAnotherNameOfThePlaceStays_data()
    {
        QTest::addColumn<int>("place"); // target 4 is this one
        QTest::newRow("where given-up copies are") << 3;
        QTest::newRow("where it came from") << 2;
    }
    void whatIsNamedUnderAnotherNameOfThePlaceStays()
    {
        QFETCH(int, place);
        World world;
        const OpenTarget open = world.alias(place);
        StorageMoveRequest request;
        if (place == 3) {
            world.leaveAll(3, false);
        } else {
            QCOMPARE(world.move(), QStringLiteral("done"));
            world.leaveAll(2, true);
            request.from = UploadWorld::uuidOf(3);
        }
        request.to = UploadWorld::uuidOf(4);
        QCOMPARE(world.move(request, open), QStringLiteral("done"));
        QCOMPARE(world.count(QStringLiteral("media_files WHERE storage_target = 4")), 15);
        QVERIFY(world.hasAll(place));
        QCOMPARE(world.scrub(open), QStringLiteral("done"));
        QVERIFY(world.hasAll(place));
        QCOMPARE(world.filesBelow(world.targetRoot(place)).size(), 15); // no marker remains
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), 0);
        QCOMPARE(world.ask(QStringLiteral("SELECT a || ' ' || b FROM storage_pairs WHERE same")),
                 QStringList{QStringLiteral("%1 4").arg(place)});
    }
    void untilItIsKnownWhetherItIsAnotherPlaceItStays()
    {
        World world;
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 2));
        world.copyAll(3);
        world.leaveAll(3, false);
        world.scripts[2]->mode = tests::TargetScript::Mode::Refused; // no marker can be written there
        QCOMPARE(world.scrub(), QStringLiteral("failed unreachable not-removed,unreachable,unreachable"));
        QCOMPARE(world.filesBelow(world.targetRoot(3)).size(), 15);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE attempts = 1 AND cause = 'refused' AND "
                                            "due_ms > 1 AND taken_by IS NULL")),
                 15);
        world.scripts[2]->mode = tests::TargetScript::Mode::Good;
        world.ask(QStringLiteral("UPDATE storage_leftovers SET due_ms = 0"));
        const int puts = world.scripts[2]->tries;
        QCOMPARE(world.scrub(), QStringLiteral("done"));
        QCOMPARE(world.filesBelow(world.targetRoot(3)), QStringList());
        QCOMPARE(world.scripts[2]->tries.load(), puts + 1); // once for all
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 2));
        // Nor is it asked again, until one of the two is changed.
        world.leaveAll(3, false);
        QCOMPARE(world.scrub(), QStringLiteral("done"));
        QCOMPARE(world.scripts[2]->tries.load(), puts + 1);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), 0);
    }
    /// Looking at the other place took longer than the lease: they may have been let go, and be named again.
    void whatSomebodyElseTookMeanwhileStays()
    {
        World world;
        world.copyAll(3);
        world.leaveAll(3, false);
        const OpenTarget real = world.opener();
        std::atomic<bool> late{true};
        const OpenTarget open = [&](TargetKey key) {
            if (key == TargetKey{2} && late.exchange(false)) {
                world.ask(QStringLiteral("UPDATE storage_leftovers SET taken_by = gen_random_uuid()"));
            }
            return real(key);
        };
        QCOMPARE(world.scrub(open), QStringLiteral("done"));
        QVERIFY(!late);
        QCOMPARE(world.filesBelow(world.targetRoot(3)).size(), 15);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE taken_by IS NOT NULL")), 15);
    }
    /// Beside the uploads, without waiting for the night.
    void whatAStoppedMoveLeftGoesAtOnce()
    {
        World world;
        world.copyAll(3);
        QFile part(world.targetRoot(3) + QLatin1Char('/') + world.filesBelow(world.targetRoot(3)).first() +
                   QLatin1String(".part"));
        QVERIFY(part.open(QIODevice::WriteOnly)); // of the file that was on its way
        world.leaveAll(3, false);
        UploadPoolOptions options;
        options.database = world.db.options();
        options.host = UploadWorld::kHost;
        options.recordingsRoot = world.root();
        options.keepCopy = 0ms;
        options.leftovers = 50ms;
        const UploadPool pool(options, world.real, world.opener(),
                              std::make_shared<std::atomic<bool>>(false));
        QTRY_COMPARE_WITH_TIMEOUT(world.count(QStringLiteral("storage_leftovers")), 0, 20000);
        QCOMPARE(world.filesBelow(world.targetRoot(3)), QStringList());
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 2));
    }
    /// What it has removed is settled, and the rest is free for the next one; but what was broken off may
    /// still go, so that nobody stores it there again for now.
    void aStoppedSweepKeepsNothingForItself_data()
    {
        QTest::addColumn<bool>("removed");
        QTest::newRow("after a removal") << true;
        QTest::newRow("in the middle of one") << false;
    }
    void aStoppedSweepKeepsNothingForItself()
    {
        QFETCH(bool, removed);
        World world;
        world.scripts[3]->readOnly = !removed;
        world.leaveAll(3, true);
        std::shared_ptr<const std::atomic<bool>> stopped; // of the job's thread
        const OpenUntil open = [&](const std::shared_ptr<const std::atomic<bool>> &stop) {
            stopped = stop;
            return world.opener();
        };
        world.scripts[3]->removing.with([&](auto &told) {
            told = [&] {
                world.ask(QStringLiteral("UPDATE jobs SET stopping = true WHERE state = 'running'"));
                while (!*stopped) {
                    std::this_thread::sleep_for(5ms);
                }
            };
        });
        world.ask(QStringLiteral("UPDATE job_schedules SET next_ms = 1 WHERE kind = 'storage-scrub'"));
        QCOMPARE(world.run(std::make_shared<StorageScrub>(open)), QStringLiteral("cancelled"));
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), removed ? 14 : 15);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE taken_by IS NOT NULL")),
                 removed ? 0 : 1);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE attempts > 0")), 0);
    }
    void whatAMoveMayStillBeAtStays()
    {
        World world(1);
        world.leaveAll(3, false); // since 1
        constexpr qint64 kDay = 86'400'000;
        const auto givenUp = [&world](qint64 untilMs, qint64 nowMs) {
            const auto targets = world.pool.run<QList<TargetKey>>(
                [&](Transaction &transaction) -> common::Result<QList<TargetKey>> {
                    return StorageLeftovers(transaction).givenUp(untilMs, nowMs);
                });
            return targets.value_or(QList<TargetKey>{TargetKey{99}});
        };
        const auto jobs = [&world](const QString &columns) {
            world.ask(QStringLiteral("UPDATE jobs SET ") + columns);
        };
        const QList<TargetKey> none;
        const QList<TargetKey> there{TargetKey{3}};
        QCOMPARE(givenUp(0, 100), none);
        QCOMPARE(givenUp(100, 100), there);
        QVERIFY(world.queueMove());
        QCOMPARE(givenUp(100, 100), none); // it waits, or is at work
        jobs(QStringLiteral("state = 'cancelled', ended_ms = 50, attempt = 1"));
        QCOMPARE(givenUp(40, 100), none); // a moment ago: what was sent may still arrive
        QCOMPARE(givenUp(50, 100), there);
        jobs(QStringLiteral("attempt = 2")); // the first one's host was lost
        QCOMPARE(givenUp(50, 100), none);
        QCOMPARE(givenUp(50, 50 + kDay), there);
        jobs(QStringLiteral("attempt = 1, state = 'failed', reason = 'host-lost'"));
        QCOMPARE(givenUp(50, 100), none);
        jobs(QStringLiteral("reason = 'unreachable'"));
        QCOMPARE(givenUp(50, 100), there);
        world.ask(QStringLiteral("UPDATE storage_leftovers SET taken_by = gen_random_uuid(), taken_until = "
                                 "clock_timestamp() + interval '1 minute'"));
        QCOMPARE(givenUp(50, 100), none);
        world.ask(QStringLiteral("UPDATE storage_leftovers SET taken_until = clock_timestamp()"));
        QCOMPARE(givenUp(50, 100), there);
    }
    void aFileThatCannotBeRemovedHoldsUpNoOther()
    {
        World world;
        for (const char *name : {"a", "b", "c"}) {
            QFile file(world.targetRoot(3) + QLatin1Char('/') + QLatin1String(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            world.ask(QStringLiteral("INSERT INTO storage_leftovers (target, call_id, position, tenant_id, "
                                     "path, settled, since_ms) VALUES (3, gen_random_uuid(), 0, 1, '%1', "
                                     "true, ascii('%1'))")
                          .arg(QLatin1String(name)));
        }
        world.scripts[3]->stuck.with([](auto &keys) { keys = {QStringLiteral("a")}; });
        QCOMPARE(world.scrub(), QStringLiteral("done not-removed"));
        QCOMPARE(world.filesBelow(world.targetRoot(3)), QStringList{QStringLiteral("a")});
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE path = 'a' AND attempts = 1 AND cause = "
                                            "'permission' AND due_ms > 1")),
                 1);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), 1);
        QCOMPARE(world.scrub(), QStringLiteral("done")); // it is not due yet
    }
    void nothingIsLockedWhileATargetIsWaitedFor()
    {
        World world;
        world.leaveAll(3, true);
        std::atomic<qint64> free{-1};
        world.scripts[3]->removing.with([&](auto &told) {
            told = [&] {
                free = world.count(QStringLiteral(
                    "(SELECT FROM storage_leftovers WHERE target = 3 FOR UPDATE SKIP LOCKED) l"));
            };
        });
        QCOMPARE(world.scrub(), QStringLiteral("done"));
        QCOMPARE(free.load(), 15);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), 0);
    }
    /// What is just being removed is not stored there, under no name of the place.
    void noCopyBeginsWhereOneIsBeingRemoved()
    {
        World world;
        world.alias(3);
        const auto found = world.ofMoves<MovableFiles>([](StorageMoves &moves) {
            return moves.next({TargetKey{2}, std::nullopt, 0, 0}, {}, 100);
        });
        const MovableFile file = found.files.first();
        world.leaveAll(3, false);
        const StorageLeftovers::Taking all{QUuid::createUuid(), TargetKey{3}, 10, false, 10, 1min, 100};
        const auto of = [&world](const std::function<int(StorageLeftovers &)> &work) {
            const auto done = world.pool.run<int>([&](Transaction &transaction) -> common::Result<int> {
                StorageLeftovers leftovers(transaction);
                return work(leftovers);
            });
            return done.value_or(-1);
        };
        const auto take = [&of](StorageLeftovers::Taking taking) {
            taking.taker = QUuid::createUuid();
            return of(
                [&](StorageLeftovers &leftovers) { return static_cast<int>(leftovers.take(taking).size()); });
        };
        const auto begins = [&](qint16 target) {
            return world.ofMoves<bool>(
                [&](StorageMoves &moves) { return moves.begin(file, TargetKey{target}, 5); });
        };
        QCOMPARE(
            of([&](StorageLeftovers &leftovers) { return static_cast<int>(leftovers.take(all).size()); }),
            15);
        QCOMPARE(take(all), 0); // by nobody else
        QVERIFY(!begins(3));
        QVERIFY(!begins(4)); // as far as anybody knows, the same place
        QVERIFY(
            !world.ofMoves<bool>([&](StorageMoves &moves) { return moves.settle(file, TargetKey{3}, 7); }));
        of([](StorageLeftovers &leftovers) {
            leftovers.notePair(TargetKey{4}, TargetKey{3}, false, 1);
            return 0;
        });
        QVERIFY(begins(4));
        QVERIFY(!begins(3));
        // A lease that ended is for another remover, not for a new copy: the first may still be at it.
        world.ask(QStringLiteral("UPDATE storage_leftovers SET taken_until = clock_timestamp() - interval '1 "
                                 "minute' WHERE target = 3"));
        QVERIFY(!begins(3));
        QCOMPARE(take(all), 15);
        of([&](StorageLeftovers &leftovers) {
            leftovers.removed(all.taker, {file.place.call, file.place.position, TargetKey{3}, {}});
            leftovers.giveBack(all.taker);
            return 0;
        });
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE target = 3 AND taken_by IS NOT NULL")),
                 15); // they are the other's
        world.ask(QStringLiteral("UPDATE storage_leftovers SET taken_by = NULL"));
        QVERIFY(begins(3));
    }
};

EARSHOT_TEST(tst_storageleftovers, TestStorageLeftovers)
#include "tst_storageleftovers.moc"
