// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a call whose journal is not there, or cannot be read.
#include "recorder/app/finishattempts.h"
#include "recorder/app/lostjournal.h"
#include "recorder/app/spoolsweep.h"

#include "recorder/capture/spool/calldocuments.h"
#include "tests/recorder/capture/spool/journal.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <optional>

using namespace recorder;
using common::CallFlag;
using common::ErrorCode;
using tests::Bench;

namespace
{

constexpr qint64 kStart = 1'767'225'600'000;

template <typename Document>
QJsonObject object(const Document &document)
{
    return QJsonDocument::fromJson(toJson(document)).object();
}

LedgerRow rowOf(const common::CallId &call)
{
    CallDocument document;
    document.interface = QStringLiteral("siprec");
    document.peer = QStringLiteral("192.0.2.7");
    document.protocolCallId = QStringLiteral("abc@pbx");
    document.sessionId = QStringLiteral("session");
    ParticipantsDocument parties;
    parties.parties = {{QStringLiteral("p1"),
                        QStringLiteral("100"),
                        QStringLiteral("sip:100@pbx"),
                        QStringLiteral("Ada"),
                        0,
                        true,
                        {},
                        0},
                       {QStringLiteral("p2"),
                        QStringLiteral("200"),
                        QStringLiteral("sip:200@pbx"),
                        QStringLiteral("Grace"),
                        1,
                        false,
                        {},
                        0}};
    LedgerRow row;
    row.id = common::makeUuidV7();
    row.call = call;
    row.tenant = QStringLiteral("acme");
    row.state = LedgerState::Ended;
    row.startUnixMs = kStart;
    row.startMonoNs = 5;
    row.media = {
        {QStringLiteral("version"), 1},
        {QStringLiteral("document"), object(document)},
        {QStringLiteral("parties"), QJsonObject{{QStringLiteral("snapshot"), object(parties)}}},
        {QStringLiteral("end"), object(EndDocument{QStringLiteral("bye"), 60'000'000'005, kStart + 60'000})}};
    return row;
}

struct World {
    Bench bench;
    QString journal = bench.dir.filePath(bench.call.toString() + QStringLiteral(".spool"));
    QString suspect = bench.dir.filePath(QStringLiteral("suspect"));
    KeepVerdict verdict{};
    bool ruleIsKnown = true;

    /// As the finisher does: the error is that of the journal.
    common::Result<common::FinishedCall> settle(QList<LedgerRow> rows = {},
                                                std::optional<common::Error> why = {})
    {
        if (rows.isEmpty()) {
            rows.append(rowOf(bench.call));
        }
        LostJournal lost{journal, suspect, QStringLiteral("recorder-1"), *bench.key, {}};
        lost.judge = [this](const common::FinishedCall &) -> common::Result<KeepVerdict> {
            if (!ruleIsKnown) {
                return common::fail(ErrorCode::Unavailable, QStringLiteral("no database"));
            }
            return verdict;
        };
        if (!why) {
            why = finishCall(journal, *bench.key, FinishOptions()).error();
        }
        return settleWithoutJournal(lost, rows, *why);
    }
};

} // namespace

class TestLostJournal : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// The disk of the spool is not mounted yet: the call is not given up.
    void oneThatIsNotThereIsWaitedFor()
    {
        World world;
        const auto call = world.settle();
        QVERIFY(!call);
        QCOMPARE(call.error().code, ErrorCode::Unavailable);
        QVERIFY2(call.error().message.contains(world.journal), qPrintable(call.error().message));
        QVERIFY(spoolFiles(world.suspect).isEmpty());
    }
    void untilSomebodyGivesItUp()
    {
        World world;
        QVERIFY(tests::replaceContent(world.journal, {}));
        const auto call = world.settle();
        QVERIFY(call);
        QCOMPARE(call->reason, QStringLiteral("journal-unreadable"));
        QVERIFY(!QFile::exists(world.journal));
    }
    void oneThatCannotBeReadIsKeptAndTheCallHasItsNames()
    {
        World world;
        QVERIFY(tests::replaceContent(world.journal, QByteArray(5000, 'x')));
        const auto call = world.settle();
        QVERIFY(call);
        QCOMPARE(call->id, world.bench.call);
        QCOMPARE(call->tenant, QStringLiteral("acme"));
        QVERIFY(call->state == common::CallState::Partial);
        QCOMPARE(call->reason, QStringLiteral("journal-unreadable"));
        QVERIFY(common::has(call->flags, CallFlag::SpoolDamaged));
        QCOMPARE(call->recorder, QStringLiteral("recorder-1"));
        QCOMPARE(call->interface, QStringLiteral("siprec"));
        QCOMPARE(call->peer, QStringLiteral("192.0.2.7"));
        QCOMPARE(call->protocolCallId, QStringLiteral("abc@pbx"));
        QCOMPARE(call->sessionId, QStringLiteral("session"));
        QCOMPARE(common::toUnixMs(call->connectTime), kStart);
        QCOMPARE(common::toUnixMs(call->disconnectTime), kStart + 60'000);
        QCOMPARE(call->duration.count(), 60'000);
        QCOMPARE(call->participants.size(), qsizetype{2});
        QCOMPARE(call->participants[0].name, QStringLiteral("Ada"));
        QVERIFY(call->participants[0].from);
        QCOMPARE(call->participants[1].number, QStringLiteral("200"));
        QVERIFY(call->files.isEmpty() && call->gaps.isEmpty());
        QCOMPARE(spoolFiles(world.suspect).size(), qsizetype{1});
        QCOMPARE(tests::contentOf(spoolFiles(world.suspect).first()), QByteArray(5000, 'x'));
    }
    void oneThatEndsTheRecorderIsKept()
    {
        World world;
        QVERIFY(tests::replaceContent(world.journal, QByteArray(5000, 'x')));
        QVERIFY(tests::replaceContent(FinishAttempts::fileOf(world.journal), "3"));
        const FinishAttempts attempts;
        const auto tried = attempts.run(
            world.journal, []() -> common::Result<common::FinishedCall> { return common::FinishedCall(); });
        QVERIFY(!tried);
        const auto call = world.settle({}, tried.error());
        QVERIFY(call);
        QCOMPARE(call->reason, QStringLiteral("journal-unfinishable"));
        QCOMPARE(call->participants.size(), qsizetype{2});
        QCOMPARE(spoolFiles(world.suspect).size(), qsizetype{1});
        QVERIFY(!QFile::exists(FinishAttempts::fileOf(world.journal)));
        LedgerRow row;
        row.reason = call->reason;
        QVERIFY(wasSettledWithoutJournal(row));
    }
    /// A crash came between the two: the ledger does not know yet.
    void oneThatWasSetAsideBeforeIsNotWaitedFor()
    {
        World world;
        QVERIFY(tests::replaceContent(world.journal, QByteArray(5000, 'x')));
        const auto first = world.settle();
        const auto second = world.settle();
        QVERIFY(first && second);
        QVERIFY(*first == *second);
        QCOMPARE(spoolFiles(world.suspect).size(), qsizetype{1});
    }
    void aRowWithoutDetailsIsEnough()
    {
        World world;
        QVERIFY(tests::replaceContent(world.journal, QByteArray(5000, 'x')));
        LedgerRow row;
        row.call = world.bench.call;
        row.tenant = QStringLiteral("acme");
        row.startUnixMs = kStart;
        row.dialog.profile = SipProfile::CiscoForked;
        row.dialog.callId = "xyz@cucm";
        const auto call = world.settle({row});
        QVERIFY(call);
        QCOMPARE(call->id, world.bench.call);
        QCOMPARE(call->interface, QStringLiteral("cisco-bib"));
        QCOMPARE(call->protocolCallId, QStringLiteral("xyz@cucm"));
        QCOMPARE(call->duration.count(), 0);
        QVERIFY(call->connectTime == call->disconnectTime);
    }
    void theLegThatKnowsMostPeopleIsTaken()
    {
        World world;
        QVERIFY(tests::replaceContent(world.journal, QByteArray(5000, 'x')));
        LedgerRow bare;
        bare.call = world.bench.call;
        bare.startUnixMs = kStart;
        const auto call = world.settle({bare, rowOf(world.bench.call)});
        QVERIFY(call);
        QCOMPARE(call->participants.size(), qsizetype{2});
    }
    void noNamesOfACallThatIsNotKept()
    {
        World world;
        world.verdict = {QStringLiteral("rule"), false};
        QVERIFY(tests::replaceContent(world.journal, QByteArray(5000, 'x')));
        const auto call = world.settle();
        QVERIFY(call);
        QVERIFY(call->participants.isEmpty());
        QVERIFY(call->sessionId.isEmpty());
        world.verdict = {{}, true};
        const auto confidential = world.settle();
        QVERIFY(confidential && common::has(confidential->flags, CallFlag::Confidential));
        QCOMPARE(confidential->participants.size(), qsizetype{2});
    }
    void whileTheRuleCannotBeAskedNothingIsMoved()
    {
        World world;
        world.ruleIsKnown = false;
        QVERIFY(tests::replaceContent(world.journal, QByteArray(5000, 'x')));
        const auto call = world.settle();
        QVERIFY(!call && call.error().code == ErrorCode::Unavailable);
        QVERIFY(QFile::exists(world.journal));
    }
};

EARSHOT_TEST(tst_lostjournal, TestLostJournal)
#include "tst_lostjournal.moc"
