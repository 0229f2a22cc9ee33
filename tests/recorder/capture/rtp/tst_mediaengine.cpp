// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/rtp/mediabench.h"
#include "tests/recorder/capture/rtp/srtpsender.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;

namespace
{
const QString kName = QStringLiteral("call.spool");
constexpr quint32 kSsrc = 0x1001;
} // namespace

class TestMediaEngine : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void everyPacketIsThereOnceAndInOrder()
    {
        MediaBench bench;
        const RtpPeer left;
        const RtpPeer right;
        const MediaCall call = bench.open(kName);
        const quint16 toLeft = bench.attach(call, 0, left);
        const quint16 toRight = bench.attach(call, 1, right);
        for (int i = 0; i < 20; ++i) { // over several flushes, and over the wrap of the sequence number
            left.stream(toLeft, kSsrc, 65500 + i * 15, 15);
            right.stream(toRight, kSsrc + 1, 100 + i * 15, 15);
            QTRY_COMPARE(bench.counter(call, 1).received, quint64(15 * (i + 1)));
        }
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(300));
        QVERIFY(bench.engine().counters(call).lastPacketMonoNs > 0);
        QVERIFY(bench.close(call));
        QCOMPARE(bench.sequences(kName, 0, kSsrc), consecutive(65500, 300));
        QCOMPARE(bench.sequences(kName, 1, kSsrc + 1), consecutive(100, 300));
        QVERIFY(bench.closedProperly(kName));

        const auto counters = bench.stored(kName, SpoolKind::Counters, 0xff);
        QCOMPARE(counters.size(), 1);
        const auto document = countersDocumentFromJson(counters.front());
        QVERIFY(document);
        QCOMPARE(document->streams.size(), 2);
        QCOMPARE(document->streams.at(0).received, quint64(300));
        const auto end = bench.stored(kName, SpoolKind::End, 0xff);
        QCOMPARE(end.size(), 1);
        QCOMPARE(endDocumentFromJson(end.front())->cause, QStringLiteral("bye"));
        QCOMPARE(bench.counters().packets.load(), quint64(600));
    }
    void packetsBeforeAttachAndAtTheEndAreKept()
    {
        MediaBench bench;
        const RtpPeer peer;
        const MediaCall call = bench.open(kName);
        const auto port = bench.engine().reserve(SipProfile::Siprec, {});
        QVERIFY(port);
        peer.stream(port->port, kSsrc, 0, 7); // before the 200 OK
        bench.engine().attach(call, 0, *port, MediaBench::lockTo(QStringLiteral("127.0.0.1"), peer.port()));
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(7));
        peer.stream(port->port, kSsrc, 7, 50);
        QVERIFY(bench.close(call)); // at once
        QCOMPARE(bench.sequences(kName, 0, kSsrc), consecutive(0, 57));
    }
    void arrivalTimesAreTheKernelsNotTheSweeps()
    {
        MediaOptions options = MediaBench::fastOptions();
        options.tick = std::chrono::milliseconds(100);
        options.flush = std::chrono::milliseconds(300);
        MediaBench bench(options);
        const RtpPeer peer;
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, peer);
        QList<qint64> sent;
        for (quint16 i = 0; i < 12; ++i) {
            sent.append(common::toNs(std::chrono::steady_clock::now()));
            peer.send(port, rtpPacket(kSsrc, i));
            QTest::qSleep(15); // the pace is what is measured
        }
        QVERIFY(bench.close(call));
        int good = 0;
        int i = 0;
        for (const StoredRecord &record : bench.records(kName)) {
            if (record.head.kind == SpoolKind::Rtp) {
                const qint64 late = record.head.monoNs - sent.at(i++);
                QVERIFY(late > -2'000'000 && late < 100'000'000);
                good += late < 5'000'000;
            }
        }
        QCOMPARE(i, 12);
        QVERIFY2(good >= 8, qPrintable(QString::number(good))); // a busy machine may delay the sender itself
    }
    void documentsKeepTheirPlaceAmongThePackets()
    {
        MediaBench bench;
        const RtpPeer peer;
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, peer);
        bench.engine().write(call, SpoolKind::Call, -1, toJson(CallDocument{}));
        QTRY_COMPARE(bench.counters().sweeps.load() > 2, true);
        for (int i = 0; i < 5; ++i) {
            peer.stream(port, kSsrc, i * 10, 10);
            // No wait: the packets are in the socket, the order must take them first.
            bench.engine().write(call, SpoolKind::Message, -1, "part " + QByteArray::number(i));
            QTRY_COMPARE(bench.counter(call, 0).received, quint64(10 * (i + 1)));
        }
        const QByteArray large(100'000, 'x');
        bench.engine().write(call, SpoolKind::Message, 0, large);
        QVERIFY(bench.close(call));
        int packets = 0;
        int messages = 0;
        for (const StoredRecord &record : bench.records(kName)) {
            packets += record.head.kind == SpoolKind::Rtp;
            if (record.head.kind == SpoolKind::Message && messages < 5) {
                QCOMPARE(record.payload, "part " + QByteArray::number(messages));
                ++messages;
                QCOMPARE(packets, 10 * messages);
            } else if (record.head.kind == SpoolKind::Message) {
                QCOMPARE(record.payload, large);
                QCOMPARE(record.head.stream, quint8(0));
                ++messages;
            }
        }
        QCOMPARE(messages, 6);
    }
    void aSprayChangesNoBit()
    {
        MediaBench bench;
        const RtpPeer peer;
        const RtpPeer samehost;
        const RtpPeer stranger("127.0.0.9");
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, peer);
        peer.send(port, rtpPacket(kSsrc, 0));
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(1));
        for (int i = 1; i < 100; ++i) {
            samehost.send(port, rtpPacket(kSsrc, static_cast<quint16>(i), 8));
            stranger.send(port, rtpPacket(0xbad, static_cast<quint16>(i)));
            stranger.send(static_cast<quint16>(port + 1), QByteArray::fromHex("80c9000100000011"));
            peer.send(port, rtpPacket(kSsrc, static_cast<quint16>(i)));
        }
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(100));
        QTRY_VERIFY(bench.counter(call, 0).foreign >= 198);
        QVERIFY(bench.close(call));
        QList<QByteArray> expected;
        for (quint16 i = 0; i < 100; ++i) {
            expected.append(rtpPacket(kSsrc, i));
        }
        QCOMPARE(bench.stored(kName, SpoolKind::Rtp, 0), expected);
        QVERIFY(bench.stored(kName, SpoolKind::Rtcp, 0).isEmpty());
        QVERIFY(bench.counters().foreign.load() >= 198);
    }
    void malformedPacketsAreCountedAndDropped()
    {
        MediaBench bench;
        const RtpPeer peer;
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, peer);
        peer.send(port, rtpPacket(kSsrc, 0));
        peer.send(port, QByteArray("x"));
        peer.send(port, QByteArray(12, '\0'));
        peer.send(port, QByteArray::fromHex("8f0000010000000200001001"));
        peer.send(port, rtpPacket(kSsrc, 1, 0, 9000)); // no voice packet
        peer.send(port, rtpPacket(kSsrc, 1));
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(2));
        QCOMPARE(bench.counter(call, 0).foreign, quint64(4));
        QVERIFY(bench.close(call));
        QCOMPARE(bench.sequences(kName, 0, kSsrc), consecutive(0, 2));
    }
    void aDummyPortLosesNoPacketOfTheLearning()
    {
        MediaBench bench;
        const RtpPeer phone;
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, MediaBench::lockTo(QStringLiteral("127.0.0.1"), 4000));
        phone.stream(port, kSsrc, 0, 30);
        const quint16 other = bench.attach(call, 1, MediaBench::lockTo(QStringLiteral("127.0.0.1"), 4000));
        phone.stream(other, kSsrc, 0, 2); // less than the learning wants, then silence
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(30));
        QTRY_COMPARE(bench.counter(call, 1).received, quint64(2));
        QVERIFY(bench.close(call));
        QCOMPARE(bench.sequences(kName, 0, kSsrc), consecutive(0, 30));
        QCOMPARE(bench.sequences(kName, 1, kSsrc), consecutive(0, 2));
    }
    void aNewSsrcAndTwoAtOnceAreKeptWhole()
    {
        MediaBench bench;
        const RtpPeer peer;
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, peer);
        peer.stream(port, 1, 0, 10);
        peer.stream(port, 2, 700, 10);     // changed
        for (quint16 i = 0; i < 10; ++i) { // two in turn
            peer.send(port, rtpPacket(3, i));
            peer.send(port, rtpPacket(4, static_cast<quint16>(900 + i)));
        }
        peer.send(port, rtpPacket(5, 1)); // never continued: not the stream's
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(40));
        QVERIFY(bench.close(call));
        QCOMPARE(bench.sequences(kName, 0, 1), consecutive(0, 10));
        QCOMPARE(bench.sequences(kName, 0, 2), consecutive(700, 10));
        QCOMPARE(bench.sequences(kName, 0, 3), consecutive(0, 10));
        QCOMPARE(bench.sequences(kName, 0, 4), consecutive(900, 10));
        QVERIFY(bench.sequences(kName, 0, 5).isEmpty());
    }
    void relockAndDetachFollowSignalling()
    {
        MediaBench bench;
        const RtpPeer before;
        const RtpPeer after("127.0.0.2");
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, before);
        before.stream(port, kSsrc, 0, 10);
        bench.engine().relock(call, 0, MediaBench::lockTo(QStringLiteral("127.0.0.2"), after.port()));
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(10));
        after.stream(port, 77, 0, 10);
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(20));
        before.stream(port, kSsrc, 10, 10);
        QTRY_COMPARE(bench.counter(call, 0).foreign, quint64(10));
        after.stream(port, 77, 10, 5);
        bench.engine().detach(call, 0);
        QTRY_COMPARE(bench.counters().streams.load(), 0);
        const quint16 second = bench.attach(call, 0, after); // the same line on a new port
        after.stream(second, 77, 15, 5);
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(30));
        QVERIFY(bench.close(call));
        QCOMPARE(bench.sequences(kName, 0, 77), consecutive(0, 20));
        QCOMPARE(bench.sequences(kName, 0, kSsrc), consecutive(0, 10));
    }
    void rtcpIsKeptFromBothPorts()
    {
        MediaBench bench;
        const RtpPeer peer;
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, peer);
        const QByteArray one = QByteArray::fromHex("80c90001000000aa");
        const QByteArray two = QByteArray::fromHex("80c90001000000bb");
        peer.send(static_cast<quint16>(port + 1), one);
        peer.send(port, two); // rtcp-mux
        QTRY_COMPARE(bench.counters().rtcp.load(), quint64(2));
        QVERIFY(bench.close(call));
        const auto stored = bench.stored(kName, SpoolKind::Rtcp, 0);
        QCOMPARE(QSet<QByteArray>(stored.begin(), stored.end()), QSet<QByteArray>({one, two}));
    }
    void srtpIsStoredPlainAndNeverUnauthenticated()
    {
        MediaBench bench;
        const RtpPeer peer;
        const MediaCall call = bench.open(kName);
        StreamLock lock = MediaBench::lockTo(QStringLiteral("127.0.0.1"), peer.port());
        lock.srtp = true;
        lock.peerKey = srtpKey("AES_CM_128_HMAC_SHA1_80", 1);
        const quint16 port = bench.attach(call, 0, lock);
        SrtpSender first(lock.peerKey);
        for (quint16 i = 0; i < 20; ++i) {
            const QByteArray wire = first.protect(rtpPacket(kSsrc, i));
            QByteArray bad = wire;
            bad.back() = static_cast<char>(bad.back() ^ 1);
            peer.send(port, bad);
            peer.send(port, wire);
            peer.send(port, wire);                // replay
            peer.send(port, rtpPacket(kSsrc, i)); // not encrypted at all
        }
        peer.send(static_cast<quint16>(port + 1),
                  first.protectControl(QByteArray::fromHex("80c90001000000aa")));
        QTRY_COMPARE(bench.counter(call, 0).unauthentic, quint64(60));
        QCOMPARE(bench.counter(call, 0).received, quint64(20));
        // A new key: what is still on its way with the old one counts until the new one is used.
        lock.peerKey = srtpKey("AEAD_AES_128_GCM", 2);
        SrtpSender second(lock.peerKey);
        bench.engine().relock(call, 0, lock);
        peer.send(port, first.protect(rtpPacket(kSsrc, 20)));
        for (quint16 i = 21; i < 40; ++i) {
            peer.send(port, second.protect(rtpPacket(kSsrc, i)));
        }
        QTRY_COMPARE(bench.counter(call, 0).received, quint64(40));
        peer.send(port, first.protect(rtpPacket(kSsrc, 40)));
        QTRY_COMPARE(bench.counter(call, 0).unauthentic, quint64(61));
        QVERIFY(bench.close(call));
        QCOMPARE(bench.sequences(kName, 0, kSsrc), consecutive(0, 40));
        QCOMPARE(bench.stored(kName, SpoolKind::Rtcp, 0).size(), 1);
    }
    void aFloodOnOnePortCostsTheOthersNothing()
    {
        MediaOptions options = MediaBench::fastOptions();
        options.shards = 1;
        MediaBench bench(options);
        const RtpPeer peer;
        const RtpPeer flooder;
        const MediaCall call = bench.open(kName);
        const quint16 victim = bench.attach(call, 0, flooder);
        const quint16 quiet = bench.attach(call, 1, peer);
        for (int i = 0; i < 100; ++i) {
            flooder.stream(victim, 9, i * 400, 400);
            peer.send(quiet, rtpPacket(kSsrc, static_cast<quint16>(i)));
        }
        QTRY_COMPARE(bench.counter(call, 1).received, quint64(100));
        QVERIFY(bench.close(call));
        QCOMPARE(bench.sequences(kName, 1, kSsrc), consecutive(0, 100));
        const auto document =
            countersDocumentFromJson(bench.stored(kName, SpoolKind::Counters, 0xff).value(0));
        QVERIFY(document && document->streams.size() == 2);
        const StreamCounters &flood = document->streams.at(0);
        QVERIFY(flood.received < 2000); // ten seconds of the rate in one burst, no more
        QCOMPARE(flood.received + flood.foreign + flood.kernelDrops, quint64(40000)); // none unaccounted for
        QCOMPARE(document->streams.at(1).kernelDrops, quint64(0));
    }
    void portsOfAClosedCallRest()
    {
        MediaOptions options = MediaBench::fastOptions();
        options.siprecPorts.last = static_cast<quint16>(options.siprecPorts.first + 1);
        MediaBench bench(options);
        const RtpPeer peer;
        const MediaCall call = bench.open(kName);
        const quint16 port = bench.attach(call, 0, peer);
        QVERIFY(port != 0);
        QVERIFY(bench.close(call));
        peer.stream(port, kSsrc, 0, 5); // late
        QVERIFY(!bench.engine().reserve(SipProfile::Siprec, {}));
        std::optional<MediaPort> again;
        QTRY_VERIFY([&] {
            if (auto reserved = bench.engine().reserve(SipProfile::Siprec, {})) {
                again = *reserved;
            }
            return again.has_value();
        }());
        const MediaCall next = bench.open(QStringLiteral("next.spool"));
        bench.engine().attach(next, 0, *again, MediaBench::lockTo(QStringLiteral("127.0.0.1"), peer.port()));
        peer.stream(port, 5, 0, 3);
        QTRY_COMPARE(bench.counter(next, 0).received, quint64(3));
        QVERIFY(bench.close(next));
        QVERIFY(bench.sequences(QStringLiteral("next.spool"), 0, kSsrc).isEmpty());
    }
    void manyCallsOnTwoShardsKeepApart()
    {
        MediaBench bench;
        const RtpPeer peer;
        QList<MediaCall> calls;
        QList<quint16> ports;
        const auto nameOf = [](qsizetype i) { return QStringLiteral("many-%1.spool").arg(i); };
        for (int i = 0; i < 40; ++i) {
            calls.append(bench.open(nameOf(i)));
            ports.append(bench.attach(calls.last(), 0, peer));
        }
        for (int round = 0; round < 20; ++round) {
            for (int i = 0; i < 40; ++i) {
                peer.send(ports.at(i), rtpPacket(static_cast<quint32>(i), static_cast<quint16>(round)));
            }
        }
        for (const MediaCall call : calls) {
            QTRY_COMPARE(bench.counter(call, 0).received, quint64(20));
            QVERIFY(bench.close(call));
        }
        for (int i = 0; i < 40; ++i) {
            QCOMPARE(bench.sequences(nameOf(i), 0, static_cast<quint32>(i)), consecutive(0, 20));
        }
        QCOMPARE(bench.counters().openCalls.load(), 0);
        QCOMPARE(bench.counters().streams.load(), 0);
    }
};

EARSHOT_TEST(tst_mediaengine, TestMediaEngine)
#include "tst_mediaengine.moc"
