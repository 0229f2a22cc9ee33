// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/rtp/srtpreceiver.h"
#include "recorder/capture/spool/rtppacket.h"
#include "tests/recorder/capture/rtp/mediabench.h"
#include "tests/recorder/capture/rtp/srtpsender.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <cstring>

using namespace recorder;
using namespace tests;

namespace
{

/// As the shard does it: aligned memory, in place.
std::optional<QByteArray> opened(SrtpReceiver &receiver, const QByteArray &wire, bool control = false)
{
    alignas(64) std::byte memory[2048];
    std::memcpy(memory, wire.constData(), static_cast<std::size_t>(wire.size()));
    int size = static_cast<int>(wire.size());
    const bool good = control ? receiver.unprotectControl(memory, size) : receiver.unprotect(memory, size);
    if (!good) {
        return {};
    }
    return QByteArray(reinterpret_cast<const char *>(memory), size);
}

void suiteRows()
{
    QTest::addColumn<QByteArray>("suite");
    for (const char *suite : {"AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AES_256_CM_HMAC_SHA1_80",
                              "AES_256_CM_HMAC_SHA1_32", "AEAD_AES_128_GCM", "AEAD_AES_256_GCM"}) {
        QTest::newRow(suite) << QByteArray(suite);
    }
}

} // namespace

class TestSrtp : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsSentIsReadBack_data() { suiteRows(); }
    void whatIsSentIsReadBack()
    {
        QFETCH(QByteArray, suite);
        const CryptoAttribute key = srtpKey(suite, 3);
        SrtpSender sender(key);
        auto receiver = SrtpReceiver::create(key);
        QVERIFY(receiver);
        for (const quint32 ssrc : {17u, 18u}) {   // several SSRCs in one context
            for (int i = 65530; i < 65550; ++i) { // and over the wrap
                const QByteArray plain = rtpPacket(ssrc, static_cast<quint16>(i));
                const QByteArray wire = sender.protect(plain);
                QVERIFY(wire.size() > plain.size());
                const auto back = opened(*receiver, wire);
                QVERIFY(back);
                QCOMPARE(*back, plain);
            }
        }
        const QByteArray report = QByteArray::fromHex("80c9000100000011");
        const auto back = opened(*receiver, sender.protectControl(report), true);
        QVERIFY(back);
        QCOMPARE(*back, report);
    }
    void aFlippedBitAnywhereIsRefused_data() { suiteRows(); }
    void aFlippedBitAnywhereIsRefused()
    {
        QFETCH(QByteArray, suite);
        const CryptoAttribute key = srtpKey(suite, 3);
        SrtpSender sender(key);
        auto receiver = SrtpReceiver::create(key);
        QVERIFY(receiver);
        const QByteArray wire = sender.protect(rtpPacket(5, 100));
        for (qsizetype i = 0; i < wire.size(); ++i) {
            QByteArray bad = wire;
            bad[i] = static_cast<char>(bad[i] ^ 0x10);
            QVERIFY2(!opened(*receiver, bad), qPrintable(QString::number(i)));
        }
        QVERIFY(opened(*receiver, wire)); // none of them spoilt the state
    }
    void aReplayIsRefused()
    {
        const CryptoAttribute key = srtpKey("AES_CM_128_HMAC_SHA1_80", 3);
        SrtpSender sender(key);
        auto receiver = SrtpReceiver::create(key);
        QVERIFY(receiver);
        const QByteArray first = sender.protect(rtpPacket(5, 100));
        const QByteArray second = sender.protect(rtpPacket(5, 101));
        QVERIFY(opened(*receiver, second));
        QVERIFY(opened(*receiver, first)); // late is no replay
        QVERIFY(!opened(*receiver, first));
        QVERIFY(!opened(*receiver, second));
    }
    void aStreamOfBeforeARestartIsFoundAgain_data() { suiteRows(); }
    void aStreamOfBeforeARestartIsFoundAgain()
    {
        QFETCH(QByteArray, suite);
        const CryptoAttribute key = srtpKey(suite, 3);
        SrtpSender sender(key);
        const auto wire = [&sender](quint32 ssrc, int index) {
            return sender.protect(rtpPacket(ssrc, static_cast<quint16>(index)));
        };
        int index = 65'000;
        for (; index < 5 * 65'536; index += 30'000) { // the sender's counter comes to 4
            QVERIFY(!wire(5, index).isEmpty());
        }
        auto plain = SrtpReceiver::create(key);
        QVERIFY(plain);
        QVERIFY(!opened(*plain, wire(5, index))); // what it is about

        auto receiver = SrtpReceiver::create(key);
        QVERIFY(receiver);
        receiver->searchRollover(key, 6);
        QByteArray forged = wire(5, index + 1);
        forged.back() = static_cast<char>(forged.back() ^ 1);
        QVERIFY(!opened(*receiver, forged));
        QVERIFY(opened(*receiver, wire(9, 100))); // a stream that is new meanwhile
        const auto back = opened(*receiver, wire(5, index + 2));
        QVERIFY(back);
        QCOMPARE(*back, rtpPacket(5, static_cast<quint16>(index + 2)));
        QVERIFY(!opened(*receiver, forged));
        QVERIFY(opened(*receiver, wire(9, 101)));
        for (int i = 3; i < 70'000; i += 999) { // on over the next wrap
            QVERIFY(opened(*receiver, wire(5, index + i)));
        }
        auto narrow = SrtpReceiver::create(key);
        QVERIFY(narrow);
        narrow->searchRollover(key, 3);
        QVERIFY(!opened(*narrow, wire(5, index + 70'000)));
    }
    void theSearchForTheCounterEnds()
    {
        const CryptoAttribute key = srtpKey("AES_CM_128_HMAC_SHA1_80", 3);
        auto receiver = SrtpReceiver::create(key);
        QVERIFY(receiver);
        receiver->searchRollover(key, 50);
        SrtpSender forger(srtpKey("AES_CM_128_HMAC_SHA1_80", 4));
        for (int i = 0; i < 2'100; ++i) { // 50 tries each
            QVERIFY(!opened(*receiver, forger.protect(rtpPacket(5, static_cast<quint16>(i)))));
        }
        SrtpSender sender(key);
        for (int index = 65'000; index < 3 * 65'536; index += 30'000) {
            sender.protect(rtpPacket(6, static_cast<quint16>(index)));
        }
        QVERIFY(!opened(*receiver, sender.protect(rtpPacket(6, 60'000))));
        QVERIFY(opened(*receiver, sender.protect(rtpPacket(7, 1)))); // what needs no search goes on
    }
    void theWrongKeyOpensNothing()
    {
        SrtpSender sender(srtpKey("AEAD_AES_256_GCM", 3));
        auto receiver = SrtpReceiver::create(srtpKey("AEAD_AES_256_GCM", 4));
        QVERIFY(receiver);
        QVERIFY(!opened(*receiver, sender.protect(rtpPacket(5, 100))));
    }
    void aMasterKeyIndexIsTakenOff()
    {
        CryptoAttribute key = srtpKey("AES_CM_128_HMAC_SHA1_80", 3);
        key.mki = QByteArray::fromHex("00000007");
        SrtpSender sender(key);
        auto receiver = SrtpReceiver::create(key);
        QVERIFY(receiver);
        const QByteArray plain = rtpPacket(5, 100);
        const auto back = opened(*receiver, sender.protect(plain));
        QVERIFY(back);
        QCOMPARE(*back, plain);
    }
    void unusableKeysAreRefused()
    {
        CryptoAttribute key = srtpKey("AES_CM_128_HMAC_SHA1_80", 3);
        key.key.chop(1);
        QVERIFY(!SrtpReceiver::create(key));
        key = srtpKey("AES_CM_128_HMAC_SHA1_80", 3);
        key.suite = "F8_128_HMAC_SHA1_80";
        QVERIFY(!SrtpReceiver::create(key));
        QVERIFY(!srtpKeyLength(key.suite));
        key = srtpKey("AES_CM_128_HMAC_SHA1_80", 3);
        for (const char *rest : {"UNAUTHENTICATED_SRTP", "WSH=128 KDR=4", "FEC_ORDER=SRTP_FEC"}) {
            key.rest = rest;
            QVERIFY2(!SrtpReceiver::create(key), rest);
        }
        key.rest = "|2^20 WSH=128 KDR=0";
        QVERIFY(SrtpReceiver::create(key));
    }
};

EARSHOT_TEST(tst_srtp, TestSrtp)
#include "tst_srtp.moc"
