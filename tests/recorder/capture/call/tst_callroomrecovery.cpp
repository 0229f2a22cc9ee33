// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/call/roomfixture.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using tests::RoomFixture;

namespace
{
QList<SpoolKind> kindsOf(const tests::FakeMediaEngine::Call &call)
{
    QList<SpoolKind> kinds;
    for (const auto &entry : call.entries) {
        if (entry.what == QLatin1String("write")) {
            kinds.append(entry.kind);
        }
    }
    return kinds;
}
ResumedDocument resumedOf(const tests::FakeMediaEngine::Call &call)
{
    return resumedDocumentFromJson(call.documents(SpoolKind::Resumed).first()).value();
}
} // namespace

/// A second run of the program on what the first one left.
class TestCallRoomRecovery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// He may be called something else by then, and somebody else what he was called.
    void aCallStaysItsTenants()
    {
        RoomFixture f;
        f.tenantId = common::TenantId::generate();
        const common::TenantRef tenant(f.tenant, f.tenantId);
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        QVERIFY(f.ledger.last().tenantRef() == tenant);
        QVERIFY(f.events.told.last().tenantId == f.tenantId);
        const auto written = [&f] {
            const auto document = callDocumentFromJson(f.media.last().documents(SpoolKind::Call).first());
            return document ? tenantOf(*document) : common::TenantRef(QString());
        };
        QVERIFY(written() == tenant);
        f.tenantId = common::TenantId::generate(); // of the name's next owner
        f.restart();
        f.room->recover(f.ledger.unsettled().value());
        f.run();
        QCOMPARE(f.media.calls.size(), 2);
        QVERIFY(written() == tenant);
    }
    void callGoesOnInTheSameJournal()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        const QList<MediaAnswer> answer = f.replies.first().media;
        f.pass(5, {0, 1});
        f.restart();
        f.clock.advance(std::chrono::seconds(3));
        f.room->recover(f.ledger.unsettled().value());
        f.run();

        QCOMPARE(f.media.calls.size(), 2);
        const auto &before = f.media.calls[0];
        const auto &call = f.media.last();
        QVERIFY(call.resumed);
        QCOMPARE(call.id, before.id);
        QCOMPARE(call.path, before.path);
        QCOMPARE(call.ports[0].port, quint16(answer[0].port));
        QCOMPARE(call.ports[1].port, quint16(answer[1].port));
        QCOMPARE(call.locks[1].expectedPort, quint16(40002));
        QCOMPARE(call.locks[0].payloadTypes, QList<int>({0, 8, 101}));
        QCOMPARE(kindsOf(call), QList<SpoolKind>({SpoolKind::Call, SpoolKind::Resumed, SpoolKind::Stream,
                                                  SpoolKind::Stream, SpoolKind::Participants}));
        QCOMPARE(call.documents(SpoolKind::Call), before.documents(SpoolKind::Call));
        QCOMPARE(call.stream(1), before.stream(1));
        QCOMPARE(call.parties().first(), before.parties().first());
        QVERIFY(!resumedOf(call).otherBoot);
        QCOMPARE(resumedOf(call).awayToMonoNs, common::toNs(f.clock.mono()));
        QCOMPARE(f.restored.size(), 1);
        QCOMPARE(f.restored[0].second.callId, QByteArray("rs-1@10.1.0.7"));
        QCOMPARE(f.room->activeCalls().size(), 1);
        QCOMPARE(f.room->counters().recovered, quint64(1));

        // And it can be changed and ended like any other.
        f.change(f.restored[0].first, RoomFixture::twoLines());
        QCOMPARE(f.replies.last().media[0].port, answer[0].port);
        f.change(f.restored[0].first, {}, RoomFixture::metadata({{"p3", "4003", {"2"}}}, {}, "partial"),
                 "UPDATE");
        QCOMPARE(f.media.last().parties().last().parties.size(), 3); // what it updates survived
        f.bye(f.restored[0].first);
        QCOMPARE(f.media.last().end.cause, QStringLiteral("bye"));
        QCOMPARE(f.ledger.last().state, LedgerState::Ended);
    }

    void keysSurviveSealed()
    {
        RoomFixture f;
        const QByteArray key(30, 'k');
        const QByteArray sdp = RoomFixture::sdp(
            {RoomFixture::audio(40000, "1",
                                "a=sendonly\r\na=crypto:4 AES_CM_128_HMAC_SHA1_80 inline:" + key.toBase64() +
                                    "\r\n")
                 .replace("RTP/AVP", "RTP/SAVP")});
        f.offer(1, sdp);
        const CryptoAttribute own = *f.replies.first().media[0].crypto;
        f.restart();
        f.room->recover(f.ledger.unsettled().value());
        f.run();
        QVERIFY(f.media.last().locks[0].srtp);
        QCOMPARE(f.media.last().locks[0].peerKey.key, key);
        QCOMPARE(f.media.last().locks[0].peerKey.suite, QByteArray("AES_CM_128_HMAC_SHA1_80"));
        f.change(f.restored[0].first, sdp);
        QCOMPARE(*f.replies.last().media[0].crypto, own);
    }

    void lostKeyClosesAStreamThatCannotBeRead()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp(
                       {RoomFixture::audio(40000, "1",
                                           "a=sendonly\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" +
                                               QByteArray(30, 'k').toBase64() + "\r\n")
                            .replace("RTP/AVP", "RTP/SAVP"),
                        RoomFixture::audio(40002, "2")}));
        f.keyLost = true;
        f.restart();
        f.room->recover(f.ledger.unsettled().value());
        QCOMPARE(f.media.last().stream(0).codecProblem, QStringLiteral("key-lost"));
        QCOMPARE(f.media.last().orders(), QStringList{QStringLiteral("attach 1")});
    }

    void otherBootIsTold()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.ledger.stored[0].bootId = QStringLiteral("other-boot");
        f.ledger.stored[0].media.insert(QStringLiteral("boot"), QStringLiteral("other-boot"));
        f.restart();
        f.room->recover(f.ledger.unsettled().value());
        f.run();
        QVERIFY(resumedOf(f.media.last()).otherBoot);
        f.restart(); // once more in this boot: the clock is the same now
        f.room->recover(f.ledger.unsettled().value());
        QVERIFY(!resumedOf(f.media.last()).otherBoot);
    }

    void aCallThatWasOverIsNotWaitedFor()
    {
        RoomFixture f;
        f.media.holdClose = true; // it dies between the 200 for the BYE and the closed journal
        f.offer(1, RoomFixture::twoLines());
        f.pass(5, {0, 1});
        f.bye(1);
        QCOMPARE(f.ledger.last().state, LedgerState::Accepted);
        const EndDocument end = f.media.last().end;
        f.media.holdClose = false;
        f.restart();
        f.clock.advance(std::chrono::seconds(3));
        f.room->recover(f.ledger.unsettled().value());
        f.run();
        QVERIFY(f.media.last().resumed);
        QVERIFY(f.media.last().closed);
        QCOMPARE(f.media.last().end, end);
        QVERIFY(f.media.last().orders().isEmpty());
        // What was not written yet is missing up to the end, and no longer.
        QCOMPARE(resumedOf(f.media.last()).awayToMonoNs, end.endMonoNs);
        QVERIFY(f.restored.isEmpty());
        QCOMPARE(f.ledger.last().state, LedgerState::Ended);
        QVERIFY(f.room->activeCalls().isEmpty());
    }

    void takenPortsCloseTheCallAsRecovered()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        for (const MediaAnswer &answer : f.replies.first().media) {
            f.media.taken.insert(quint16(answer.port));
        }
        f.restart();
        f.room->recover(f.ledger.unsettled().value());
        f.run();
        QVERIFY(f.media.last().closed);
        QCOMPARE(f.events.changed, f.events.ended); // shown, as one that is being finished
        QCOMPARE(f.events.told.last().parties, f.events.told.first().parties);
        QCOMPARE(f.media.last().end.cause, QStringLiteral("recovered"));
        QCOMPARE(f.media.last().end.endMonoNs, qint64(0));
        QCOMPARE(f.ledger.last().state, LedgerState::Ended);
        QCOMPARE(f.events.ended.size(), 1);
        QCOMPARE(f.hungUp.size(), 1);
    }

    void oneTakenPortKeepsTheOtherStream()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.media.taken.insert(quint16(f.replies.first().media[1].port));
        f.restart();
        f.room->recover(f.ledger.unsettled().value());
        f.run();
        QVERIFY(!f.media.last().closed);
        QVERIFY(f.media.last().stream(1).removed);
        QCOMPARE(f.media.last().orders(), QStringList{QStringLiteral("attach 0")});
    }

    void tooOldCallIsClosed()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.restart();
        f.clock.advance(std::chrono::hours(25));
        f.room->recover(f.ledger.unsettled().value());
        f.run();
        QCOMPARE(f.media.last().end.cause, QStringLiteral("recovered"));
        QCOMPARE(f.events.ended.size(), 1);
        QVERIFY(f.media.reserved.isEmpty());
    }

    void timeoutRunsFromTheRestart()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.restart();
        f.clock.advance(std::chrono::hours(2));
        f.room->recover(f.ledger.unsettled().value());
        f.pass(59);
        QVERIFY(!f.media.last().closed);
        f.pass(1);
        QCOMPARE(f.media.last().end.cause, QStringLiteral("timeout"));
        QCOMPARE(f.hungUp, QList<DialogNumber>{f.restored[0].first});
    }

    void unreadableJournalStillEndsTheRow()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.restart();
        f.media.failOpen = true;
        f.room->recover(f.ledger.unsettled().value());
        f.run();
        QCOMPARE(f.ledger.last().state, LedgerState::Ended);
        QCOMPARE(f.ledger.last().reason, QStringLiteral("journal"));
        QCOMPARE(f.events.ended.size(), 1);
        QCOMPARE(f.events.changed, f.events.ended);
        QVERIFY(f.media.reserved.isEmpty());
        QCOMPARE(f.hungUp.size(), 1);
    }

    void rowsBeyondCaptureAreHandedOnAgain()
    {
        RoomFixture f;
        const QByteArray metadata =
            "<recording xmlns='urn:ietf:params:xml:ns:recording:1'><session session_id='AQ=='/>"
            "<participant participant_id='Ag=='><nameID aor='sip:201@pbx.example'/></participant>"
            "<participant participant_id='Aw=='><nameID "
            "aor='sip:202@pbx.example'/></participant></recording>";
        f.offer(1, RoomFixture::twoLines(), metadata);
        f.offer(2, RoomFixture::twoLines());
        f.bye(1);
        f.bye(2);
        f.ledger.stored[1].state = LedgerState::Finalised;
        const QList<common::CallId> ids = f.events.ended;
        const QList<ActiveCall> before = f.events.told;
        f.events.ended.clear();
        f.events.changed.clear();
        f.events.told.clear();
        f.restart();
        const qsizetype opened = f.media.calls.size();
        f.room->recover(f.ledger.unsettled().value());
        QCOMPARE(f.events.ended, ids);
        // Lists show them until they are stored.
        QCOMPARE(f.events.changed, ids);
        for (qsizetype i = 0; i < ids.size(); ++i) {
            const ActiveCall &told = f.events.told.at(i);
            QCOMPARE(told.tenant, f.tenant);
            QCOMPARE(told.startUnixMs, before.at(i).startUnixMs);
            QCOMPARE(told.parties, before.at(i).parties);
            QVERIFY(told.streams.isEmpty());
        }
        QCOMPARE(before.first().parties.size(), 2);
        QCOMPARE(f.media.calls.size(), opened);
    }

    void ciscoPairGoesOn()
    {
        RoomFixture f;
        const auto leg = [&f](DialogNumber dialog, const QByteArray &side) {
            SessionRequest invite = f.request("INVITE", dialog);
            invite.profile = SipProfile::CiscoForked;
            invite.state.profile = SipProfile::CiscoForked;
            invite.from = "<sip:2001@10.2.0.1;" + side +
                          ";x-refci=61;x-nearendclusterid=c;x-nearendaddr=2001;x-farendrefci=62;x-farendaddr="
                          "3001>;tag=" +
                          side;
            return invite;
        };
        f.offer(leg(1, "x-nearend"));
        f.restart();
        f.room->recover(f.ledger.unsettled().value());
        f.run();
        f.offer(leg(20, "x-farend")); // its other half comes after the restart
        QCOMPARE(f.media.calls.size(), 2);
        QCOMPARE(f.media.last().ports.keys(), QList<int>({0, 1}));
        f.bye(f.restored[0].first);
        QVERIFY(!f.media.last().closed);
        f.restart();
        f.room->recover(f.ledger.unsettled().value());
        f.run();
        QCOMPARE(f.media.last().ports.keys(), QList<int>{1}); // the half that had ended stays away
        QCOMPARE(f.restored.size(), 2);
        QCOMPARE(f.restored[1].second.callId, QByteArray("rs-20@10.1.0.7"));
        f.bye(f.restored[1].first);
        QVERIFY(f.media.last().closed);
        QCOMPARE(f.ledger.stored[0].state, LedgerState::Ended);
        QCOMPARE(f.ledger.stored[1].state, LedgerState::Ended);
    }
};

EARSHOT_TEST(tst_callroomrecovery, TestCallRoomRecovery)
#include "tst_callroomrecovery.moc"
