// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/storagemove.h"

#include "recorder/jobs/jobrunner.h"
#include "recorder/service/changehub.h"
#include "recorder/service/storagemoves.h"
#include "recorder/store/jobrepository.h"
#include "recorder/store/storageleftovers.h"
#include "recorder/upload/storagescrub.h"

#include "tests/recorder/upload/uploadworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;
using tests::UploadWorld;

namespace
{

/// Calls of three files each on target 2, an empty target 3, and a host that runs jobs.
struct World : UploadWorld {
    explicit World(int many = 5)
    {
        addTarget(3);
        ask(QStringLiteral("UPDATE storage_targets SET location = '/t' || id WHERE id > 1"));
        setRule(2);
        for (int i = 0; i < many; ++i) {
            calls.append(record(i));
        }
        const UploadParts workerParts = parts();
        TargetBreaker breaker(clock);
        UploadCounters counters;
        UploadWorker worker(workerParts, TargetKey{2}, breaker, counters);
        while (worker.step(goOn) == UploadWorker::Step::Worked) {
        }
        for (int i = 0; i < many; ++i) {
            ask(QStringLiteral("UPDATE calls SET connect_ms = %1 WHERE id = '%2'")
                    .arg(1000 * (i + 1))
                    .arg(calls.at(i).id.toString()));
        }
        ask(QStringLiteral("UPDATE job_schedules SET next_ms = 9000000000000000"));
        if (!QDir().mkpath(work())) {
            qFatal("no folder");
        }
    }
    QString work() const { return dir.filePath(QStringLiteral("work")); }

    /// State, reason and the codes of the lines of one run; the last line is the runner's own, of the error.
    QString run(JobRunner::Kinds kinds, const QString &kind)
    {
        JobRunnerOptions options;
        options.pool = db.options();
        options.host = kHost;
        options.beat = 50ms;
        options.look = 50ms;
        JobRunner runner(options, hub, real, std::move(kinds));
        const QString ended = QStringLiteral("jobs WHERE ended_ms <> 0");
        const QString waiting = QStringLiteral("jobs WHERE ended_ms = 0");
        if (!QTest::qWaitFor([&] { return count(waiting) == 0 && count(ended) > 0; }, 20000)) {
            return QStringLiteral("it did not end");
        }
        return ask(QStringLiteral(
                       "SELECT concat_ws(' ', state, nullif(reason, ''), (SELECT string_agg(code, ',' ORDER "
                       "BY position) FROM job_lines l WHERE l.job_id = j.id)) FROM jobs j WHERE kind = '%1' "
                       "ORDER BY created_ms DESC, id DESC LIMIT 1")
                       .arg(kind))
            .value(0);
    }
    QString move(StorageMoveRequest request = {}, OpenTarget open = {})
    {
        request.from = request.from.isEmpty() ? uuidOf(2) : request.from;
        request.to = request.to.isEmpty() ? uuidOf(3) : request.to;
        NewJob job;
        job.kind = kStorageMove;
        job.subject = request.from;
        job.parameters = toJson(request);
        job.dryRun = request.dryRun;
        job.tenant = kSystemTenant;
        const auto put = pool.run<bool>([&](Transaction &transaction) -> common::Result<bool> {
            JobRepository(transaction)
                .insert(common::makeUuidV7(), job, {{}, QStringLiteral("system"), QString()},
                        common::toUnixMs(real.wall()));
            return true;
        });
        return put ? run({std::make_shared<StorageMove>(open ? open : opener(), work(), 0ms)}, kStorageMove)
                   : put.error().message;
    }
    /// The nightly check.
    QString scrub(OpenTarget open = {})
    {
        ask(QStringLiteral("UPDATE job_schedules SET next_ms = 1 WHERE kind = 'storage-scrub'"));
        const QString ended = QStringLiteral("jobs WHERE kind = 'storage-scrub' AND ended_ms <> 0");
        const qint64 before = count(ended);
        JobRunnerOptions options;
        options.pool = db.options();
        options.host = kHost;
        options.beat = 50ms;
        options.look = 50ms;
        JobRunner runner(options, hub, real, {std::make_shared<StorageScrub>(open ? open : opener())});
        if (!QTest::qWaitFor([&] { return count(ended) > before; }, 20000)) {
            return QStringLiteral("it did not end");
        }
        return ask(QStringLiteral(
                       "SELECT concat_ws(' ', state, nullif(reason, ''), (SELECT string_agg(code, ',' ORDER "
                       "BY position) FROM job_lines l WHERE l.job_id = j.id)) FROM jobs j WHERE kind = "
                       "'storage-scrub' ORDER BY created_ms DESC, id DESC LIMIT 1"))
            .value(0);
    }
    /// Target 4 is another name of `target`.
    OpenTarget alias(int target)
    {
        addTarget(4);
        ask(QStringLiteral("UPDATE storage_targets SET location = '/t4' WHERE id = 4"));
        return [target, real = opener()](TargetKey key) {
            return real(key == TargetKey{4} ? TargetKey{static_cast<qint16>(target)} : key);
        };
    }
    /// Each file is left over at a target since long ago.
    void leaveAll(int target, bool settled)
    {
        ask(QStringLiteral("INSERT INTO storage_leftovers (target, call_id, position, tenant_id, path, "
                           "settled, since_ms) SELECT %1, call_id, position, tenant_id, path, %2, 1 FROM "
                           "media_files")
                .arg(QString::number(target), settled ? QStringLiteral("true") : QStringLiteral("false")));
    }
    /// The recorded bytes of all calls are in the folder of the target.
    bool hasAll(int target) const
    {
        QSet<QByteArray> found;
        for (const QString &file : filesBelow(targetRoot(target))) {
            found.insert(
                common::sha256OfFile(targetRoot(target) + QLatin1Char('/') + file).value_or(QByteArray()));
        }
        return std::all_of(calls.begin(), calls.end(), [&found](const common::FinishedCall &call) {
            return std::all_of(call.files.begin(), call.files.end(), [&found](const common::MediaFile &file) {
                return found.contains(file.sha256);
            });
        });
    }
    /// How the last move counted: total, changed, skipped, failed.
    QString counted() const
    {
        return ask(QStringLiteral(
                       "SELECT concat_ws(' ', total, changed, skipped, failed) FROM jobs WHERE kind "
                       "= 'storage-move' ORDER BY created_ms DESC, id DESC LIMIT 1"))
            .value(0);
    }
    QString fileOf(int call, const char *ending) const
    {
        for (const QString &file : filesBelow(targetRoot(2))) {
            if (file.contains(calls.at(call).id.toString()) && file.endsWith(QLatin1String(ending))) {
                return targetRoot(2) + QLatin1Char('/') + file;
            }
        }
        return {};
    }
    bool allStored(const QList<int> &numbers, int target)
    {
        return std::all_of(numbers.begin(), numbers.end(),
                           [&](int number) { return isStored(calls.at(number), target); });
    }
    template <typename T>
    T ofMoves(const std::function<T(StorageMoves &)> &work)
    {
        const auto done = pool.run<T>([&](Transaction &transaction) -> common::Result<T> {
            StorageMoves moves(transaction);
            return work(moves);
        });
        if (!done) {
            qFatal("%s", qPrintable(done.error().message));
        }
        return *done;
    }

    common::SystemClock real;
    ChangeHub hub;
    QList<common::FinishedCall> calls;
};

} // namespace

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
                                   {std::make_shared<StorageScrub>(world.opener())});
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
        for (const QString &file : world.filesBelow(world.targetRoot(2))) {
            const QString copy = world.targetRoot(3) + QLatin1Char('/') + file;
            QVERIFY(QDir().mkpath(QFileInfo(copy).path()));
            QVERIFY(QFile::copy(world.targetRoot(2) + QLatin1Char('/') + file, copy));
        }
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

EARSHOT_TEST(tst_storagemove, TestStorageMove)
#include "tst_storagemove.moc"
