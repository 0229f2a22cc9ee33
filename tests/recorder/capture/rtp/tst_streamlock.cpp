// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/streamgate.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <limits>

using namespace recorder;
using Action = StreamGate::Action;
using Held = StreamGate::Held;

namespace
{
constexpr qint64 kMs = 1'000'000;

MediaSource at(const char *address, quint16 port)
{
    return MediaSource::from(QHostAddress(QString::fromLatin1(address)), port);
}
} // namespace

class TestStreamLock : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theSdpSourceLocksAtOnceAndStrictly()
    {
        const MediaSource peer = at("198.51.100.7", 4000);
        StreamGate gate(peer, 50);
        QCOMPARE(gate.admit(peer, 1, 10, 0, false).action, Action::Accept);
        QVERIFY(gate.locked());
        QVERIFY(!gate.mayPass(at("198.51.100.7", 4002), kMs));
        QVERIFY(!gate.mayPass(at("203.0.113.9", 4000), kMs));
        QCOMPARE(gate.admit(at("203.0.113.9", 4000), 1, 11, kMs, false).action, Action::Refuse);
        QCOMPARE(gate.admit(peer, 1, 11, kMs, false).action, Action::Accept);
    }
    void aPublicSdpAddressLetsNobodyElseLearn()
    {
        StreamGate gate(at("198.51.100.7", 4000), 50);
        for (quint16 i = 0; i < 100; ++i) {
            QVERIFY(!gate.mayPass(at("203.0.113.9", 4000), i * 20 * kMs));
            QCOMPARE(gate.admit(at("203.0.113.9", 4000), 1, i, i * 20 * kMs, false).action, Action::Refuse);
        }
        QVERIFY(!gate.locked());
    }
    void anotherPortOfTheSdpHostIsLearntWithinFivePackets()
    {
        StreamGate gate(at("198.51.100.7", 4000), 50); // a dummy port, as Cisco's phones announce
        const MediaSource phone = at("198.51.100.7", 31000);
        for (quint16 i = 0; i < 4; ++i) {
            QCOMPARE(gate.admit(phone, 5, i, i * 20 * kMs, false).action, Action::Hold);
        }
        const auto fifth = gate.admit(phone, 5, 4, 80 * kMs, false);
        QCOMPARE(fifth.action, Action::Accept);
        QCOMPARE(fifth.held, Held::CommitAll);
        QVERIFY(gate.source() == phone);
    }
    void theSdpSourceWinsOverACandidateAndOverAWeakLock()
    {
        const MediaSource real = at("192.168.4.4", 4000);
        const MediaSource stranger = at("192.168.9.9", 5000);
        StreamGate gate(real, 50);
        QCOMPARE(gate.admit(stranger, 66, 0, 0, false).action, Action::Hold);
        auto verdict = gate.admit(real, 7, 100, kMs, false);
        QCOMPARE(verdict.action, Action::Accept);
        QCOMPARE(verdict.held, Held::Drop);

        StreamGate weak(real, 50);
        for (quint16 i = 0; i < 5; ++i) {
            weak.admit(stranger, 66, i, i * kMs, false);
        }
        QVERIFY(weak.source() == stranger); // behind NAT this is all there ever is
        verdict = weak.admit(real, 7, 100, 10 * kMs, false);
        QCOMPARE(verdict.action, Action::Accept);
        QVERIFY(weak.source() == real);
        QCOMPARE(weak.admit(stranger, 66, 5, 11 * kMs, false).action, Action::Refuse);
    }
    void withoutAUsableAddressTheFirstSteadySourceIsLearnt_data()
    {
        QTest::addColumn<QString>("address");
        for (const char *address : {"0.0.0.0", "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.0.1",
                                    "100.64.0.1", "169.254.1.1", "::1", "fe80::1", "fd00::1"}) {
            QTest::newRow(address) << QString::fromLatin1(address);
        }
        QTest::newRow("none") << QString();
    }
    void withoutAUsableAddressTheFirstSteadySourceIsLearnt()
    {
        QFETCH(QString, address);
        StreamGate gate(MediaSource::from(QHostAddress(address), 4000), 50);
        const MediaSource source = at("203.0.113.5", 7000);
        for (quint16 i = 0; i < 4; ++i) {
            QCOMPARE(gate.admit(source, 9, i, i * 20 * kMs, false).action, Action::Hold);
            QCOMPARE(gate.admit(at("203.0.113.6", 7000), 8, i, i * 20 * kMs, false).action, Action::Refuse);
        }
        QCOMPARE(gate.admit(source, 9, 4, 80 * kMs, false).action, Action::Accept);
    }
    void aShortTalkOnAnotherPortIsNotLost()
    {
        StreamGate gate(at("198.51.100.7", 4000), 50);
        QCOMPARE(gate.admit(at("198.51.100.7", 9), 5, 0, 0, false).action, Action::Hold);
        QVERIFY(!gate.settle(100 * kMs));
        QVERIFY(gate.settle(250 * kMs));
        QVERIFY(gate.locked());
        QCOMPARE(gate.admit(at("198.51.100.7", 9), 5, 1, 260 * kMs, false).action, Action::Accept);
        StreamGate stray(at("192.168.1.1", 4000), 50);
        stray.admit(at("203.0.113.5", 7000), 9, 0, 0, false);
        QVERIFY(!stray.settle(std::numeric_limits<qint64>::max()));
    }
    void aNewSsrcNeedsTwoPackets()
    {
        const MediaSource peer = at("198.51.100.7", 4000);
        StreamGate gate(peer, 50);
        gate.admit(peer, 1, 10, 0, false);
        QCOMPARE(gate.admit(peer, 2, 500, kMs, false).action, Action::Hold);
        const auto second = gate.admit(peer, 2, 501, 2 * kMs, false);
        QCOMPARE(second.action, Action::Accept);
        QCOMPARE(second.held, Held::CommitSsrc);
        QCOMPARE(gate.admit(peer, 1, 11, 3 * kMs, false).action,
                 Action::Accept); // both go on: two on one port
        QCOMPARE(gate.admit(peer, 3, 1, 4 * kMs, false).action, Action::Hold);
        QCOMPARE(gate.admit(peer, 3, 40000, 5 * kMs, false).action, Action::Hold); // no sequence
        QCOMPARE(gate.admit(peer, 3, 40000, 6 * kMs, false).action, Action::Hold); // a double proves nothing
    }
    void probationCrossesTheWrap()
    {
        const MediaSource peer = at("198.51.100.7", 4000);
        StreamGate gate(peer, 50);
        gate.admit(peer, 1, 10, 0, false);
        gate.admit(peer, 2, 0xffff, kMs, false);
        QCOMPARE(gate.admit(peer, 2, 0, 2 * kMs, false).action, Action::Accept);
    }
    void noiseOfSsrcsDoesNotPushOutTheKnownOne()
    {
        const MediaSource peer = at("198.51.100.7", 4000);
        StreamGate gate(peer, 50);
        gate.admit(peer, 1, 10, 0, false);
        for (quint32 i = 100; i < 200; ++i) {
            QCOMPARE(gate.admit(peer, i, 0, i * kMs, false).action, Action::Hold);
        }
        QCOMPARE(gate.admit(peer, 1, 11, 300 * kMs, false).action, Action::Accept);
    }
    void aSilentLockMovesToANewPortOfTheSameHost()
    {
        const MediaSource peer = at("198.51.100.7", 4000);
        const MediaSource moved = at("198.51.100.7", 4100);
        StreamGate gate(peer, 50);
        gate.admit(peer, 1, 10, 0, false);
        QCOMPARE(gate.admit(moved, 2, 0, 1000 * kMs, false).action, Action::Refuse);
        qint64 now = 4000 * kMs;
        for (quint16 i = 0; i < 4; ++i, now += 20 * kMs) {
            QCOMPARE(gate.admit(moved, 2, i, now, false).action, Action::Hold);
        }
        QCOMPARE(gate.admit(moved, 2, 4, now, false).action, Action::Accept);
        QCOMPARE(gate.admit(at("203.0.113.9", 1), 2, 5, now + 9000 * kMs, false).action, Action::Refuse);
    }
    void signallingMovesTheLockWithoutAHole()
    {
        const MediaSource before = at("198.51.100.7", 4000);
        const MediaSource after = at("198.51.100.8", 5000);
        StreamGate gate(before, 50);
        gate.admit(before, 1, 10, 0, false);
        gate.describe(after, 50);
        QCOMPARE(gate.admit(before, 1, 11, kMs, false).action, Action::Accept); // still on its way
        QCOMPARE(gate.admit(after, 2, 0, 2 * kMs, false).action, Action::Accept);
        QCOMPARE(gate.admit(before, 1, 12, 3 * kMs, false).action, Action::Refuse);
    }
    /// Nothing usable in the SDP, before a transfer and behind it: the new relay must not be foreign for
    /// good.
    void signallingLetsALearntSourceHaveASuccessor_data()
    {
        QTest::addColumn<int>("heardAfter");
        QTest::addColumn<bool>("moves");
        QTest::newRow("silent from then on") << 0 << true;
        QTest::newRow("last packets on their way") << 4 << true;
        QTest::newRow("goes on") << 5 << false;
    }
    void signallingLetsALearntSourceHaveASuccessor()
    {
        QFETCH(int, heardAfter);
        QFETCH(bool, moves);
        const MediaSource before = at("203.0.113.5", 7000);
        const MediaSource after = at("203.0.113.6", 7000);
        StreamGate gate(MediaSource{}, 50);
        qint64 now = 0;
        quint16 sequence = 0;
        for (; sequence < 10; ++sequence, now += 20 * kMs) {
            gate.admit(before, 9, sequence, now, false);
        }
        QVERIFY(!gate.mayPass(after, now + 10'000 * kMs)); // nobody said that anything changed
        gate.describe(MediaSource{}, 50);
        for (int i = 0; i < heardAfter; ++i, now += 20 * kMs) {
            QCOMPARE(gate.admit(before, 9, sequence++, now, false).action, Action::Accept);
        }
        QVERIFY(!gate.mayPass(after, now + 100 * kMs)); // not beside the old one
        now += 300 * kMs;
        QCOMPARE(gate.mayPass(after, now), moves);
        for (quint16 i = 0; i < 4; ++i, now += 20 * kMs) {
            QCOMPARE(gate.admit(after, 8, i, now, false).action, moves ? Action::Hold : Action::Refuse);
        }
        QCOMPARE(gate.admit(after, 8, 4, now, false).action, moves ? Action::Accept : Action::Refuse);
        QCOMPARE(gate.source() == after, moves);
    }
    void anAuthenticPacketNeedsNoProbation()
    {
        StreamGate gate(at("10.0.0.1", 4000), 50);
        const MediaSource peer = at("203.0.113.5", 7000);
        QCOMPARE(gate.admit(peer, 9, 0, 0, true).action, Action::Accept);
        QCOMPARE(gate.admit(peer, 10, 0, kMs, true).action, Action::Accept);
    }
    void fourTimesTheRateIsTheCap()
    {
        StreamGate gate(at("198.51.100.7", 4000), 50);
        int passed = 0;
        const qint64 start = 3600'000 * kMs;
        for (int i = 0; i < 20 * 10000; ++i) { // 10,000 packets/s for 20 s
            passed += gate.withinRate(start + i * kMs / 10);
        }
        QVERIFY2(passed > 4000 && passed < 4600, qPrintable(QString::number(passed)));
        QVERIFY(gate.withinRate(start + 30'000 * kMs)); // and forgives
    }
    void aStalledNetworkMayDeliverSecondsAtOnce()
    {
        StreamGate gate(at("198.51.100.7", 4000), 50);
        const qint64 start = 3600'000 * kMs;
        for (int i = 0; i < 450; ++i) {
            QVERIFY(gate.withinRate(start));
        }
    }
    void rtcpComesFromTheHostOfTheLock()
    {
        const MediaSource peer = at("198.51.100.7", 4000);
        StreamGate gate(peer, 50);
        QVERIFY(gate.mayControl(at("198.51.100.7", 4001)));
        gate.admit(peer, 1, 10, 0, false);
        QVERIFY(gate.mayControl(at("198.51.100.7", 9)));
        QVERIFY(!gate.mayControl(at("203.0.113.9", 4001)));
    }
};

EARSHOT_TEST(tst_streamlock, TestStreamLock)
#include "tst_streamlock.moc"
