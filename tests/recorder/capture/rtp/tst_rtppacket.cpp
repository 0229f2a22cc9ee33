// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/spool/rtppacket.h"
#include "tests/support/testmain.h"

#include <QByteArray>
#include <QRandomGenerator>
#include <QTest>

using namespace recorder;

namespace
{
std::span<const std::byte> spanOf(const QByteArray &bytes)
{
    return std::as_bytes(std::span(bytes.constData(), static_cast<std::size_t>(bytes.size())));
}
} // namespace

class TestRtpPacket : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void plainPacketIsRead()
    {
        const QByteArray raw = QByteArray::fromHex("8088fffe00000140cafe0001"
                                                   "d5d5d5");
        const auto packet = RtpPacketView::parse(spanOf(raw));
        QVERIFY(packet);
        QCOMPARE(packet->payloadType, quint8(8));
        QVERIFY(packet->marker);
        QCOMPARE(packet->sequence, quint16(0xfffe));
        QCOMPARE(packet->timestamp, quint32(320));
        QCOMPARE(packet->ssrc, quint32(0xcafe0001));
        QCOMPARE(packet->payload.size(), std::size_t(3));
        QVERIFY(!packet->hasExtension);
    }
    void sourcesExtensionAndPaddingAreTakenOff()
    {
        const QByteArray raw = QByteArray::fromHex("b20000010000000200000003"
                                                   "11111111"
                                                   "22222222"
                                                   "bede0001"
                                                   "10203040"
                                                   "aabb"
                                                   "000003");
        const auto packet = RtpPacketView::parse(spanOf(raw));
        QVERIFY(packet);
        QCOMPARE(packet->csrcCount, 2);
        QCOMPARE(packet->extensionProfile, quint16(0xbede));
        QCOMPARE(packet->extension.size(), std::size_t(4));
        QCOMPARE(packet->payload.size(), std::size_t(2));
        QCOMPARE(packet->payload.front(), std::byte{0xaa});
    }
    void lengthsThatLieAreRefused_data()
    {
        QTest::addColumn<QByteArray>("raw");
        const auto row = [](const char *name, const char *hex) {
            QTest::newRow(name) << QByteArray::fromHex(hex);
        };
        row("empty", "");
        row("eleven bytes", "8000000100000002000000");
        row("version 1", "400000010000000200000003");
        row("fifteen sources, none there", "8f0000010000000200000003");
        row("extension head cut", "9000000100000002000000030000");
        row("extension longer than the packet", "900000010000000200000003bede000200000000");
        row("padding 0", "a0000001000000020000000300");
        row("padding over the header", "a000000100000002000000030004");
        row("padding without payload", "a00000010000000200000003");
    }
    void lengthsThatLieAreRefused()
    {
        QFETCH(QByteArray, raw);
        QVERIFY(!RtpPacketView::parse(spanOf(raw)));
    }
    void paddingMayFillTheWholePayload()
    {
        const auto packet = RtpPacketView::parse(spanOf(QByteArray::fromHex("a000000100000002000000030002")));
        QVERIFY(packet);
        QVERIFY(packet->payload.empty());
    }
    void senderReportInsideACompoundIsFound()
    {
        const QByteArray receiver = QByteArray::fromHex("80c9000100000009");
        const QByteArray sender = QByteArray::fromHex("80c80006"
                                                      "00000007"
                                                      "e5000001"
                                                      "80000000"
                                                      "00001f40"
                                                      "00000032"
                                                      "00001f40");
        const QByteArray raw = receiver + sender;
        QVERIFY(isRtcp(spanOf(raw)));
        QVERIFY(looksLikeRtcp(spanOf(raw)));
        const auto report = SenderReportView::find(spanOf(raw));
        QVERIFY(report);
        QCOMPARE(report->ssrc, quint32(7));
        QCOMPARE(report->ntp, quint64(0xe500000180000000));
        QCOMPARE(report->rtpTimestamp, quint32(8000));
        QCOMPARE(report->packets, quint32(50));
        QCOMPARE(report->octets, quint32(8000));
    }
    void badRtcpIsRefused()
    {
        QVERIFY(!isRtcp(spanOf(QByteArray::fromHex("80c80006"))));
        QVERIFY(!isRtcp(spanOf(QByteArray::fromHex("80c8000600000007"))));
        QVERIFY(!isRtcp(spanOf(QByteArray::fromHex("80c9000100000009"
                                                   "80c9ffff"))));
        QVERIFY(!isRtcp(spanOf(QByteArray::fromHex("8000000100000009"))));
        // A sender report that is too short to be one.
        QVERIFY(!SenderReportView::find(spanOf(QByteArray::fromHex("80c8000100000007"))));
    }
    void noiseNeverReadsBeyondTheEnd()
    {
        QRandomGenerator random(20250801);
        for (int i = 0; i < 200000; ++i) {
            // A heap block of exactly the size: the address sanitizer sees every byte too many.
            QByteArray raw(random.bounded(64), Qt::Uninitialized);
            for (char &c : raw) {
                c = static_cast<char>(random.generate());
            }
            if (!raw.isEmpty() && i % 2 == 0) {
                raw[0] = static_cast<char>(0x80 | (raw[0] & 0x3f));
            }
            if (const auto packet = RtpPacketView::parse(spanOf(raw))) {
                QVERIFY(packet->payload.size() + 12 <= static_cast<std::size_t>(raw.size()));
            }
            isRtcp(spanOf(raw));
            SenderReportView::find(spanOf(raw));
        }
    }
};

EARSHOT_TEST(tst_rtppacket, TestRtpPacket)
#include "tst_rtppacket.moc"
