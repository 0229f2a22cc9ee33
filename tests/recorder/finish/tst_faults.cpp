// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/hostkey.h"
#include "common/crypto/sha256.h"
#include "recorder/capture/spool/spoolwriter.h"
#include "recorder/finish/finishcall.h"
#include "recorder/finish/finisherpool.h"
#include "recorder/finish/outputfile.h"
#include "tests/recorder/finish/callbuilder.h"
#include "tests/support/testmain.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QMap>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <future>
#include <sched.h>
#include <sys/resource.h>

using namespace tests;

namespace
{

/// Runs the fixed call of finishchild.cpp; returns whether it succeeded.
bool finishInChild(const QString &root, const QString &failpoint)
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("EARSHOT_CHILD_ROOT"), root);
    environment.insert(QStringLiteral("EARSHOT_FAILPOINT"), failpoint);
    child.setProcessEnvironment(environment);
    child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("finishchild")});
    return child.waitForFinished(60000) && child.exitStatus() == QProcess::NormalExit &&
           child.exitCode() == 0;
}

/// Relative path -> hash of the content.
QMap<QString, QByteArray> filesIn(const QString &root)
{
    QMap<QString, QByteArray> files;
    QDirIterator all(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (all.hasNext()) {
        QFile file(all.next());
        if (file.open(QIODevice::ReadOnly)) {
            files.insert(file.fileName().mid(root.size()), common::sha256(file.readAll()));
        }
    }
    return files;
}

common::FinishedCall named(const QString &name)
{
    common::FinishedCall call;
    call.reason = name;
    return call;
}

/// The first `count` records of the call, -1 = all.
void appendAll(recorder::SpoolWriter &writer, const CallBuilder &builder, int count)
{
    MemorySource source = builder.source();
    recorder::SpoolRecordView view;
    for (int i = 0; i != count && *source.next(view); ++i) {
        std::vector<std::byte> record(recorder::SpoolRecordHead::kSize);
        recorder::encodeHead(view.head, record.data());
        record.insert(record.end(), view.payload.begin(), view.payload.end());
        QVERIFY(writer.append(record));
    }
}

} // namespace

class TestFaults : public QObject
{
    Q_OBJECT
    QMap<QString, QByteArray> m_reference;

private Q_SLOTS:
    void initTestCase()
    {
        QTemporaryDir root;
        QVERIFY(finishInChild(root.path(), QString()));
        m_reference = filesIn(root.path());
        QCOMPARE(m_reference.size(), 3);
    }
    void killedAnywhereTheRepetitionGivesTheSameFiles_data()
    {
        QTest::addColumn<QString>("failpoint");
        for (const char *point :
             {"finish.begin:kill", "finish.encode:kill", "finish.before-fsync:kill@1",
              "finish.before-fsync:kill@3", "finish.before-rename:kill@1", "finish.before-rename:kill@3",
              "finish.after-rename:kill@1", "finish.after-rename:kill@3", "finish.after-dir-fsync:kill"}) {
            QTest::newRow(point) << QString::fromLatin1(point);
        }
    }
    void killedAnywhereTheRepetitionGivesTheSameFiles()
    {
        QFETCH(QString, failpoint);
        QTemporaryDir root;
        QVERIFY(!finishInChild(root.path(), failpoint));
        const auto left = filesIn(root.path());
        for (auto file = left.begin(); file != left.end(); ++file) { // what has its name is whole
            QVERIFY(file.key().endsWith(QLatin1String(".tmp")) ||
                    m_reference.value(file.key()) == file.value());
        }
        QVERIFY(finishInChild(root.path(), QString()));
        QCOMPARE(filesIn(root.path()), m_reference);
    }
    void oneFailedSyncIsWrittenAgainElsewhere_data()
    {
        QTest::addColumn<QString>("failpoint");
        QTest::newRow("first file") << QStringLiteral("finish.before-fsync:eio@1");
        QTest::newRow("last file") << QStringLiteral("finish.before-fsync:eio@3");
    }
    void oneFailedSyncIsWrittenAgainElsewhere()
    {
        QFETCH(QString, failpoint);
        QTemporaryDir root;
        QVERIFY(finishInChild(root.path(), failpoint));
        QCOMPARE(filesIn(root.path()), m_reference);
    }
    void errorsAreReportedAndLeaveNoHalves_data()
    {
        QTest::addColumn<QString>("failpoint");
        for (const char *point : {"finish.begin:eio", "finish.encode:enospc", "finish.before-fsync:eio",
                                  "finish.before-fsync:enospc@2", "finish.before-rename:eio@1"}) {
            QTest::newRow(point) << QString::fromLatin1(point);
        }
    }
    void errorsAreReportedAndLeaveNoHalves()
    {
        QFETCH(QString, failpoint);
        QTemporaryDir root;
        QVERIFY(!finishInChild(root.path(), failpoint));
        QVERIFY(filesIn(root.path()).isEmpty());
    }
    void notStoredUnlessTheDirectoryIsSynced()
    {
        for (const char *point : {"finish.after-rename:eio@3", "finish.after-dir-fsync:eio"}) {
            QTemporaryDir root;
            QVERIFY(!finishInChild(root.path(), QString::fromLatin1(point)));
            QVERIFY(finishInChild(root.path(), QString()));
            QCOMPARE(filesIn(root.path()), m_reference);
        }
    }
    void directoryNamesNeverEscapeOrMeet()
    {
        using recorder::directoryName;
        QCOMPARE(directoryName(QStringLiteral("Acme-1.2_x")), QStringLiteral("Acme-1.2_x"));
        QCOMPARE(directoryName(QStringLiteral("..")), QStringLiteral("=2E."));
        QCOMPARE(directoryName(QStringLiteral("a/b")), QStringLiteral("a=2Fb"));
        QCOMPARE(directoryName(QString()), QStringLiteral("="));
        QCOMPARE(directoryName(QStringLiteral("a=2Fb")), QStringLiteral("a=3D2Fb"));
        const QString longOne(300, u'x');
        QVERIFY(directoryName(longOne).size() <= 100);
        QVERIFY(directoryName(longOne) != directoryName(longOne + u'y'));
    }
    void anUnsealedJournalIsTakenOnlyWhereThatIsAllowed()
    {
        QTemporaryDir root;
        auto key = common::HostKey::create(root.filePath(QStringLiteral("key")));
        QVERIFY(key);
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        Sender sender;
        sendMulaw(builder, sender, tone(440, 1), 0);
        builder.end(1000 * kMs);
        using Mode = recorder::SpoolMode;
        for (const Mode journal : {Mode::Sealed, Mode::Unsealed}) {
            const QString path = root.filePath(QStringLiteral("%1.spool").arg(static_cast<int>(journal)));
            auto writer = recorder::SpoolWriter::create(
                path, *key, common::CallId::fromString(builder.call.callId), journal);
            QVERIFY(writer);
            appendAll(*writer, builder, -1);
            QVERIFY(writer->close());
            for (const Mode allowed : {Mode::Sealed, Mode::Unsealed}) {
                recorder::FinishOptions options;
                options.recordingsRoot = root.path();
                options.spoolMode = allowed;
                const auto call = recorder::finishCall(path, *key, options);
                QCOMPARE(call.has_value(), journal == Mode::Sealed || allowed == Mode::Unsealed);
                if (call) {
                    QCOMPARE(call->streams.at(0).packets, quint64{50});
                }
            }
        }
    }
    void aSealedJournalIsFinishedAndItsDamageSeen()
    {
        QTemporaryDir root;
        auto key = common::HostKey::create(root.filePath(QStringLiteral("key")));
        QVERIFY(key);
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        Sender sender;
        sendMulaw(builder, sender, tone(440, 4), 0);
        builder.end(4000 * kMs);
        recorder::FinishOptions options;
        options.recordingsRoot = root.path();
        for (const bool cut : {false, true}) {
            const QString path = root.filePath(QStringLiteral("%1.spool").arg(cut));
            auto writer =
                recorder::SpoolWriter::create(path, *key, common::CallId::fromString(builder.call.callId));
            QVERIFY(writer);
            appendAll(*writer, builder, cut ? 101 : -1);
            if (!cut) {
                QVERIFY(writer->close());
            }
            const auto call = recorder::finishCall(path, *key, options);
            QVERIFY(call);
            QCOMPARE(call->reason, cut ? QStringLiteral("spool-damaged") : QString());
            QCOMPARE(call->streams.at(0).packets, cut ? quint64{99} : quint64{200});
        }
        QVERIFY(!recorder::finishCall(root.filePath(QStringLiteral("none")), *key, options));
    }
    /// The journal that the call began in was of another host key: what is in it is not in the recording.
    void aJournalThatWasSetAsideMakesTheCallPartial()
    {
        QTemporaryDir root;
        auto lost = common::HostKey::create(root.filePath(QStringLiteral("lost")));
        auto key = common::HostKey::create(root.filePath(QStringLiteral("key")));
        QVERIFY(lost && key);
        CallBuilder builder;
        builder.add(CallBuilder::line(0, 0));
        Sender sender;
        sendMulaw(builder, sender, tone(440, 1), 0);
        builder.end(1000 * kMs);
        const QString path = root.filePath(QStringLiteral("call.spool"));
        const auto id = common::CallId::fromString(builder.call.callId);
        QVERIFY(recorder::SpoolWriter::create(path, *lost, id));
        auto writer = recorder::SpoolWriter::resume(path, *key, id);
        QVERIFY(writer);
        QCOMPARE(recorder::setAsideOf(path), QStringList{QStringLiteral("call.spool.unreadable-1")});
        appendAll(*writer, builder, -1);
        QVERIFY(writer->close());
        recorder::FinishOptions options;
        options.recordingsRoot = root.path();
        const auto call = recorder::finishCall(path, *key, options);
        QVERIFY(call);
        QVERIFY(common::has(call->flags, common::CallFlag::SpoolDamaged));
        QVERIFY(call->state == common::CallState::Partial);
        QCOMPARE(call->reason, QStringLiteral("spool-damaged"));
        QCOMPARE(call->files.size(), 3);
        // What is not kept stays as it is.
        options.judge = [](const common::FinishedCall &) -> common::Result<recorder::KeepVerdict> {
            return recorder::KeepVerdict{QStringLiteral("rule"), false};
        };
        const auto excluded = recorder::finishCall(path, *key, options);
        QVERIFY(excluded && excluded->state == common::CallState::Excluded);
        QVERIFY(excluded->reason == QLatin1String("rule"));
    }
    void poolRunsEverythingAtLowPriorityAndRefusesWhenFull()
    {
        std::promise<void> gate;
        const std::shared_future<void> open(gate.get_future());
        common::Guarded<QStringList> seen;
        recorder::FinisherPool pool(1, 2);
        std::promise<int> niceness;
        const auto work = [&](const QString &name) {
            return [&, name](const std::stop_token &) -> common::Result<common::FinishedCall> {
                if (name == QLatin1String("a")) {
                    niceness.set_value(getpriority(PRIO_PROCESS, 0) * 100 + sched_getscheduler(0));
                }
                open.wait();
                return named(name);
            };
        };
        const auto done = [&seen](const common::Result<common::FinishedCall> &call) {
            seen.with(
                [&call](QStringList &list) { list.append(call ? call->reason : call.error().message); });
        };
        QVERIFY(pool.submit(work(QStringLiteral("a")), done));
        QCOMPARE(niceness.get_future().get(), 10 * 100 + SCHED_BATCH); // running: the queue is empty
        QVERIFY(pool.submit(work(QStringLiteral("b")), done));
        QVERIFY(pool.submit(work(QStringLiteral("c")), done));
        const auto refused = pool.submit(work(QStringLiteral("d")), done);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, common::ErrorCode::Unavailable);
        QCOMPARE(pool.backlog(), std::size_t{3});
        gate.set_value();
        QTRY_COMPARE(pool.backlog(), std::size_t{0});
        pool.stop();
        QCOMPARE(seen.with([](QStringList &list) { return list; }),
                 (QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")}));
    }
    void poolStopsRunningWorkAndAnswersWaitingWork()
    {
        std::promise<void> started;
        common::Guarded<QStringList> seen;
        {
            recorder::FinisherPool pool(1, 4);
            const auto done = [&seen](const common::Result<common::FinishedCall> &call) {
                seen.with([&call](QStringList &list) { list.append(call.error().message); });
            };
            const auto obeys =
                [&started](const std::stop_token &token) -> common::Result<common::FinishedCall> {
                std::promise<void> stopped;
                const std::stop_callback wake(token, [&stopped] { stopped.set_value(); });
                started.set_value();
                stopped.get_future().wait();
                return common::fail(common::ErrorCode::Unavailable, QStringLiteral("obeyed"));
            };
            QVERIFY(pool.submit(obeys, done));
            started.get_future().wait();
            QVERIFY(
                pool.submit([](const std::stop_token &) { return named(QStringLiteral("never")); }, done));
        }
        QCOMPARE(seen.with([](QStringList &list) { return list; }),
                 (QStringList{QStringLiteral("obeyed"), QStringLiteral("stopped")}));
    }
};

EARSHOT_TEST(tst_faults, TestFaults)
#include "tst_faults.moc"
