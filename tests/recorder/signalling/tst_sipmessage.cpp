// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sipmessage.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;

class TestSipMessage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsHeadersAsTheyAreWritten()
    {
        const auto message = SipMessage::read("\r\n\nINVITE sip:a@b;transport=tcp SIP/2.0\r\n"
                                              "f: <sip:x@y>;tag=1\nSUBJECT:  two\r\n\t lines \r\n"
                                              "k: timer,\r\n  100REL\r\nSupported: siprec\r\nno colon\r\n"
                                              "X-Empty:\r\n\r\nbody\r\n\r\nmore");
        QVERIFY(message);
        QCOMPARE(message->requestUri(), QByteArray("sip:a@b;transport=tcp"));
        QCOMPARE(message->first("from"), QByteArray("<sip:x@y>;tag=1"));
        QCOMPARE(message->first("subject"), QByteArray("two lines"));
        QCOMPARE(message->tokens("supported"), (QList<QByteArray>{"timer", "100rel", "siprec"}));
        QCOMPARE(message->first("x-empty"), QByteArray());
        QCOMPARE(message->headers.size(), 5);
        QCOMPARE(message->body, QByteArray("body\r\n\r\nmore"));
        QCOMPARE(bodyOffset(QByteArray("A\r\nB\r\n\r\nC")), 8);
        QCOMPARE(bodyOffset(QByteArray("\r\n\r\nA\nB\n\nC")), 9);
        QCOMPARE(bodyOffset(QByteArray("A\r\nB: c")), 7);
    }

    void refusesWhatIsOverALimit()
    {
        const QByteArray line = "BYE sip:a@b SIP/2.0\r\n";
        QVERIFY(!SipMessage::read({}));
        QVERIFY(!SipMessage::read("\r\n\r\n"));
        QVERIFY(SipMessage::read(line + QByteArray("A: b\r\n").repeated(128)));
        QVERIFY(!SipMessage::read(line + QByteArray("A: b\r\n").repeated(129)));
        QVERIFY(!SipMessage::read(line + "A: " + QByteArray(SipMessage::kMaxLine, 'x')));
        QVERIFY(!SipMessage::read(line + "A: b\r\n" + QByteArray(" 12345678\r\n").repeated(1000)));
        QVERIFY(!SipMessage::read(line + QByteArray("v: x\r\n").repeated(33)));
    }

    void addresses_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("uri");
        QTest::addColumn<QByteArray>("repaired");
        const auto row = [](const char *value, const char *uri, const char *repaired) {
            QTest::newRow(value) << QByteArray(value) << QByteArray(uri) << QByteArray(repaired);
        };
        row("<sip:a@b>;tag=7", "sip:a@b", "<sip:a@b>;tag=7");
        row("sip:a@b;tag=7", "sip:a@b", "<sip:a@b>;tag=7");
        row("\"A <x>\" <sip:a@b;lr>;tag=7", "sip:a@b;lr", "<sip:a@b;lr>;tag=7");
        row("<sip:a@b;+sip.src", "sip:a@b", "<sip:a@b>");
        row("<sip:a@b;+sip.src>", "sip:a@b", "<sip:a@b>");
        row("<sip:a@b;transport=tcp;src>", "sip:a@b;transport=tcp", "<sip:a@b;transport=tcp>");
        row("<sip:a@b;tag=7", "sip:a@b", "<sip:a@b>;tag=7");
        row("<sip192.0.2.1>;tag=7", "", "<sip:invalid@invalid.invalid>;tag=7");
        row("", "", "<sip:invalid@invalid.invalid>");
        row("\"open <sip:a@b>;tag=7", "", "<sip:invalid@invalid.invalid>;tag=7");
    }
    void addresses()
    {
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, uri);
        QFETCH(QByteArray, repaired);
        QCOMPARE(uriOf(value), uri);
        QCOMPARE(repairedAddress(value), repaired);
    }

    void parameters()
    {
        QCOMPARE(parameterOf("<sip:a@b;tag=in>;TAG=out;x=1", "tag"), QByteArray("out"));
        QCOMPARE(parameterOf("<sip:a@b;tag=in>", "tag"), QByteArray("in"));
        QCOMPARE(parameterOf("<sip:a@b>", "tag"), QByteArray());
        QCOMPARE(withoutTag("<sip:a@b>;tag=1;x=2"), QByteArray("<sip:a@b>;x=2"));
        QCOMPARE(withoutTag("<sip:a@b>;tag=1"), QByteArray("<sip:a@b>"));
        QCOMPARE(withoutTag("<sip:a@b;tag=1>"), QByteArray("<sip:a@b;tag=1>"));
    }

    void keysBecomeStars()
    {
        const QByteArray sdp = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:QUJD/+==|2^20|1:4\r\n"
                               "a=crypto:2 AEAD_AES_128_GCM inline:Rk9P;inline:QkFS UNENCRYPTED_SRTCP\r\n"
                               "k=base64:c2VjcmV0\r\nm=audio 1 RTP/AVP 0\r\n";
        const QByteArray masked = withoutKeys(sdp);
        QCOMPARE(masked.size(), sdp.size());
        QVERIFY(masked.contains("inline:********|2^20|1:4\r\n"));
        QVERIFY(masked.contains("inline:****;inline:**** UNENCRYPTED_SRTCP"));
        QVERIFY(masked.contains("k=base64:********\r\nm=audio 1"));
    }
};

EARSHOT_TEST(tst_sipmessage, TestSipMessage)
#include "tst_sipmessage.moc"
