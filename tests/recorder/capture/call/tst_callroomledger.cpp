// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/capture/call/roomfixture.h"
#include "tests/support/testmain.h"

#include <QFile>
#include <QTest>

using namespace recorder;
using tests::RoomFixture;

/// Between an INVITE and its row, and every way of not getting there.
class TestCallRoomLedger : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noAnswerBeforeTheRow()
    {
        RoomFixture f;
        f.ledger.automatic = false;
        f.offer(1, RoomFixture::twoLines());
        QVERIFY(f.replies.isEmpty());
        QCOMPARE(f.media.last().orders().size(), 2); // but the ports are open
        QVERIFY(f.events.started.isEmpty());
        f.ledger.commit();
        f.run();
        QCOMPARE(f.replies.first().status, 200);
        QCOMPARE(f.events.started.size(), 1);
    }

    void failingLedgerIs503AndGivesEverythingBack()
    {
        RoomFixture f;
        f.ledger.failNext();
        f.offer(1, RoomFixture::twoLines());
        QCOMPARE(f.replies.size(), 1);
        QCOMPARE(f.replies.first().status, 503);
        QVERIFY(f.replies.first().retryAfter > 0);
        QVERIFY(f.media.last().closed);
        QVERIFY(f.media.reserved.isEmpty());
        QVERIFY(f.ledger.stored.isEmpty());
        QVERIFY(f.events.started.isEmpty() && f.events.ended.isEmpty());
        QCOMPARE(f.room->counters().refused.value(QStringLiteral("ledger")), quint64(1));
        f.offer(2, RoomFixture::twoLines());
        QCOMPARE(f.replies.last().status, 200);
    }

    void refusedCallLeavesNoJournalFile()
    {
        RoomFixture f;
        f.media.holdClose = true;
        f.ledger.failNext();
        f.offer(1, RoomFixture::twoLines());
        QFile journal(f.media.last().path);
        QVERIFY(journal.open(QIODevice::WriteOnly)); // its folder was made
        journal.write("no journal, but it must go all the same");
        journal.close();
        f.media.letClose();
        f.run();
        QVERIFY(!journal.exists());
    }

    void cancelWhilePending()
    {
        RoomFixture f;
        f.ledger.automatic = false;
        f.offer(1, RoomFixture::twoLines());
        f.room->ended(1, EndCause::Cancel, f.request("CANCEL", 1));
        f.run();
        QVERIFY(f.media.last().closed && f.media.reserved.isEmpty());
        while (f.ledger.waiting() > 0) {
            f.ledger.commit();
            f.run();
        }
        QVERIFY(f.replies.isEmpty());
        QCOMPARE(f.ledger.stored.size(), 1);
        QCOMPARE(f.ledger.last().state, LedgerState::Excluded);
        QCOMPARE(f.ledger.last().reason, QStringLiteral("cancelled"));
        QVERIFY(f.events.started.isEmpty() && f.events.ended.isEmpty());
    }

    void byeWhilePending()
    {
        RoomFixture f;
        f.ledger.automatic = false;
        f.offer(1, RoomFixture::twoLines());
        f.bye(1);
        while (f.ledger.waiting() > 0) {
            f.ledger.commit();
            f.run();
        }
        QVERIFY(f.replies.isEmpty());
        QCOMPARE(f.ledger.last().state, LedgerState::Excluded);
        QCOMPARE(f.room->counters().accepted, quint64(0));
    }

    void slowLedgerIs503InTime()
    {
        RoomFixture f;
        f.ledger.automatic = false;
        f.offer(1, RoomFixture::twoLines());
        f.pass(2);
        QVERIFY(f.replies.isEmpty());
        f.pass(1);
        QCOMPARE(f.replies.size(), 1);
        QCOMPARE(f.replies.first().status, 503);
        QVERIFY(f.media.reserved.isEmpty());
        while (f.ledger.waiting() > 0) {
            f.ledger.commit();
            f.run();
        }
        QCOMPARE(f.replies.size(), 1);
        QCOMPARE(f.ledger.last().state, LedgerState::Excluded);
        QCOMPARE(f.ledger.last().reason, QStringLiteral("refused"));
    }

    void failedChangeIsAnsweredAndWrittenAgain()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.ledger.failNext(3);
        f.change(1, RoomFixture::sdp({RoomFixture::audio(40000, "1"), RoomFixture::audio(0, "2")}));
        QCOMPARE(f.replies.last().status, 200);
        QCOMPARE(f.ledger.updates, 0);
        f.pass(1, {0});
        f.pass(1, {0});
        QCOMPARE(f.ledger.updates, 0);
        f.pass(1, {0});
        QCOMPARE(f.ledger.updates, 1);
        f.pass(3, {0});
        QCOMPARE(f.ledger.updates, 1);
        QCOMPARE(f.room->counters().ledgerFailures, quint64(3));
    }

    void changeDoesNotWaitForASlowLedgerForever()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.ledger.automatic = false;
        f.change(1, RoomFixture::twoLines());
        QCOMPARE(f.replies.size(), 1);
        f.pass(2, {0, 1});
        QCOMPARE(f.replies.size(), 2);
        QCOMPARE(f.replies.last().status, 200);
        f.ledger.commit();
        f.run();
        QCOMPARE(f.replies.size(), 2);
    }

    void endIsRepeatedUntilItIsIn()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.ledger.failNext(3); // the row that says how it ended, its state, and its state again
        f.bye(1);
        QVERIFY(f.events.ended.isEmpty());
        f.pass(1);
        QVERIFY(f.events.ended.isEmpty());
        QCOMPARE(f.room->counters().settling, 1);
        f.pass(1);
        QCOMPARE(f.events.ended.size(), 1);
        QCOMPARE(f.ledger.last().state, LedgerState::Ended);
        f.pass(1);
        QCOMPARE(f.room->counters().settling, 0);
        QCOMPARE(f.events.ended.size(), 1);
    }

    void failedCloseStillEndsTheRow()
    {
        RoomFixture f;
        f.media.holdClose = true;
        f.offer(1, RoomFixture::twoLines());
        f.bye(1);
        f.media.letClose(common::fail(common::ErrorCode::Unavailable, QStringLiteral("EIO")));
        f.run();
        QCOMPARE(f.ledger.last().state, LedgerState::Ended);
        QCOMPARE(f.ledger.last().reason, QStringLiteral("journal"));
        QCOMPARE(f.events.ended.size(), 1);
    }

    void refusesWithRetryAfter()
    {
        RoomFixture f;
        f.admission.setFreeDisk(4.0);
        QCOMPARE(f.room->refusingFor(SipProfile::Siprec), 7);
        f.offer(1, RoomFixture::twoLines());
        QCOMPARE(f.replies.last().status, 503);
        QCOMPARE(f.replies.last().retryAfter, 7);
        f.admission.setFreeDisk(5.5); // not yet: the answer must not flap
        QCOMPARE(f.room->refusingFor(SipProfile::Siprec), 7);
        f.admission.setFreeDisk(6.5);
        QCOMPARE(f.room->refusingFor(SipProfile::Siprec), 0);
        for (DialogNumber dialog = 1; dialog <= 6; ++dialog) {
            f.offer(dialog, RoomFixture::twoLines());
        }
        QCOMPARE(f.replies.last().status, 503);
        QCOMPARE(f.media.calls.size(), 5);
        const RoomCounters counters = f.room->counters();
        QCOMPARE(counters.accepted, quint64(5));
        QCOMPARE(counters.refused.value(QStringLiteral("full")), quint64(1));
        QCOMPARE(counters.refused.value(QStringLiteral("disk")), quint64(1));
    }

    void noPortsIs503AndNothingIsKept()
    {
        RoomFixture f;
        f.media.portsLeft = 1; // enough for the first of two lines
        f.offer(1, RoomFixture::twoLines());
        QCOMPARE(f.replies.last().status, 503);
        QVERIFY(f.replies.last().retryAfter > 0);
        QCOMPARE(f.media.portsLeft, 1);
        QVERIFY(f.media.calls.isEmpty() && f.ledger.stored.isEmpty());
        QVERIFY(f.room->refusingFor(SipProfile::Siprec) > 0); // for a moment
        f.clock.advance(std::chrono::seconds(3));
        QCOMPARE(f.room->refusingFor(SipProfile::Siprec), 0);
    }

    void noJournalIs503()
    {
        RoomFixture f;
        f.media.failOpen = true;
        f.offer(1, RoomFixture::twoLines());
        QCOMPARE(f.replies.last().status, 503);
        QVERIFY(f.media.reserved.isEmpty() && f.ledger.stored.isEmpty());
    }

    void stopLeavesDialogsForTheNextStart()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.ledger.automatic = false;
        f.offer(2, RoomFixture::twoLines());
        int done = 0;
        f.room->shutdown(false, [&done] { ++done; });
        f.run();
        QCOMPARE(f.replies.last().status, 503); // the one that had no row yet
        QCOMPARE(f.replies.last().retryAfter, 33);
        QCOMPARE(done, 0);
        while (f.ledger.waiting() > 0) {
            f.ledger.commit();
            f.run();
        }
        QCOMPARE(done, 1);
        QVERIFY(f.hungUp.isEmpty());
        QVERIFY(!f.media.calls[0].closed);
        QCOMPARE(f.ledger.stored[0].state, LedgerState::Accepted);
        QVERIFY(f.room->refusingFor(SipProfile::Siprec) > 0);
        f.offer(3, RoomFixture::twoLines());
        QCOMPARE(f.replies.last().status, 503);
    }

    void stopMayHangUp()
    {
        RoomFixture f;
        f.offer(1, RoomFixture::twoLines());
        f.offer(2, RoomFixture::twoLines());
        f.media.holdClose = true;
        bool done = false;
        f.room->shutdown(true, [&done] { done = true; });
        f.run();
        QCOMPARE(f.hungUp.size(), 2);
        QVERIFY(!done);
        f.media.letClose();
        f.run();
        QVERIFY(done);
        QCOMPARE(f.events.ended.size(), 2);
        QCOMPARE(f.media.calls[1].end.cause, QStringLiteral("shutdown"));
        QCOMPARE(f.ledger.stored[0].state, LedgerState::Ended);
    }
};

EARSHOT_TEST(tst_callroomledger, TestCallRoomLedger)
#include "tst_callroomledger.moc"
