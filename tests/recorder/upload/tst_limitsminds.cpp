// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/upload/limitsworld.h"
#include "tests/support/testmain.h"

using namespace recorder;
using namespace std::chrono_literals;
using tests::LimitsWorld;

namespace
{

struct World : LimitsWorld {
    /// On since a trial that found nothing to do.
    World()
    {
        if (trial().state != QLatin1String("done") || !set("root", true, 0)) {
            qFatal("not switched on");
        }
    }
    common::StorageEnforcement enforcement(const char *login)
    {
        const auto shown = gate.runAndWait<common::StorageEnforcement>(
            session(login), operation("settings.view", false),
            [](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
                return storageEnforcement(transaction, scope);
            });
        return shown.value_or(common::StorageEnforcement());
    }
    void hold(const common::CallId &call, int tenant = 1)
    {
        ask(QStringLiteral("INSERT INTO call_holds (call_id, tenant_id, set_ms) VALUES ('%1', %2, 1)")
                .arg(call.toString(), QString::number(tenant)));
    }
    /// Something that happens in the transaction of each portion.
    void withEachPortion(const QString &statement)
    {
        ask(QStringLiteral("CREATE FUNCTION meanwhile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN %1; "
                           "RETURN NULL; END $$")
                .arg(statement));
        ask(QStringLiteral(
            "CREATE TRIGGER meanwhile AFTER INSERT ON removed_calls FOR EACH STATEMENT EXECUTE "
            "FUNCTION meanwhile()"));
    }
};

const QString kTrialNeeded = QStringLiteral("|trial-needed|Nordlicht");

} // namespace

class TestLimitsMinds : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// A trial is one of the limits that it was of.
    void onlyLimitsThatWereTriedAreEnforced()
    {
        World world;
        const common::CallId call = world.addCall("Nordlicht", 9);
        const common::CallId younger = world.addCall("Nordlicht", 4);
        const common::CallId other = world.addCall("Suedwind", 9);
        world.limit("Nordlicht", "audio_days", 5);
        QCOMPARE(world.enforcement("root").untried, QStringList{QStringLiteral("Nordlicht")});
        QCOMPARE(world.enforcement("admin").untried, QStringList{QStringLiteral("Nordlicht")});
        QCOMPARE(world.enforcement("other").untried, QStringList()); // of a tenant beside
        QCOMPARE(LimitsWorld::told(world.scheduled()), QStringList{kTrialNeeded});
        QCOMPARE(LimitsWorld::told(world.removeNow()), QStringList{kTrialNeeded});
        QVERIFY(world.isThere(call));
        // It holds up nobody whose limits were tried.
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        QCOMPARE(world.enforcement("root").untried, QStringList());
        world.limit("Suedwind", "audio_days", 5);
        const QStringList lines = LimitsWorld::told(world.scheduled());
        QVERIFY2(lines.contains(QStringLiteral("|trial-needed|Suedwind")), qPrintable(lines.join(u'\n')));
        QVERIFY(!world.isThere(call));
        QVERIFY(world.isThere(younger) && world.isThere(other));
        // Wider limits need none, tighter ones do; each of the six counts.
        world.limit("Suedwind", "audio_days", -1);
        world.limit("Nordlicht", "audio_days", 8);
        QCOMPARE(LimitsWorld::told(world.scheduled()), QStringList());
        world.limit("Nordlicht", "audio_days", 3);
        QCOMPARE(LimitsWorld::told(world.scheduled()), QStringList{kTrialNeeded});
        world.limit("Nordlicht", "audio_days", 5);
        world.limit("Nordlicht", "screen_megabytes", 100'000);
        QCOMPARE(LimitsWorld::told(world.scheduled()), QStringList{kTrialNeeded});
        QVERIFY(world.isThere(younger));
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        QCOMPARE(LimitsWorld::told(world.scheduled()), QStringList());
    }
    void whoChangesHisMindIsHeard_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<QString>("line");
        QTest::newRow("switched off")
            << "UPDATE earshot.settings SET value = '{\"enabled\": false}' WHERE key = 'storageEnforcement'"
            << "|switched-off|Nordlicht";
        QTest::newRow("wider limits") << "UPDATE earshot.tenants SET audio_minutes = 1000 WHERE id = 1"
                                      << "";
        QTest::newRow("no limits") << "UPDATE earshot.tenants SET audio_minutes = -1 WHERE id = 1"
                                   << "";
        QTest::newRow("tighter limits")
            << "UPDATE earshot.tenants SET audio_minutes = 5, audio_days = 1 WHERE id = 1"
            << "|trial-needed|Nordlicht";
    }
    void whoChangesHisMindIsHeard()
    {
        QFETCH(QString, statement);
        QFETCH(QString, line);
        World world;
        for (int i = 0; i < 230; ++i) {
            world.addCall("Nordlicht", 10 + i % 7, 1);
        }
        world.limit("Nordlicht", "audio_minutes", 5);
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        world.withEachPortion(statement);
        const common::JobRecord job = world.scheduled();
        QCOMPARE(job.state, QStringLiteral("done"));
        QCOMPARE(job.progress.changed, 100); // the first portion
        QCOMPARE(world.calls(), 130);
        QStringList lines = LimitsWorld::told(job);
        QVERIFY(!lines.isEmpty() &&
                lines.takeFirst().startsWith(QLatin1String("audio|went|Nordlicht\t100\t")));
        QCOMPARE(lines, line.isEmpty() ? QStringList() : QStringList{line});
    }
    /// What is held, or stuck, is not made up for by what may go.
    void whatMustStayPushesNothingElseOut_data()
    {
        QTest::addColumn<int>("minutes"); // the limit; 90 of 180 are held
        QTest::addColumn<int>("going");
        QTest::addColumn<QString>("line");
        QTest::newRow("within the limit") << 180 << 0 << "";
        QTest::newRow("beyond it with what is held") << 100 << 0 << "audio|limit-not-reached|Nordlicht";
        QTest::newRow("beyond it alone") << 89 << 0 << "audio|kept-beyond-limit|Nordlicht";
        QTest::newRow("nothing may be kept") << 0 << 0 << "audio|kept-beyond-limit|Nordlicht";
    }
    void whatMustStayPushesNothingElseOut()
    {
        QFETCH(int, minutes);
        QFETCH(int, going);
        QFETCH(QString, line);
        World world;
        world.hold(world.addCall("Nordlicht", 60, 90));
        for (const int days : {50, 40, 30}) {
            world.addCall("Nordlicht", days, 30);
        }
        world.limit("Nordlicht", "audio_minutes", minutes);
        const QStringList lines = line.isEmpty() ? QStringList() : QStringList{line};
        QCOMPARE(LimitsWorld::told(world.trial()), lines);
        const common::JobRecord job = world.scheduled();
        QCOMPARE(LimitsWorld::told(job).mid(0, lines.size()), lines);
        const bool alone = line.contains(QLatin1String("kept-beyond-limit"));
        QCOMPARE(job.state, alone ? QStringLiteral("failed") : QStringLiteral("done"));
        QCOMPARE(job.reason, alone ? QStringLiteral("kept-beyond-limit") : QString());
        QCOMPARE(world.calls(), 4 - going);
    }
    void stuckBytesPushNothingElseOut()
    {
        World world;
        const common::CallId stuck = world.addCall("Nordlicht", 60, 1, 1'500'000);
        const common::CallId free = world.addCall("Nordlicht", 50, 1, 100'000);
        world.ask(QStringLiteral("INSERT INTO uploads (call_id, position, tenant_id, target, host, source, "
                                 "path, size, sha256, format, created_ms, due_ms) VALUES ('%1', 0, 1, 1, "
                                 "'host-a', 's', 'p', 1, decode(repeat('00', 32), 'hex'), 'mp3', 1, 1)")
                      .arg(stuck.toString()));
        world.limit("Nordlicht", "audio_megabytes", 1);
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        QCOMPARE(world.scheduled().reason, QStringLiteral("kept-beyond-limit"));
        QVERIFY(world.isThere(free));
        // The days go on counting.
        world.limit("Nordlicht", "audio_days", 55);
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        world.scheduled();
        QVERIFY(world.isThere(free));
        world.limit("Nordlicht", "audio_days", 45);
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        world.scheduled();
        QVERIFY(!world.isThere(free));
        QVERIFY(world.isThere(stuck));
    }
    void tooOldCallsThatStayAreTold()
    {
        World world;
        const common::CallId held = world.addCall("Nordlicht", 60);
        const common::CallId free = world.addCall("Nordlicht", 50);
        world.hold(held);
        world.limit("Nordlicht", "audio_days", 20);
        const QString line = QStringLiteral("audio|limit-not-reached|Nordlicht");
        QCOMPARE(LimitsWorld::told(world.trial()).mid(1), QStringList{line});
        const common::JobRecord job = world.scheduled();
        QCOMPARE(job.state, QStringLiteral("done"));
        QCOMPARE(LimitsWorld::told(job).mid(1), QStringList{line});
        QVERIFY(world.isThere(held) && !world.isThere(free));
        world.limit("Nordlicht", "audio_days", 61); // wider: he is not too old any more
        QCOMPARE(LimitsWorld::told(world.scheduled()), QStringList());
    }
    /// The rows of one tenant make errors; the other's calls go, and both are warned.
    void anErrorOfOneTenantSilencesNobody()
    {
        World world;
        const common::CallId broken = world.addCall("Nordlicht", 9);
        const common::CallId fine = world.addCall("Suedwind", 9);
        for (const char *tenant : {"Nordlicht", "Suedwind"}) {
            world.limit(tenant, "audio_days", 5);
        }
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        world.ask(QStringLiteral(
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT FROM "
            "gone "
            "WHERE tenant_id = 1) THEN RAISE EXCEPTION 'as the test says'; END IF; RETURN NULL; END $$"));
        world.ask(
            QStringLiteral("CREATE TRIGGER refuse AFTER DELETE ON calls REFERENCING OLD TABLE AS gone FOR "
                           "EACH STATEMENT EXECUTE FUNCTION refuse()"));
        const common::JobRecord job = world.scheduled();
        QCOMPARE(job.state, QStringLiteral("failed"));
        QVERIFY(world.isThere(broken));
        QVERIFY(!world.isThere(fine));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'storage-usage.warn'")), 2);
        const auto isTold = [](const common::JobLine &line) {
            return line.error && line.detail == QLatin1String("Nordlicht");
        };
        QVERIFY(std::any_of(job.lines.begin(), job.lines.end(), isTold));
    }
    /// Who is near a limit hears of it even when there is time for nothing else.
    void aRunEndsInTime()
    {
        World world;
        for (int i = 0; i < 3; ++i) {
            world.addCall("Nordlicht", 9);
        }
        world.limit("Nordlicht", "audio_days", 5);
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        world.longest = 0ms;
        const common::JobRecord cut = world.scheduled();
        QCOMPARE(cut.state, QStringLiteral("done"));
        QCOMPARE(LimitsWorld::told(cut), QStringList{QStringLiteral("|rest-later|")});
        QCOMPARE(world.calls(), 3);
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'storage-usage.warn'")), 1);
        world.longest = 30min;
        QCOMPARE(world.scheduled().state, QStringLiteral("done"));
        QCOMPARE(world.calls(), 0);
    }
    /// Nor a target's other files.
    void aFileThatStaysHoldsUpNoOther()
    {
        World world;
        const common::CallId call = world.addCall("Nordlicht", 9);
        world.ask(QStringLiteral("INSERT INTO storage_targets (id, uuid, name, kind) VALUES (2, "
                                 "gen_random_uuid(), 'Archive', 'local')"));
        world.ask(QStringLiteral("UPDATE media_files SET storage_target = 2"));
        const QString stuck = QStringLiteral("2026/11/%1.mp3").arg(call.toString());
        world.script.stuck.with([&stuck](auto &keys) { keys = {stuck}; });
        world.limit("Nordlicht", "audio_days", 5);
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        const common::JobRecord job = world.scheduled();
        QCOMPARE(job.reason, QStringLiteral("file-stays"));
        QVERIFY(LimitsWorld::told(job).contains(QStringLiteral("|file-stays|") + stuck +
                                                QStringLiteral(": permission")));
        QCOMPARE(world.ask(QStringLiteral("SELECT string_agg(path, ' ') FROM file_removals")), stuck);
    }
};

EARSHOT_TEST(tst_limitsminds, TestLimitsMinds)
#include "tst_limitsminds.moc"
