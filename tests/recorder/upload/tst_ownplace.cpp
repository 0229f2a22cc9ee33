// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/storagetargetrepository.h"
#include "recorder/upload/uploadpool.h"

#include "tests/recorder/upload/moveworld.h"
#include "tests/support/storagepeers.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;
using tests::UploadWorld;

namespace
{

constexpr TargetKey kTwo{2};

/// A call of three files, of which target 2 is or holds the recorder's own folder.
struct World : UploadWorld {
    explicit World(StorageTargetSettings settings, const QString &pathOfSource = QStringLiteral("source"))
    {
        setRule(2);
        call = record();
        ask(QStringLiteral("UPDATE uploads SET path = ") + pathOfSource);
        const QString base = settings.basePath;
        settings.basePath = base.startsWith(QLatin1Char('/')) ? base : dir.filePath(base);
        QFile::link(root(), dir.filePath(QStringLiteral("link")));
        ownParts.emplace(UploadParts{pool,
                                     clock,
                                     {QUuid::createUuid(), kHost, 1min},
                                     root(),
                                     [settings](TargetKey) { return openStorageTarget(settings, {}, {}); },
                                     1min});
        worker.emplace(*ownParts, kTwo, breaker, counters);
    }
    void run(int hours = 2)
    {
        for (int i = 0; i < 4 * hours; ++i) {
            while (worker->step(goOn) == UploadWorker::Step::Worked) {
            }
            clock.advance(16min);
        }
    }
    /// As a recorder has left it that did not look.
    void takeForStored()
    {
        ask(QStringLiteral("UPDATE media_files m SET storage_target = 2, path = u.path FROM uploads u WHERE "
                           "u.call_id = m.call_id AND u.position = m.position"));
        ask(QStringLiteral("UPDATE uploads SET stored = true"));
    }
    QStringList causes() const
    {
        return ask(QStringLiteral("SELECT DISTINCT stored || ' ' || cause FROM uploads"));
    }
    QString copyOf(int file) const { return root() + QLatin1Char('/') + call.files.at(file).path; }

    common::FinishedCall call;
    TargetBreaker breaker{clock};
    UploadCounters counters;
    std::optional<UploadParts> ownParts;
    std::optional<UploadWorker> worker;
};

StorageTargetSettings folder(const char *base)
{
    StorageTargetSettings settings;
    settings.basePath = QLatin1String(base);
    return settings;
}

/// A target 2 beside the own folder, with what was stored there by the rule.
struct Stored : UploadWorld {
    Stored()
    {
        setRule(2);
        call = record();
        work();
        if (!isStored(call, 2) || !copiesAreThere(call)) {
            qFatal("not stored");
        }
    }
    void work()
    {
        while (worker.step(goOn) == UploadWorker::Step::Worked) {
        }
    }
    QString copy() const { return root() + QLatin1Char('/') + call.files.first().path; }
    QString object() const
    {
        return targetRoot(2) + QLatin1Char('/') +
               ask(QStringLiteral("SELECT path FROM uploads WHERE position = 0")).value(0);
    }

    common::FinishedCall call;
    const UploadParts workerParts = parts();
    TargetBreaker breaker{clock};
    UploadCounters counters;
    UploadWorker worker{workerParts, kTwo, breaker, counters};
};

} // namespace

class TestOwnPlace : public QObject
{
    Q_OBJECT
private:
    static void places()
    {
        QTest::addColumn<StorageTargetSettings>("settings");
        QTest::addColumn<QString>("path");
        const QString same = QStringLiteral("source");
        QTest::newRow("the own folder") << folder("recordings") << same;
        QTest::newRow("by a link") << folder("link") << same;
        QTest::newRow("a folder in it") << folder("recordings/2026") << QStringLiteral("substr(source, 6)");
        QTest::newRow("the one above") << folder("") << QStringLiteral("'recordings/' || source");
        static const tests::SftpPeer kPeer;
        StorageTargetSettings sftp = kPeer.settings();
        sftp.basePath = QStringLiteral("recordings");
        QTest::newRow("SFTP") << sftp << same;
        sftp.posixRename = false; // a file is removed there before its new content gets the name
        QTest::newRow("SFTP that replaces nothing") << sftp << same;
    }
private Q_SLOTS:
    void nothingIsWrittenOverItself_data() { places(); }
    void nothingIsWrittenOverItself()
    {
        QFETCH(StorageTargetSettings, settings);
        QFETCH(QString, path);
        World world(settings, path);
        world.run();
        QVERIFY(world.copiesAreThere(world.call));
        QCOMPARE(world.filesBelow(world.root()).size(), 3);
        QCOMPARE(world.causes(), QStringList{QStringLiteral("false same-place")});
        QCOMPARE(world.count(QStringLiteral("media_files WHERE storage_target = 1")), 3);
        QVERIFY(!world.breaker.isOpen());
    }
    /// The last line of defence: whatever was believed before.
    void theOnlyCopyIsNotRemoved_data() { places(); }
    void theOnlyCopyIsNotRemoved()
    {
        QFETCH(StorageTargetSettings, settings);
        QFETCH(QString, path);
        World world(settings, path);
        world.takeForStored();
        world.run();
        QVERIFY(world.copiesAreThere(world.call));
        QCOMPARE(world.filesBelow(world.root()).size(), 3);
        QCOMPARE(world.causes(), QStringList{QStringLiteral("true same-place")});
        QCOMPARE(world.counters.removed.load(), quint64{0});
        // What nobody reads any more goes, wherever that is.
        world.ask(QStringLiteral("DELETE FROM media_files"));
        world.run(1);
        QCOMPARE(world.filesBelow(world.root()), QStringList());
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
    }
    /// Somebody gives the target up: what is left over there are the only copies.
    void givingItUpLosesNothing()
    {
        tests::MoveWorld world(0);
        const common::FinishedCall call = world.record(1);
        world.ask(QStringLiteral("UPDATE uploads SET path = substr(source, 6)"));
        const OpenTarget open = [&world, folders = world.opener()](TargetKey target) {
            const StorageTargetSettings own = folder(qPrintable(world.root() + QLatin1String("/2026")));
            return target == kTwo ? openStorageTarget(own, {}, {}) : folders(target);
        };
        const auto work = [&world, &open](int target) {
            UploadParts parts = world.parts();
            const UploadParts ownParts{parts.pool, parts.clock, parts.runner, world.root(), open, 1min};
            TargetBreaker breaker(world.clock);
            UploadCounters counters;
            UploadWorker worker(ownParts, static_cast<TargetKey>(target), breaker, counters);
            while (worker.step(world.goOn) == UploadWorker::Step::Worked) {
            }
        };
        work(2);
        QCOMPARE(world.count(QStringLiteral("uploads WHERE cause = 'same-place'")), 3);
        QCOMPARE(world.move({}, open), QStringLiteral("done redirected"));
        QCOMPARE(world.count(QStringLiteral("uploads WHERE target = 3 AND NOT stored")), 3);
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), 0);
        // Were there rows all the same, they would wait until the files are elsewhere.
        world.ask(QStringLiteral("INSERT INTO storage_leftovers (target, call_id, position, tenant_id, path, "
                                 "settled, since_ms) SELECT 2, call_id, position, tenant_id, path, false, 1 "
                                 "FROM uploads"));
        world.scrub(open);
        QVERIFY(world.copiesAreThere(call));
        QCOMPARE(world.count(QStringLiteral("storage_leftovers WHERE cause = 'in-use'")), 3);
        work(3);
        QVERIFY(world.isStored(call, 3));
        QVERIFY(world.copiesAreThere(call));
        world.ask(QStringLiteral("UPDATE storage_leftovers SET due_ms = 0"));
        QCOMPARE(world.scrub(open), QStringLiteral("done"));
        QVERIFY(world.isStored(call, 3));
        QCOMPARE(world.count(QStringLiteral("storage_leftovers")), 0);
    }
    /// The share that a folder target was mounted from: nothing goes to the empty folder, and nothing here
    /// goes.
    void aShareThatIsGoneIsWaitedFor()
    {
        UploadWorld world;
        world.setRule(2);
        const auto target = [&world] {
            return world.pool.run<StoredTarget>([](Transaction &transaction) -> common::Result<StoredTarget> {
                return *StorageTargetRepository(transaction).findByKey(2);
            });
        };
        const OpenTarget open = [&](TargetKey) {
            StorageTargetSettings settings;
            settings.basePath = world.targetRoot(2);
            settings.targetId = UploadWorld::uuidOf(2);
            settings.begun = target()->hasFiles; // as storageSettingsOf() has it
            return openStorageTarget(settings, {}, {});
        };
        const UploadParts parts{world.pool,   world.clock, {QUuid::createUuid(), UploadWorld::kHost, 1min},
                                world.root(), open,        1min};
        TargetBreaker breaker(world.clock);
        UploadCounters counters;
        UploadWorker worker(parts, kTwo, breaker, counters);
        const auto run = [&] {
            for (int i = 0; i < 8; ++i) {
                while (worker.step(world.goOn) == UploadWorker::Step::Worked) {
                }
                world.clock.advance(6min);
            }
        };
        const common::FinishedCall first = world.record(1);
        QVERIFY(!target()->hasFiles);
        while (worker.step(world.goOn) == UploadWorker::Step::Worked) {
        }
        QVERIFY(world.isStored(first, 2));
        QVERIFY(target()->hasFiles);
        QVERIFY(world.filesBelow(world.targetRoot(2)).contains(QStringLiteral(".earshot-target")));

        const QString share = world.dir.filePath(QStringLiteral("share"));
        QVERIFY(QDir().rename(world.targetRoot(2), share) && QDir().mkdir(world.targetRoot(2)));
        const common::FinishedCall second = world.record(2);
        run();
        QCOMPARE(world.filesBelow(world.targetRoot(2)), QStringList());
        QVERIFY(world.copiesAreThere(first) && world.copiesAreThere(second));
        QVERIFY(breaker.isOpen());
        QVERIFY(world.count(QStringLiteral("uploads WHERE NOT stored AND cause = 'not-mounted'")) > 0);

        QVERIFY(QDir().rmdir(world.targetRoot(2)) && QDir().rename(share, world.targetRoot(2)));
        run();
        QVERIFY(world.isStored(first, 2) && world.isStored(second, 2));
        QCOMPARE(world.filesBelow(world.root()), QStringList());
        QCOMPARE(world.filesBelow(world.targetRoot(2)).size(), 7);
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
    }
    /// Another folder with the same names in it is another place.
    void aFolderBesideItIsNotIt()
    {
        World world(folder("target2"));
        world.run();
        QVERIFY(world.isStored(world.call, 2));
        QCOMPARE(world.filesBelow(world.root()), QStringList());
        QCOMPARE(world.filesBelow(world.targetRoot(2)).size(), 3);
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
    }
    void whatItsTargetHasLostStays()
    {
        Stored world;
        const QString object = world.object();
        QVERIFY(QFile::rename(object, object + QLatin1String(".away")));
        world.clock.advance(61s);
        world.work();
        QVERIFY(QFile::exists(world.copy()));
        QCOMPARE(world.filesBelow(world.root()).size(), 1);
        QCOMPARE(world.ask(QStringLiteral("SELECT stored || ' ' || cause FROM uploads")),
                 QStringList{QStringLiteral("true not-found")});
        // Shorter than it was: that is not the file either.
        QVERIFY(QFile::copy(object + QLatin1String(".away"), object));
        QVERIFY(QFile::resize(object, 10));
        world.clock.advance(16min);
        world.work();
        QVERIFY(QFile::exists(world.copy()));
        QCOMPARE(world.ask(QStringLiteral("SELECT cause FROM uploads")),
                 QStringList{QStringLiteral("mismatch")});
        QVERIFY(QFile::remove(object) && QFile::rename(object + QLatin1String(".away"), object));
        world.clock.advance(16min);
        world.work();
        QCOMPARE(world.filesBelow(world.root()), QStringList());
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
    }
    /// A call was moved on before its copy went: the new place is asked.
    void whereItIsReadNowCounts()
    {
        Stored world;
        world.addTarget(3);
        world.ask(QStringLiteral("UPDATE media_files SET storage_target = 3"));
        world.clock.advance(61s);
        world.work();
        QCOMPARE(world.filesBelow(world.root()).size(), 3);
        QVERIFY(QDir().rmdir(world.targetRoot(3)) && QDir().rename(world.targetRoot(2), world.targetRoot(3)));
        world.clock.advance(16min);
        world.work();
        QVERIFY(world.isStored(world.call, 3));
        QCOMPARE(world.filesBelow(world.root()), QStringList());
        QVERIFY(!world.breaker.isOpen());
    }
    void copiesWaitForATargetThatDoesNotAnswer()
    {
        Stored world;
        world.scripts[2]->deaf = true;
        for (int minute = 0; minute < 60; ++minute) {
            world.clock.advance(1min);
            world.work();
        }
        QVERIFY(world.breaker.isOpen());
        QVERIFY(world.copiesAreThere(world.call));
        QCOMPARE(world.count(QStringLiteral("uploads WHERE stored")), 3);
        // Nothing else is to go there: the copies themselves find out that it is back.
        world.scripts[2]->deaf = false;
        world.clock.advance(6min);
        world.work();
        QVERIFY(!world.breaker.isOpen());
        QCOMPARE(world.filesBelow(world.root()), QStringList());
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
        QVERIFY(world.isStored(world.call, 2));
    }
    /// Killed between the two names.
    void whatWasSetAsideIsFoundAgain()
    {
        Stored world;
        const QString aside = asideNameOf(world.copy());
        QVERIFY(QFile::rename(world.copy(), aside));
        world.ask(QStringLiteral("UPDATE uploads SET due_ms = (extract(epoch FROM now()) * 1000)::bigint + "
                                 "1800000")); // long before it is due
        {
            const common::SystemClock clock;
            UploadPoolOptions options;
            options.database = world.db.options();
            options.host = UploadWorld::kHost;
            options.recordingsRoot = world.root();
            options.look = 50ms;
            const UploadPool pool(options, clock, world.opener(), std::make_shared<std::atomic<bool>>(false));
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(world.copy()), 10000);
            QVERIFY(!QFile::exists(aside));
            QVERIFY(world.copiesAreThere(world.call));
        }
        // By whoever removes it as well, and it goes only when it is there.
        QVERIFY(QFile::rename(world.copy(), aside));
        const QString object = world.object();
        QVERIFY(QFile::rename(object, object + QLatin1String(".away")));
        world.ask(QStringLiteral("UPDATE uploads SET due_ms = 0"));
        world.work();
        QVERIFY(QFile::exists(world.copy()));
        QCOMPARE(world.filesBelow(world.root()).size(), 1);
        QVERIFY(QFile::rename(object + QLatin1String(".away"), object));
        QVERIFY(QFile::rename(world.copy(), aside));
        world.clock.advance(16min);
        world.work();
        QCOMPARE(world.filesBelow(world.root()), QStringList());
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
    }
    /// A name that is taken again is not written over.
    void nothingIsPutBackOverAFile()
    {
        const QTemporaryDir dir;
        const QString copy = dir.filePath(QStringLiteral("a"));
        QVERIFY(!putCopyBack(dir.path(), QStringLiteral("a")));
        QFile old(asideNameOf(copy));
        QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
        old.close();
        QFile taken(copy);
        QVERIFY(taken.open(QIODevice::WriteOnly) && taken.write("newer") == 5);
        taken.close();
        QVERIFY(!putCopyBack(dir.path(), QStringLiteral("a")));
        QCOMPARE(QFileInfo(copy).size(), 5);
        QVERIFY(taken.remove());
        QVERIFY(putCopyBack(dir.path(), QStringLiteral("a")));
        QCOMPARE(QFileInfo(copy).size(), 3);
        QVERIFY(!old.exists());
    }
};

EARSHOT_TEST(tst_ownplace, TestOwnPlace)
#include "tst_ownplace.moc"
