// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/call/roomfixture.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using tests::RoomFixture;

/// What time alone brings about.
class TestCallRoomWatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void silenceEndsTheCall()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.pass(10, {0, 1});
        const qint64 last = common::toNs(f.clock.mono());
        f.pass(59);
        QVERIFY(!f.media.last().closed);
        f.pass(1);
        QVERIFY(f.media.last().closed);
        QCOMPARE(f.media.last().end.cause, QStringLiteral("timeout"));
        QCOMPARE(f.media.last().end.endMonoNs, last);
        QCOMPARE(f.hungUp, QList<DialogNumber>{1});
        QCOMPARE(f.events.ended.size(), 1);
        QCOMPARE(f.room->counters().ended.value(QStringLiteral("timeout")), quint64(1));
    }

    void noPacketAtAllEndsTheCallToo()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.pass(60);
        QCOMPARE(f.media.last().end.cause, QStringLiteral("timeout"));
        QCOMPARE(f.media.last().end.endMonoNs, common::toNs(f.clock.mono()));
    }

    void signallingIsASignOfLife()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.pass(50);
        f.change(1, {}, {}, "UPDATE");
        f.pass(50);
        QVERIFY(!f.media.last().closed);
        f.pass(10);
        QVERIFY(f.media.last().closed);
    }

    void whoRefreshesHisSessionMayBeSilent()
    {
        RoomFixture f;
        SessionRequest invite = f.request("INVITE", 1);
        invite.state.sessionExpires = 1800;
        RoomFixture::add(invite, RoomFixture::twoLines());
        f.offer(invite);
        f.pass(5, {0, 1});
        const qint64 last = common::toNs(f.clock.mono());
        f.pass(900);
        QVERIFY(!f.media.last().closed);
        QVERIFY(!f.room->refreshMissed(1)); // no media: what the timer then says is the end
        f.room->ended(1, EndCause::Timeout, std::nullopt);
        f.run();
        QCOMPARE(f.media.last().end.cause, QStringLiteral("timeout"));
        QCOMPARE(f.media.last().end.endMonoNs, last); // not a quarter of an hour of nothing
    }

    /// Who said good-bye while the recorder was away is not waited for until his session timer runs out.
    void afterARestartSilenceEndsIt()
    {
        RoomFixture f;
        SessionRequest invite = f.request("INVITE", 1);
        invite.state.sessionExpires = 1800;
        RoomFixture::add(invite, RoomFixture::twoLines());
        f.offer(invite);
        f.pass(5, {0, 1});
        f.restart();
        f.room->recover(f.ledger.unsettled().value());
        f.run();
        f.pass(59);
        QVERIFY(!f.media.last().closed);
        f.pass(1);
        QVERIFY(f.media.last().closed);
    }

    void pingsInsideOfTheDialogAreASignOfLife()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        for (int i = 0; i < 4; ++i) {
            f.pass(50);
            f.room->alive(1);
        }
        f.room->alive(99); // nobody's
        QVERIFY(!f.media.last().closed);
        f.pass(60);
        QVERIFY(f.media.last().closed);
    }

    void holdSuspendsTheTimeout()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp({RoomFixture::audio(40000, "1")}));
        f.pass(5, {0});
        f.change(1, RoomFixture::sdp({RoomFixture::audio(40000, "1", "a=inactive\r\n")}));
        f.pass(600);
        QVERIFY(!f.media.last().closed);
        QVERIFY(f.room->activeCalls().first().held);
        f.change(1, RoomFixture::sdp({RoomFixture::audio(40000, "1")}));
        f.pass(59);
        QVERIFY(!f.media.last().closed);
        f.pass(1);
        QVERIFY(f.media.last().closed);
    }

    void longestDuration()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.clock.advance(std::chrono::hours(24) - std::chrono::seconds(2));
        f.pass(1, {0, 1});
        QVERIFY(!f.media.last().closed);
        f.pass(1, {0, 1});
        QCOMPARE(f.media.last().end.cause, QStringLiteral("max-duration"));
        QCOMPARE(f.hungUp, QList<DialogNumber>{1});
    }

    void oneWayIsSeenWithinSeconds()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines(), RoomFixture::twoParties());
        f.pass(3, {0});
        QVERIFY(!f.room->activeCalls().first().oneWay);
        f.pass(4, {0});
        ActiveCall call = f.room->activeCalls().first();
        QVERIFY(call.oneWay);
        QVERIFY(!call.streams[0].silent && call.streams[1].silent);
        QCOMPARE(call.streams[0].packets, quint64(350));
        QCOMPARE(call.streams[0].codec, QStringLiteral("PCMU"));
        QCOMPARE(call.parties.size(), 2);
        QCOMPARE(f.room->counters().oneWay, 1);
        QVERIFY(!f.events.changed.isEmpty());
        f.pass(1, {0, 1});
        QVERIFY(!f.room->activeCalls().first().oneWay);
    }

    void heldStreamIsNotOneWay()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::sdp(
                       {RoomFixture::audio(40000, "1"), RoomFixture::audio(40002, "2", "a=inactive\r\n")}));
        f.pass(20, {0});
        QVERIFY(!f.room->activeCalls().first().oneWay);
    }

    void silentCallIsNotOneWay()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.pass(20);
        QVERIFY(!f.room->activeCalls().first().oneWay);
    }

    void missedRefreshIsForgivenWhileMediaFlows()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        QVERIFY(!f.room->refreshMissed(1)); // never heard
        f.pass(5, {0});
        f.pass(29);
        QVERIFY(f.room->refreshMissed(1));
        f.pass(2);
        QVERIFY(!f.room->refreshMissed(1));
        QVERIFY(!f.room->refreshMissed(99));
        f.room->ended(1, EndCause::Timeout, std::nullopt);
        f.run();
        QCOMPARE(f.media.last().end.cause, QStringLiteral("timeout"));
    }

    void lostTransportEndsTheCall()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.room->ended(1, EndCause::TransportLost, std::nullopt);
        f.run();
        QCOMPARE(f.media.last().end.cause, QStringLiteral("transport-lost"));
        QCOMPARE(f.events.ended.size(), 1);
        f.bye(1); // and a late BYE finds nothing
        QCOMPARE(f.events.ended.size(), 1);
    }
};

EARSHOT_TEST(tst_callroomwatch, TestCallRoomWatch)
#include "tst_callroomwatch.moc"
