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
        setRule(2);
        for (int i = 0; i < 5; ++i) {
            calls.append(record(i));
        }
        const UploadParts workerParts = parts();
        TargetBreaker breaker(clock);
        UploadCounters counters;
        UploadWorker worker(workerParts, TargetKey{2}, breaker, counters);
        while (worker.step(goOn) == UploadWorker::Step::Worked) {
        }
        ask(QStringLiteral(
            "UPDATE job_schedules SET next_ms = 9000000000000000")); // only what the test asks for
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
        JobRunner runner(options, hub, real, {std::make_shared<StorageScrub>(opener())});
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
    QString fileOf(int call, const char *ending) const
    {
        for (const QString &file : filesBelow(targetRoot(2))) {
            if (file.contains(calls.at(call).id.toString()) && file.endsWith(QLatin1String(ending))) {
                return targetRoot(2) + QLatin1Char('/') + file;
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
        const QString result = world.scrub();
        QVERIFY2(result.startsWith(QLatin1String("failed")) && !result.contains(QLatin1String("-file")),
                 qPrintable(result));
    }
};

EARSHOT_TEST(tst_storagescrub, TestStorageScrub)
#include "tst_storagescrub.moc"
