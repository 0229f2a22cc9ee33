// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/upload/uploadworld.h"

#include "tests/support/testmain.h"

#include <QElapsedTimer>
#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;
using tests::TargetScript;
using tests::UploadWorld;
using Mode = TargetScript::Mode;

namespace
{
constexpr TargetKey kTwo{2};

struct Rig {
    explicit Rig(UploadWorld &theWorld)
        : world(theWorld)
        , parts(world.parts())
        , breaker(world.clock)
        , worker(parts, kTwo, breaker, counters)
    {
    }
    /// Until there is nothing to do now.
    void run()
    {
        while (worker.step(world.goOn) == UploadWorker::Step::Worked) {
        }
    }
    UploadWorld &world;
    UploadParts parts;
    TargetBreaker breaker;
    UploadCounters counters;
    UploadWorker worker;
};
} // namespace

class TestUploads : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void filesGoWhereTheRuleSays()
    {
        UploadWorld world;
        world.setRule(2, QStringLiteral("%{tenant}/%{from-number}-%{to-number}/%{recording-id}"));
        const auto call = world.record(49);
        Rig rig(world);
        rig.run();
        QVERIFY(world.isStored(call, 2));
        const QString base = QStringLiteral("Nordlicht/049-201/") + call.id.toString();
        QCOMPARE(world.filesBelow(world.targetRoot(2)),
                 QStringList({base + QLatin1String(".mp3"), base + QLatin1String(".peaks"),
                              base + QLatin1String(".sip")}));
        // Who has just asked where the file is still finds the copy.
        QVERIFY(world.copiesAreThere(call));
        world.clock.advance(61s);
        rig.run();
        QCOMPARE(world.filesBelow(world.root()), QStringList());
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
        QCOMPARE(rig.counters.stored.load(), quint64{3});
        QCOMPARE(rig.counters.removed.load(), quint64{3});
        const auto stored = world.recordings.get(UploadWorld::kTenant, call.id);
        QCOMPARE(stored->call.files.first().path, base + QLatin1String(".mp3"));
    }
    void withoutARuleFilesStay()
    {
        UploadWorld world;
        const auto call = world.record();
        world.setRule(1);
        const auto other = world.record();
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
        QVERIFY(world.copiesAreThere(call) && world.copiesAreThere(other));
    }
    void registeringAgainQueuesNothing()
    {
        UploadWorld world;
        world.setRule(2);
        const auto call = world.record();
        Rig rig(world);
        rig.run();
        world.clock.advance(2min);
        rig.run();
        QVERIFY(world.recordings.registerCall(call));
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
        QVERIFY(world.isStored(call, 2));
    }
    void liesAreNoticed_data()
    {
        QTest::addColumn<int>("mode");
        QTest::newRow("cut") << static_cast<int>(Mode::Cut);
        QTest::newRow("wrong size") << static_cast<int>(Mode::WrongSize);
        QTest::newRow("nothing there") << static_cast<int>(Mode::Lost);
        QTest::newRow("one bit") << static_cast<int>(Mode::Flipped);
    }
    void liesAreNoticed()
    {
        QFETCH(int, mode);
        UploadWorld world;
        world.setRule(2);
        const auto call = world.record();
        world.scripts[2]->mode = static_cast<Mode>(mode);
        Rig rig(world);
        for (int minutes = 0; minutes < 120; minutes += 5) {
            rig.run();
            world.clock.advance(5min);
        }
        QVERIFY(!world.isStored(call, 2));
        QVERIFY(world.copiesAreThere(call));
        QCOMPARE(world.count(QStringLiteral("uploads WHERE NOT stored AND cause <> ''")), 3);
        QCOMPARE(world.count(QStringLiteral("media_files WHERE storage_target = 1")), 3);
        world.scripts[2]->mode = Mode::Good;
        world.clock.advance(16min);
        rig.run();
        world.clock.advance(16min);
        rig.run();
        QVERIFY(world.isStored(call, 2));
    }
    void aPlaceThatTellsNoHashIsReadBack()
    {
        UploadWorld world;
        world.setRule(2);
        const auto call = world.record();
        world.scripts[2]->confirmsHash = false;
        Rig rig(world);
        rig.run();
        QVERIFY(world.isStored(call, 2));
    }
    void anAnswerLostAfterSuccessMakesOneFile()
    {
        UploadWorld world;
        world.setRule(2);
        const auto call = world.record();
        world.scripts[2]->mode = Mode::AnswerLost;
        Rig rig(world);
        rig.run();
        QVERIFY(world.copiesAreThere(call));
        world.scripts[2]->mode = Mode::Good;
        world.clock.advance(16min);
        rig.run();
        world.clock.advance(1min);
        rig.run();
        QVERIFY(world.isStored(call, 2));
        QCOMPARE(world.filesBelow(world.targetRoot(2)).size(), 3);
    }
    /// A local copy that rotted is never stored, and never thrown away either.
    void aDamagedCopyHoldsUpNoOther()
    {
        UploadWorld world;
        world.setRule(2);
        const auto bad = world.record(1);
        const auto good = world.record(2);
        QFile file(world.root() + QLatin1Char('/') + bad.files.first().path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write("rot");
        file.close();
        Rig rig(world);
        for (int i = 0; i < 10; ++i) {
            rig.run();
            world.clock.advance(16min);
        }
        QVERIFY(world.isStored(good, 2));
        QVERIFY(!rig.breaker.isOpen());
        QCOMPARE(world.ask(QStringLiteral("SELECT cause FROM uploads")),
                 QStringList{QStringLiteral("source")});
        QVERIFY(QFile::exists(file.fileName()));
    }
    /// A day without the target, by a clock of its own: nothing is lost, hardly anything is asked of it, and
    /// it is caught up in far less than a tenth of the time.
    void aDayWithoutTheTarget()
    {
        UploadWorld world;
        world.setRule(2);
        world.scripts[2]->mode = Mode::Refused;
        Rig rig(world);
        QList<common::FinishedCall> calls;
        for (int minute = 0; minute < 24 * 60; ++minute) {
            if (minute % 10 == 0) {
                calls.append(world.record(minute));
            }
            rig.run();
            world.clock.advance(1min);
        }
        QCOMPARE(calls.size(), 144);
        QCOMPARE(world.count(QStringLiteral("uploads WHERE NOT stored")), 3 * 144);
        QVERIFY(std::all_of(calls.begin(), calls.end(),
                            [&](const auto &call) { return world.copiesAreThere(call); }));
        // A probe every 2.5 to 5 minutes, once the pauses have grown.
        const int tries = world.scripts[2]->tries;
        QVERIFY2(tries > 250 && tries < 620, qPrintable(QString::number(tries)));
        QVERIFY(rig.breaker.isOpen());

        world.scripts[2]->mode = Mode::Good;
        int minutes = 0;
        for (; minutes < 144 && world.count(QStringLiteral("uploads WHERE NOT stored")) > 0; ++minutes) {
            world.clock.advance(1min);
            rig.run();
        }
        QVERIFY2(minutes <= 6, qPrintable(QString::number(minutes)));
        for (const auto &call : calls) {
            QVERIFY(world.isStored(call, 2));
        }
        world.clock.advance(2min);
        rig.run();
        QCOMPARE(world.filesBelow(world.root()), QStringList());
        QCOMPARE(world.filesBelow(world.targetRoot(2)).size(), 3 * 144);
    }
    void severalWorkersTakeEachFileOnce()
    {
        UploadWorld world;
        world.setRule(2);
        constexpr int kCalls = 60;
        QList<common::FinishedCall> calls;
        for (int i = 0; i < kCalls; ++i) {
            calls.append(world.record(i));
        }
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 3; ++i) {
                threads.emplace_back([&world] { Rig(world).run(); }); // runners of their own
            }
        }
        for (const auto &call : calls) {
            QVERIFY(world.isStored(call, 2));
        }
        const auto puts = world.scripts[2]->puts.with([](const auto &all) { return all; });
        QCOMPARE(puts.size(), 3 * kCalls);
        QVERIFY(std::all_of(puts.begin(), puts.end(), [](int times) { return times == 1; }));
    }
    /// Between the target and the database: the lease ends, somebody else stores the same once more.
    void aRunThatEndsBeforeItsCommitIsRepeated()
    {
        UploadWorld world;
        world.setRule(2);
        const auto call = world.record();
        const auto taken = world.pool.run<QList<UploadTask>>(
            [&](Transaction &transaction) -> common::Result<QList<UploadTask>> {
                return UploadQueue(transaction)
                    .take({QUuid::createUuid(), UploadWorld::kHost, 300ms}, kTwo, UploadQueue::Work::Store,
                          common::toUnixMs(world.clock.wall()), 10);
            });
        QCOMPARE(taken->size(), 3);
        auto session = world.opener()(kTwo);
        for (const UploadTask &task : *taken) {
            QVERIFY((*session)->put(world.root() + QLatin1Char('/') + task.file.source, task.file.path,
                                    {task.file.sha256, {}}));
        }
        QVERIFY(!world.isStored(call, 2));
        QVERIFY(world.copiesAreThere(call));
        Rig rig(world);
        QTRY_VERIFY((rig.run(), world.isStored(call, 2)));
        QCOMPARE(world.filesBelow(world.targetRoot(2)).size(), 3);
    }
    void onlyWhatIsHeldIsRenewed()
    {
        UploadWorld world;
        world.setRule(2);
        world.record();
        const UploadQueue::Runner runner{QUuid::createUuid(), UploadWorld::kHost, 1min};
        const auto kept = world.pool.run<qint64>([&](Transaction &transaction) -> common::Result<qint64> {
            const auto tasks =
                UploadQueue(transaction)
                    .take(runner, kTwo, UploadQueue::Work::Store, common::toUnixMs(world.clock.wall()), 10);
            return tasks.size() == 3 ? tasks.at(1).id : 0;
        });
        QVERIFY(kept && *kept != 0);
        world.ask(QStringLiteral("UPDATE uploads SET lease_until = clock_timestamp()"));
        QVERIFY(world.pool.run<void>([&](Transaction &transaction) -> common::Status {
            UploadQueue(transaction).renew(runner, {*kept});
            UploadQueue(transaction).renew({QUuid::createUuid(), UploadWorld::kHost, 1min}, {*kept});
            UploadQueue(transaction).renew(runner, {});
            return {};
        }));
        QCOMPARE(world.ask(QStringLiteral(
                     "SELECT id FROM uploads WHERE lease_until > clock_timestamp() + interval '30 s'")),
                 QStringList{QString::number(*kept)});
    }
    /// They would wait for each other: the one that PostgreSQL then ends loses what it had to say.
    void nobodyWaitsForAWorkerThatWrites()
    {
        UploadWorld world;
        world.setRule(2);
        world.record();
        const UploadQueue::Runner runner{QUuid::createUuid(), UploadWorld::kHost, 1min};
        const qint64 now = common::toUnixMs(world.clock.wall());
        QList<UploadTask> tasks;
        QVERIFY(world.pool.run<void>([&](Transaction &transaction) -> common::Status {
            tasks = UploadQueue(transaction).take(runner, kTwo, UploadQueue::Work::Store, now, 10);
            return {};
        }));
        QCOMPARE(tasks.size(), 3);
        world.ask(
            QStringLiteral("UPDATE uploads SET lease_until = clock_timestamp(), due_ms = 9e15::bigint"));
        PoolOptions impatient = world.db.options(1);
        impatient.statementTimeout = 1000ms;
        ConnectionPool others(impatient);
        QVERIFY(world.pool.run<void>([&](Transaction &transaction) -> common::Status {
            UploadQueue(transaction).failed(runner, tasks.at(1).id, now, QStringLiteral("mismatch"));
            return others.run<void>([&](Transaction &other) -> common::Status {
                UploadQueue queue(other);
                queue.renew(runner, {tasks.at(0).id, tasks.at(1).id, tasks.at(2).id});
                queue.hurry(UploadWorld::kHost, kTwo, now);
                queue.pullIn(UploadWorld::kHost, now);
                return {};
            });
        }));
        QCOMPARE(world.count(QStringLiteral("uploads WHERE runner IS NOT NULL AND lease_until > "
                                            "clock_timestamp() + interval '30 s'")),
                 2);
        QCOMPARE(world.count(QStringLiteral("uploads WHERE due_ms = %1").arg(now)), 3);
    }
    void nothingIsHeldWhenAStepIsOver()
    {
        UploadWorld world;
        world.setRule(2);
        const auto call = world.record();
        Rig rig(world);
        const auto held = [&rig] { return rig.parts.held->with([](const auto &ids) { return ids.size(); }); };
        QVERIFY(rig.worker.step(world.goOn) == UploadWorker::Step::Worked);
        QVERIFY(world.isStored(call, 2));
        QCOMPARE(held(), qsizetype{0});
        // A copy that cannot be unlinked: a folder has its name.
        const QString stays = world.root() + QLatin1Char('/') + call.files.first().path;
        QVERIFY(QFile::remove(stays) && QDir().mkpath(stays));
        world.clock.advance(61s);
        rig.run();
        QCOMPARE(held(), qsizetype{0});
        QCOMPARE(world.count(QStringLiteral("uploads WHERE runner IS NOT NULL")), 1);
    }
    void nothingNewGoesToARemovedTarget()
    {
        UploadWorld world;
        world.setRule(2);
        const auto before = world.record(1);
        world.ask(QStringLiteral("UPDATE storage_targets SET deleted_ms = 1 WHERE id = 2"));
        const auto after = world.record(2);
        QCOMPARE(world.count(QStringLiteral("uploads")), 3);
        Rig rig(world);
        rig.run();
        QVERIFY(world.isStored(before, 2)); // what was on its way gets there
        world.clock.advance(61s);
        rig.run();
        QVERIFY(world.copiesAreThere(after));
        QCOMPARE(world.count(QStringLiteral("media_files WHERE storage_target = 1")), 3);
    }
    void manyFiles()
    {
        UploadWorld world;
        world.setRule(2);
        constexpr int kCalls = 400;
        for (int i = 0; i < kCalls; ++i) {
            world.record(i);
        }
        Rig rig(world);
        QElapsedTimer timer;
        timer.start();
        rig.run();
        const double rate = 3000.0 * kCalls / static_cast<double>(timer.elapsed());
        qInfo("one worker: %.0f files/s to a folder", rate);
        QCOMPARE(rig.counters.stored.load(), quint64{3 * kCalls});
        QVERIFY(rate > 50);
    }
};

EARSHOT_TEST(tst_uploads, TestUploads)
#include "tst_uploads.moc"
