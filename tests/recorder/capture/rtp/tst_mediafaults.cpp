// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/rtp/mediabench.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <thread>

using namespace recorder;
using namespace tests;

namespace
{
const QString kName = QStringLiteral("call.spool");
constexpr quint32 kSsrc = 0x2002;
} // namespace

class TestMediaFaults : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aStoppedShardLosesNothing()
    {
        std::atomic<bool> stop{false};
        std::atomic<bool> stopped{false};
        MediaOptions options = MediaBench::fastOptions();
        options.shards = 1;
        options.beforeTick = [&] {
            while (stop.load()) {
                stopped.store(true);
                std::this_thread::yield();
            }
        };
        MediaBench bench(options);
        const RtpPeer peer;
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, peer);
        peer.stream(port, kSsrc, 0, 10);
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(10));
        stop.store(true);
        QTRY_VERIFY(stopped.load());
        const qint64 from = common::toNs(std::chrono::steady_clock::now());
        peer.stream(port, kSsrc, 10, 450); // nine seconds of a call, more than one budget of a sweep
        const qint64 until = common::toNs(std::chrono::steady_clock::now());
        QTest::qSleep(300); // the stop must be longer than the sending for the times below
        stop.store(false);
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(460));
        QVERIFY(bench.close(call));
        QCOMPARE(bench.sequences(kName, 0, kSsrc), consecutive(0, 460));
        for (const StoredRecord &record : bench.records(kName).mid(10, 450)) {
            QVERIFY(record.head.monoNs >= from - 2'000'000 && record.head.monoNs <= until + 2'000'000);
        }
    }
    void afterAStopTheStreamsTakeTurns()
    {
        std::atomic<bool> stop{true};
        MediaOptions options = MediaBench::fastOptions();
        options.shards = 1;
        options.beforeTick = [&] {
            while (stop.load()) {
                std::this_thread::yield();
            }
        };
        MediaBench bench(options);
        const RtpPeer left;
        const RtpPeer right;
        const MediaCall call = bench.open(kName);
        const quint16 toLeft = bench.attach(call, 0, left);
        const quint16 toRight = bench.attach(call, 1, right);
        left.stream(toLeft, kSsrc, 0, 200);
        right.stream(toRight, kSsrc + 1, 0, 200);
        stop.store(false);
        QTRY_COMPARE(bench.counter(call, 1).received, quint64(200));
        QVERIFY(bench.close(call));
        int run = 0;
        int before = -1;
        for (const StoredRecord &record : bench.records(kName)) {
            if (record.head.kind == SpoolKind::Rtp) {
                run = record.head.stream == before ? run + 1 : 1;
                before = record.head.stream;
                QVERIFY2(run <= 64, "the other stream falls behind"); // 32 at the end of a turn, 32 more
            }
        }
        QCOMPARE(bench.sequences(kName, 0, kSsrc), consecutive(0, 200));
        QCOMPARE(bench.sequences(kName, 1, kSsrc + 1), consecutive(0, 200));
    }
    void anEngineThatStopsLeavesAResumableJournal()
    {
        MediaBench bench;
        const RtpPeer peer;
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, peer);
        peer.stream(port, kSsrc, 0, 40);
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(40));
        peer.stream(port, kSsrc, 40, 10);
        bench.stop(); // takes what is in the sockets with it
        QCOMPARE(bench.sequences(kName, 0, kSsrc), consecutive(0, 50));
        QVERIFY(!bench.closedProperly(kName));
    }
    void aRestartGoesOnInTheSameJournal()
    {
        MediaBench bench;
        const RtpPeer peer;
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, peer);
        peer.stream(port, kSsrc, 0, 20);
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(20));
        bench.restart();
        const MediaCall again = bench.open(kName, true);
        const auto same = bench.engine().reserve(SipProfile::Siprec, port);
        QVERIFY(same);
        QCOMPARE(same->port, port);
        bench.engine().attach(again, 0, *same, MediaBench::lockTo(QStringLiteral("127.0.0.1"), peer.port()));
        peer.stream(port, kSsrc, 20, 20);
        QTRY_COMPARE(bench.counter(again, 0).received, quint64(20));
        QVERIFY(bench.close(again));
        QCOMPARE(bench.sequences(kName, 0, kSsrc), consecutive(0, 40));
        QVERIFY(bench.closedProperly(kName));
    }
    void aJournalThatCannotBeReadIsSetAsideAndTold()
    {
        MediaBench bench;
        QVERIFY(bench.close(bench.open(kName)));
        bench.stop();
        QFile journal(bench.path(kName));
        QVERIFY(journal.open(QIODevice::WriteOnly | QIODevice::Truncate) &&
                journal.write(QByteArray(2000, 'k')) > 0);
        journal.close();
        bench.restart();
        QTest::ignoreMessage(QtCriticalMsg,
                             QRegularExpression(QStringLiteral("set aside as .*call.spool.unreadable-1,")));
        const MediaCall call = bench.open(kName, true);
        bench.engine().write(call, SpoolKind::Message, -1, "it goes on");
        QVERIFY(bench.close(call));
        QCOMPARE(bench.stored(kName, SpoolKind::Message, 0xff).size(), 1);
        QFile aside(bench.path(kName) + QStringLiteral(".unreadable-1"));
        QVERIFY(aside.open(QIODevice::ReadOnly));
        QCOMPARE(aside.readAll(), QByteArray(2000, 'k'));
    }
    void aFullRingIsCountedAndTheRestIsWhole()
    {
        // The journal cannot be made, so that everything waits; the smallest ring.
        MediaOptions options = MediaBench::fastOptions();
        options.shards = 1;
        options.ringBytes = 16 * 8192;
        MediaBench bench(options);
        const RtpPeer peer;
        const QString name = QStringLiteral("missing/call.spool");
        const MediaCall call = bench.open(name);
        const quint16 port = bench.attach(call, 0, peer);
        for (int i = 0; i < 20; ++i) {
            peer.stream(port, kSsrc, i * 50, 50);
            QTRY_COMPARE(bench.counter(call, 0).received + bench.counter(call, 0).ringDrops +
                             bench.counter(call, 0).foreign,
                         quint64(50 * (i + 1)));
        }
        const StreamCounters waiting = bench.counter(call, 0);
        QVERIFY(waiting.ringDrops > 0);
        QVERIFY(waiting.received > 300);
        QVERIFY(bench.counters().openErrors.load() > 0);
        QCOMPARE(bench.counters().ringDrops.load(), waiting.ringDrops);
        bench.engine().write(call, SpoolKind::Message, -1, "kept although the ring is full");
        bench.makeFolder(QStringLiteral("missing")); // the disk is back
        QVERIFY(bench.close(call));
        QCOMPARE(bench.sequences(name, 0, kSsrc), consecutive(0, static_cast<int>(waiting.received)));
        QCOMPARE(bench.stored(name, SpoolKind::Message, 0xff).size(), 1);
        QVERIFY(bench.closedProperly(name));
    }
    void aCloseThatFailsSaysSo()
    {
        MediaBench bench;
        std::optional<common::Status> answer;
        bench.engine().close(4711, {}, [&](common::Status status) { answer = std::move(status); });
        QVERIFY(answer && !*answer);
        QCOMPARE(answer->error().code, common::ErrorCode::NotFound);
    }
    void aCallWhoseJournalNeverOpensIsAnsweredAtTheStop()
    {
        MediaBench bench;
        const MediaCall call = bench.open(QStringLiteral("nowhere/call.spool"));
        std::atomic<int> failed{0};
        bench.engine().close(call, {}, [&](const common::Status &status) { failed += status ? 100 : 1; });
        QTRY_VERIFY(bench.counters().openErrors.load() > 0);
        bench.stop();
        QCOMPARE(failed.load(), 1);
    }
    void emptyRangesAreRefused()
    {
        MediaCounters counters;
        QTemporaryDir folder;
        const auto key = common::HostKey::loadOrCreate(folder.filePath(QStringLiteral("key")));
        QVERIFY(key);
        MediaOptions options = MediaBench::fastOptions();
        options.ciscoPorts = {5000, 5000};
        QCOMPARE(startMediaEngine(options, *key, counters).error().code, common::ErrorCode::Invalid);
        options = MediaBench::fastOptions();
        options.tick = std::chrono::milliseconds(0);
        QCOMPARE(startMediaEngine(options, *key, counters).error().code, common::ErrorCode::Invalid);
    }
};

EARSHOT_TEST(tst_mediafaults, TestMediaFaults)
#include "tst_mediafaults.moc"
