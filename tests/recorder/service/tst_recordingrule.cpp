// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/callsservice.h"
#include "recorder/service/recordingrule.h"
#include "recorder/store/callmarks.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using tests::DirectoryWorld;

namespace
{

RuledParty party(const char *recording, bool from, bool inbound = true, bool outbound = true)
{
    return {{QLatin1String(recording), inbound, outbound, false}, from};
}

RuledParty inGroup(const char *recording, const char *group)
{
    RuledParty one = party(recording, true);
    one.user.group = QLatin1String(group);
    return one;
}

QString rule(const QList<RuledParty> &parties, const char *tenant = "", const char *system = "always")
{
    return ruleOf(parties, QLatin1String(tenant), QLatin1String(system)).recording;
}

} // namespace

class TestRecordingRule : public QObject
{
    Q_OBJECT
private:
    static common::FinishedCall call(const char *from, const char *to)
    {
        common::FinishedCall call;
        call.id = common::CallId::generate();
        call.tenant = QStringLiteral("Nordlicht");
        common::Participant caller;
        caller.number = QLatin1String(from);
        caller.from = true;
        common::Participant called;
        called.number = QLatin1String(to);
        call.participants = {caller, called};
        return call;
    }
    static QString judge(DirectoryWorld &world, const common::FinishedCall &call)
    {
        const auto verdict = world.pool.run<CallVerdict>([&](Transaction &transaction) {
            return judgeCall(transaction, call, common::toUnixMs(world.clock.wall()));
        });
        return verdict->excluded + (verdict->confidential ? QStringLiteral("!") : QString());
    }
    static CallMarks::Mark keep(DirectoryWorld &world, const common::FinishedCall &call)
    {
        return world.pool
            .run<CallMarks::Mark>([&](Transaction &transaction) -> common::Result<CallMarks::Mark> {
                return CallMarks(transaction).keep(call.id, TenantKey{1}, 1);
            })
            .value();
    }
private Q_SLOTS:
    void userBeforeGroupBeforeTenantBeforeSystem()
    {
        QCOMPARE(rule({inGroup("always", "never")}, "on-demand"), QStringLiteral("always"));
        QCOMPARE(rule({inGroup("default", "never")}, "always"), QStringLiteral("never"));
        QCOMPARE(rule({inGroup("default", "default")}, "on-demand", "never"), QStringLiteral("on-demand"));
        QCOMPARE(rule({inGroup("default", "never"), inGroup("default", "on-demand")}, "always"),
                 QStringLiteral("on-demand")); // each by his own group
        QCOMPARE(rule({party("never", false)}, "always"), QStringLiteral("never"));
        QCOMPARE(rule({party("default", false)}, "on-demand"), QStringLiteral("on-demand"));
        QCOMPARE(rule({party("default", false)}, "", "never"), QStringLiteral("never"));
        QCOMPARE(rule({party("always", false)}, "never", "never"), QStringLiteral("always"));
        QCOMPARE(rule({}, "never"), QStringLiteral("never")); // nobody known
        QCOMPARE(rule({}, "", ""), QStringLiteral("always"));
    }
    void directionsAreSeenFromTheUser()
    {
        QCOMPARE(rule({party("always", true, true, false)}), QStringLiteral("never"));
        QCOMPARE(rule({party("always", true, false, true)}), QStringLiteral("always"));
        QCOMPARE(rule({party("always", false, false, true)}), QStringLiteral("never"));
        QCOMPARE(rule({party("always", false, true, false)}), QStringLiteral("always"));
    }
    void eitherSideIsEnough()
    {
        QCOMPARE(rule({party("never", true), party("always", false)}), QStringLiteral("always"));
        QCOMPARE(rule({party("never", true), party("on-demand", false)}), QStringLiteral("on-demand"));
        QCOMPARE(rule({party("never", true), party("never", false)}), QStringLiteral("never"));
        QCOMPARE(rule({party("always", true, true, false), party("default", false)}, "never"),
                 QStringLiteral("never"));
    }

    void whoHasNoSeatIsNotRecorded()
    {
        const auto unseated = [](const char *recording, bool from) {
            RuledParty one = party(recording, from);
            one.user.seat = false;
            return one;
        };
        const auto judged = [](const QList<RuledParty> &parties) {
            return ruleOf(parties, QString(), QStringLiteral("always"));
        };
        QCOMPARE(judged({unseated("always", true)}).recording, QStringLiteral("never"));
        QVERIFY(judged({unseated("always", true)}).seatMissing);
        QVERIFY(judged({unseated("on-demand", true)}).seatMissing);
        QVERIFY(!judged({unseated("never", true)}).seatMissing); // a seat would change nothing
        QCOMPARE(judged({unseated("always", true), party("default", false)}).recording,
                 QStringLiteral("always"));
        QVERIFY(!judged({unseated("always", true), party("default", false)}).seatMissing);
        QCOMPARE(judged({unseated("always", true), party("on-demand", false)}).recording,
                 QStringLiteral("on-demand"));
        QVERIFY(judged({unseated("always", true), party("never", false)}).seatMissing);
        QCOMPARE(judged({}).recording, QStringLiteral("always")); // nobody known: the tenant's rule
    }

    void callsAreJudged()
    {
        DirectoryWorld world;
        world.ask(QStringLiteral(
            "INSERT INTO user_extensions SELECT 1, '2001', id FROM users WHERE login = 'ada'"));
        world.ask(QStringLiteral(
            "INSERT INTO user_extensions SELECT 1, '2002', id FROM users WHERE login = 'bas'"));
        const auto set = [&world](const char *login, const char *what) {
            world.ask(QStringLiteral("UPDATE users SET %1 WHERE login = '%2'")
                          .arg(QLatin1String(what), QLatin1String(login)));
        };
        QCOMPARE(judge(world, call("2001", "0301")), QString());
        set("ada", "recording = 'never'");
        QCOMPARE(judge(world, call("2001", "0301")), QStringLiteral("rule"));
        QCOMPARE(judge(world, call("2001", "2002")), QString()); // the other one is recorded
        set("bas", "record_inbound = false");
        QCOMPARE(judge(world, call("2001", "2002")), QStringLiteral("rule"));
        QCOMPARE(judge(world, call("2002", "0301")), QString());
        set("ada", "recording = 'default', recording_seat = false");
        QCOMPARE(judge(world, call("2001", "0301")), QStringLiteral("seat"));
        QCOMPARE(judge(world, call("2002", "2001")), QString()); // the other one has one
        set("ada", "recording = 'never'");
        QCOMPARE(judge(world, call("2001", "0301")), QStringLiteral("rule"));
        set("ada", "recording_seat = true");
        set("ada", "recording = 'always', confidential = true");
        QCOMPARE(judge(world, call("0301", "2001")), QStringLiteral("!"));
        world.ask(QStringLiteral("UPDATE tenants SET default_recording = 'never' WHERE id = 1"));
        QCOMPARE(judge(world, call("0301", "0302")), QStringLiteral("rule"));
        QCOMPARE(judge(world, call("2002", "0301")), QStringLiteral("rule"));
        common::FinishedCall stray = call("0301", "0302");
        stray.tenant = QStringLiteral("Nowhere");
        QCOMPARE(judge(world, stray), QString());
    }

    void onDemandIsKeptWhenWantedInTime()
    {
        DirectoryWorld world;
        world.ask(QStringLiteral("UPDATE tenants SET default_recording = 'on-demand' WHERE id = 1"));
        const auto lost = call("0301", "0302");
        QCOMPARE(judge(world, lost), QStringLiteral("on-demand"));
        QCOMPARE(judge(world, lost), QStringLiteral("on-demand"));
        QCOMPARE(keep(world, lost), CallMarks::Mark::Lost); // nothing of it is left
        QCOMPARE(judge(world, lost), QStringLiteral("on-demand"));
        const auto wanted = call("0301", "0302");
        QCOMPARE(keep(world, wanted), CallMarks::Mark::Kept);
        QCOMPARE(keep(world, wanted), CallMarks::Mark::Kept);
        QCOMPARE(judge(world, wanted), QString());
        QCOMPARE(judge(world, wanted), QString());
        QCOMPARE(world.count(QStringLiteral("call_marks")), 2);
        // Stored calls need no mark, and lost ones none after a day.
        QVERIFY(world.pool.run<void>([&](Transaction &transaction) -> common::Status {
            CallMarks(transaction).forget({wanted.id});
            return {};
        }));
        world.ask(QStringLiteral("UPDATE call_marks SET at_ms = 1"));
        QCOMPARE(judge(world, call("0301", "0302")), QStringLiteral("on-demand"));
        QCOMPARE(world.count(QStringLiteral("call_marks")), 1);
    }

    void onlyCallsWithinReachAreKept_data()
    {
        QTest::addColumn<QString>("login");
        QTest::addColumn<int>("tenant");
        QTest::addColumn<QString>("owner");
        QTest::addColumn<bool>("confidential");
        QTest::addColumn<QString>("outcome");
        const QString hidden = QStringLiteral("NotFound id=unknown");
        const auto row = [](const char *tag, const char *login, int tenant, const char *owner,
                            bool confidential, const QString &outcome) {
            QTest::newRow(tag) << QString::fromLatin1(login) << tenant << QString::fromLatin1(owner)
                               << confidential << outcome;
        };
        row("of the tenant", "admin", 1, "ada", false, {});
        row("of another tenant", "other", 1, "ada", false, hidden);
        row("of nobody", "admin", 1, "", false, {});
        row("of nobody, by a supervisor", "sue", 1, "", false, hidden);
        row("of the group", "sue", 1, "group", false, {});
        row("confidential", "admin", 1, "ada", true, {});
        row("confidential, by a supervisor", "sue", 1, "group", true, hidden);
        row("by root", "root", 2, "", true, {});
        row("no such call", "root", 0, "", false, hidden);
    }
    void onlyCallsWithinReachAreKept()
    {
        QFETCH(QString, login);
        QFETCH(int, tenant);
        QFETCH(QString, owner);
        QFETCH(bool, confidential);
        QFETCH(QString, outcome);
        DirectoryWorld world;
        std::optional<LiveOwners> owners;
        if (tenant > 0) {
            owners = LiveOwners{static_cast<TenantKey>(tenant), {}, {}, {}, false, confidential};
            if (!owner.isEmpty()) {
                owners->associated.append(QUuid(
                    owner == QLatin1String("group") ? world.group("Sales") : world.userId(owner).toString()));
            }
        }
        const common::CallId id = common::CallId::generate();
        const auto kept = world.gate.runAndWait<void>(
            world.session(login.toLatin1().constData()), DirectoryWorld::operation("calls.keep", true),
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return CallsService().keep(transaction, scope, trail, id, owners);
            });
        QCOMPARE(world.outcome(kept), outcome);
        QCOMPARE(world.count(QStringLiteral("call_marks WHERE kept AND call_id = '%1'").arg(id.toString())),
                 outcome.isEmpty() ? 1 : 0);
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE subject = '%1'").arg(id.toString())),
                 outcome.isEmpty() ? 1 : 0);
    }
};

EARSHOT_TEST(tst_recordingrule, TestRecordingRule)
#include "tst_recordingrule.moc"
