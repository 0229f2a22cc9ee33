// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/capture/call/conversation.h"
#include "recorder/signalling/cryptoattribute.h"
#include "tests/recorder/capture/call/roomfixture.h"
#include "tests/support/testmain.h"

#include <QSet>
#include <QTest>

using namespace recorder;
using tests::RoomFixture;

namespace
{
QByteArray secure(const QByteArray &cryptos)
{
    return RoomFixture::audio(40000, "1", cryptos + "a=sendonly\r\n").replace("RTP/AVP", "RTP/SAVP");
}
QByteArray crypto(int tag, const QByteArray &suite, int keyBytes, const QByteArray &more = {})
{
    return "a=crypto:" + QByteArray::number(tag) + ' ' + suite +
           " inline:" + QByteArray(keyBytes, char('A' + tag)).toBase64() + "|2^31" + more + "\r\n";
}
QSet<QByteArray> encodings(const MediaLine &line)
{
    QSet<QByteArray> all;
    for (const PayloadFormat &format : line.formats) {
        all.insert(format.encoding);
    }
    return all;
}
QString groupOf(const RoomFixture &f)
{
    return callDocumentFromJson(f.media.calls.last().documents(SpoolKind::Call).last())->groupId;
}
QByteArray withoutGroup(const QByteArray &inside)
{
    return "<recording xmlns=\"urn:ietf:params:xml:ns:recording:1\"><session session_id=\"s\"/>"
           "<participant participant_id=\"p1\"><nameID aor=\"sip:1@h\"/></participant>" +
           inside + "</recording>";
}
} // namespace

/// What phone systems do beside the standard, or where it is not well known.
class TestCallRoomPeers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// RFC 6188 says AES_256_CM, libsrtp and what is built upon it AES_CM_256.
    void bothSpellingsOfTheLongKey_data()
    {
        QTest::addColumn<QByteArray>("suite");
        QTest::newRow("RFC 6188") << QByteArray("AES_256_CM_HMAC_SHA1_80");
        QTest::newRow("libsrtp") << QByteArray("AES_CM_256_HMAC_SHA1_80");
        QTest::newRow("libsrtp, short tag") << QByteArray("AES_CM_256_HMAC_SHA1_32");
    }
    void bothSpellingsOfTheLongKey()
    {
        QFETCH(QByteArray, suite);
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({secure(crypto(1, suite, 46))}));
        QCOMPARE(f.replies.first().status, 200);
        QVERIFY(f.replies.first().media[0].port != 0);
        QCOMPARE(f.replies.first().media[0].crypto->suite, suite);
        QCOMPARE(f.replies.first().media[0].crypto->key.size(), 46);
        QCOMPARE(f.media.last().locks[0].peerKey.suite, suite);
        QVERIFY(!readCrypto(QByteArray(crypto(1, suite, 30)).mid(9).trimmed())); // a key of the wrong length
    }

    /// Avaya's session border controllers protect the speech, but not RTCP, unless told otherwise.
    void rtcpInTheClearIsTheLastChoice()
    {
        const QByteArray clear = crypto(2, "AEAD_AES_256_GCM", 44, " UNENCRYPTED_SRTCP");
        const QByteArray whole = crypto(3, "AES_CM_128_HMAC_SHA1_32", 30);
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({secure(clear + whole)}));
        QCOMPARE(f.replies.last().media[0].crypto->tag, 3);
        QCOMPARE(f.replies.last().media[0].crypto->rest, QByteArray());
        f.offer(2, RoomFixture::sdp({secure(clear)}));
        QCOMPARE(f.replies.last().status, 200);
        const CryptoAttribute ours = f.replies.last().media[0].crypto.value();
        QCOMPARE(ours.tag, 2);
        QVERIFY(writeCrypto(ours).endsWith(ours.key.toBase64() + " UNENCRYPTED_SRTCP"));
        f.change(2, RoomFixture::sdp({secure(crypto(4, "AEAD_AES_256_GCM", 44))}));
        QCOMPARE(f.replies.last().media[0].crypto->key, ours.key);
        QCOMPARE(f.replies.last().media[0].crypto->tag, 4);
        QCOMPARE(f.replies.last().media[0].crypto->rest, QByteArray());
        f.offer(3, RoomFixture::sdp({secure(
                       crypto(1, "AES_CM_128_HMAC_SHA1_80", 30, " UNENCRYPTED_SRTP UNENCRYPTED_SRTCP"))}));
        QCOMPARE(f.replies.last().status, 488); // speech in the clear on a line that says it is not
    }

    /// Two lines, and on one of them a conference: both sides keep a channel of their own.
    void aConferenceBehindOneLineIsASide_data()
    {
        QTest::addColumn<bool>("first");
        QTest::newRow("second line") << false;
        QTest::newRow("first line") << true;
    }
    void aConferenceBehindOneLineIsASide()
    {
        QFETCH(bool, first);
        const QByteArray shared = first ? "1" : "2";
        const QByteArray own = first ? "2" : "1";
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(),
                RoomFixture::metadata(
                    {{"p1", "4001", {own}}, {"p2", "4002", {shared}}, {"p3", "4003", {shared}}}, {"1", "2"}));
        const auto &call = f.media.last();
        QCOMPARE(call.stream(first ? 0 : 1).mixed, true);
        QCOMPARE(call.stream(first ? 1 : 0).mixed, false);
        QCOMPARE(call.stream(0).channel, 0);
        QCOMPARE(call.stream(1).channel, 1);
        const ParticipantsDocument parties = call.parties().last();
        QCOMPARE(parties.parties[0].streamIndex, first ? 1 : 0);
        QCOMPARE(parties.parties[1].streamIndex, first ? 0 : 1);
        QCOMPARE(parties.parties[2].streamIndex, first ? 0 : 1);
    }

    void aLongPtimeDoesNotLowerTheCap()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({RoomFixture::audio(40000, "1", "a=ptime:150\r\na=sendonly\r\n")}));
        QCOMPARE(f.media.last().locks[0].packetRate, 50);
    }

    /// Held and resumed by a re-INVITE without SDP; on the other side is a phone with another codec then.
    void everythingIsOfferedAgain_data()
    {
        QTest::addColumn<QByteArray>("formats");
        QTest::addColumn<QByteArray>("maps");
        QTest::newRow("alone") << QByteArray("8 101") << QByteArray();
        QTest::newRow("numbers of ours that are taken")
            << QByteArray("8 107 111")
            << QByteArray("a=rtpmap:107 telephone-event/8000\r\n"
                          "a=rtpmap:111 telephone-event/48000\r\n");
    }
    void everythingIsOfferedAgain()
    {
        QFETCH(QByteArray, formats);
        QFETCH(QByteArray, maps);
        RoomFixture f;
        f.offer(1, {});
        const MediaLine first = f.replies.last().offer.value(0);
        SessionRequest ack = f.request("ACK", 1);
        RoomFixture::add(ack, RoomFixture::sdp({RoomFixture::audio(40000, "", maps, formats)}));
        f.room->confirmed(ack);
        f.run();
        const QList<StreamFormat> agreed = f.media.last().stream(0).formats;
        f.change(1, {});
        QCOMPARE(f.replies.last().status, 200);
        const MediaLine again = f.replies.last().offer.value(0);
        QCOMPARE(again.port, first.port);
        QVERIFY(encodings(again).contains(encodings(first)));
        QSet<int> types;
        for (const PayloadFormat &format : again.formats) {
            QVERIFY2(!types.contains(format.payloadType), "one payload type, one meaning");
            types.insert(format.payloadType);
        }
        for (qsizetype i = 0; i < agreed.size(); ++i) { // what is in use stays what it is, in front
            QCOMPARE(again.formats.value(i).payloadType, agreed.at(i).payloadType);
            QCOMPARE(QString::fromLatin1(again.formats.value(i).encoding), agreed.at(i).encoding);
        }
        SessionRequest second = f.request("ACK", 1);
        RoomFixture::add(second, RoomFixture::sdp({RoomFixture::audio(40000, "", {}, "9")}));
        f.room->confirmed(second);
        f.run();
        QCOMPARE(f.media.last().stream(0).formats.first().encoding, QStringLiteral("G722"));
    }

    /// A partial update brings somebody back by his id alone, also after a start of the program in between.
    void whoComesBackHasHisName()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        const auto association = [](const QByteArray &times) {
            return RoomFixture::metadata(
                {}, {}, "partial", "sess-1",
                "<participantsessionassoc participant_id=\"p2\" session_id=\"sess-1\">" + times +
                    "</participantsessionassoc>");
        };
        f.change(1, {}, association("<disassociate-time>2026-03-01T10:00:00Z</disassociate-time>"), "UPDATE");
        QCOMPARE(f.media.last().parties().last().parties.size(), 1);
        f.change(1, {}, association("<associate-time>2026-03-01T10:01:00Z</associate-time>"), "UPDATE");
        const ParticipantsDocument back = f.media.last().parties().last();
        QCOMPARE(back.parties.size(), 2);
        QCOMPARE(back.parties[1].participantId, QStringLiteral("p2"));
        QCOMPARE(back.parties[1].number, QStringLiteral("+15550100"));
        QCOMPARE(back.parties[1].name, QStringLiteral("N p2"));
        QCOMPARE(back.parties[1].streamIndex, 1);
    }

    void ucids_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("ucid");
        const QString ucid = QStringLiteral("00001000991470214851");
        QTest::newRow("decimal") << ucid << ucid;
        QTest::newRow("hexadecimal") << QStringLiteral("FA080001006357A1B2C3") << ucid;
        QTest::newRow("protocol byte") << QStringLiteral("00fa080001006357a1b2c3;encoding=hex") << ucid;
        QTest::newRow("quoted, more behind")
            << QStringLiteral("\"04FA080001006357A1B2C3C802\";encoding=hex") << ucid;
        QTest::newRow("too short") << QStringLiteral("00FA0800010063;encoding=hex") << QString();
        QTest::newRow("something else") << QStringLiteral("56a390f3d2b7310023a2;encoding=hex") << QString();
        QTest::newRow("no digits") << QStringLiteral("FA08000100635ZZZZZZZ") << QString();
        QTest::newRow("nothing") << QString() << QString();
    }
    void ucids()
    {
        QFETCH(QString, text);
        QTEST(ucidOf(text), "ucid");
    }

    void sessionsOfAConversationHaveItsName_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("metadata");
        QTest::addColumn<QString>("group");
        const QString ucid = QStringLiteral("00001000991470214851");
        QTest::newRow("Oracle") << QByteArray()
                                << withoutGroup(
                                       "<extensiondata xmlns:apkt=\"http://acme\"><apkt:ucid>"
                                       "00FA080001006357A1B2C3;encoding=hex</apkt:ucid></extensiondata>")
                                << ucid;
        QTest::newRow("AudioCodes") << QByteArray()
                                    << withoutGroup("<ac:AvayaUCID>FA080001006357A1B2C3</ac:AvayaUCID>")
                                    << ucid;
        QTest::newRow("Avaya") << QByteArray("00FA080001006357A1B2C3;encoding=hex") << QByteArray() << ucid;
        QTest::newRow("Ribbon") << QByteArray()
                                << withoutGroup(
                                       "<callData xmlns=\"urn:example:rb\"><gcid>9917</gcid></callData>")
                                << QStringLiteral("9917");
        QTest::newRow("a group has precedence") << QByteArray("00FA080001006357A1B2C3;encoding=hex")
                                                << RoomFixture::twoParties() << QStringLiteral("grp-1");
        QTest::newRow("other user-to-user information")
            << QByteArray("56a390f3d2b7310023a2;encoding=hex") << QByteArray() << QString();
    }
    void sessionsOfAConversationHaveItsName()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, metadata);
        RoomFixture f;
        SessionRequest invite = f.request("INVITE", 1);
        RoomFixture::add(invite, RoomFixture::twoLines(), metadata);
        if (!header.isEmpty()) {
            invite.headers.append({"user-to-user", header});
        }
        f.offer(invite);
        QTEST(groupOf(f), "group");
        f.change(1, RoomFixture::twoLines()); // what an SDP alone does not say stays known
        QTEST(groupOf(f), "group");
    }
};

EARSHOT_TEST(tst_callroompeers, TestCallRoomPeers)
#include "tst_callroompeers.moc"
