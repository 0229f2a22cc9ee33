// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/spool/journal.h"
#include "tests/support/testmain.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTest>

#include <csignal>
#include <cstdio>
#include <sys/resource.h>

using namespace recorder;
using namespace tests;
using common::ErrorCode;

namespace
{

constexpr int kPerBatch = 10;

/// What the child process does: appends made-up batches, from `first` on, says on its standard output how
/// many records are stored, and repairs what a failpoint breaks. Failpoints are read from the environment at
/// start, so each of them needs a process.
class SpoolChild : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void run()
    {
        const auto key = common::HostKey::load(qEnvironmentVariable("CHILD_KEY"));
        const QString path = qEnvironmentVariable("CHILD_PATH");
        const auto call = common::CallId::fromString(qEnvironmentVariable("CHILD_CALL"));
        int next = qEnvironmentVariableIntValue("CHILD_FIRST");
        const int batches = qEnvironmentVariableIntValue("CHILD_BATCHES");
        QVERIFY(key);
        auto writer = SpoolWriter::resume(path, *key, call);
        if (!writer) {
            say("create-failed", 0);
            return;
        }
        say("begun", next);
        for (int batch = 0; batch < batches; ++batch) {
            const QByteArray bytes = encoded(madeUpRecords(next, kPerBatch));
            if (!writer->append(bytesOf(bytes))) {
                say("append-failed", next);
                if (!writer->append(bytesOf(bytes))) { // only a suspect journal refuses twice
                    QVERIFY(writer->relocate());
                    QVERIFY(writer->append(bytesOf(bytes)));
                }
            }
            next += kPerBatch;
            say("stored", next);
            if (batch % 3 == 2 && !writer->sync()) {
                say("sync-failed", next);
            }
        }
        say(writer->close() ? "closed" : "close-failed", next);
        if (qEnvironmentVariableIsSet("CHILD_SHRED")) {
            say(shredSpool(path) ? "shredded" : "shred-failed", next);
        }
    }

private:
    static void say(const char *what, int n)
    {
        std::printf("%s %d\n", what, n);
        std::fflush(stdout);
    }
};

struct ChildRun {
    QStringList said;
    int stored = 0;
    bool killed = false;

    bool has(const char *what) const { return said.contains(QLatin1String(what)); }
};

/// Runs the child; kills it when it has stored `killAt` records (0 = never).
ChildRun runChild(const Bench &bench, int first, int batches, const QString &failpoint, int killAt = 0,
                  bool shred = false)
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("CHILD_KEY"), bench.path("host.key"));
    environment.insert(QStringLiteral("CHILD_PATH"), bench.path());
    environment.insert(QStringLiteral("CHILD_CALL"), bench.call.toString());
    environment.insert(QStringLiteral("CHILD_FIRST"), QString::number(first));
    environment.insert(QStringLiteral("CHILD_BATCHES"), QString::number(batches));
    if (shred) {
        environment.insert(QStringLiteral("CHILD_SHRED"), QStringLiteral("1"));
    }
    if (!failpoint.isEmpty()) {
        environment.insert(QStringLiteral("EARSHOT_FAILPOINT"), failpoint);
    }
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(),
                {QStringLiteral("spoolchild"), QStringLiteral("-silent")});
    ChildRun result;
    result.stored = first;
    while (child.waitForReadyRead(30'000) || child.canReadLine()) {
        while (child.canReadLine()) {
            const QString line = QString::fromLatin1(child.readLine()).trimmed();
            const QString what = line.section(u' ', 0, 0);
            result.said.append(what);
            if (what == QLatin1String("stored")) {
                result.stored = line.section(u' ', 1).toInt();
            }
            if (killAt > 0 && result.stored >= killAt) {
                ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
                killAt = 0;
            }
        }
    }
    child.waitForFinished(30'000);
    result.killed = child.exitStatus() == QProcess::CrashExit;
    return result;
}

} // namespace

class TestSpoolCrash : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void killedInTheMiddleAgainAndAgain();
    void failpointsLoseAndDoubleNothing_data();
    void failpointsLoseAndDoubleNothing();
    void killAtEachPoint_data();
    void killAtEachPoint();
    void aFailedCreateLeavesNothing();
    void aShortWriteIsCutOff();
    void shredFailsAndIsRepeated();
};

void TestSpoolCrash::killedInTheMiddleAgainAndAgain()
{
    Bench bench;
    int known = 0;
    for (int round = 0; round < 12; ++round) {
        const ChildRun run = runChild(bench, known, 1'000'000, QString(), known + 100 + round * 70);
        QVERIFY(run.killed);
        auto reader = bench.reader(bench.path());
        QVERIFY(reader);
        const QList<Record> got = readAll(*reader);
        // All that was said to be stored, and whatever came until the signal; in order, nothing twice.
        QVERIFY2(got.size() >= run.stored,
                 qPrintable(QStringLiteral("%1 < %2").arg(got.size()).arg(run.stored)));
        QCOMPARE(got, madeUpRecords(0, static_cast<int>(got.size())));
        QCOMPARE(reader->segments(), round + 1);
        known = static_cast<int>(got.size());
    }
    const ChildRun last = runChild(bench, known, 3, QString());
    QVERIFY(last.has("closed"));
    auto reader = bench.reader(bench.path());
    QCOMPARE(readAll(*reader), madeUpRecords(0, known + 3 * kPerBatch));
    QVERIFY(reader->closed() && !reader->damaged());
}

void TestSpoolCrash::failpointsLoseAndDoubleNothing_data()
{
    QTest::addColumn<QString>("failpoint");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<int>("segments");
    // Creating passes the write points twice: head and first segment.
    QTest::newRow("write EIO") << "spool.before-write:eio@5"
                               << "append-failed" << 2;
    QTest::newRow("write ENOSPC") << "spool.before-write:enospc@3"
                                  << "append-failed" << 2;
    QTest::newRow("EIO after the bytes") << "spool.after-write:eio@6"
                                         << "append-failed" << 2;
    QTest::newRow("new segment fails too") << "spool.before-write:enospc@4,spool.after-write:eio@5"
                                           << "append-failed" << 1; // moved to a new file
    // Creating syncs once; the child repairs by moving the journal to a new file.
    QTest::newRow("sync EIO") << "spool.before-sync:eio@2"
                              << "sync-failed" << 1;
    QTest::newRow("EIO after the sync") << "spool.after-sync:eio@3"
                                        << "sync-failed" << 1;
    QTest::newRow("slow disk") << "spool.before-write:delay=20"
                               << "closed" << 1;
}

void TestSpoolCrash::failpointsLoseAndDoubleNothing()
{
    QFETCH(QString, failpoint);
    QFETCH(QString, expected);
    QFETCH(int, segments);
    Bench bench;
    const ChildRun run = runChild(bench, 0, 12, failpoint);
    QVERIFY2(run.said.contains(expected), qPrintable(run.said.join(u' ')));
    QVERIFY2(run.has("closed"), qPrintable(run.said.join(u' ')));
    auto reader = bench.reader(bench.path());
    QVERIFY(reader);
    QCOMPARE(readAll(*reader), madeUpRecords(0, 12 * kPerBatch));
    QVERIFY(reader->closed());
    QVERIFY(!reader->damaged());
    QCOMPARE(reader->segments(), segments);
}

void TestSpoolCrash::killAtEachPoint_data()
{
    QTest::addColumn<QString>("failpoint");
    for (const char *point :
         {"spool.create:kill", "spool.before-write:kill@1", "spool.before-write:kill@2",
          "spool.after-write:kill@2", "spool.before-write:kill@6", "spool.after-write:kill@6",
          "spool.before-sync:kill@1", "spool.after-sync:kill@2", "spool.before-close:kill"}) {
        QTest::newRow(point) << QString::fromLatin1(point);
    }
}

void TestSpoolCrash::killAtEachPoint()
{
    QFETCH(QString, failpoint);
    Bench bench;
    const ChildRun run = runChild(bench, 0, 8, failpoint);
    QVERIFY(run.killed);
    int known = 0;
    if (auto reader = bench.reader(bench.path())) {
        const QList<Record> got = readAll(*reader);
        QCOMPARE(got, madeUpRecords(0, static_cast<int>(got.size())));
        QVERIFY(got.size() >= run.stored);
        known = static_cast<int>(got.size());
    }
    QCOMPARE(run.stored <= known, true);
    const ChildRun next = runChild(bench, known, 4, QString());
    QVERIFY(next.has("closed"));
    auto reader = bench.reader(bench.path());
    QVERIFY(reader);
    QCOMPARE(readAll(*reader), madeUpRecords(0, known + 4 * kPerBatch));
    QVERIFY(!reader->damaged());
}

void TestSpoolCrash::aFailedCreateLeavesNothing()
{
    for (const char *point :
         {"spool.create:enospc", "spool.before-write:enospc@2", "spool.before-sync:eio@1"}) {
        Bench bench;
        const ChildRun run = runChild(bench, 0, 2, QString::fromLatin1(point));
        QVERIFY(run.has("create-failed") && !run.has("begun"));
        QVERIFY(!QFile::exists(bench.path()));
    }
}

void TestSpoolCrash::aShortWriteIsCutOff()
{
    Bench bench;
    auto writer = SpoolWriter::create(bench.path(), *bench.key, bench.call);
    QVERIFY(writer->append(bytesOf(encoded(madeUpRecords(0, 10)))));
    // A file size limit in the middle of the next frame: pwrite really writes a part of it.
    struct rlimit before {
    };
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit tight = before;
    tight.rlim_cur = static_cast<rlim_t>(writer->size() + 500);
    const auto old = ::signal(SIGXFSZ, SIG_IGN);
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto failed = writer->append(bytesOf(encoded(madeUpRecords(10, 10))));
    const auto still = writer->append(bytesOf(encoded(madeUpRecords(10, 10))));
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    ::signal(SIGXFSZ, old);
    QVERIFY(!failed && !still);
    QCOMPARE(failed.error().code, ErrorCode::Unavailable);
    QVERIFY(writer->append(bytesOf(encoded(madeUpRecords(10, 10)))));
    QVERIFY(writer->close());
    auto reader = bench.reader(bench.path());
    QCOMPARE(readAll(*reader), madeUpRecords(0, 20));
    QVERIFY(!reader->damaged());
    QCOMPARE(reader->segments(), 2);
}

void TestSpoolCrash::shredFailsAndIsRepeated()
{
    Bench bench;
    const ChildRun refused = runChild(bench, 0, 2, QStringLiteral("spool.before-shred:eio"), 0, true);
    QVERIFY(refused.has("shred-failed"));
    QVERIFY(QFile::exists(bench.path()));
    QVERIFY(shredSpool(bench.path()));
    const ChildRun killed = runChild(bench, 0, 2, QStringLiteral("spool.after-shred:kill"), 0, true);
    QVERIFY(killed.killed);
    QVERIFY(!QFile::exists(bench.path()));
}

static const bool registered_spoolchild = tests::registerCase("spoolchild", [] { return new SpoolChild; });
EARSHOT_TEST(tst_spoolcrash, TestSpoolCrash)
#include "tst_spoolcrash.moc"
