// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/codecs.h"
#include "recorder/signalling/cryptoattribute.h"
#include "recorder/signalling/sdpparser.h"
#include "recorder/signalling/sdpwriter.h"
#include "tests/recorder/signalling/cputime.h"
#include "tests/recorder/signalling/sdpfixture.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;

class TestSdpAnswer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void codecTable();
    void answerKeepsOrderAndCount();
    void answerDirections_data();
    void answerDirections();
    void answerEchoesFormats();
    void answerWithCrypto();
    void answerOnIpv6();
    void rawCodecsOnlyWhenNothingElse();
    void delayedOffer();
    void everyOfferIsAnswerable();
};

void TestSdpAnswer::codecTable()
{
    const auto of = [](const char *name) { return PayloadFormat{96, name, 8000, 1, {}}; };
    for (const char *name : {"PCMU", "PCMA", "G722", "G729", "GSM", "OPUS", "G726-32", "g729"}) {
        QCOMPARE(codecUse(of(name)), CodecUse::Speech);
    }
    QCOMPARE(codecUse(of("TELEPHONE-EVENT")), CodecUse::Signal);
    QCOMPARE(codecUse(of("CN")), CodecUse::Signal);
    for (const char *name : {"ILBC", "AMR-WB", "AAL2-G726-32", "G723", ""}) {
        QVERIFY(!isRecordable(of(name)));
    }
    QCOMPARE(rtpClockRate({9, "G722", 16000, 1, {}}), 8000);
    QCOMPARE(sampleRate({9, "G722", 8000, 1, {}}), 16000);
    QCOMPARE(rtpClockRate({111, "OPUS", 48000, 2, {}}), 48000);
    MediaLine fast;
    fast.ptime = 1;
    QCOMPARE(packetRate(fast), 400);
    MediaLine slow;
    for (const int ptime : {0, 20, 60, 150, 1000}) {
        slow.ptime = ptime;
        QCOMPARE(packetRate(slow), 50);
    }
    slow.ptime = 10;
    QCOMPARE(packetRate(slow), 100);
}

void TestSdpAnswer::answerKeepsOrderAndCount()
{
    const SessionDescription offer =
        parsed(kHead + "m=audio 4000 RTP/AVP 0\r\na=label:b\r\nm=video 0 RTP/AVP 97\r\n"
                       "m=image 4004 udptl t38\r\na=label:x\r\nm=audio 4006 RTP/AVP 8\r\na=label:a\r\n"
                       "m=audio 4008 RTP/SAVP 8\r\n");
    QCOMPARE(offer.lines.size(), 5);
    const QByteArray text =
        writeAnswer(offer, acceptAll(offer), QHostAddress(QStringLiteral("198.51.100.4")), 5, 2);
    QVERIFY(
        text.startsWith("v=0\r\no=- 5 2 IN IP4 198.51.100.4\r\ns=-\r\nc=IN IP4 198.51.100.4\r\nt=0 0\r\n"));
    const SessionDescription answer = parsed(text);
    QCOMPARE(answer.lines.size(), 5);
    QCOMPARE(answer.lines[0].port, 22002);
    QCOMPARE(answer.lines[0].label, QStringLiteral("b"));
    QCOMPARE(answer.lines[1].port, 0);
    QCOMPARE(answer.lines[1].media, QByteArray("video"));
    QCOMPARE(answer.lines[2].port, 0);
    QCOMPARE(answer.lines[2].protocol, QByteArray("udptl"));
    QCOMPARE(answer.lines[2].label, QStringLiteral("x"));
    QCOMPARE(answer.lines[3].port, 22008);
    QCOMPARE(answer.lines[3].label, QStringLiteral("a"));
    QCOMPARE(answer.lines[4].port, 0); // SRTP without a key of ours
    // Fewer answers than lines: the rest is refused.
    const SessionDescription shorter =
        parsed(writeAnswer(offer, {}, QHostAddress(QStringLiteral("198.51.100.4")), 5, 2));
    QCOMPARE(shorter.lines.size(), 5);
    for (const MediaLine &one : shorter.lines) {
        QCOMPARE(one.port, 0);
    }
}

void TestSdpAnswer::answerDirections_data()
{
    QTest::addColumn<QByteArray>("offered");
    QTest::addColumn<QByteArray>("answered");
    QTest::newRow("sendonly") << QByteArray("a=sendonly\r\n") << QByteArray("a=recvonly\r\n");
    QTest::newRow("sendrecv") << QByteArray("a=sendrecv\r\n") << QByteArray("a=recvonly\r\n");
    QTest::newRow("missing") << QByteArray() << QByteArray("a=recvonly\r\n");
    QTest::newRow("inactive") << QByteArray("a=inactive\r\n") << QByteArray("a=inactive\r\n");
    QTest::newRow("recvonly") << QByteArray("a=recvonly\r\n") << QByteArray("a=inactive\r\n");
    QTest::newRow("zero address") << QByteArray("c=IN IP4 0.0.0.0\r\n") << QByteArray("a=recvonly\r\n");
}

void TestSdpAnswer::answerDirections()
{
    QFETCH(QByteArray, offered);
    QFETCH(QByteArray, answered);
    const SessionDescription offer = parsed(kHead + "m=audio 4000 RTP/AVP 0\r\n" + offered);
    const QByteArray answer =
        writeAnswer(offer, acceptAll(offer), QHostAddress(QHostAddress::LocalHost), 1, 1);
    QVERIFY(answer.contains(answered));
    QCOMPARE(answer.count("a=recvonly") + answer.count("a=inactive"), 1);
}

void TestSdpAnswer::answerEchoesFormats()
{
    const SessionDescription offer = parsed(
        kHead +
        "m=audio 4000 RTP/AVP 8 0 116 101 107 18\r\na=rtpmap:116 iLBC/8000\r\na=ptime:20\r\n"
        "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=rtpmap:107 telephone-event/48000\r\n"
        "a=fmtp:18 annexb=no\r\n");
    const QByteArray text = writeAnswer(offer, acceptAll(offer), QHostAddress(QHostAddress::LocalHost), 1, 1);
    QVERIFY(text.contains("m=audio 22002 RTP/AVP 8 0 101 107 18\r\n"));
    QVERIFY(text.contains("a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"));
    QVERIFY(text.contains("a=rtpmap:107 telephone-event/48000\r\n"));
    QVERIFY(text.contains("a=rtpmap:18 G729/8000\r\na=fmtp:18 annexb=no\r\n"));
    QVERIFY(text.contains("a=ptime:20\r\n"));
    QVERIFY(!text.contains("ILBC"));
}

void TestSdpAnswer::answerWithCrypto()
{
    const SessionDescription offer =
        parsed(kHead + "m=audio 4000 RTP/SAVP 0\r\na=crypto:7 AES_CM_128_HMAC_SHA1_80 inline:" + kKey80 +
               "|2^31|1:4\r\n");
    QList<MediaAnswer> answers = acceptAll(offer);
    answers[0].crypto = CryptoAttribute{7, "AES_CM_128_HMAC_SHA1_80", QByteArray(30, 'o'), {}, {}};
    const SessionDescription answer =
        parsed(writeAnswer(offer, answers, QHostAddress(QHostAddress::LocalHost), 1, 1));
    QCOMPARE(answer.lines.value(0).protocol, QByteArray("RTP/SAVP"));
    QCOMPARE(answer.lines.value(0).port, 22002);
    QCOMPARE(answer.lines.value(0).cryptos.size(), 1);
    QCOMPARE(answer.lines.value(0).cryptos[0], *answers[0].crypto);
}

void TestSdpAnswer::answerOnIpv6()
{
    const SessionDescription offer = parsed(kHead + "m=audio 4000 RTP/AVP 0\r\n");
    const auto answer = [&offer](const char *address) {
        return writeAnswer(offer, {}, QHostAddress(QLatin1String(address)), 1, 1);
    };
    QVERIFY(answer("2001:db8::9").contains("c=IN IP6 2001:db8::9\r\n"));
    QVERIFY(answer("::1").contains("c=IN IP6 ::1\r\n"));
    QVERIFY(answer("::ffff:192.0.2.77").contains("c=IN IP4 192.0.2.77\r\n"));
    QVERIFY(answer("fe80::1%eth0").contains("c=IN IP6 fe80::1\r\n"));
}

void TestSdpAnswer::rawCodecsOnlyWhenNothingElse()
{
    const MediaLine only = line(
        "m=audio 4000 RTP/AVP 116 101\r\na=rtpmap:116 iLBC/8000\r\na=rtpmap:101 telephone-event/8000\r\n");
    QCOMPARE(types(answerFormats(only)), QList<int>({116, 101}));
    const MediaLine both = line("m=audio 4000 RTP/AVP 116 0 13\r\na=rtpmap:116 iLBC/8000\r\n");
    QCOMPARE(types(answerFormats(both)), QList<int>({0, 13}));
    QVERIFY(answerFormats(line("m=video 4000 RTP/AVP 34\r\n")).isEmpty());
}

void TestSdpAnswer::delayedOffer()
{
    MediaLine one;
    one.port = 20000;
    one.label = QStringLiteral("near");
    one.formats = offerFormats();
    const QByteArray text = writeOffer({one}, QHostAddress(QStringLiteral("192.0.2.3")), 9, 1);
    QVERIFY(text.contains("m=audio 20000 RTP/AVP 0 8 9 18 3 107 111 101\r\n"));
    QVERIFY(text.contains("a=recvonly\r\n"));
    const SessionDescription read = parsed(text);
    QCOMPARE(read.lines.size(), 1);
    QCOMPARE(read.lines[0].formats, one.formats);
    QCOMPARE(read.lines[0].label, one.label);
    QCOMPARE(read.lines[0].direction, MediaDirection::RecvOnly);
    for (const PayloadFormat &format : one.formats) {
        QVERIFY(isRecordable(format));
    }
    one.direction = MediaDirection::Inactive;
    QVERIFY(writeOffer({one}, QHostAddress(QStringLiteral("192.0.2.3")), 9, 2).contains("a=inactive\r\n"));
}

void TestSdpAnswer::everyOfferIsAnswerable()
{
    // What the peer puts into a label or an fmtp must not become a line of its own in our answer.
    const SessionDescription offer = parsed(kHead + QByteArray("m=audio 4000 RTP/AVP 0\r\na=label:a\x01\x7f"
                                                               "b\r\na=fmtp:0 x\x0b\x0cy\r\n"));
    const QByteArray text = writeAnswer(offer, acceptAll(offer), QHostAddress(QHostAddress::LocalHost), 1, 1);
    QVERIFY(text.contains("a=label:ab\r\n"));
    QVERIFY(text.contains("a=fmtp:0 xy\r\n"));
    for (const char c : text) {
        QVERIFY(c >= ' ' || c == '\r' || c == '\n');
    }
}

EARSHOT_TEST(tst_sdpanswer, TestSdpAnswer)
#include "tst_sdpanswer.moc"
