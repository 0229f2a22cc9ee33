// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/rtp/mediabench.h"
#include "tests/support/testmain.h"

#include "common/core/failpoint.h"

#include <QTest>

using namespace recorder;
using namespace tests;

/// A disk that fails one sync and refuses one write while a call is recorded (trust.md F5, F6). The
/// failpoints are set by CMakeLists.txt.
class TestMediaDisk : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFailedSyncAndAFullDiskLoseAndDoubleNothing()
    {
        QVERIFY2(common::g_failpointsArmed.load(), "run it through ctest, which arms the failpoints");
        const QString name = QStringLiteral("call.spool");
        MediaBench bench;
        const RtpPeer peer;
        const MediaCall call = bench.open(name);
        const quint16 port = bench.attach(call, 0, peer);
        int sent = 0;
        const auto broken = [&bench] {
            // The refused write may hit the move of the journal: then that is tried again.
            const quint64 moves = bench.counters().syncErrors.load();
            return moves > 1 || (moves > 0 && bench.counters().writeErrors.load() > 0);
        };
        while (!broken() && sent < 20000) {
            peer.stream(port, 7, sent, 2); // at the pace of the writer: each flush has something to write
            sent += 2;
            QTRY_COMPARE(bench.counter(call, 0).received + bench.counter(call, 0).foreign,
                         static_cast<quint64>(sent));
        }
        QVERIFY(broken());
        QCOMPARE(bench.counter(call, 0).foreign, quint64(0));
        peer.stream(port, 7, sent, 20);
        QVERIFY(bench.close(call));
        QCOMPARE(bench.sequences(name, 0, 7), consecutive(0, sent + 20));
        QVERIFY(bench.closedProperly(name));
        QCOMPARE(bench.counters().ringDrops.load(), quint64(0));
    }
};

EARSHOT_TEST(tst_mediadisk, TestMediaDisk)
#include "tst_mediadisk.moc"
