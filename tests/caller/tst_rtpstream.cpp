// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/load/rtpstream.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cmath>

using namespace tests;

namespace
{
constexpr std::int64_t kMs = 1000000;

struct Packet {
    std::int64_t dueNs;
    std::int64_t delayNs;
    std::uint16_t sequence;
    std::uint32_t timestamp;
    std::uint32_t ssrc;
    bool marker;
    bool twice;
    int type;
    std::vector<std::uint8_t> payload;
};

std::uint32_t big(const std::uint8_t *at, int count)
{
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i) {
        value = value << 8 | at[i];
    }
    return value;
}

/// Runs a stream over its slots on a clock of our own.
std::vector<Packet> collect(RtpStream &stream, int slots)
{
    std::vector<Packet> packets;
    for (int i = 0; i < slots && !stream.ended(); ++i) {
        PacketView view;
        Packet packet{stream.dueNs(), 0, 0, 0, 0, false, false, 0, {}};
        if (stream.next(packet.dueNs, view, packet.delayNs, packet.twice)) {
            packet.marker = view.header[1] >> 7;
            packet.type = view.header[1] & 0x7f;
            packet.sequence = static_cast<std::uint16_t>(big(&view.header[2], 2));
            packet.timestamp = big(&view.header[4], 4);
            packet.ssrc = big(&view.header[8], 4);
            packet.payload.assign(view.payload, view.payload + view.size);
            packets.push_back(packet);
        }
    }
    return packets;
}

StreamPlan tonePlan(bool loop = true)
{
    StreamPlan plan;
    plan.label = std::string(1, '1');
    plan.audio = std::make_shared<Audio>(makeTone(440, 0, 0), loop);
    return plan;
}
} // namespace

class TestRtpStream : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void clockSequenceAndPayloadFit()
    {
        RtpStream stream(tonePlan(), 3, {}, 0);
        const auto packets = collect(stream, 101);
        QCOMPARE(packets.size(), std::size_t{101});
        for (std::size_t i = 0; i < packets.size(); ++i) {
            QCOMPARE(packets[i].dueNs, static_cast<std::int64_t>(i) * 20 * kMs);
            QCOMPARE(packets[i].sequence, static_cast<std::uint16_t>(packets[0].sequence + i));
            QCOMPARE(packets[i].timestamp, static_cast<std::uint32_t>(packets[0].timestamp + 160 * i));
            QCOMPARE(packets[i].marker, i == 0);
            QCOMPARE(packets[i].payload.size(), std::size_t{160});
            QCOMPARE(packets[i].payload, packets[i % 50].payload); // the tone repeats each second
        }
    }
    void skewMovesTheClockOnly()
    {
        StreamPlan plan = tonePlan();
        plan.skewPpm = 500;
        RtpStream stream(plan, 3, {}, 0);
        const auto packets = collect(stream, 50 * 3600);
        const double seconds = static_cast<double>(packets.back().dueNs) * 1e-9;
        QVERIFY(std::abs(seconds - (3600 - 0.02) / 1.0005) < 0.001);
        QCOMPARE(packets[1].timestamp - packets[0].timestamp, 160U);
    }
    void pauseKeepsTheTimeBase()
    {
        RtpStream stream(tonePlan(), 3, {}, 0);
        const auto before = collect(stream, 10);
        stream.pause(200 * kMs);
        QVERIFY(collect(stream, 10).empty());
        stream.resume(400 * kMs);
        const auto after = collect(stream, 10);
        QCOMPARE(after[0].sequence, static_cast<std::uint16_t>(before.back().sequence + 1));
        QCOMPARE(after[0].timestamp, before.back().timestamp + 11 * 160);
        QVERIFY(after[0].marker);
        QCOMPARE(stream.truth().pauses.size(), std::size_t{1});
    }
    void lossIsWhatWasAskedFor()
    {
        StreamPlan plan = tonePlan();
        plan.impairment.loss = 0.05;
        RtpStream stream(plan, 3, {}, 0);
        const auto packets = collect(stream, 20000);
        QCOMPARE(static_cast<std::int64_t>(20000 - packets.size()), stream.truth().lost);
        QVERIFY(std::abs(static_cast<double>(stream.truth().lost) / 20000 - 0.05) < 0.005);
        QCOMPARE(packets.back().sequence,
                 static_cast<std::uint16_t>(packets[0].sequence + 19999 - (packets[0].dueNs / (20 * kMs))));
    }
    void gilbertLosesInBursts()
    {
        StreamPlan plan = tonePlan();
        plan.impairment.gilbertEnter = 0.01;
        plan.impairment.gilbertLeave = 0.25;
        RtpStream stream(plan, 3, {}, 0);
        const auto packets = collect(stream, 50000);
        int bursts = 0;
        for (std::size_t i = 1; i < packets.size(); ++i) {
            bursts += static_cast<std::uint16_t>(packets[i].sequence - packets[i - 1].sequence) > 1 ? 1 : 0;
        }
        const double meanLength = static_cast<double>(stream.truth().lost) / bursts;
        QVERIFY2(std::abs(meanLength - 4) < 0.6, qPrintable(QString::number(meanLength)));
    }
    void sameSeedSameFaults()
    {
        StreamPlan plan = tonePlan();
        plan.impairment = {0.1, 0, 0, 0.1, 0.1, 50, 30};
        RtpStream first(plan, 3, {}, 0);
        RtpStream second(plan, 3, {}, 0);
        const auto a = collect(first, 500);
        const auto b = collect(second, 500);
        QCOMPARE(a.size(), b.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            QVERIFY(a[i].sequence == b[i].sequence && a[i].delayNs == b[i].delayNs &&
                    a[i].twice == b[i].twice);
        }
    }
    void wrapJumpAndNewSsrc()
    {
        StreamPlan plan = tonePlan();
        plan.wrap = true;
        plan.timestampJumpNs = 1000 * kMs;
        plan.timestampJump = 80000;
        plan.ssrcChangeNs = 2000 * kMs;
        RtpStream stream(plan, 3, {}, 0);
        const auto packets = collect(stream, 150);
        QVERIFY(packets[49].sequence < packets[0].sequence);
        QVERIFY(packets[49].timestamp < packets[0].timestamp);
        QCOMPARE(packets[50].timestamp - packets[49].timestamp, 80160U);
        QVERIFY(packets[50].marker);
        QCOMPARE(packets[99].ssrc, packets[0].ssrc);
        QVERIFY(packets[100].ssrc != packets[99].ssrc);
    }
    void silenceIsNotSentWithDtx()
    {
        StreamPlan plan = tonePlan();
        plan.audio = std::make_shared<Audio>(makeTone(500, 400, 600), true);
        plan.dtx = true;
        RtpStream stream(plan, 3, {}, 0);
        const auto packets = collect(stream, 500);
        QCOMPARE(packets.size(), std::size_t{200});
        QVERIFY(packets[20].marker);
        QCOMPARE(packets[20].timestamp - packets[19].timestamp, 31U * 160U);
    }
    void endsWithItsAudio()
    {
        RtpStream stream(tonePlan(false), 3, {}, 0);
        QCOMPARE(collect(stream, 1000).size(), std::size_t{50});
        QVERIFY(stream.ended());
    }
    void codecChangesTheOctets()
    {
        RtpStream stream(tonePlan(), 3, {}, 0);
        const auto mu = collect(stream, 50);
        stream.setCodec(Codec::Pcma);
        const auto a = collect(stream, 50);
        QCOMPARE(mu[0].type, 0);
        QCOMPARE(a[0].type, 8);
        QVERIFY(mu[1].payload != a[1].payload);
        QCOMPARE(a[0].sequence, static_cast<std::uint16_t>(mu.back().sequence + 1));
    }
};

EARSHOT_TEST(tst_rtpstream, TestRtpStream)
#include "tst_rtpstream.moc"
