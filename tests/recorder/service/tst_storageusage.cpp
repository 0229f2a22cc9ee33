// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storageusage.h"

#include "recorder/service/dashboard.h"
#include "recorder/service/recordingsservice.h"
#include "recorder/store/removalrepository.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using tests::DirectoryWorld;

namespace
{

constexpr qint64 kBytes = 188012 + 9400 + 3001; // of aCall()

struct World : DirectoryWorld {
    using Page = common::ListPageOf<common::StorageUsageRecord>;

    common::CallId addCall(const char *tenant, int daysAgo, std::chrono::minutes length)
    {
        common::FinishedCall call =
            tests::aCall(QLatin1String(tenant), QStringLiteral("555"), QStringLiteral("999"));
        call.connectTime = clock.wall() - std::chrono::hours(24 * daysAgo);
        call.id = common::CallId(common::uuidV7Floor(call.connectTime + std::chrono::milliseconds(++m_last)));
        call.disconnectTime = call.connectTime + length;
        call.duration = length;
        const auto stored = RecordingsService(pool).registerCall(call);
        if (!stored) {
            qFatal("%s", qPrintable(stored.error().message));
        }
        return call.id;
    }
    common::StorageUsageRecord usage(const char *login, const char *tenant)
    {
        const auto page = read<Page, const common::ListQuery &>(login, "settings.view", storageUsage, {});
        for (const auto &record : page ? page->items : QList<common::StorageUsageRecord>()) {
            if (record.name == QLatin1String(tenant)) {
                return record;
            }
        }
        return {};
    }
    void limit(const char *tenant, const char *column, qint64 value)
    {
        ask(QStringLiteral("UPDATE tenants SET %1 = %2 WHERE name = '%3'")
                .arg(QLatin1String(column))
                .arg(value)
                .arg(QLatin1String(tenant)));
    }
    /// A screen recording of 5,000 bytes.
    void film(const common::CallId &call, int tenant, int position)
    {
        ask(QStringLiteral(
                "INSERT INTO media_files (call_id, size, tenant_id, position, kind, storage_target, "
                "format, path, sha256) VALUES ('%1', 5000, %2, %3, 4, 1, 'mp4', 's/%3.mp4', "
                "decode(repeat('00', 32), 'hex'))")
                .arg(call.toString(), QString::number(tenant), QString::number(position)));
    }
    DashboardItem item(const char *login, const char *wanted)
    {
        const Operation operation{QStringLiteral("test"),      QStringLiteral("session"), false, false,
                                  QStringLiteral("dashboard"), QStringLiteral("show")};
        const auto board = gate.runAndWait<Dashboard>(
            session(login), operation, [](Transaction &transaction, const TenantScope &scope, AuditDetail &) {
                return dashboardOf(transaction, scope, 0);
            });
        for (const DashboardItem &found : board ? board->items : QList<DashboardItem>()) {
            if (found.key == QLatin1String(wanted)) {
                return found;
            }
        }
        return {};
    }

private:
    int m_last = 0;
};

} // namespace

class TestStorageUsage : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theDatabaseCounts()
    {
        World world;
        QCOMPARE(world.usage("admin", "Nordlicht").audio, common::StorageUse());
        world.addCall("Nordlicht", 40, std::chrono::minutes(90));
        const auto later = world.addCall("Nordlicht", 1, std::chrono::minutes(30));
        world.addCall("Suedwind", 0, std::chrono::minutes(5));
        const common::StorageUse use = world.usage("admin", "Nordlicht").audio;
        QCOMPARE(use.files, 6);
        QCOMPARE(use.bytes, 2 * kBytes);
        QCOMPARE(use.minutes, 120);
        QCOMPARE(use.days, 40);
        QCOMPARE(use.percent(), -1);
        // What goes is taken off.
        world.ask(QStringLiteral("DELETE FROM media_files WHERE call_id = '%1'").arg(later.toString()));
        world.ask(QStringLiteral("DELETE FROM calls WHERE id = '%1'").arg(later.toString()));
        const common::StorageUse less = world.usage("root", "Nordlicht").audio;
        QCOMPARE(less.files, 3);
        QCOMPARE(less.bytes, kBytes);
        QCOMPARE(less.minutes, 90);
    }
    void oneSeesOnesOwnTenant()
    {
        World world;
        world.addCall("Suedwind", 0, std::chrono::minutes(5));
        QVERIFY(world.usage("admin", "Suedwind").id.isEmpty());
        QVERIFY(!world.usage("admin", "Nordlicht").id.isEmpty());
        QCOMPARE(world.usage("root", "Suedwind").audio.minutes, 5);
    }
    void nearALimitIsSaid_data()
    {
        QTest::addColumn<int>("limit");
        QTest::addColumn<int>("percent");
        QTest::addColumn<QString>("state");
        QTest::newRow("far") << 200 << 50 << "good";
        QTest::newRow("80") << 125 << 80 << "warning";
        QTest::newRow("89") << 112 << 89 << "warning";
        QTest::newRow("90") << 111 << 90 << "bad";
        QTest::newRow("over") << 50 << 200 << "bad";
    }
    void nearALimitIsSaid()
    {
        QFETCH(int, limit);
        QFETCH(int, percent);
        QFETCH(QString, state);
        World world;
        world.addCall("Nordlicht", 0, std::chrono::minutes(100));
        QVERIFY(world.item("admin", "storage-used").key.isEmpty());
        world.limit("Nordlicht", "audio_minutes", limit);
        QCOMPARE(world.usage("admin", "Nordlicht").percent(), percent);
        const DashboardItem own = world.item("admin", "storage-used");
        QCOMPARE(own.value, percent);
        QCOMPARE(own.state, state);
        const DashboardItem all = world.item("root", "storage-near-limit");
        QCOMPARE(all.value, percent >= 80 ? 1 : 0);
        QCOMPARE(all.state, state);
    }
    void screenRecordingsHaveMinutesAndDays()
    {
        World world;
        const common::CallId filmed = world.addCall("Nordlicht", 27, std::chrono::minutes(90));
        world.addCall("Nordlicht", 40, std::chrono::minutes(30));
        const common::CallId other = world.addCall("Suedwind", 3, std::chrono::minutes(7));
        QCOMPARE(world.usage("admin", "Nordlicht").screen, common::StorageUse());
        world.ask(QStringLiteral("ALTER TABLE media_files DROP CONSTRAINT media_files_kind_check"));
        world.film(filmed, 1, 3);
        world.film(filmed, 1, 4); // two screens of one call
        world.film(other, 2, 3);
        for (const char *login : {"admin", "root"}) {
            const common::StorageUse use = world.usage(login, "Nordlicht").screen;
            QCOMPARE(use.files, 2);
            QCOMPARE(use.bytes, 10'000);
            QCOMPARE(use.minutes, 90);
            QCOMPARE(use.days, 27);
        }
        QCOMPARE(world.usage("root", "Suedwind").screen.minutes, 7);
        // Page, dashboard and the job of the limits say the same.
        world.limit("Nordlicht", "screen_days", 30);
        world.limit("Nordlicht", "screen_minutes", 1000);
        QCOMPARE(world.usage("admin", "Nordlicht").percent(), 90);
        QCOMPARE(world.item("admin", "storage-used").value, 90);
        QCOMPARE(world.item("root", "storage-near-limit").state, QStringLiteral("bad"));
        const auto limited = world.pool.run<QList<LimitedTenant>>([&world](Transaction &transaction) {
            return common::Result<QList<LimitedTenant>>(
                RemovalRepository(transaction).limited(common::toUnixMs(world.clock.wall())));
        });
        QVERIFY(limited);
        QCOMPARE(limited->size(), 1);
        QCOMPARE(limited->first().screen, world.usage("root", "Nordlicht").screen);
        QCOMPARE(limited->first().audio, world.usage("root", "Nordlicht").audio);
    }
    void theNearestLimitCounts()
    {
        World world;
        world.addCall("Nordlicht", 27, std::chrono::minutes(10));
        world.limit("Nordlicht", "audio_minutes", 1000);
        world.limit("Nordlicht", "audio_megabytes", 0);
        QCOMPARE(world.usage("root", "Nordlicht").percent(), 1);
        world.limit("Nordlicht", "audio_days", 30);
        QCOMPARE(world.usage("root", "Nordlicht").percent(), 90);
        world.limit("Nordlicht", "screen_days", 0);
        QCOMPARE(world.usage("root", "Nordlicht").percent(), 90);
    }
};

EARSHOT_TEST(tst_storageusage, TestStorageUsage)
#include "tst_storageusage.moc"
