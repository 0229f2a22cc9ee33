// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/upload/limitsworld.h"
#include "tests/recorder/upload/uploadworld.h"
#include "tests/support/testmain.h"

using namespace recorder;
using tests::LimitsWorld;

namespace
{

QString goes(const char *what, int calls, qint64 bytes, int minutes, const char *tenant = "Nordlicht")
{
    return QStringLiteral("audio|%1|%2\t%3\t%4\t%5")
        .arg(QLatin1String(what), QLatin1String(tenant), QString::number(calls), QString::number(bytes),
             QString::number(minutes));
}

} // namespace

class TestLimitsJob : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTrialSaysWhatWouldGoAndTheOldestGo_data()
    {
        QTest::addColumn<QString>("column");
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("going");
        QTest::newRow("within") << "audio_minutes" << 120 << 0;
        QTest::newRow("minutes") << "audio_minutes" << 60 << 2;
        QTest::newRow("a minute too many") << "audio_minutes" << 119 << 1;
        QTest::newRow("size") << "audio_megabytes" << 1 << 3; // of 4 times 600 kB
        QTest::newRow("days") << "audio_days" << 30 << 2;
        QTest::newRow("nothing may be kept") << "audio_minutes" << 0 << 4;
    }
    void aTrialSaysWhatWouldGoAndTheOldestGo()
    {
        QFETCH(QString, column);
        QFETCH(int, limit);
        QFETCH(int, going);
        LimitsWorld world;
        QList<common::CallId> calls;
        for (const int days : {50, 31, 29, 2}) {
            calls.append(world.addCall("Nordlicht", days, 30, 400'000));
        }
        const common::CallId other = world.addCall("Suedwind", 300, 600);
        world.limit("Nordlicht", column.toLatin1().constData(), limit);
        const qint64 bytes = going * (LimitsWorld::kBytes + 400'000);
        const common::JobRecord trial = world.trial();
        QCOMPARE(trial.state, QStringLiteral("done"));
        QCOMPARE(LimitsWorld::told(trial),
                 going == 0 ? QStringList() : QStringList{goes("would-go", going, bytes, 30 * going)});
        QCOMPARE(world.calls(), 4);
        QCOMPARE(world.count(QStringLiteral("media_files")), 15);
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'calls.remove'")), 0);

        const common::JobRecord done = world.removeNow();
        QCOMPARE(done.state, QStringLiteral("done"));
        QCOMPARE(done.progress.changed, going);
        QCOMPARE(LimitsWorld::told(done),
                 going == 0 ? QStringList() : QStringList{goes("went", going, bytes, 30 * going)});
        for (int i = 0; i < 4; ++i) {
            QCOMPARE(world.isThere(calls.at(i)), i >= going);
        }
        QVERIFY(world.isThere(other));
        // Again there is nothing to do.
        QCOMPARE(LimitsWorld::told(world.removeNow()), QStringList());
    }
    void nothingRemainsOfACallAndTheTrailTells()
    {
        LimitsWorld world;
        const common::CallId call = world.addCall("Nordlicht", 9);
        world.limit("Nordlicht", "audio_days", 5);
        const auto changes = world.hub.subscribe({QStringLiteral("calls"), static_cast<TenantKey>(1)}, [] {});
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        QVERIFY(changes->take().events.isEmpty());
        QCOMPARE(world.removeNow().state, QStringLiteral("done"));
        QCOMPARE(changes->take().events,
                 (QList<ChangeEvent>{{QStringLiteral("calls"), static_cast<TenantKey>(1), call.toString(),
                                      QStringLiteral("removed")}}));
        for (const char *table : {"calls WHERE id", "call_details WHERE call_id",
                                  "participants WHERE call_id", "media_files WHERE call_id"}) {
            QCOMPARE(world.count(QStringLiteral("%1 = '%2'").arg(QLatin1String(table), call.toString())), 0);
        }
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'calls.remove' AND tenant_id = 1 AND "
                                            "subject = '%1' AND actor = 'root'")
                                 .arg(call.toString())),
                 1);
        QCOMPARE(world.count(QStringLiteral("removed_calls WHERE call_id = '%1' AND cause = 'storage-limits'")
                                 .arg(call.toString())),
                 1);
        const auto removed = RecordingsService(world.pool).removedOf({call, common::CallId::generate()});
        QVERIFY(removed);
        QCOMPARE(*removed, QSet<common::CallId>{call});
        const auto known = RecordingsService(world.pool).known(call);
        QVERIFY(known && known->removed && !known->call);
        // The host that has the files is to unlink them.
        QCOMPARE(
            world.ask(QStringLiteral("SELECT string_agg(source, ' ' ORDER BY position) FROM uploads WHERE "
                                     "stored AND target = 1 AND host = 'host-a'")),
            QStringLiteral("2026/11/%1.mp3 2026/11/%1.peaks 2026/11/%1.sip").arg(call.toString()));
        QCOMPARE(world.ask(QStringLiteral("SELECT bytes FROM storage_usage WHERE tenant_id = 1")),
                 QStringLiteral("0"));
        // A ledger that tells of it once more brings nothing back.
        const auto again = RecordingsService(world.pool).registerCall(world.registered.first());
        QVERIFY2(again, qPrintable(LimitsWorld::outcome(again)));
        QVERIFY(!again->created);
        QVERIFY(!world.isThere(call));
    }
    void whatMustStayStays()
    {
        LimitsWorld world;
        const common::CallId held = world.addCall("Nordlicht", 60);
        const common::CallId kept = world.addCall("Nordlicht", 50);
        const common::CallId onItsWay = world.addCall("Nordlicht", 40);
        const common::CallId open = world.addCall("Nordlicht", 30);
        const common::CallId free = world.addCall("Nordlicht", 35);
        const common::CallId young = world.addCall("Nordlicht", 1);
        world.ask(QStringLiteral("INSERT INTO call_holds (call_id, tenant_id, set_ms) VALUES ('%1', 1, 1)")
                      .arg(held.toString()));
        world.ask(QStringLiteral(
                      "INSERT INTO call_marks (call_id, tenant_id, kept, at_ms) VALUES ('%1', 1, true, 1)")
                      .arg(kept.toString()));
        world.ask(QStringLiteral("INSERT INTO uploads (call_id, position, tenant_id, target, host, source, "
                                 "path, size, sha256, format, created_ms, due_ms) VALUES ('%1', 0, 1, 1, "
                                 "'host-a', 's', 'p', 1, decode(repeat('00', 32), 'hex'), 'mp3', 1, 1)")
                      .arg(onItsWay.toString()));
        world.ask(QStringLiteral("UPDATE calls SET state = 0 WHERE id = '%1'").arg(open.toString()));
        // What must stay is too much by itself: nothing goes for it.
        world.limit("Nordlicht", "audio_minutes", 0);
        const QString alone = QStringLiteral("audio|kept-beyond-limit|Nordlicht");
        QCOMPARE(LimitsWorld::told(world.trial()), QStringList{alone});
        const common::JobRecord failed = world.removeNow();
        QCOMPARE(failed.reason, QStringLiteral("kept-beyond-limit"));
        QCOMPARE(LimitsWorld::told(failed).value(0), alone);
        QCOMPARE(world.calls(), 6);
        // Days count for each call.
        world.limit("Nordlicht", "audio_minutes", -1);
        world.limit("Nordlicht", "audio_days", 20);
        const QString left = QStringLiteral("audio|limit-not-reached|Nordlicht");
        QCOMPARE(LimitsWorld::told(world.trial()),
                 QStringList({goes("would-go", 1, LimitsWorld::kBytes, 30), left}));
        QCOMPARE(LimitsWorld::told(world.removeNow()),
                 QStringList({goes("went", 1, LimitsWorld::kBytes, 30), left}));
        QVERIFY(!world.isThere(free));
        for (const common::CallId &stays : {held, kept, onItsWay, open, young}) {
            QVERIFY(world.isThere(stays));
        }
    }
    void manyPortions()
    {
        LimitsWorld world;
        for (int i = 0; i < 230; ++i) {
            world.addCall("Nordlicht", 10 + i % 7, 1);
        }
        const common::CallId held = world.addCall("Nordlicht", 100, 1);
        world.ask(QStringLiteral("INSERT INTO call_holds (call_id, tenant_id, set_ms) VALUES ('%1', 1, 1)")
                      .arg(held.toString()));
        world.limit("Nordlicht", "audio_minutes", 6);
        // Six of those that may go are kept: the held one is in nobody's place.
        QCOMPARE(LimitsWorld::told(world.trial()),
                 QStringList({goes("would-go", 224, 224 * LimitsWorld::kBytes, 224),
                              QStringLiteral("audio|limit-not-reached|Nordlicht")}));
        QCOMPARE(world.removeNow().progress.changed, 224);
        QCOMPARE(world.calls(), 7);
        QVERIFY(world.isThere(held));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'calls.remove'")), 3);
        QCOMPARE(world.count(QStringLiteral("removed_calls")), 224);
    }
    void screenRecordingsGoAlone()
    {
        LimitsWorld world;
        const common::CallId call = world.addCall("Nordlicht", 3);
        world.ask(QStringLiteral("ALTER TABLE media_files DROP CONSTRAINT media_files_kind_check"));
        world.ask(QStringLiteral(
                      "INSERT INTO media_files (call_id, size, tenant_id, position, kind, storage_target, "
                      "format, path, sha256) VALUES ('%1', 5000, 1, 3, 4, 1, 'mp4', 's/%{id}.mp4', "
                      "decode(repeat('00', 32), 'hex'))")
                      .replace(QLatin1String("%1"), call.toString()));
        world.limit("Nordlicht", "screen_days", 1);
        const QString line = QStringLiteral("screen|went|Nordlicht\t1\t5000\t30");
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        QCOMPARE(LimitsWorld::told(world.removeNow()), QStringList{line});
        QVERIFY(world.isThere(call));
        QCOMPARE(world.count(QStringLiteral("media_files")), 3);
        QCOMPARE(world.ask(QStringLiteral("SELECT source FROM uploads")),
                 QStringLiteral("s/%1.mp4").arg(call.toString()));
        QCOMPARE(world.count(QStringLiteral("removed_calls")), 0);
    }
    void notWithoutATrial()
    {
        LimitsWorld world;
        const QString needed = QStringLiteral("Conflict trial=trial-needed");
        QCOMPARE(LimitsWorld::outcome(world.enforce("root", false)), needed);
        QCOMPARE(LimitsWorld::outcome(world.set("root", true, 0)),
                 QStringLiteral("Invalid enabled=trial-needed"));
        QCOMPARE(LimitsWorld::outcome(world.enforce("admin", true)),
                 QStringLiteral("Denied system=not-allowed"));
        QCOMPARE(LimitsWorld::outcome(world.set("admin", false, 0)),
                 QStringLiteral("Denied system=not-allowed"));
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        const auto on = world.set("root", true, 0);
        QVERIFY2(on, qPrintable(LimitsWorld::outcome(on)));
        QVERIFY(on->enabled && on->trialMs > 0);
        QCOMPARE(LimitsWorld::outcome(world.set("root", false, 0)),
                 QStringLiteral("Conflict version=changed"));
        // A trial of the day before yesterday says nothing of today.
        world.clock.advance(std::chrono::hours(25));
        QCOMPARE(LimitsWorld::outcome(world.enforce("root", false)), needed);
        QVERIFY(world.set("root", false, on->version));
        QCOMPARE(LimitsWorld::outcome(world.set("root", true, on->version + 1)),
                 QStringLiteral("Invalid enabled=trial-needed"));
    }
    void theScheduleRemovesOnlyWhenSwitchedOn()
    {
        LimitsWorld world;
        const common::CallId call = world.addCall("Nordlicht", 9);
        world.limit("Nordlicht", "audio_days", 5);
        QCOMPARE(world.scheduled().state, QStringLiteral("done"));
        QVERIFY(world.isThere(call));
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        QVERIFY(world.set("root", true, 0));
        const common::JobRecord run = world.scheduled();
        QCOMPARE(run.state, QStringLiteral("done"));
        QCOMPARE(run.ownerId, QString());
        QVERIFY(!world.isThere(call));
    }
    void byAClockThatJumpedNothingGoes_data()
    {
        QTest::addColumn<qint64>("days"); // the run after the one before
        QTest::addColumn<bool>("goes");
        QTest::newRow("ten years ahead") << qint64{3650} << false;
        QTest::newRow("eight days ahead") << qint64{8} << false;
        QTest::newRow("six days ahead") << qint64{6} << true;
        QTest::newRow("a day back") << qint64{-1} << false;
    }
    void byAClockThatJumpedNothingGoes()
    {
        QFETCH(qint64, days);
        QFETCH(bool, goes);
        LimitsWorld world;
        const common::CallId call = world.addCall("Nordlicht", 9);
        world.limit("Nordlicht", "audio_days", 5);
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        QVERIFY(world.set("root", true, 0));
        const qint64 beforeMs = common::toUnixMs(world.real.wall()) - days * 86'400'000;
        world.ask(QStringLiteral("UPDATE settings SET value = '{\"nowMs\": %1}' WHERE key = "
                                 "'storageEnforcementClock'")
                      .arg(beforeMs));
        const common::JobRecord run = world.scheduled();
        QCOMPARE(run.state, goes ? QStringLiteral("done") : QStringLiteral("failed"));
        QCOMPARE(run.reason, goes ? QString() : QStringLiteral("clock-jump"));
        QCOMPARE(world.isThere(call), !goes);
        // Somebody says that it is right.
        QCOMPARE(world.removeNow().state, QStringLiteral("done"));
        QVERIFY(!world.isThere(call));
        QCOMPARE(world.scheduled().state, QStringLiteral("done"));
    }
    void peopleAreWarnedOnceForEachCrossing()
    {
        LimitsWorld world;
        world.prepareMail(QStringLiteral("admin"));
        world.prepareMail(QStringLiteral("other")); // of another tenant
        world.addCall("Nordlicht", 1, 100);
        world.limit("Nordlicht", "audio_minutes", 1000);
        const auto warnings = [&world] {
            if (world.scheduled().state != QLatin1String("done")) {
                return QStringLiteral("failed");
            }
            return QStringLiteral("%1 told, %2 mails, step %3")
                .arg(world.count(QStringLiteral("audit_log WHERE action = 'storage-usage.warn'")))
                .arg(world.count(QStringLiteral("mail_outbox WHERE recipient = 'admin@example.org'")))
                .arg(world.ask(QStringLiteral("SELECT coalesce(max(step), 0) FROM storage_warnings")));
        };
        QCOMPARE(warnings(), QStringLiteral("0 told, 0 mails, step 0"));
        world.limit("Nordlicht", "audio_minutes", 125); // 80 %
        QCOMPARE(warnings(), QStringLiteral("1 told, 1 mails, step 80"));
        QCOMPARE(warnings(), QStringLiteral("1 told, 1 mails, step 80"));
        world.limit("Nordlicht", "audio_minutes", 111); // 90 %
        QCOMPARE(warnings(), QStringLiteral("2 told, 2 mails, step 90"));
        world.limit("Nordlicht", "audio_minutes", 115); // 86 %: to and fro says nothing
        QCOMPARE(warnings(), QStringLiteral("2 told, 2 mails, step 90"));
        world.limit("Nordlicht", "audio_minutes", 111);
        QCOMPARE(warnings(), QStringLiteral("2 told, 2 mails, step 90"));
        world.limit("Nordlicht", "audio_minutes", 500);
        QCOMPARE(warnings(), QStringLiteral("2 told, 2 mails, step 0"));
        world.limit("Nordlicht", "audio_minutes", 50); // both steps at once are one warning
        QCOMPARE(warnings(), QStringLiteral("3 told, 3 mails, step 90"));
        QCOMPARE(world.count(QStringLiteral("mail_outbox WHERE recipient <> 'admin@example.org'")), 0);
        QCOMPARE(
            world.count(QStringLiteral("audit_log WHERE action = 'storage-usage.warn' AND tenant_id = 1")),
            3);
    }
    void filesOnTargetsGoWhenTheTargetIsBack()
    {
        LimitsWorld world;
        const common::CallId call = world.addCall("Nordlicht", 9);
        world.ask(QStringLiteral("INSERT INTO storage_targets (id, uuid, name, kind) VALUES (2, "
                                 "gen_random_uuid(), 'Archive', 'local')"));
        world.ask(QStringLiteral("UPDATE media_files SET storage_target = 2"));
        QVERIFY(QDir(world.folder.path()).mkpath(QStringLiteral("2026/11")));
        for (const char *ending : {"mp3", "peaks"}) { // the third is gone already
            QFile file(world.folder.filePath(
                QStringLiteral("2026/11/%1.%2").arg(call.toString(), QLatin1String(ending))));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
        }
        world.limit("Nordlicht", "audio_days", 5);
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        world.refuses = true;
        const common::JobRecord failed = world.removeNow();
        QCOMPARE(failed.state, QStringLiteral("failed"));
        QCOMPARE(failed.reason, QStringLiteral("unreachable"));
        QVERIFY(!world.isThere(call));
        QCOMPARE(world.count(QStringLiteral("file_removals")), 3);
        QCOMPARE(world.count(QStringLiteral("file_removals WHERE attempts = 1 AND cause = 'refused'")), 1);
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
        world.refuses = false;
        world.ask(QStringLiteral("UPDATE file_removals SET due_ms = 0"));
        QCOMPARE(world.scheduled().state, QStringLiteral("done"));
        QCOMPARE(world.count(QStringLiteral("file_removals")), 0);
        QCOMPARE(QDir(world.folder.filePath(QStringLiteral("2026/11"))).entryList(QDir::Files),
                 QStringList());
    }
    /// Under retention: the row stays and is tried another day, what is not locked goes, nobody is alarmed
    /// each hour.
    void whatTheStorageLocksWaits()
    {
        LimitsWorld world;
        const common::CallId call = world.addCall("Nordlicht", 9);
        world.ask(QStringLiteral("INSERT INTO storage_targets (id, uuid, name, kind) VALUES (2, "
                                 "gen_random_uuid(), 'Archive', 'local')"));
        world.ask(QStringLiteral("UPDATE media_files SET storage_target = 2"));
        const QString path = QStringLiteral("2026/11/%1.mp3").arg(call.toString());
        QVERIFY(QDir(world.folder.path()).mkpath(QStringLiteral("2026/11")));
        QFile file(world.folder.filePath(path));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("x") == 1);
        file.close();
        world.limit("Nordlicht", "audio_days", 5);
        QCOMPARE(world.trial().state, QStringLiteral("done"));
        world.script.lockedEnding.with([](QString &ending) { ending = QStringLiteral(".mp3"); });
        const common::JobRecord removed = world.removeNow();
        QCOMPARE(removed.state, QStringLiteral("done"));
        const QString line = QStringLiteral("|locked-by-storage|") + path;
        QVERIFY2(LimitsWorld::told(removed).contains(line),
                 qPrintable(LimitsWorld::told(removed).join(u'\n')));
        QVERIFY(!world.isThere(call));
        QVERIFY(QFile::exists(file.fileName()));
        const qint64 now = common::toUnixMs(world.real.wall());
        const QString waits =
            QStringLiteral("file_removals WHERE attempts = 1 AND cause = 'locked' AND path = "
                           "'%1' AND due_ms BETWEEN %2 AND %3")
                .arg(path)
                .arg(now + 23 * 3'600'000)
                .arg(now + 25 * 3'600'000);
        QCOMPARE(world.count(QStringLiteral("file_removals")), 1);
        QCOMPARE(world.count(waits), 1);
        // Not due: not tried and not told.
        QVERIFY(!LimitsWorld::told(world.scheduled()).contains(line));
        QCOMPARE(world.count(waits), 1);
        world.script.lockedEnding.with([](QString &ending) { ending.clear(); });
        world.ask(QStringLiteral("UPDATE file_removals SET due_ms = 0"));
        QCOMPARE(world.scheduled().state, QStringLiteral("done"));
        QCOMPARE(world.count(QStringLiteral("file_removals")), 0);
        QVERIFY(!QFile::exists(file.fileName()));
    }
    /// What the host with the files does.
    void filesOfOnesOwnFolderAreUnlinked()
    {
        tests::UploadWorld world;
        const common::FinishedCall call = world.record(1);
        const common::FinishedCall stays = world.record(2);
        const qint64 nowMs = common::toUnixMs(world.clock.wall());
        const auto gone = world.pool.run<QList<common::CallId>>(
            [&](Transaction &transaction) -> common::Result<QList<common::CallId>> {
                RemovalRepository calls(transaction);
                const auto key = static_cast<TenantKey>(1);
                const auto oldest = calls.oldest(key, LimitedMedia::Audio, {}, 10);
                if (oldest.size() != 2 || oldest.first().id != call.id) {
                    return QList<common::CallId>();
                }
                return calls.remove(key, LimitedMedia::Audio, {call.id}, QStringLiteral("test"), nowMs);
            });
        QVERIFY(gone);
        QCOMPARE(*gone, QList<common::CallId>{call.id});
        QVERIFY(world.copiesAreThere(call));
        const auto due = world.pool.run<QList<TargetKey>>(
            [&](Transaction &transaction) -> common::Result<QList<TargetKey>> {
                return UploadQueue(transaction).dueTargets(tests::UploadWorld::kHost, nowMs);
            });
        QVERIFY(due && *due == QList<TargetKey>{kOwnFolder});
        const UploadParts parts = world.parts();
        TargetBreaker breaker(world.clock);
        UploadCounters counters;
        UploadWorker worker(parts, kOwnFolder, breaker, counters);
        while (worker.step(world.goOn) == UploadWorker::Step::Worked) {
        }
        QCOMPARE(world.count(QStringLiteral("uploads")), 0);
        QCOMPARE(world.filesBelow(world.root()).size(), 3);
        QVERIFY(world.copiesAreThere(stays));
    }
};

EARSHOT_TEST(tst_limitsjob, TestLimitsJob)
#include "tst_limitsjob.moc"
