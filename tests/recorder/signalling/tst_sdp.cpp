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

class TestSdp : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsALine();
    void lineEnds();
    void staticTypes();
    void rtpmapOddities_data();
    void rtpmapOddities();
    void directions_data();
    void directions();
    void addresses_data();
    void addresses();
    void rtcpAttributes();
    void cryptos_data();
    void cryptos();
    void severalCryptos();
    void refused_data();
    void refused();
    void tolerated_data();
    void tolerated();
    void hostileBodiesAreQuick();
};

void TestSdp::readsALine()
{
    const SessionDescription sdp =
        parsed(kHead + "m=audio 4000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\n"
                       "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15,16\r\n"
                       "a=ptime:30\r\na=label:1\r\na=sendonly\r\n"
                       "m=audio 4002 RTP/AVP 8\r\na=label:caller two\r\n");
    QCOMPARE(sdp.origin, QByteArray("SBC 17 3 IN IP4 192.0.2.10"));
    QCOMPARE(sdp.lines.size(), 2);
    const MediaLine &first = sdp.lines[0];
    QCOMPARE(first.media, QByteArray("audio"));
    QCOMPARE(first.port, 4000);
    QCOMPARE(first.protocol, QByteArray("RTP/AVP"));
    QCOMPARE(first.address, QByteArray("192.0.2.10"));
    QCOMPARE(first.label, QStringLiteral("1"));
    QCOMPARE(first.direction, MediaDirection::SendOnly);
    QCOMPARE(first.ptime, 30);
    QCOMPARE(packetRate(first), 50); // 30 ms is what they want to hear, not what they send
    QCOMPARE(packetRate(sdp.lines[1]), 50);
    const QList<PayloadFormat> expected{{0, "PCMU", 8000, 1, {}},
                                        {101, "TELEPHONE-EVENT", 8000, 1, "0-15,16"}};
    QCOMPARE(first.formats, expected);
    QCOMPARE(sdp.lines[1].label, QStringLiteral("caller two"));
    QCOMPARE(sdp.lines[1].formats.value(0).encoding, QByteArray("PCMA"));
}

void TestSdp::lineEnds()
{
    const QByteArray body = kHead + "m=audio 4000 RTP/AVP 8\r\na=label:7\r\na=inactive";
    const SessionDescription expected = parsed(body);
    QCOMPARE(expected.lines.value(0).label, QStringLiteral("7"));
    QCOMPARE(parsed(QByteArray(body).replace("\r\n", "\n")), expected);
    QCOMPARE(parsed(QByteArray(body).replace("\r\n", "\r")), expected);
    QCOMPARE(parsed(QByteArray(body).replace("\r\n", " \r\n\r\n")), expected);
    QCOMPARE(parsed("\r\n" + body + "\r\n\r\n"), expected);
}

void TestSdp::staticTypes()
{
    const MediaLine one = line("m=audio 4000 RTP/AVP 18 0 8 2 9 3 19 96\r\n");
    const QList<QByteArray> names{"G729", "PCMU", "PCMA", "G726-32", "G722", "GSM", "CN", ""};
    QCOMPARE(one.formats.size(), names.size());
    for (qsizetype i = 0; i < names.size(); ++i) {
        QCOMPARE(one.formats[i].encoding, names[i]);
        QCOMPARE(one.formats[i].clockRate, 8000);
    }
    QVERIFY(!staticFormat(72));
    QVERIFY(!staticFormat(-1));
}

void TestSdp::rtpmapOddities_data()
{
    QTest::addColumn<QByteArray>("attribute");
    QTest::addColumn<QByteArray>("encoding");
    QTest::addColumn<int>("clock");
    QTest::addColumn<int>("channels");
    const auto row = [](const char *attribute, const char *encoding, int clock, int channels) {
        QTest::newRow(attribute) << QByteArray(attribute) << QByteArray(encoding) << clock << channels;
    };
    row("a=rtpmap:0 pcmu/8000a", "PCMU", 8000, 1);
    row("a=rtpmap: 0  PCMU/8000", "PCMU", 8000, 1);
    row("a=rtpmap:0 PCMU", "PCMU", 8000, 1);
    row("a=rtpmap:0 opus/48000/2", "OPUS", 48000, 2);
    row("a=rtpmap:0 G722/16000", "G722", 16000, 1);
    row("A=rtpmap:0 other/9000", "PCMU", 8000, 1); // type letters are case-sensitive
    row("a=RTPMAP:0 PCMA/8000/1", "PCMA", 8000, 1);
    row("a=rtpmap:0 PCMU/99999999999999999999", "PCMU", 8000, 1);
    row("a=rtpmap:0 PCMU/0", "PCMU", 8000, 1);
    row("a=rtpmap:0 PCMU/-8000", "PCMU", 8000, 1);
    row("a=rtpmap:0 L16/8000/999", "L16", 8000, 1);
    row("a=rtpmap:0 A/1\r\na=rtpmap:0 B/2", "A", 1, 1);
    row("a=rtpmap:0 b\x01c/16000", "PCMU", 8000, 1);
    row("a=rtpmap:128 X/8000", "PCMU", 8000, 1);
    row("a=rtpmap:x X/8000", "PCMU", 8000, 1);
    row("a=rtpmap:0", "PCMU", 8000, 1);
}

void TestSdp::rtpmapOddities()
{
    QFETCH(QByteArray, attribute);
    QFETCH(QByteArray, encoding);
    QFETCH(int, clock);
    QFETCH(int, channels);
    const MediaLine one = line("m=audio 4000 RTP/AVP 0\r\n" + attribute + "\r\n");
    QCOMPARE(one.formats.size(), 1);
    QCOMPARE(one.formats[0].encoding, encoding);
    QCOMPARE(one.formats[0].clockRate, clock);
    QCOMPARE(one.formats[0].channels, channels);
}

void TestSdp::directions_data()
{
    QTest::addColumn<QByteArray>("session");
    QTest::addColumn<QByteArray>("media");
    QTest::addColumn<MediaDirection>("direction");
    QTest::addColumn<bool>("held");
    const QByteArray none;
    QTest::newRow("missing") << none << none << MediaDirection::SendRecv << false;
    QTest::newRow("sendonly") << none << QByteArray("a=sendonly\r\n") << MediaDirection::SendOnly << false;
    QTest::newRow("upper case") << none << QByteArray("a=SendOnly \r\n") << MediaDirection::SendOnly << false;
    QTest::newRow("recvonly") << none << QByteArray("a=recvonly\r\n") << MediaDirection::RecvOnly << false;
    QTest::newRow("inactive") << none << QByteArray("a=inactive\r\n") << MediaDirection::Inactive << true;
    QTest::newRow("session") << QByteArray("a=inactive\r\n") << none << MediaDirection::Inactive << true;
    QTest::newRow("own one counts") << QByteArray("a=inactive\r\n") << QByteArray("a=sendonly\r\n")
                                    << MediaDirection::SendOnly << false;
    QTest::newRow("zero address") << none << QByteArray("c=IN IP4 0.0.0.0\r\n") << MediaDirection::SendRecv
                                  << true;
    QTest::newRow("both spellings") << none << QByteArray("a=direction:both\r\na=sendonly\r\n")
                                    << MediaDirection::SendOnly << false;
}

void TestSdp::directions()
{
    QFETCH(QByteArray, session);
    QFETCH(QByteArray, media);
    QFETCH(MediaDirection, direction);
    QFETCH(bool, held);
    const MediaLine one = line(session + "m=audio 4000 RTP/AVP 0\r\n" + media);
    QCOMPARE(one.direction, direction);
    QCOMPARE(one.held, held);
}

void TestSdp::addresses_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("address");
    const QByteArray media = "m=audio 4000 RTP/AVP 0\r\n";
    QTest::newRow("session") << "v=0\r\nc=IN IP4 192.0.2.1\r\n" + media << QByteArray("192.0.2.1");
    QTest::newRow("line") << "v=0\r\nc=IN IP4 192.0.2.1\r\n" + media + "c=IN IP4 192.0.2.2\r\n"
                          << QByteArray("192.0.2.2");
    QTest::newRow("ttl") << "v=0\r\n" + media + "c=IN IP4 224.2.1.1/127\r\n" << QByteArray("224.2.1.1");
    QTest::newRow("ipv6") << "v=0\r\n" + media + "c=IN IP6 2001:db8::7\r\n" << QByteArray("2001:db8::7");
    QTest::newRow("name") << "v=0\r\n" + media + "c=IN IP4 media-1.example\r\n"
                          << QByteArray("media-1.example");
    QTest::newRow("missing") << "v=0\r\n" + media << QByteArray();
    QTest::newRow("short") << "v=0\r\n" + media + "c=IN IP4\r\n" << QByteArray();
    QTest::newRow("no address") << "v=0\r\n" + media + "c=IN IP4 <script>\r\n" << QByteArray();
}

void TestSdp::addresses()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, address);
    QCOMPARE(parsed(body).lines.value(0).address, address);
}

void TestSdp::rtcpAttributes()
{
    const MediaLine one =
        line("m=audio 4000 RTP/AVP 0\r\na=rtcp:53020 IN IP4 198.51.100.9\r\na=rtcp-mux\r\n");
    QCOMPARE(one.rtcpPort, 53020);
    QVERIFY(one.rtcpMux);
    QCOMPARE(one.address, QByteArray("192.0.2.10"));
    const MediaLine other = line("m=audio 4000 RTP/AVP 0\r\na=rtcp:70000\r\na=ptime:0\r\n");
    QCOMPARE(other.rtcpPort, 0);
    QVERIFY(!other.rtcpMux);
    QCOMPARE(other.ptime, 0);
    QCOMPARE(line("m=audio 4000/2 RTP/AVP 0\r\na=ptime:20.0\r\n").ptime, 20);
    QCOMPARE(line("m=audio 4000/2 RTP/AVP 0\r\n").port, 4000);
}

void TestSdp::cryptos_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("valid");
    QTest::addColumn<QByteArray>("mki"); // hexadecimal
    QTest::addColumn<QByteArray>("rest");
    const QByteArray none;
    const QByteArray start = "1 AES_CM_128_HMAC_SHA1_80 inline:" + kKey80;
    QTest::newRow("plain") << start << true << none << none;
    QTest::newRow("lower case") << "1 aes_cm_128_hmac_sha1_80 INLINE:" + kKey80 << true << none << none;
    QTest::newRow("lifetime and mki")
        << start + "|2^31|1:4" << true << QByteArray("00000001") << QByteArray("|2^31");
    QTest::newRow("mki") << start + "|258:2" << true << QByteArray("0102") << none;
    QTest::newRow("wide mki") << start + "|1:16" << true << QByteArray("00000000000000000000000000000001")
                              << none;
    QTest::newRow("lifetime") << start + "|1048576" << true << none << QByteArray("|1048576");
    QTest::newRow("session parameters") << start + "|2^20 KDR=1 UNENCRYPTED_SRTCP" << true << none
                                        << QByteArray("|2^20 KDR=1 UNENCRYPTED_SRTCP");
    QTest::newRow("two keys") << start + "|1:4;inline:AAAA|2:4" << true << QByteArray("00000001") << none;
    QTest::newRow("no padding") << "1 AEAD_AES_128_GCM inline:" +
                                       QByteArray(28, 'k').toBase64().replace("=", "")
                                << true << none << none;
    QTest::newRow("unknown suite") << QByteArray("9 FUTURE_1 inline:AAAA") << true << none << none;
    QTest::newRow("mki too big for its length") << start + "|256:1" << true << none << none;
    QTest::newRow("short key") << QByteArray("1 AES_CM_128_HMAC_SHA1_80 inline:AAAA") << false << none
                               << none;
    QTest::newRow("long key") << "1 AES_CM_128_HMAC_SHA1_80 inline:" + QByteArray(46, 'k').toBase64() << false
                              << none << none;
    QTest::newRow("no base64") << QByteArray("1 AES_CM_128_HMAC_SHA1_80 inline:*&!") << false << none << none;
    QTest::newRow("no key") << QByteArray("1 AES_CM_128_HMAC_SHA1_80 inline:") << false << none << none;
    QTest::newRow("other method") << QByteArray("1 AES_CM_128_HMAC_SHA1_80 url:x") << false << none << none;
    QTest::newRow("tag") << "1x" + start << false << none << none;
    QTest::newRow("huge tag") << "9999999999" + start << false << none << none;
    QTest::newRow("empty") << none << false << none << none;
}

void TestSdp::cryptos()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, valid);
    QFETCH(QByteArray, mki);
    QFETCH(QByteArray, rest);
    const std::optional<CryptoAttribute> crypto = readCrypto(value);
    QCOMPARE(crypto.has_value(), valid);
    if (!crypto) {
        return;
    }
    QCOMPARE(crypto->mki.value_or(QByteArray()).toHex(), mki);
    QCOMPARE(crypto->rest, rest);
    QCOMPARE(readCrypto(writeCrypto(*crypto)), crypto);
}

void TestSdp::severalCryptos()
{
    const QByteArray key32 = QByteArray(46, 'k').toBase64();
    const MediaLine one =
        line("m=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:" + key32 +
             "\r\na=crypto:2 AES_CM_128_HMAC_SHA1_80 inline:" + kKey80 +
             "|2^31\r\na=crypto:3 AES_CM_128_HMAC_SHA1_32 inline:broken\r\n");
    QCOMPARE(one.cryptos.size(), 2);
    QCOMPARE(one.cryptos[0].key, QByteArray(46, 'k'));
    QCOMPARE(one.cryptos[1].tag, 2);
    QCOMPARE(one.cryptos[1].key, QByteArray::fromBase64(kKey80));
    QCOMPARE(line("m=audio 4000 RTP/SAVP 0\r\n" +
                  ("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + kKey80 + "\r\n").repeated(100))
                 .cryptos.size(),
             16);
}

void TestSdp::refused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("good morning");
    QTest::newRow("xml") << QByteArray("<?xml version=\"1.0\"?><recording/>");
    QTest::newRow("no port") << kHead + "m=audio\r\n";
    QTest::newRow("no protocol") << kHead + "m=audio 4000\r\n";
    QTest::newRow("port is a word") << kHead + "m=audio four RTP/AVP 0\r\n";
    QTest::newRow("negative port") << kHead + "m=audio -4000 RTP/AVP 0\r\n";
    QTest::newRow("port too big") << kHead + "m=audio 65536 RTP/AVP 0\r\n";
    QTest::newRow("port overflow") << kHead + "m=audio 18446744073709555616 RTP/AVP 0\r\n";
    QTest::newRow("media with control") << kHead + "m=au\tdio 4000 RTP/AVP 0\r\n";
    QTest::newRow("protocol with control") << kHead + QByteArray("m=audio 4000 RTP\0/AVP 0\r\n", 25);
    QTest::newRow("17 lines") << kHead + QByteArray("m=audio 4000 RTP/AVP 0\r\n").repeated(17);
    QTest::newRow("1e5 lines") << kHead + QByteArray("m=x 1 x\n").repeated(8000);
    QTest::newRow("m-line over 8 KiB")
        << kHead + "m=audio 1 RTP/AVP" + QByteArray(" 0").repeated(9000) + "\r\n";
    QTest::newRow("over 64 KiB") << kHead + QByteArray("a=x\r\n").repeated(14000);
}

void TestSdp::refused()
{
    QFETCH(QByteArray, body);
    const common::Result<SessionDescription> sdp = parseSdp(body);
    QVERIFY(!sdp);
    QCOMPARE(sdp.error().code, common::ErrorCode::Invalid);
    QVERIFY(!sdp.error().message.isEmpty());
}

void TestSdp::tolerated_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("lines");
    QTest::newRow("no m-lines") << kHead << 0;
    QTest::newRow("no version") << QByteArray("m=audio 4000 RTP/AVP 0\r\n") << 1;
    QTest::newRow("16 lines") << kHead + QByteArray("m=audio 4000 RTP/AVP 0\r\n").repeated(16) << 16;
    QTest::newRow("no formats") << kHead + "m=audio 4000 RTP/AVP\r\n" << 1;
    QTest::newRow("format twice, out of range") << kHead + "m=audio 4000 RTP/AVP 0 0 128 x -1 00\r\n" << 1;
    QTest::newRow("fax") << kHead + "m=image 4000 udptl t38\r\n" << 1;
    QTest::newRow("rubbish lines")
        << kHead + "=\r\nx\r\n\r\nm\r\na=\r\na=:\r\n\xFF\xFE\r\nm=audio 4 RTP/AVP 0\r\n"
        << 1;
    QTest::newRow("NUL in an attribute")
        << kHead + QByteArray("m=audio 4 RTP/AVP 0\r\na=label:a\0b\r\n", 34) << 1;
}

void TestSdp::tolerated()
{
    QFETCH(QByteArray, body);
    QFETCH(int, lines);
    const SessionDescription sdp = parsed(body);
    QVERIFY(sdp.origin != "BROKEN");
    QCOMPARE(sdp.lines.size(), lines);
    for (const MediaLine &one : sdp.lines) {
        QVERIFY(one.formats.size() <= 1);
        QVERIFY(!one.label.contains(QChar::Null));
    }
}

void TestSdp::hostileBodiesAreQuick()
{
    const QList<QByteArray> bodies{kHead + "m=audio 1 RTP/AVP" + QByteArray(" 0").repeated(32000),
                                   kHead + "m=audio 1 RTP/AVP" + QByteArray(" 99999999").repeated(900) +
                                       "\r\n" + QByteArray("a=rtpmap:1 x/1\r\n").repeated(3500),
                                   kHead + "m=audio 1 RTP/AVP 0\r\n" +
                                       QByteArray("a=crypto:1 A inline:AAAA\r\n").repeated(2400),
                                   kHead + "m=audio 1 RTP/AVP 0\r\na=label:" + QByteArray(64000, 'x'),
                                   QByteArray("\n").repeated(65536),
                                   "v=" + QByteArray("\r").repeated(65000)};
    for (const QByteArray &body : bodies) {
        const tests::CpuTime timer;
        const common::Result<SessionDescription> sdp = parseSdp(body);
        QVERIFY2(timer.microseconds() < 50'000,
                 body.right(8).toHex().constData()); // debug build; 10 ms in release
        QVERIFY(!sdp || sdp->lines.size() <= 1);
    }
}

EARSHOT_TEST(tst_sdp, TestSdp)
#include "tst_sdp.moc"
