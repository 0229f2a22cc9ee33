// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/common/crypto/testkeys.h"
#include "tests/recorder/capture/call/roomfixture.h"
#include "tests/support/testmain.h"

#include <QJsonDocument>
#include <QTest>

using namespace recorder;
using tests::RoomFixture;

namespace
{
QByteArray cryptoLine(int tag, const QByteArray &suite, int keyBytes, const QByteArray &more = {})
{
    return "a=crypto:" + QByteArray::number(tag) + ' ' + suite +
           " inline:" + QByteArray(keyBytes, char('A' + tag)).toBase64() + more + "\r\n";
}

QByteArray secure(int port, const QByteArray &label, const QByteArray &cryptos)
{
    return RoomFixture::audio(port, label, "a=sendonly\r\n" + cryptos).replace("RTP/AVP", "RTP/SAVP");
}

QList<int> types(const MediaAnswer &answer)
{
    QList<int> types;
    for (const PayloadFormat &format : answer.formats) {
        types.append(format.payloadType);
    }
    return types;
}
} // namespace

/// What a first offer becomes: answer, journal, ledger row.
class TestCallRoom : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theJournalIsWrappedToTheTenantsKey()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        QVERIFY(f.media.last().tenantKey.isEmpty());
        f.tenantKey = tests::openingKey().publicKey();
        f.offer(2, RoomFixture::twoLines(), RoomFixture::twoParties());
        QCOMPARE(f.media.calls.size(), 2);
        QCOMPARE(f.media.last().tenantKey, f.tenantKey->fingerprint());
    }
    void recordsTwoLines()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        QCOMPARE(f.replies.size(), 1);
        const SessionReply &reply = f.replies.first();
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.address, QHostAddress(QStringLiteral("10.1.0.1")));
        QCOMPARE(reply.media.size(), 2);
        QVERIFY(reply.media[0].port != 0 && reply.media[0].port != reply.media[1].port);
        QCOMPARE(types(reply.media[0]), QList<int>({0, 8, 101}));

        const auto &call = f.media.last();
        QCOMPARE(call.entries.first().kind, SpoolKind::Call);
        QCOMPARE(call.orders(), QStringList({QStringLiteral("attach 0"), QStringLiteral("attach 1")}));
        QCOMPARE(call.locks[0].expectedSource, QHostAddress(QStringLiteral("10.1.0.7")));
        QCOMPARE(call.locks[0].expectedPort, quint16(40000));
        QCOMPARE(call.locks[1].payloadTypes, QList<int>({0, 8, 101}));
        QCOMPARE(call.stream(0).label, QStringLiteral("1"));
        QCOMPARE(call.stream(0).channel, 0);
        QCOMPARE(call.stream(1).channel, 1);
        QVERIFY(!call.stream(0).held && !call.stream(1).mixed);
        const CallDocument document = callDocumentFromJson(call.documents(SpoolKind::Call).first()).value();
        QCOMPARE(document.tenant, QStringLiteral("acme"));
        QCOMPARE(document.sessionId, QStringLiteral("sess-1"));
        QCOMPARE(document.groupId, QStringLiteral("grp-1"));
        QCOMPARE(document.interface, QStringLiteral("siprec"));
        QCOMPARE(document.protocolCallId, QStringLiteral("rs-1@10.1.0.7"));
        QCOMPARE(document.startMonoNs, common::toNs(f.clock.mono()));
        QCOMPARE(call.documents(SpoolKind::Message), QList<QByteArray>{"INVITE raw 1"});

        const QList<ParticipantsDocument> parties = call.parties();
        QCOMPARE(parties.size(), 1);
        QCOMPARE(parties[0].parties.size(), 2);
        QCOMPARE(parties[0].parties[0].number, QStringLiteral("4001"));
        QVERIFY(parties[0].parties[0].from && !parties[0].parties[1].from);
        QCOMPARE(parties[0].parties[1].number, QStringLiteral("+15550100"));
        QCOMPARE(parties[0].parties[1].streamIndex, 1);
        QCOMPARE(parties[0].parties[1].port, 40002);
        QVERIFY(!parties[0].missing && !parties[0].malformed);

        QCOMPARE(f.ledger.stored.size(), 1);
        QCOMPARE(f.ledger.last().state, LedgerState::Accepted);
        QCOMPARE(f.ledger.last().call, call.id);
        QCOMPARE(f.ledger.last().spoolPath, call.path);
        QCOMPARE(f.events.started, QList<common::CallId>{call.id});
        QVERIFY(call.path.endsWith(call.id.toString().right(2) + QLatin1Char('/') + call.id.toString() +
                                   QStringLiteral(".spool")));
    }

    void endsWithBye()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        f.clock.advance(std::chrono::seconds(90));
        f.bye(1);
        const auto &call = f.media.last();
        QVERIFY(call.closed);
        QCOMPARE(call.end.cause, QStringLiteral("bye"));
        QCOMPARE(call.end.endMonoNs, common::toNs(f.clock.mono()));
        QCOMPARE(call.documents(SpoolKind::Message).last(), QByteArray("BYE raw 1"));
        QCOMPARE(f.ledger.last().state, LedgerState::Ended);
        QCOMPARE(f.events.ended, QList<common::CallId>{call.id});
        QCOMPARE(f.events.paths, QStringList{call.path});
        QVERIFY(f.media.reserved.isEmpty());
        f.room->tick();
        QVERIFY(f.room->activeCalls().isEmpty());
    }

    void nothingIsToldBeforeTheJournalIsClosed()
    {
        RoomFixture f;
        f.media.holdClose = true;
        f.offer(1, RoomFixture::twoLines());
        f.bye(1);
        QCOMPARE(f.ledger.last().state, LedgerState::Accepted);
        QVERIFY(f.events.ended.isEmpty());
        f.media.letClose();
        f.run();
        QCOMPARE(f.ledger.last().state, LedgerState::Ended);
        QCOMPARE(f.events.ended.size(), 1);
    }

    void mixedSingleLine()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({RoomFixture::audio(40000, "5", {}, "18 0 8")}),
                RoomFixture::metadata({{"p1", "4001", {"5"}}, {"p2", "4002", {"5"}}}, {"5"}));
        QCOMPARE(f.replies.first().status, 200);
        QCOMPARE(types(f.replies.first().media[0]), QList<int>({18, 0, 8}));
        QVERIFY(f.media.last().stream(0).mixed);
        QCOMPARE(f.media.last().stream(0).channel, 0);
        const ParticipantsDocument parties = f.media.last().parties().first();
        QCOMPARE(parties.parties.size(), 2);
        QCOMPARE(parties.parties[0].streamIndex, 0);
        QCOMPARE(parties.parties[1].streamIndex, 0);
    }

    void threeLinesOneMixed()
    {
        RoomFixture f;
        f.offer(
            1,
            RoomFixture::sdp({RoomFixture::audio(40000, "1"), RoomFixture::audio(40002, "2"),
                              RoomFixture::audio(40004, "3")}),
            RoomFixture::metadata({{"p1", "4001", {"1", "3"}}, {"p2", "4002", {"2", "3"}}}, {"1", "2", "3"}));
        const auto &call = f.media.last();
        QCOMPARE(call.orders().size(), 3);
        QVERIFY(!call.stream(0).mixed && !call.stream(1).mixed && call.stream(2).mixed);
        QCOMPARE(call.stream(0).channel, 0);
        QCOMPARE(call.stream(1).channel, 1);
        const ParticipantsDocument parties = call.parties().first();
        QCOMPARE(parties.parties[0].streamIndex, 0);
        QCOMPARE(parties.parties[1].streamIndex, 1);
    }

    void mixedLineFirstLeavesLeftToTheFirstSpeaker()
    {
        RoomFixture f;
        f.offer(
            1,
            RoomFixture::sdp({RoomFixture::audio(40000, "3"), RoomFixture::audio(40002, "1"),
                              RoomFixture::audio(40004, "2")}),
            RoomFixture::metadata({{"p1", "4001", {"1", "3"}}, {"p2", "4002", {"2", "3"}}}, {"1", "2", "3"}));
        QVERIFY(f.media.last().stream(0).mixed);
        QCOMPARE(f.media.last().stream(1).channel, 0);
        QCOMPARE(f.media.last().stream(2).channel, 1);
    }

    void fourLinesTwoInactive()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({RoomFixture::audio(40000, "1001"), RoomFixture::audio(40002, "1002"),
                                     RoomFixture::audio(40004, "1003", "a=inactive\r\n", "0 8"),
                                     RoomFixture::audio(40006, "1004", "a=inactive\r\n", "0 8")}));
        const SessionReply &reply = f.replies.first();
        QCOMPARE(reply.media.size(), 4);
        for (const MediaAnswer &answer : reply.media) {
            QVERIFY(answer.port != 0);
        }
        QVERIFY(!f.media.last().stream(1).held);
        QVERIFY(f.media.last().stream(2).held);
        QVERIFY(f.media.last().stream(3).held);
    }

    void videoAndRefusedLinesKeepTheirPlace()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({"m=video 40010 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
                                     RoomFixture::audio(40000, "1"), RoomFixture::audio(0, "2")}));
        QCOMPARE(f.replies.first().status, 200);
        QCOMPARE(f.replies.first().media.size(), 3);
        QCOMPARE(f.replies.first().media[0].port, 0);
        QVERIFY(f.replies.first().media[1].port != 0);
        QCOMPARE(f.replies.first().media[2].port, 0);
        QCOMPARE(f.media.last().stream(0).lineIndex, 1);
    }

    void onlyVideoIs488AndLeavesNothing()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({"m=video 40010 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"}));
        QCOMPARE(f.replies.first().status, 488);
        QVERIFY(f.media.calls.isEmpty() && f.ledger.stored.isEmpty() && f.media.reserved.isEmpty());
        QCOMPARE(f.room->counters().refused.value(QStringLiteral("media")), quint64(1));
    }

    void undecodableCodecIsKeptRaw()
    {
        RoomFixture f;
        f.offer(1,
                RoomFixture::sdp({"m=audio 40000 RTP/AVP 116\r\na=rtpmap:116 iLBC/8000\r\na=sendonly\r\n"}));
        QCOMPARE(f.replies.first().status, 200);
        QCOMPARE(types(f.replies.first().media[0]), QList<int>{116});
    }

    void choosesTheBestSuite()
    {
        RoomFixture f;
        const QByteArray cryptos =
            cryptoLine(1, "AES_CM_128_HMAC_SHA1_32", 30) + cryptoLine(2, "AES_CM_128_HMAC_SHA1_80", 30) +
            cryptoLine(3, "AEAD_AES_256_GCM", 44) + cryptoLine(4, "F8_128_HMAC_SHA1_80", 30);
        f.offer(1, RoomFixture::sdp({secure(40000, "1", cryptos),
                                     secure(40002, "2", cryptoLine(1, "AES_CM_128_HMAC_SHA1_80", 30))}));
        const SessionReply &reply = f.replies.first();
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.media[0].crypto->tag, 3);
        QCOMPARE(reply.media[0].crypto->suite, QByteArray("AEAD_AES_256_GCM"));
        QCOMPARE(reply.media[0].crypto->key.size(), 44);
        QVERIFY(reply.media[0].crypto->key != QByteArray(44, 'D'));
        QCOMPARE(reply.media[1].crypto->key.size(), 30);
        QVERIFY(f.media.last().locks[0].srtp);
        QCOMPARE(f.media.last().locks[0].peerKey.key, QByteArray(44, 'D'));
        QVERIFY(f.media.last().stream(0).encrypted);
    }

    void passesOverWrongAndWeakenedSuites()
    {
        RoomFixture f;
        const QByteArray cryptos = cryptoLine(1, "AES_256_CM_HMAC_SHA1_80", 30) +
                                   cryptoLine(2, "AES_CM_128_HMAC_SHA1_80", 30, " UNENCRYPTED_SRTP") +
                                   cryptoLine(3, "AES_CM_128_HMAC_SHA1_32", 30);
        f.offer(1, RoomFixture::sdp({secure(40000, "1", cryptos)}));
        QCOMPARE(f.replies.first().media[0].crypto->tag, 3);
    }

    void refusesOnlyTheLineWithoutASuite()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({secure(40000, "1", cryptoLine(1, "F8_128_HMAC_SHA1_80", 30)),
                                     RoomFixture::audio(40002, "2")}));
        QCOMPARE(f.replies.first().status, 200);
        QCOMPARE(f.replies.first().media[0].port, 0);
        QVERIFY(f.replies.first().media[1].port != 0);
        QCOMPARE(f.media.last().stream(0).codecProblem, QStringLiteral("no-suite"));
        QCOMPARE(f.media.last().orders(), QStringList{QStringLiteral("attach 1")});
        QCOMPARE(f.media.reserved.size(), 1);
    }

    void keysAreSealedInTheLedger()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({secure(40000, "1", cryptoLine(1, "AES_CM_128_HMAC_SHA1_80", 30))}));
        const QByteArray json = QJsonDocument(f.ledger.last().media).toJson();
        QVERIFY(!json.contains(QByteArray(30, 'B').toBase64()));
        QVERIFY(!json.contains(f.replies.first().media[0].crypto->key.toBase64()));
    }

    void missingMetadataIsFlagged()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        QCOMPARE(f.replies.first().status, 200);
        QVERIFY(f.media.last().parties().first().missing);
    }

    void malformedMetadataIsFlaggedAndRecorded()
    {
        RoomFixture f;
        QByteArray xml = RoomFixture::twoParties();
        xml.truncate(xml.indexOf("<participantsessionassoc"));
        f.offer(1, RoomFixture::twoLines(), xml);
        QCOMPARE(f.replies.first().status, 200);
        const ParticipantsDocument parties = f.media.last().parties().first();
        QVERIFY(parties.malformed && !parties.missing);
        QCOMPARE(parties.parties.size(), 2);
        QCOMPARE(f.media.last().orders().size(), 2);
    }

    void latin1NamesAreFlagged()
    {
        RoomFixture f;
        QByteArray xml = RoomFixture::twoParties();
        xml.replace("N p1", "Ren\xe9");
        f.offer(1, RoomFixture::twoLines(), xml);
        const ParticipantsDocument parties = f.media.last().parties().first();
        QVERIFY(parties.latin1);
        QCOMPARE(parties.parties[0].name, QStringLiteral("Ren\u00e9"));
    }

    void proxyHeadersNameTheParties()
    {
        RoomFixture f;
        SessionRequest invite = f.request("INVITE", 1);
        RoomFixture::add(invite, RoomFixture::twoLines());
        invite.headers = {{"x-cisco-recording-participant", "sip:4001@10.1.0.7;media-index=\"0\""},
                          {"x-cisco-recording-participant", "sip:4002@10.1.0.7;media-index=\"1\""},
                          {"cisco-guid", "17-23-42-99"}};
        f.offer(invite);
        const ParticipantsDocument parties = f.media.last().parties().first();
        QVERIFY(!parties.missing);
        QCOMPARE(parties.parties.size(), 2);
        QCOMPARE(parties.parties[1].number, QStringLiteral("4002"));
        QCOMPARE(parties.parties[1].streamIndex, 1);
        const CallDocument document =
            callDocumentFromJson(f.media.last().documents(SpoolKind::Call).first()).value();
        QCOMPARE(document.groupId, QStringLiteral("17-23-42-99"));
        QVERIFY(parties.parties[0].from && !parties.parties[1].from);
        // A refresh with the same headers, then one after a transfer: the calling side stays the calling
        // side.
        SessionRequest again = invite;
        f.change(again);
        QVERIFY(f.media.last().parties().size() == 1); // nothing new
        again.headers[1].second = "sip:4003@10.1.0.7;media-index=\"1\"";
        f.change(again);
        const ParticipantsDocument moved = f.media.last().parties().last();
        QCOMPARE(moved.parties[1].number, QStringLiteral("4003"));
        QVERIFY(moved.parties[0].from);
        QVERIFY(!moved.parties[1].from);
    }

    void tenantComesFromThePeerOnly()
    {
        RoomFixture f;
        QByteArray xml = RoomFixture::twoParties();
        xml.replace("</recording>", "<tenant>globex</tenant></recording>");
        f.offer(1, RoomFixture::twoLines(), xml);
        QCOMPARE(f.ledger.last().tenant, QStringLiteral("acme"));
        SessionRequest stranger = f.request("INVITE", 2);
        stranger.peer = QHostAddress(QStringLiteral("10.9.9.9"));
        RoomFixture::add(stranger, RoomFixture::twoLines());
        f.offer(stranger);
        QCOMPARE(f.replies.last().status, 403);
        QCOMPARE(f.ledger.stored.size(), 1);
        QCOMPARE(f.media.calls.size(), 1);
    }

    void unusableAddressesAreLearned()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({RoomFixture::audio(40000, "1")}, "127.0.0.1"));
        QVERIFY(f.media.last().locks[0].expectedSource.isNull());
        QCOMPARE(f.media.last().locks[0].expectedPort, quint16(0));
    }

    void delayedOffer()
    {
        RoomFixture f;
        f.offer(1, {});
        const SessionReply &reply = f.replies.first();
        QCOMPARE(reply.status, 200);
        QCOMPARE(reply.offer.size(), 1);
        QVERIFY(reply.offer[0].port != 0);
        QVERIFY(reply.offer[0].formats.size() >= 6);
        QCOMPARE(reply.offer[0].direction, MediaDirection::RecvOnly);
        QCOMPARE(f.media.last().orders(), QStringList{QStringLiteral("attach 0")});
        SessionRequest ack = f.request("ACK", 1);
        RoomFixture::add(ack, RoomFixture::sdp({RoomFixture::audio(40000, "", "a=sendonly\r\n", "8 101")}));
        f.room->confirmed(ack);
        f.run();
        QCOMPARE(f.media.last().orders().last(), QStringLiteral("relock 0"));
        QCOMPARE(f.media.last().locks[0].expectedPort, quint16(40000));
        QCOMPARE(f.media.last().locks[0].payloadTypes, QList<int>({8, 101}));
        QCOMPARE(f.media.last().stream(0).formats.first().encoding, QStringLiteral("PCMA"));
        QVERIFY(!f.media.last().stream(0).held);
        QCOMPARE(f.ledger.updates, 1);
    }
};

EARSHOT_TEST(tst_callroom, TestCallRoom)
#include "tst_callroom.moc"
