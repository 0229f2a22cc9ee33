// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/call/roomfixture.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using tests::RoomFixture;

namespace
{
SessionRequest leg(const RoomFixture &f, DialogNumber dialog, const QByteArray &side,
                   const QByteArray &reference = "7001", const QByteArray &cluster = "west")
{
    SessionRequest invite = f.request("INVITE", dialog);
    invite.profile = SipProfile::CiscoForked;
    invite.state.profile = SipProfile::CiscoForked;
    invite.from = "\"Desk\" <sip:2001@10.2.0.1;" + side + ";x-refci=" + reference +
                  ";x-nearendclusterid=" + cluster +
                  ";x-nearenddevice=SEP02;x-nearendaddr=2001;x-farendrefci=" + reference +
                  "9;x-farendclusterid=" + cluster +
                  ";x-farenddevice=TRUNK;x-farendaddr=15550123;x-sessionid=aa11bb22>;tag=x" +
                  QByteArray::number(dialog);
    return invite;
}
void confirm(RoomFixture &f, DialogNumber dialog)
{
    SessionRequest ack = f.request("ACK", dialog);
    ack.profile = SipProfile::CiscoForked;
    RoomFixture::add(ack, RoomFixture::sdp({RoomFixture::audio(4000, "", "a=sendonly\r\n", "0")}));
    f.room->confirmed(ack);
    f.run();
}
} // namespace

/// Two dialogs, one call.
class TestCallRoomCisco : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pairsInEitherOrder_data()
    {
        QTest::addColumn<bool>("nearFirst");
        QTest::newRow("near first") << true;
        QTest::newRow("far first") << false;
    }
    void pairsInEitherOrder()
    {
        QFETCH(bool, nearFirst);
        RoomFixture f;
        f.offer(leg(f, 1, nearFirst ? "x-nearend" : "x-farend"));
        confirm(f, 1);
        f.pass(4, {nearFirst ? 0 : 1});
        f.offer(leg(f, 2, nearFirst ? "x-farend" : "x-nearend"));
        confirm(f, 2);
        QCOMPARE(f.replies.size(), 2);
        QCOMPARE(f.replies[0].status, 200);
        QCOMPARE(f.replies[1].status, 200);
        QCOMPARE(f.replies[1].offer.size(), 1);
        QVERIFY(f.replies[0].offer[0].port != f.replies[1].offer[0].port);

        QCOMPARE(f.media.calls.size(), 1);
        const auto &call = f.media.last();
        QCOMPARE(f.ledger.stored.size(), 2);
        QCOMPARE(f.ledger.stored[0].call, call.id);
        QCOMPARE(f.ledger.stored[1].call, call.id);
        QVERIFY(f.ledger.stored[0].id != f.ledger.stored[1].id);
        QCOMPARE(call.stream(0).channel, 0);
        QCOMPARE(call.stream(1).channel, 1);
        QCOMPARE(call.ports[nearFirst ? 0 : 1].port, quint16(f.replies[0].offer[0].port));
        const ParticipantsDocument parties = call.parties().last();
        QCOMPARE(parties.parties.size(), 2);
        QCOMPARE(parties.parties[0].number, QStringLiteral("2001"));
        QCOMPARE(parties.parties[0].name, QStringLiteral("Desk"));
        QCOMPARE(parties.parties[0].streamIndex, 0);
        QCOMPARE(parties.parties[1].number, QStringLiteral("15550123"));
        QCOMPARE(parties.parties[1].streamIndex, 1);
        QVERIFY(!parties.missing);
        const CallDocument document = callDocumentFromJson(call.documents(SpoolKind::Call).first()).value();
        QCOMPARE(document.interface, QStringLiteral("cisco-bib"));
        QCOMPARE(document.groupId, QStringLiteral("aa11bb22"));
        QCOMPARE(f.events.started.size(), 1);

        f.bye(1);
        QVERIFY(!f.media.last().closed); // one half goes on
        QVERIFY(f.media.last().stream(nearFirst ? 0 : 1).removed);
        QVERIFY(f.events.ended.isEmpty());
        f.bye(2);
        QVERIFY(f.media.last().closed);
        QCOMPARE(f.events.ended.size(), 1);
        QCOMPARE(f.ledger.stored[0].state, LedgerState::Ended);
        QCOMPARE(f.ledger.stored[1].state, LedgerState::Ended);
        QVERIFY(f.media.reserved.isEmpty());
    }

    void oneLegOnly()
    {
        RoomFixture f;
        f.offer(leg(f, 1, "x-nearend"));
        confirm(f, 1);
        QCOMPARE(f.media.last().parties().last().parties.size(), 2);
        QCOMPARE(f.media.last().parties().last().parties[1].streamIndex, -1);
        f.bye(1);
        QCOMPARE(f.events.ended.size(), 1);
    }

    void otherReferenceClusterOrTenantIsAnotherCall()
    {
        RoomFixture f;
        f.offer(leg(f, 1, "x-nearend"));
        f.offer(leg(f, 2, "x-farend", "7002"));
        f.offer(leg(f, 3, "x-farend", "7001", "east"));
        QCOMPARE(f.media.calls.size(), 3);
        f.tenant = QStringLiteral("globex");
        f.offer(leg(f, 4, "x-farend"));
        QCOMPARE(f.media.calls.size(), 4);
    }

    void sameSideTwiceIsAnotherCall()
    {
        RoomFixture f;
        f.offer(leg(f, 1, "x-nearend"));
        f.offer(leg(f, 2, "x-nearend"));
        QCOMPARE(f.media.calls.size(), 2);
    }

    void secondPairAfterHoldIsANewCallOfTheSameGroup()
    {
        RoomFixture f;
        f.offer(leg(f, 1, "x-nearend"));
        f.offer(leg(f, 2, "x-farend"));
        f.bye(1);
        f.bye(2);
        f.offer(leg(f, 3, "x-farend", "7050"));
        f.offer(leg(f, 4, "x-nearend", "7050"));
        QCOMPARE(f.media.calls.size(), 2);
        QCOMPARE(f.ledger.stored.size(), 4);
        const auto groupOf = [&f](int call) {
            return callDocumentFromJson(f.media.calls[call].documents(SpoolKind::Call).first())->groupId;
        };
        QCOMPARE(groupOf(0), groupOf(1));
        QVERIFY(!groupOf(0).isEmpty());
    }

    void secondLegIsTakenWhenFull()
    {
        RoomFixture f;
        for (DialogNumber dialog = 10; dialog < 14; ++dialog) {
            f.offer(dialog, RoomFixture::twoLines());
        }
        f.offer(leg(f, 1, "x-nearend"));
        QVERIFY(f.room->refusingFor(SipProfile::Siprec) > 0);
        f.offer(leg(f, 2, "x-farend"));
        QCOMPARE(f.replies.last().status, 200);
        QCOMPARE(f.media.calls.size(), 5);
    }

    void secondLegIsTakenWhenTheDiskIsLow()
    {
        RoomFixture f;
        f.offer(leg(f, 1, "x-nearend"));
        f.admission.setFreeDisk(1);
        QVERIFY(f.room->refusingFor(SipProfile::CiscoForked) > 0);
        f.offer(leg(f, 2, "x-farend"));
        QCOMPARE(f.replies.last().status, 200);
        f.offer(leg(f, 3, "x-nearend", "7050")); // another call
        QCOMPARE(f.replies.last().status, 503);
        QCOMPARE(f.replies.last().retryAfter, 7);
        f.admission.setDraining(true);
        f.offer(leg(f, 4, "x-farend", "7050"));
        QCOMPARE(f.replies.last().status, 503);
    }

    void portsOfTheOthersAreNotOurs()
    {
        RoomFixture f;
        f.media.portsLeft = 1;
        f.offer(1, RoomFixture::twoLines());
        QCOMPARE(f.replies.last().status, 503);
        QVERIFY(f.room->refusingFor(SipProfile::Siprec) > 0);
        QCOMPARE(f.room->refusingFor(SipProfile::CiscoForked), 0);
        f.media.portsLeft = 10;
        f.offer(leg(f, 2, "x-nearend"));
        QCOMPARE(f.replies.last().status, 200);
    }

    void refusedSecondLegLeavesTheFirst()
    {
        RoomFixture f;
        f.offer(leg(f, 1, "x-nearend"));
        f.ledger.failNext();
        f.offer(leg(f, 2, "x-farend"));
        QCOMPARE(f.replies.last().status, 503);
        QVERIFY(!f.media.last().closed);
        QCOMPARE(f.media.reserved.size(), 1);
        f.bye(1);
        QCOMPARE(f.events.ended.size(), 1);
        QVERIFY(f.media.reserved.isEmpty());
    }

    void firstLegCancelledWhileSecondLives()
    {
        RoomFixture f;
        f.ledger.automatic = false;
        f.offer(leg(f, 1, "x-nearend"));
        f.offer(leg(f, 2, "x-farend"));
        f.room->ended(1, EndCause::Cancel, std::nullopt);
        f.ledger.automatic = true;
        f.ledger.commit();
        f.run();
        QCOMPARE(f.replies.size(), 1);
        QCOMPARE(f.replies[0].status, 200);
        f.bye(2);
        QCOMPARE(f.media.last().end.cause, QStringLiteral("bye"));
        QCOMPARE(f.events.ended.size(), 1);
    }

    void updateChangesTheFarParty()
    {
        RoomFixture f;
        f.offer(leg(f, 1, "x-nearend"));
        f.offer(leg(f, 2, "x-farend"));
        SessionRequest update = leg(f, 2, "x-farend");
        update.method = "UPDATE";
        update.from.replace("15550123", "15550199");
        f.change(update);
        QCOMPARE(f.replies.last().status, 200);
        QCOMPARE(f.media.last().parties().last().parties[1].number, QStringLiteral("15550199"));
    }
};

EARSHOT_TEST(tst_callroomcisco, TestCallRoomCisco)
#include "tst_callroomcisco.moc"
