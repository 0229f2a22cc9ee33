// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of the journals that lie in the spool at the start.
#include "recorder/app/spoolsweep.h"

#include "common/model/recordingjson.h"
#include "recorder/app/finishattempts.h"
#include "recorder/app/suspectjournals.h"
#include "recorder/capture/spool/calldocuments.h"
#include "tests/recorder/capture/spool/journal.h"
#include "tests/support/testmain.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace recorder;
using tests::Bench;
using tests::Record;

namespace
{

/// What it knows of calls is what the test says.
struct KnownCalls final : Ledger {
    QList<LedgerRow> known;

    void insert(const LedgerRow &, LedgerDone) override {}
    void update(const QUuid &, const DialogState &, const QJsonObject &, LedgerDone) override {}
    void advance(const common::CallId &, LedgerState, const QString &, const QJsonObject &,
                 LedgerDone) override
    {
    }
    common::Result<QList<LedgerRow>> unsettled() const override { return QList<LedgerRow>(); }
    common::Result<QList<LedgerRow>> rows(const common::CallId &call) const override
    {
        QList<LedgerRow> found;
        std::copy_if(known.begin(), known.end(), std::back_inserter(found),
                     [&call](const LedgerRow &row) { return row.call == call; });
        return found;
    }
    common::Result<QList<LedgerRow>> all() const override { return known; }
    common::Result<QMap<QString, qint64>> counts() const override { return QMap<QString, qint64>(); }
};

struct World {
    Bench bench;
    KnownCalls ledger;
    QString spool = bench.dir.filePath(QStringLiteral("spool"));
    QString suspect = bench.dir.filePath(QStringLiteral("suspect"));
    QString journal = spool + QStringLiteral("/a0/") + name();

    World() { QDir().mkpath(spool + QStringLiteral("/a0")); }
    QString name() const { return bench.call.toString() + QStringLiteral(".spool"); }
    QString kept(const char *more = "") const
    {
        return suspect + u'/' + bench.call.toString() + QLatin1String(more) + QStringLiteral(".spool");
    }
    void write(const QList<Record> &records, SpoolMode mode = SpoolMode::Sealed, bool closed = false)
    {
        auto writer = SpoolWriter::create(journal, *bench.key, bench.call, mode);
        QVERIFY(writer);
        QVERIFY(writer->append(tests::bytesOf(tests::encoded(records))));
        if (closed) {
            QVERIFY(writer->close());
        }
    }
    void know(LedgerState state, const QString &reason = {})
    {
        LedgerRow row;
        row.call = bench.call;
        row.state = state;
        row.reason = reason;
        ledger.known.append(row);
    }
    SweptJournals sweep(SpoolMode mode = SpoolMode::Sealed)
    {
        return sweepSpool({spool, suspect, *bench.key, mode}, ledger).value_or(SweptJournals{-1, -1});
    }
};

Record callRecord()
{
    return {SpoolKind::Call, SpoolRecordHead::kCallStream, 0, toJson(CallDocument())};
}

} // namespace

class TestSpoolSweep : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// The ledger was damaged and moved away, or yesterday's was restored.
    void audioThatTheLedgerDoesNotKnowIsKept()
    {
        World world;
        const QList<Record> records = QList<Record>{callRecord()} + tests::madeUpRecords(0, 50);
        world.write(records);
        const QByteArray before = tests::contentOf(world.journal);
        QCOMPARE(world.sweep(), (SweptJournals{0, 1}));
        QVERIFY(!QFile::exists(world.journal));
        QCOMPARE(tests::contentOf(world.kept()), before);
        auto reader = world.bench.reader(world.kept());
        QVERIFY(reader);
        QCOMPARE(tests::readAll(*reader), records);
        QCOMPARE(world.sweep(), SweptJournals()); // and stays there
        QCOMPARE(spoolFiles(world.suspect), QStringList{world.kept()});
    }
    void openJournalsAreReadWhereTheyAreWritten()
    {
        World world;
        world.write({callRecord()}, SpoolMode::Unsealed);
        QCOMPARE(world.sweep(SpoolMode::Unsealed), (SweptJournals{1, 0}));
        world.write({callRecord(), tests::madeUpRecord(1)}, SpoolMode::Unsealed);
        QCOMPARE(world.sweep(SpoolMode::Unsealed), (SweptJournals{0, 1}));
    }
    void anInviteThatWasNeverAnsweredLeavesNothing()
    {
        World world;
        world.write({callRecord(), {SpoolKind::Message, SpoolRecordHead::kCallStream, 1, "INVITE"}});
        QCOMPARE(world.sweep(), (SweptJournals{1, 0}));
        QVERIFY(!QFile::exists(world.journal));
        QVERIFY(spoolFiles(world.suspect).isEmpty());
    }
    void neitherDoesAJournalWhoseMakingWasInterrupted()
    {
        World world;
        world.write({callRecord()});
        QFile file(world.journal);
        QVERIFY(file.resize(qint64{SpoolFileHead::kSize} + 3));
        QCOMPARE(world.sweep(), (SweptJournals{1, 0}));
        QVERIFY(spoolFiles(world.suspect).isEmpty());
    }
    void whatCannotBeReadIsKept_data()
    {
        QTest::addColumn<QString>("damage");
        for (const char *damage : {"other key", "head", "tail"}) {
            QTest::newRow(damage) << QString::fromLatin1(damage);
        }
    }
    void whatCannotBeReadIsKept()
    {
        QFETCH(QString, damage);
        World world;
        world.write({callRecord()});
        QByteArray content = tests::contentOf(world.journal);
        if (damage == QLatin1String("head")) {
            content[0] = static_cast<char>(content[0] ^ 1);
        } else if (damage == QLatin1String("tail")) {
            content.append(QByteArray(100, 'x'));
        } else {
            world.bench.key = common::HostKey::create(world.bench.dir.filePath(QStringLiteral("other.key")));
            QVERIFY(world.bench.key);
        }
        QVERIFY(tests::replaceContent(world.journal, content));
        QCOMPARE(world.sweep(), (SweptJournals{0, 1}));
        QCOMPARE(tests::contentOf(world.kept()), content);
    }
    void twoOfOneNameAreBothKept()
    {
        World world;
        QVERIFY(QDir().mkpath(world.suspect));
        QVERIFY(tests::replaceContent(world.kept(), "an earlier one"));
        world.write({callRecord(), tests::madeUpRecord(1)});
        const QByteArray content = tests::contentOf(world.journal);
        QCOMPARE(world.sweep(), (SweptJournals{0, 1}));
        QCOMPARE(tests::contentOf(world.kept()), QByteArray("an earlier one"));
        QCOMPARE(tests::contentOf(world.kept("-2")), content);
    }
    void knownCallsGoByTheirState_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<bool>("removed");
        QTest::newRow("accepted") << static_cast<int>(LedgerState::Accepted) << false;
        QTest::newRow("ended") << static_cast<int>(LedgerState::Ended) << false;
        QTest::newRow("finalised") << static_cast<int>(LedgerState::Finalised) << false;
        QTest::newRow("stored") << static_cast<int>(LedgerState::Stored) << true;
        QTest::newRow("partial") << static_cast<int>(LedgerState::Partial) << true;
        QTest::newRow("excluded") << static_cast<int>(LedgerState::Excluded) << true;
    }
    void knownCallsGoByTheirState()
    {
        QFETCH(int, state);
        QFETCH(bool, removed);
        World world;
        world.write({callRecord(), tests::madeUpRecord(1)}, SpoolMode::Sealed, true);
        world.know(static_cast<LedgerState>(state), QStringLiteral("interrupted"));
        QCOMPARE(world.sweep(), (SweptJournals{removed ? 1 : 0, 0}));
        QCOMPARE(QFile::exists(world.journal), !removed);
        QVERIFY(spoolFiles(world.suspect).isEmpty());
    }
    /// The spool was not mounted, somebody gave the journals up, and now they are there.
    void oneThatCameBackAfterItsCallWasSettledIsKept()
    {
        World world;
        world.write({callRecord(), tests::madeUpRecord(1)});
        const QByteArray content = tests::contentOf(world.journal);
        world.know(LedgerState::Partial, QStringLiteral("journal-unreadable"));
        QCOMPARE(world.sweep(), (SweptJournals{0, 1}));
        QCOMPARE(tests::contentOf(world.kept()), content);
    }
    /// The call went on without it, in another one, which was shredded when the call was stored.
    void oneThatWasNeverFinishedIsKept_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("reason");
        QTest::addColumn<bool>("kept");
        QTest::newRow("stored") << static_cast<int>(LedgerState::Stored) << QString() << true;
        QTest::newRow("interrupted") << static_cast<int>(LedgerState::Partial)
                                     << QStringLiteral("interrupted") << true;
        QTest::newRow("finished without an end")
            << static_cast<int>(LedgerState::Partial) << QStringLiteral("spool-damaged") << false;
        QTest::newRow("excluded") << static_cast<int>(LedgerState::Excluded) << QStringLiteral("rule")
                                  << false;
    }
    void oneThatWasNeverFinishedIsKept()
    {
        QFETCH(int, state);
        QFETCH(QString, reason);
        QFETCH(bool, kept);
        World world;
        world.write({callRecord(), tests::madeUpRecord(1)});
        world.know(static_cast<LedgerState>(state), reason);
        QCOMPARE(world.sweep(), (SweptJournals{kept ? 0 : 1, kept ? 1 : 0}));
        QCOMPARE(QFile::exists(world.kept()), kept);
        QVERIFY(!QFile::exists(world.journal));
    }
    void oneThatIsLeftToItsTenantIsRemoved()
    {
        World world;
        world.write({callRecord(), tests::madeUpRecord(1)}, SpoolMode::Sealed, true);
        world.bench.key = common::HostKey::create(world.bench.dir.filePath(QStringLiteral("other.key")));
        QVERIFY(world.bench.key);
        world.know(LedgerState::Stored);
        QCOMPARE(world.sweep(), (SweptJournals{1, 0}));
    }
    /// A crash came between `stored` and the moving.
    void oneThatWasNotWhollyDecodedIsKept_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<bool>("kept");
        QTest::newRow("finalised") << static_cast<int>(LedgerState::Finalised) << false;
        QTest::newRow("stored") << static_cast<int>(LedgerState::Stored) << true;
        QTest::newRow("partial") << static_cast<int>(LedgerState::Partial) << true;
        QTest::newRow("excluded") << static_cast<int>(LedgerState::Excluded) << false;
    }
    void oneThatWasNotWhollyDecodedIsKept()
    {
        QFETCH(int, state);
        QFETCH(bool, kept);
        World world;
        world.write({callRecord(), tests::madeUpRecord(1)}, SpoolMode::Sealed, true);
        world.know(static_cast<LedgerState>(state), QStringLiteral("interrupted"));
        common::FinishedCall call;
        call.id = world.bench.call;
        call.flags = call.flags | common::CallFlag::JournalKept;
        LedgerRow &row = world.ledger.known.last();
        row.result = common::toJson(call);
        QCOMPARE(keepsJournal(row), kept);
        const QByteArray content = tests::contentOf(world.journal);
        world.sweep();
        QCOMPARE(tests::contentOf(world.kept()), kept ? content : QByteArray());
    }
    void keepingMayBeRepeated()
    {
        World world;
        world.write({callRecord(), tests::madeUpRecord(1)}, SpoolMode::Sealed, true);
        QVERIFY(keepJournal(world.journal, world.suspect));
        QVERIFY(keepJournal(world.journal, world.suspect));
        QCOMPARE(spoolFiles(world.suspect), QStringList{world.kept()});
    }
    void whatCannotBeMovedStays()
    {
        World world;
        QVERIFY(tests::replaceContent(world.suspect, "a file where the folder should be"));
        world.write({callRecord(), tests::madeUpRecord(1)});
        QCOMPARE(world.sweep(), SweptJournals());
        QVERIFY(QFile::exists(world.journal));
    }
    void countsOfAttemptsGoWithTheirJournals()
    {
        World world;
        const QString gone = world.spool + QStringLiteral("/a0/gone.spool");
        world.write({callRecord(), tests::madeUpRecord(1)});
        world.know(LedgerState::Ended);
        QVERIFY(tests::replaceContent(FinishAttempts::fileOf(gone), "1"));
        QVERIFY(tests::replaceContent(FinishAttempts::fileOf(world.journal), "2"));
        QCOMPARE(world.sweep(), SweptJournals());
        QVERIFY(!QFile::exists(FinishAttempts::fileOf(gone)));
        QCOMPARE(FinishAttempts::unended(world.journal), 2);
    }
    void othersFilesAreNotTouched()
    {
        World world;
        const QString notes = world.spool + QStringLiteral("/notes.spool");
        QVERIFY(tests::replaceContent(notes, "x"));
        QCOMPARE(world.sweep(), SweptJournals());
        QVERIFY(QFile::exists(notes));
    }
};

EARSHOT_TEST(tst_spoolsweep, TestSpoolSweep)
#include "tst_spoolsweep.moc"
