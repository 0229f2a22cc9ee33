// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/app/callpipeline.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using common::CallId;
using common::FinishedCall;
using common::Status;

namespace
{

struct TestClock final : common::Clock {
    common::MonoTime now{std::chrono::hours(1)};
    common::MonoTime mono() const override { return now; }
    common::WallTime wall() const override { return common::WallTime(std::chrono::hours(1)); }
};

/// Keeps what the pipeline asks for, in order, and can be told to fail.
struct World final : Ledger {
    QStringList log;
    QStringList failing; ///< names of steps that fail now
    QString finalReason;
    common::CallState state = common::CallState::Stored;
    bool sealed = false;
    common::CallFlags flags{};

    Status answer(const QString &step)
    {
        log.append(step);
        return failing.contains(step) ? Status(common::fail(common::ErrorCode::Unavailable, step)) : Status();
    }
    void insert(const LedgerRow &, LedgerDone) override {}
    void update(const QUuid &, const DialogState &, const QJsonObject &, LedgerDone) override {}
    void advance(const CallId &, LedgerState to, const QString &reason, const QJsonObject &result,
                 LedgerDone done) override
    {
        finalReason = reason;
        done(result.isEmpty() ? Status(common::fail(common::ErrorCode::Internal, QStringLiteral("no result")))
                              : answer(keyOf(to)));
    }
    common::Result<QList<LedgerRow>> unsettled() const override { return QList<LedgerRow>(); }
    common::Result<QList<LedgerRow>> rows(const CallId &) const override { return QList<LedgerRow>(); }
    common::Result<QList<LedgerRow>> all() const override { return QList<LedgerRow>(); }
    common::Result<QMap<QString, qint64>> counts() const override { return QMap<QString, qint64>(); }

    PipelineSteps steps()
    {
        PipelineSteps steps;
        steps.finish = [this](const CallId &id, const QString &, auto done) {
            if (Status status = answer(QStringLiteral("finish")); !status) {
                done(common::propagate(status));
                return;
            }
            FinishedCall call;
            call.id = id;
            call.state = state;
            call.flags = flags;
            call.reason = state == common::CallState::Partial    ? QStringLiteral("interrupted")
                          : state == common::CallState::Excluded ? QStringLiteral("rule")
                                                                 : QString();
            if (sealed) {
                call.files.append(common::MediaFile{});
                call.files.last().keyFingerprint = QByteArray(32, 'k');
            }
            done(call);
        };
        steps.leave = [this](const QString &) { log.append(QStringLiteral("leave")); };
        steps.registerCall = [this](const FinishedCall &, const auto &done) {
            done(answer(QStringLiteral("register")));
        };
        steps.shred = [this](const QString &) { return answer(QStringLiteral("shred")); };
        steps.keep = [this](const QString &path) { return answer(QStringLiteral("keep ") + path); };
        return steps;
    }
};

} // namespace

class TestCallPipeline : public QObject
{
    Q_OBJECT
private:
    const QStringList m_way{QStringLiteral("finish"), QStringLiteral("finalised"), QStringLiteral("register"),
                            QStringLiteral("stored"), QStringLiteral("shred")};
private Q_SLOTS:
    void theOrderIsTheRequirement()
    {
        World world;
        TestClock clock;
        CallPipeline pipeline(world, clock, world.steps());
        pipeline.callEnded(CallId::generate(), QStringLiteral("/s"));
        QCOMPARE(world.log, m_way);
        QCOMPARE(pipeline.counters().settled, quint64(1));
        QCOMPARE(pipeline.counters().waiting, 0);
    }
    void theJournalOfASealedCallIsLeftOnceItsFilesAreNoted()
    {
        World world;
        world.sealed = true;
        world.failing = {QStringLiteral("finalised")};
        TestClock clock;
        CallPipeline pipeline(world, clock, world.steps());
        pipeline.callEnded(CallId::generate(), QStringLiteral("/s"));
        QVERIFY(!world.log.contains(QStringLiteral("leave")));
        world.failing.clear();
        world.log.clear();
        pipeline.hurry();
        pipeline.tick();
        QStringList expected = m_way.sliced(1);
        expected.insert(1, QStringLiteral("leave"));
        QCOMPARE(world.log, expected);
    }
    void excludedCallsEndAsExcludedWithTheirReason()
    {
        World world;
        TestClock clock;
        world.state = common::CallState::Excluded;
        CallPipeline pipeline(world, clock, world.steps());
        pipeline.callEnded(CallId::generate(), QStringLiteral("/s"));
        QCOMPARE(world.log[3], QStringLiteral("excluded"));
        QCOMPARE(world.log.last(), QStringLiteral("shred"));
        QCOMPARE(world.finalReason, QStringLiteral("rule"));
    }
    /// What could not be decoded is in no file: only the journal has it.
    void theJournalOfACallThatWasNotWhollyDecodedIsKept()
    {
        World world;
        world.flags = world.flags | common::CallFlag::Undecodable | common::CallFlag::JournalKept;
        world.failing = {QStringLiteral("keep /s")};
        TestClock clock;
        CallPipeline pipeline(world, clock, world.steps());
        pipeline.callEnded(CallId::generate(), QStringLiteral("/s"));
        QCOMPARE(world.log.mid(3), (QStringList{QStringLiteral("stored"), QStringLiteral("keep /s")}));
        QCOMPARE(pipeline.counters().waiting, 1);
        world.failing.clear();
        pipeline.hurry();
        pipeline.tick();
        QCOMPARE(world.log.last(), QStringLiteral("keep /s"));
        QVERIFY(!world.log.contains(QStringLiteral("shred")));
        QCOMPARE(pipeline.counters().settled, quint64(1));
    }
    void partialCallsEndAsPartialWithTheirReason()
    {
        World world;
        world.state = common::CallState::Partial;
        TestClock clock;
        CallPipeline pipeline(world, clock, world.steps());
        pipeline.callEnded(CallId::generate(), QStringLiteral("/s"));
        QVERIFY(world.log.contains(QStringLiteral("partial")));
        QCOMPARE(world.finalReason, QStringLiteral("interrupted"));
    }
    void eachFailureIsTriedAgainAndNothingIsShreddedBefore_data()
    {
        QTest::addColumn<QString>("step");
        for (const QString &step : m_way) {
            QTest::newRow(qPrintable(step)) << step;
        }
    }
    void eachFailureIsTriedAgainAndNothingIsShreddedBefore()
    {
        QFETCH(QString, step);
        World world;
        TestClock clock;
        world.failing = {step};
        CallPipeline pipeline(world, clock, world.steps());
        pipeline.callEnded(CallId::generate(), QStringLiteral("/s"));
        QCOMPARE(world.log.last(), step);
        QCOMPARE(pipeline.counters().waiting, 1);
        QCOMPARE(pipeline.counters().lastProblem, step);
        pipeline.tick(); // too early
        QCOMPARE(world.log.count(step), 1);
        clock.now += std::chrono::milliseconds(1001);
        pipeline.tick();
        QCOMPARE(world.log.count(step), 2);
        world.failing.clear();
        clock.now += std::chrono::milliseconds(1500);
        pipeline.tick(); // the second pause is longer
        QCOMPARE(world.log.count(step), 2);
        clock.now += std::chrono::milliseconds(600);
        pipeline.tick();
        QCOMPARE(world.log.last(), QStringLiteral("shred"));
        QCOMPARE(pipeline.counters().settled, quint64(1));
        QCOMPARE(pipeline.counters().lastProblem, QString());
    }
    void hurryMakesWaitingCallsDue()
    {
        World world;
        TestClock clock;
        world.failing = {QStringLiteral("register")};
        CallPipeline pipeline(world, clock, world.steps());
        pipeline.callEnded(CallId::generate(), QStringLiteral("/s"));
        for (int i = 0; i < 12; ++i) {
            clock.now += std::chrono::seconds(301);
            pipeline.tick();
        }
        QCOMPARE(world.log.count(QStringLiteral("register")), 13); // never more than 5 minutes apart
        world.failing.clear();
        pipeline.hurry();
        pipeline.tick();
        QCOMPARE(pipeline.counters().settled, quint64(1));
    }
    void namedTwiceIsDoneOnce()
    {
        World world;
        TestClock clock;
        world.failing = {QStringLiteral("finish")};
        CallPipeline pipeline(world, clock, world.steps());
        const auto id = CallId::generate();
        pipeline.callEnded(id, QStringLiteral("/s"));
        pipeline.callEnded(id, QStringLiteral("/s"));
        QCOMPARE(world.log.size(), 1);
    }
    void afterStopNothingBegins()
    {
        World world;
        TestClock clock;
        CallPipeline pipeline(world, clock, world.steps());
        pipeline.stop();
        pipeline.callEnded(CallId::generate(), QStringLiteral("/s"));
        QVERIFY(world.log.isEmpty());
    }
};

EARSHOT_TEST(tst_callpipeline, TestCallPipeline)
#include "tst_callpipeline.moc"
