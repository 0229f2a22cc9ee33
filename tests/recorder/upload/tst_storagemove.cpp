// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/upload/moveworld.h"
#include "tests/support/storagepeers.h"
#include "tests/support/testmain.h"

using namespace recorder;
using namespace std::chrono_literals;
using tests::UploadWorld;
using World = tests::MoveWorld;

class TestStorageMove : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void filesAreCopiedNamedAndThenRemoved()
    {
        World world;
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 2));
        QCOMPARE(world.move(), QStringLiteral("done"));
        QCOMPARE(world.counted(), QStringLiteral("15 15 0 0"));
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 3));
        QCOMPARE(world.filesBelow(world.targetRoot(2)), QStringList());
        QCOMPARE(world.filesBelow(world.targetRoot(3)).size(), 15); // the probe is gone
        QCOMPARE(world.filesBelow(world.work()), QStringList());
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), 0);
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'storage-targets.moved'")), 1);
    }
    void aTrialCountsAlone()
    {
        World world;
        StorageMoveRequest request;
        request.dryRun = true;
        QCOMPARE(world.move(request), QStringLiteral("done to-move"));
        QCOMPARE(world.counted(), QStringLiteral("15 15 0 0"));
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 2));
        QCOMPARE(world.filesBelow(world.targetRoot(3)), QStringList());
        QCOMPARE(world.scripts[3]->opened.load(), 0);
    }
    void onlyTheCallsThatWereAskedFor()
    {
        World world;
        StorageMoveRequest request;
        request.beginMs = 2000;
        request.endMs = 4000;
        QCOMPARE(world.move(request), QStringLiteral("done"));
        QVERIFY(world.allStored({1, 2}, 3));
        QVERIFY(world.allStored({0, 3, 4}, 2));
        // Of a tenant that has none there.
        request = {};
        request.tenantId = world
                               .ask(QStringLiteral("INSERT INTO tenants (uuid, name, created_ms) VALUES "
                                                   "(gen_random_uuid(), 'Other', 1) RETURNING uuid"))
                               .value(0);
        QCOMPARE(world.move(request), QStringLiteral("done"));
        QVERIFY(world.allStored({0, 3, 4}, 2));
    }
    void filesOfTheRecordersOwnFoldersAreQueued()
    {
        World world;
        const common::FinishedCall sent = world.record(6); // on its way to target 2
        world.ask(QStringLiteral("DELETE FROM settings WHERE key = 'storageRules'"));
        const QList<common::FinishedCall> own{world.record(7), world.record(8)};
        StorageMoveRequest request;
        request.from = UploadWorld::uuidOf(1);
        request.dryRun = true;
        const QString waiting = QStringLiteral("uploads WHERE NOT stored AND host = 'host-a' AND target = ");
        QCOMPARE(world.move(request), QStringLiteral("done to-move"));
        QCOMPARE(world.counted(), QStringLiteral("6 6 0 0"));
        QCOMPARE(world.count(waiting + QStringLiteral("3")), 0);
        request.dryRun = false;
        QCOMPARE(world.move(request), QStringLiteral("done queued"));
        QCOMPARE(world.counted(), QStringLiteral("6 6 0 0"));
        QCOMPARE(world.count(waiting + QStringLiteral("3")), 6);
        QCOMPARE(world.count(waiting + QStringLiteral("2")), 3); // that goes where it was sent
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'storage-targets.moved' AND subject = "
                                            "'%1'")
                                 .arg(UploadWorld::uuidOf(1))),
                 1);
        QCOMPARE(world.move(request), QStringLiteral("done queued")); // nothing twice
        QCOMPARE(world.counted(), QStringLiteral("0 0 0 0"));

        const UploadParts parts = world.parts();
        TargetBreaker breaker(world.clock);
        UploadCounters counters;
        UploadWorker worker(parts, TargetKey{3}, breaker, counters);
        while (worker.step(world.goOn) == UploadWorker::Step::Worked) {
        }
        for (const common::FinishedCall &call : own) {
            QVERIFY(world.isStored(call, 3));
            QVERIFY(world.copiesAreThere(call));
        }
        QCOMPARE(counters.stored.load(), quint64{6});
        QVERIFY(!world.isStored(sent, 3));
        QVERIFY(world.copiesAreThere(sent));
        world.clock.advance(2min);
        while (worker.step(world.goOn) == UploadWorker::Step::Worked) {
        }
        QVERIFY(!world.copiesAreThere(own.first()));
        QVERIFY(world.isStored(own.first(), 3));
    }
    void theOwnFolderIsNoPlaceToMoveItsFilesTo_data()
    {
        QTest::addColumn<StorageTargetSettings>("settings");
        StorageTargetSettings settings;
        settings.basePath = QStringLiteral("recordings");
        QTest::newRow("its path") << settings;
        settings.basePath = QStringLiteral("link");
        QTest::newRow("a link to it") << settings;
        static const tests::SftpPeer kPeer;
        settings = kPeer.settings();
        settings.basePath = QStringLiteral("recordings");
        QTest::newRow("SFTP to this machine") << settings;
    }
    void theOwnFolderIsNoPlaceToMoveItsFilesTo()
    {
        QFETCH(StorageTargetSettings, settings);
        World world(0);
        world.ask(QStringLiteral("DELETE FROM settings WHERE key = 'storageRules'"));
        const common::FinishedCall call = world.record(7);
        settings.basePath = world.dir.filePath(settings.basePath);
        QVERIFY(QFile::link(world.root(), world.dir.filePath(QStringLiteral("link"))));
        const OpenTarget open = [&settings](TargetKey) { return openStorageTarget(settings, {}, {}); };
        StorageMoveRequest request;
        request.from = UploadWorld::uuidOf(1);
        QCOMPARE(world.move(request, open), QStringLiteral("failed same-place same-place"));
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
        QVERIFY(world.copiesAreThere(call));
        QCOMPARE(world.filesBelow(world.root()).size(), 3);
        // Nor is one that nobody can ask.
        world.scripts[3]->deaf = true;
        QCOMPARE(world.move(request), QStringLiteral("failed unreachable unreachable,unreachable"));
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
        world.scripts[3]->deaf = false;
        QCOMPARE(world.move(request), QStringLiteral("done queued"));
        QCOMPARE(world.count(QStringLiteral("uploads")), 3);
        QCOMPARE(world.filesBelow(world.targetRoot(3)), QStringList());
        QCOMPARE(world.filesBelow(world.root()).size(), 3);
    }
    void whatIsDamagedOrMissingStaysWhereItIsNamed()
    {
        World world;
        QFile flipped(world.fileOf(1, ".mp3"));
        QVERIFY(flipped.open(QIODevice::ReadWrite));
        flipped.write("X");
        flipped.close();
        QVERIFY(QFile::remove(world.fileOf(2, ".sip")));
        QCOMPARE(world.move(), QStringLiteral("failed missing-file damaged-file,missing-file,missing-file"));
        QCOMPARE(world.counted(), QStringLiteral("15 13 0 2"));
        QVERIFY(world.allStored({0, 3, 4}, 3));
        QVERIFY(QFile::exists(flipped.fileName())); // somebody may still want to look at it
        QCOMPARE(world.count(QStringLiteral("media_files WHERE storage_target = 2")), 2);
        QCOMPARE(world.filesBelow(world.targetRoot(2)).size(), 1);
    }
    void aTargetThatRefusesEndsItAndTheNextRunGoesOn()
    {
        World world;
        world.scripts[3]->mode = tests::TargetScript::Mode::Refused;
        QCOMPARE(world.move(), QStringLiteral("failed unreachable unreachable,unreachable"));
        QCOMPARE(world.ask(QStringLiteral("SELECT detail FROM job_lines WHERE detail <> ''")),
                 QStringList{QStringLiteral("Folder 3: refused")});
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 2));
        world.scripts[3]->mode = tests::TargetScript::Mode::Good;
        QCOMPARE(world.move(), QStringLiteral("done"));
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 3));
    }
    void aTargetThatLiesKeepsNothingFromItsOldPlace_data()
    {
        using Mode = tests::TargetScript::Mode;
        QTest::addColumn<int>("mode");
        QTest::newRow("flipped") << static_cast<int>(Mode::Flipped);
        QTest::newRow("cut") << static_cast<int>(Mode::Cut);
        QTest::newRow("lost") << static_cast<int>(Mode::Lost);
        QTest::newRow("wrong size") << static_cast<int>(Mode::WrongSize);
    }
    void aTargetThatLiesKeepsNothingFromItsOldPlace()
    {
        QFETCH(int, mode);
        World world;
        world.scripts[3]->mode = static_cast<tests::TargetScript::Mode>(mode);
        // It may be the files; not so many of them.
        QCOMPARE(world.move(), QStringLiteral("failed unreachable refused-file,refused-file,refused-file,"
                                              "refused-file,refused-file,unreachable,unreachable"));
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 2));
        QCOMPARE(world.filesBelow(world.targetRoot(2)).size(), 15);
    }
    void oneFileThatIsRefusedKeepsNoOtherFromMoving()
    {
        World world;
        const QString path = world
                                 .ask(QStringLiteral("SELECT path FROM media_files ORDER BY call_id, "
                                                     "position LIMIT 1"))
                                 .value(0);
        world.scripts[3]->refused.with([&path](QString &ending) { ending = path.section(u'.', -1); });
        QCOMPARE(world.move(), QStringLiteral("failed refused-file refused-file,refused-file,refused-file,"
                                              "refused-file,refused-file,refused-file"));
        QCOMPARE(world.count(QStringLiteral("media_files WHERE storage_target = 3")), 10);
        QCOMPARE(world.count(QStringLiteral("media_files WHERE storage_target = 2")), 5);
    }
    void twoNamesOfOnePlaceAreSeen()
    {
        World world;
        const OpenTarget real = world.opener();
        QCOMPARE(world.move({}, [real](TargetKey) { return real(TargetKey{2}); }),
                 QStringLiteral("failed same-place same-place"));
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 2));
        QCOMPARE(world.filesBelow(world.targetRoot(2)).size(), 15);
    }
    void aCopyIsTakenOnceAndByOneOnly()
    {
        World world;
        const MoveFilter filter{TargetKey{2}, std::nullopt, 0, 0};
        const auto found =
            world.ofMoves<MovableFiles>([&](StorageMoves &moves) { return moves.next(filter, {}, 100); });
        QCOMPARE(found.files.size(), 15);
        QVERIFY(found.last.isNull());
        const MovableFile file = found.files.first();
        const auto settled = [&] {
            return world.ofMoves<bool>(
                [&](StorageMoves &moves) { return moves.settle(file, TargetKey{3}, 7); });
        };
        const auto begin = [&] {
            world.ofMoves<bool>([&](StorageMoves &moves) { return moves.begin(file, TargetKey{3}, 5); });
        };
        QVERIFY(!settled()); // nobody has announced a copy
        begin();
        QVERIFY(settled());
        QVERIFY(!settled());
        begin();
        QVERIFY(!settled()); // it is not there any more
        QCOMPARE(
            world.ask(QStringLiteral("SELECT string_agg(target || ' ' || settled || ' ' || since_ms, ', ' "
                                     "ORDER BY target) FROM storage_leftovers")),
            QStringList{QStringLiteral("2 true 7, 3 false 5")});
    }
    /// Under retention at the old place: all is moved, and what stays there is tried again another day.
    void whatTheOldPlaceLocksStaysThere()
    {
        World world;
        world.scripts[2]->lockedEnding.with([](QString &ending) { ending = QStringLiteral(".mp3"); });
        QCOMPARE(world.move(), QStringLiteral("done locked-by-storage"));
        QCOMPARE(world.counted(), QStringLiteral("15 15 0 0"));
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 3));
        QCOMPARE(world.filesBelow(world.targetRoot(2)).size(), 5);
        const QString later =
            QStringLiteral(
                "storage_leftovers WHERE target = 2 AND settled AND cause = 'locked' AND due_ms > %1")
                .arg(common::toUnixMs(world.real.wall()) + 23 * 3'600'000);
        QCOMPARE(world.count(later), 5);
        QVERIFY(world.ask(QStringLiteral("SELECT detail FROM job_lines WHERE code = 'locked-by-storage'"))
                    .value(0)
                    .endsWith(QLatin1String(" +4")));
        QCOMPARE(world.move(), QStringLiteral("done")); // nothing is tried before its time
        QCOMPARE(world.count(later), 5);
        const auto atNight = [&world] {
            world.ask(QStringLiteral("UPDATE storage_leftovers SET since_ms = 1, due_ms = 0"));
            world.ask(QStringLiteral("UPDATE job_schedules SET next_ms = 1 WHERE kind = 'storage-scrub'"));
            const qint64 before = world.count(QStringLiteral("jobs WHERE ended_ms <> 0"));
            JobRunnerOptions options;
            options.pool = world.db.options();
            options.host = UploadWorld::kHost;
            options.beat = 50ms;
            options.look = 50ms;
            const JobRunner runner(options, world.hub, world.real,
                                   {std::make_shared<StorageScrub>(tests::always(world.opener()))});
            return QTest::qWaitFor(
                [&] { return world.count(QStringLiteral("jobs WHERE ended_ms <> 0")) > before; }, 20000);
        };
        QVERIFY(atNight());
        QCOMPARE(world.count(later), 5);
        QCOMPARE(world.count(QStringLiteral("job_lines WHERE code = 'locked-by-storage'")), 2);
        world.scripts[2]->lockedEnding.with([](QString &ending) { ending.clear(); });
        QVERIFY(atNight());
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), 0);
        QCOMPARE(world.filesBelow(world.targetRoot(2)), QStringList());
    }
    /// A target that keeps what it gets is no reason not to move there.
    void aPlaceThatKeepsTheProbeIsGood()
    {
        World world;
        world.scripts[3]->lockedEnding.with([](QString &ending) { ending = QStringLiteral("1"); }); // attempt
        QCOMPARE(world.move(), QStringLiteral("done"));
        QVERIFY(world.allStored({0, 1, 2, 3, 4}, 3));
        QCOMPARE(world.filesBelow(world.targetRoot(3)).size(), 16);
    }
    void aSourceThatIsReadOnlyIsEmptiedAllTheSame()
    {
        World world(12); // more than one portion
        world.scripts[2]->readOnly = true;
        QCOMPARE(world.move(), QStringLiteral("done not-removed"));
        QCOMPARE(world.counted(), QStringLiteral("36 36 0 0"));
        QCOMPARE(world.ask(QStringLiteral("SELECT detail FROM job_lines WHERE detail <> ''")),
                 QStringList{QStringLiteral("Folder 2: permission")});
        QVERIFY(world.hasAll(3));
        QCOMPARE(world.count(QStringLiteral("media_files WHERE storage_target = 3")), 36);
        QCOMPARE(world.filesBelow(world.targetRoot(2)).size(), 36);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE target = 2 AND settled")), 36);
    }
};

EARSHOT_TEST(tst_storagemove, TestStorageMove)
#include "tst_storagemove.moc"
