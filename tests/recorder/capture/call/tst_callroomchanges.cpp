// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/call/roomfixture.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using tests::RoomFixture;

namespace
{
QStringList idsOf(const ParticipantsDocument &document)
{
    QStringList ids;
    for (const PartyDocument &party : document.parties) {
        ids.append(party.participantId);
    }
    return ids;
}
} // namespace

/// re-INVITE and UPDATE.
class TestCallRoomChanges : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void holds_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("during");
        const QByteArray at = "10.1.0.7";
        QTest::newRow("inactive") << at << QByteArray("a=sendonly\r\n") << QByteArray("a=inactive\r\n");
        QTest::newRow("recvonly") << at << QByteArray("a=sendonly\r\n") << QByteArray("a=recvonly\r\n");
        QTest::newRow("0.0.0.0") << QByteArray("0.0.0.0") << QByteArray() << QByteArray();
        QTest::newRow("far end sendonly")
            << at << QByteArray("a=sendrecv\r\n") << QByteArray("a=sendonly\r\n");
    }
    void holds()
    {
        QFETCH(QByteArray, address);
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, during);
        RoomFixture f;
        const auto line = [](const QByteArray &direction) {
            return RoomFixture::audio(40000, "1", direction);
        };
        f.offer(1, RoomFixture::sdp({line(before)}), RoomFixture::twoParties());
        const int port = f.replies.last().media[0].port;
        f.change(1, RoomFixture::sdp({line(during)}, address));
        QCOMPARE(f.replies.last().status, 200);
        QCOMPARE(f.replies.last().media[0].port, port);
        QVERIFY(f.media.last().stream(0).held);
        QCOMPARE(f.media.last().locks[0].expectedSource, QHostAddress(QStringLiteral("10.1.0.7")));
        f.change(1, RoomFixture::sdp({line(before)}));
        QVERIFY(!f.media.last().stream(0).held);
        QCOMPARE(f.replies.last().media[0].port, port);
        QCOMPARE(f.media.last().parties().size(), 1); // SDP alone changes nobody
        QCOMPARE(f.ledger.updates, 2);
    }

    void sendonlyFromTheStartIsNoHold()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.change(1, RoomFixture::twoLines());
        QVERIFY(!f.media.last().stream(0).held);
        QVERIFY(!f.media.last().orders().contains(QStringLiteral("relock 0"))); // nothing changed
    }

    void secondLineComesLater()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({RoomFixture::audio(40000, "1")}),
                RoomFixture::metadata({{"p1", "4001", {"1"}}}, {"1"}));
        const int port = f.replies.last().media[0].port;
        f.change(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        QCOMPARE(f.replies.last().media[0].port, port);
        QVERIFY(f.replies.last().media[1].port != 0);
        QCOMPARE(f.media.last().stream(1).channel, 1);
        QCOMPARE(f.media.last().orders(),
                 QStringList({QStringLiteral("attach 0"), QStringLiteral("attach 1")}));
        QCOMPARE(f.media.last().parties().size(), 2);
        QCOMPARE(f.media.last().parties().last().parties[1].streamIndex, 1);
    }

    void portsFollowLabelsNotPositions()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        const QList<MediaAnswer> before = f.replies.last().media;
        f.change(1, RoomFixture::sdp({RoomFixture::audio(40002, "2"), RoomFixture::audio(40000, "1")}));
        QCOMPARE(f.replies.last().media[0].port, before[1].port);
        QCOMPARE(f.replies.last().media[1].port, before[0].port);
        QCOMPARE(f.media.last().stream(0).lineIndex, 1);
        QCOMPARE(f.media.last().stream(0).channel, 0);
    }

    void linesWithoutLabelsGoByPosition()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({RoomFixture::audio(40000, ""), RoomFixture::audio(40002, "")}));
        const QList<MediaAnswer> before = f.replies.last().media;
        f.change(1, RoomFixture::sdp({RoomFixture::audio(40100, ""), RoomFixture::audio(40002, "")}));
        QCOMPARE(f.replies.last().media[0].port, before[0].port);
        QCOMPARE(f.media.last().orders().last(), QStringLiteral("relock 0"));
        QCOMPARE(f.media.last().locks[0].expectedPort, quint16(40100));
    }

    void removedLineIsDetachedAndMayComeBack()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.change(1, RoomFixture::sdp({RoomFixture::audio(40000, "1"), RoomFixture::audio(0, "2")}));
        QCOMPARE(f.replies.last().media[1].port, 0);
        QVERIFY(f.media.last().stream(1).removed);
        QCOMPARE(f.media.last().orders().last(), QStringLiteral("detach 1"));
        QCOMPARE(f.media.reserved.size(), 1);
        f.change(1, RoomFixture::twoLines());
        QVERIFY(f.replies.last().media[1].port != 0);
        QVERIFY(!f.media.last().stream(1).removed);
        QCOMPARE(f.media.last().orders().last(), QStringLiteral("attach 1"));
    }

    void newLabelIsANewStreamOnTheFreeChannel()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.change(1, RoomFixture::sdp({RoomFixture::audio(40004, "3"), RoomFixture::audio(40002, "2")}));
        QVERIFY(f.media.last().stream(0).removed);
        QCOMPARE(f.media.last().stream(2).label, QStringLiteral("3"));
        QCOMPARE(f.media.last().stream(2).channel, 0);
        QCOMPARE(f.media.last().stream(1).channel, 1);
    }

    void codecChangeRelocks()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({RoomFixture::audio(40000, "1", "a=sendonly\r\n", "8")}));
        f.change(1, RoomFixture::sdp({RoomFixture::audio(40000, "1", "a=sendonly\r\n", "18")}));
        QCOMPARE(f.media.last().orders().last(), QStringLiteral("relock 0"));
        QCOMPARE(f.media.last().locks[0].payloadTypes, QList<int>{18});
        QCOMPARE(f.media.last().stream(0).formats.first().encoding, QStringLiteral("G729"));
    }

    void noPortForANewLineRefusesOnlyIt()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({RoomFixture::audio(40000, "1")}));
        f.media.portsLeft = 0;
        f.change(1, RoomFixture::twoLines());
        QCOMPARE(f.replies.last().status, 200);
        QVERIFY(f.replies.last().media[0].port != 0);
        QCOMPARE(f.replies.last().media[1].port, 0);
        QCOMPARE(f.media.last().stream(1).codecProblem, QStringLiteral("no-port"));
    }

    void rekeyingKeepsOurKeyWithTheSameSuite()
    {
        RoomFixture f;
        const auto sdp = [](char key) {
            return RoomFixture::sdp({RoomFixture::audio(40000, "1",
                                                        "a=sendonly\r\na=crypto:1 "
                                                        "AES_CM_128_HMAC_SHA1_80 inline:" +
                                                            QByteArray(30, key).toBase64() + "\r\n")
                                         .replace("RTP/AVP", "RTP/SAVP")});
        };
        f.offer(1, sdp('a'));
        const QByteArray own = f.replies.last().media[0].crypto->key;
        f.change(1, sdp('a'));
        QCOMPARE(f.replies.last().media[0].crypto->key, own);
        QVERIFY(!f.media.last().orders().contains(QStringLiteral("relock 0")));
        f.change(1, sdp('b'));
        QCOMPARE(f.replies.last().media[0].crypto->key, own);
        QCOMPARE(f.media.last().locks[0].peerKey.key, QByteArray(30, 'b'));
    }

    void transferByReinvite()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        f.change(1, RoomFixture::twoLines(),
                 RoomFixture::metadata(
                     {{"p3", "sip:4003@pbx.example", {"1"}}, {"p2", "tel:+15550100", {"2"}}}, {"1", "2"}));
        const QList<ParticipantsDocument> parties = f.media.last().parties();
        QCOMPARE(parties.size(), 2);
        QCOMPARE(idsOf(parties[1]), QStringList({QStringLiteral("p3"), QStringLiteral("p2")}));
        QVERIFY(parties[1].parties[0].from); // in the place of the one who called
        QCOMPARE(parties[1].parties[0].streamIndex, 0);
        QCOMPARE(f.replies.last().media.size(), 2);
    }

    void transferByUpdate()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        const qsizetype orders = f.media.last().orders().size();
        f.change(
            1, {},
            RoomFixture::metadata({{"p1", "sip:4001@pbx.example", {"1"}}, {"p9", "4009", {"2"}}}, {"1", "2"}),
            "UPDATE");
        QCOMPARE(f.replies.last().status, 200);
        QVERIFY(f.replies.last().media.isEmpty() && f.replies.last().offer.isEmpty());
        QCOMPARE(f.media.last().orders().size(), orders); // metadata leaves media alone
        const ParticipantsDocument last = f.media.last().parties().last();
        QCOMPARE(idsOf(last), QStringList({QStringLiteral("p1"), QStringLiteral("p9")}));
        QCOMPARE(last.parties[1].streamIndex, 1);
        QVERIFY(last.parties[0].from && !last.parties[1].from);
    }

    void participantsJoinAndLeaveByPartialUpdates()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        f.change(1, {}, RoomFixture::metadata({{"p3", "4003", {"2"}}}, {}, "partial"), "UPDATE");
        QCOMPARE(f.media.last().parties().last().parties.size(), 3);
        QVERIFY(f.media.last().stream(1).mixed); // two speak on it now
        QCOMPARE(f.media.last().stream(1).channel, 1);
        f.change(1, {},
                 RoomFixture::metadata({}, {}, "partial", "sess-1",
                                       "<participantsessionassoc participant_id=\"p3\" session_id=\"sess-1\">"
                                       "<disassociate-time>2026-03-01T10:00:00Z</disassociate-time>"
                                       "</participantsessionassoc>"),
                 "UPDATE");
        QCOMPARE(idsOf(f.media.last().parties().last()),
                 QStringList({QStringLiteral("p1"), QStringLiteral("p2")}));
    }

    void dummyPartyIsReplaced()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({RoomFixture::audio(40000, "10"), RoomFixture::audio(40002, "20")}),
                RoomFixture::metadata({{"d0", "ASBCE@asbce.com", {}}}, {"10", "20"}));
        f.change(1, {},
                 RoomFixture::metadata({{"p1", "4001", {"10"}}, {"p2", "4002", {"20"}}}, {"10", "20"},
                                       "complete", "sess-real"),
                 "UPDATE");
        const ParticipantsDocument last = f.media.last().parties().last();
        QCOMPARE(idsOf(last), QStringList({QStringLiteral("p1"), QStringLiteral("p2")}));
        QVERIFY(last.parties[0].from && !last.parties[1].from);
        // The session's real name stands in a later document of the call.
        const auto documents = f.media.last().documents(SpoolKind::Call);
        QVERIFY(documents.size() >= 2);
        QCOMPARE(callDocumentFromJson(documents.last())->sessionId, QStringLiteral("sess-real"));
    }

    void malformedUpdateTakesNobodyAway()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        QByteArray xml = RoomFixture::metadata({{"p1", "sip:4001@pbx.example", {"1"}}}, {"1"});
        xml.truncate(xml.size() - 20);
        f.change(1, {}, xml, "UPDATE");
        QCOMPARE(f.replies.last().status, 200);
        const ParticipantsDocument last = f.media.last().parties().last();
        QVERIFY(last.malformed);
        QCOMPARE(last.parties.size(), 2);
    }

    void byeWithMetadataKeepsTheParties()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        f.bye(1, RoomFixture::metadata({}, {}));
        QCOMPARE(f.media.last().parties().last().parties.size(), 2);
        QCOMPARE(f.media.last().end.cause, QStringLiteral("bye"));
    }

    void byeMayBringTheFirstMetadata()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.bye(1, RoomFixture::twoParties());
        QCOMPARE(f.media.last().parties().last().parties.size(), 2);
        QVERIFY(!f.media.last().parties().last().missing);
    }

    void refreshIsAnsweredAtOnce()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        f.ledger.automatic = false;
        f.change(1, {}, {}, "UPDATE");
        QCOMPARE(f.replies.size(), 2);
        QVERIFY(f.replies.last().media.isEmpty() && f.replies.last().offer.isEmpty());
        f.change(1, {}, {}, "INVITE"); // RFC 3261 section 14.2: then the offer is ours
        QCOMPARE(f.replies.last().offer.size(), 2);
        QCOMPARE(f.replies.last().offer[1].label, QStringLiteral("2"));
        QCOMPARE(f.replies.last().offer[1].port, f.replies.first().media[1].port);
        QCOMPARE(f.media.last().parties().size(), 1);
    }

    void unknownDialogIs481()
    {
        RoomFixture f;
        f.change(77, RoomFixture::twoLines());
        QCOMPARE(f.replies.last().status, 481);
    }
};

EARSHOT_TEST(tst_callroomchanges, TestCallRoomChanges)
#include "tst_callroomchanges.moc"
