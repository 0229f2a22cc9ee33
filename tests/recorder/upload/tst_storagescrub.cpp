// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/upload/storagescrub.h"

#include "recorder/jobs/jobrunner.h"
#include "recorder/service/changehub.h"

#include "tests/recorder/upload/uploadworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace std::chrono_literals;
using tests::UploadWorld;

namespace
{

/// Uploaded calls, and a host that runs the check.
struct World : UploadWorld {
    World()
    {
        store(2);
        ask(QStringLiteral(
            "UPDATE job_schedules SET next_ms = 9000000000000000")); // only what the test asks for
    }
    /// Five more calls, whose ids are above those before.
    void store(int target)
    {
        setRule(target);
        for (int i = 0; i < 5; ++i) {
            calls.append(record(i));
        }
        const UploadParts workerParts = parts();
        TargetBreaker breaker(clock);
        UploadCounters counters;
        UploadWorker worker(workerParts, TargetKey{static_cast<qint16>(target)}, breaker, counters);
        while (worker.step(goOn) == UploadWorker::Step::Worked) {
        }
    }
    /// State, reason and the codes of the lines of one run.
    QString scrub()
    {
        ask(QStringLiteral("UPDATE job_schedules SET next_ms = 1 WHERE kind = 'storage-scrub'"));
        JobRunnerOptions options;
        options.pool = db.options();
        options.host = kHost;
        options.beat = 50ms;
        options.look = 50ms;
        JobRunner runner(options, hub, real, {std::make_shared<StorageScrub>(tests::always(opener()))});
        const qint64 before = ended();
        if (!QTest::qWaitFor([&] { return ended() > before; }, 20000)) {
            return QStringLiteral("it did not end");
        }
        return ask(QStringLiteral(
                       "SELECT concat_ws(' ', state, nullif(reason, ''), (SELECT string_agg(code, ',' ORDER "
                       "BY position) FROM job_lines l WHERE l.job_id = j.id)) FROM jobs j WHERE kind = "
                       "'storage-scrub' ORDER BY created_ms DESC, id DESC LIMIT 1"))
            .value(0);
    }
    qint64 ended() const
    {
        return count(QStringLiteral("jobs WHERE kind = 'storage-scrub' AND ended_ms <> 0"));
    }
    QString fileOf(int call, const char *ending, int target = 2) const
    {
        for (const QString &file : filesBelow(targetRoot(target))) {
            if (file.contains(calls.at(call).id.toString()) && file.endsWith(QLatin1String(ending))) {
                return targetRoot(target) + QLatin1Char('/') + file;
            }
        }
        return {};
    }

    common::SystemClock real;
    ChangeHub hub;
    QList<common::FinishedCall> calls;
};

} // namespace

class TestStorageScrub : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsAsItWasIsDone()
    {
        World world;
        QCOMPARE(world.scrub(), QStringLiteral("done"));
        QCOMPARE(world.ask(QStringLiteral("SELECT done FROM jobs WHERE kind = 'storage-scrub'")),
                 QStringList{QStringLiteral("15")});
    }
    void whatIsDamagedMissingOrSwappedIsFound()
    {
        World world;
        QFile flipped(world.fileOf(1, ".mp3"));
        QVERIFY(flipped.open(QIODevice::ReadWrite));
        flipped.write("X");
        flipped.close();
        QVERIFY(QFile::remove(world.fileOf(2, ".sip")));
        // Two of the same size change places.
        const QString a = world.fileOf(3, ".mp3");
        const QString b = world.fileOf(4, ".mp3");
        QVERIFY(QFile::rename(a, a + QLatin1Char('_')) && QFile::rename(b, a) &&
                QFile::rename(a + QLatin1Char('_'), b));
        // The last line is the reason of the whole.
        QCOMPARE(world.scrub(),
                 QStringLiteral(
                     "failed damaged-file damaged-file,missing-file,damaged-file,damaged-file,damaged-file"));
    }
    void aTargetThatIsDownIsNoDamage()
    {
        World world;
        world.scripts[2]->mode = tests::TargetScript::Mode::Refused;
        // A line for the target, and the reason of the whole.
        QCOMPARE(world.scrub(), QStringLiteral("failed unreachable unreachable,unreachable"));
        QCOMPARE(world.ask(QStringLiteral("SELECT detail FROM job_lines ORDER BY position LIMIT 1")),
                 QStringList{QStringLiteral("Folder 2: refused")});
    }
    void aTargetThatIsDownHoldsUpNoOther_data()
    {
        QTest::addColumn<int>("down");
        QTest::addColumn<int>("damagedCall");
        QTest::addColumn<QString>("result");
        QTest::newRow("met first") << 2 << 6
                                   << QStringLiteral(
                                          "failed damaged-file unreachable,damaged-file,damaged-file");
        QTest::newRow("met after damage")
            << 3 << 1 << QStringLiteral("failed damaged-file damaged-file,unreachable,damaged-file");
    }
    void aTargetThatIsDownHoldsUpNoOther()
    {
        QFETCH(int, down);
        QFETCH(int, damagedCall);
        QFETCH(QString, result);
        World world;
        world.addTarget(3);
        world.store(3);
        QFile flipped(world.fileOf(damagedCall, ".mp3", 5 - down));
        QVERIFY(flipped.open(QIODevice::ReadWrite));
        flipped.write("X");
        flipped.close();
        world.scripts[down]->mode = tests::TargetScript::Mode::Refused;
        QCOMPARE(world.scrub(), result);
        QCOMPARE(world.ask(QStringLiteral("SELECT done FROM jobs WHERE kind = 'storage-scrub'")),
                 QStringList{QStringLiteral("15")}); // all of the other one
        // It came to the end, and the next one begins anew.
        QCOMPARE(world.ask(QStringLiteral("SELECT value->>'after' FROM settings WHERE key = 'storageScrub'")),
                 QStringList{QString()});
        world.scripts[down]->mode = tests::TargetScript::Mode::Good;
        QCOMPARE(world.scrub(), QStringLiteral("failed damaged-file damaged-file,damaged-file"));
    }
};

EARSHOT_TEST(tst_storagescrub, TestStorageScrub)
#include "tst_storagescrub.moc"
