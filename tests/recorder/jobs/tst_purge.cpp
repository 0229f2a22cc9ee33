// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/jobs/purge.h"
#include "recorder/service/deletedthings.h"
#include "recorder/service/recordingsservice.h"
#include "recorder/store/callrepository.h"
#include "recorder/store/settingrepository.h"

#include "tests/recorder/jobs/jobworld.h"
#include "tests/support/storedcall.h"
#include "tests/support/testmain.h"

using namespace recorder;
using tests::JobWorld;

namespace
{

struct World : JobWorld {
    using Page = common::ListPageOf<common::DeletedRecord>;

    void removeUser(const char *login)
    {
        const auto removed = change<QStringList, const QStringList &>(
            "admin", "users.edit", removeUsers, {userId(QLatin1String(login)).toString()});
        QVERIFY2(removed, qPrintable(outcome(removed)));
    }
    common::Result<Page> list(const char *login, const common::ListQuery &query = {})
    {
        return read<Page, const common::ListQuery &>(login, "deleted.view", listDeleted, query);
    }
    QString names(const char *login, const common::ListQuery &query = {})
    {
        QStringList names;
        const auto page = list(login, query);
        for (const auto &record : page->items) {
            names.append(record.kind + QLatin1Char(':') + record.name);
        }
        names.sort();
        return names.join(QLatin1Char(' '));
    }
    common::Result<int> purge(const char *login, const QList<DeletedRef> &refs)
    {
        return change<int, const QList<DeletedRef> &>(login, "deleted.purge", purgeDeleted, refs);
    }
    /// A call of the user with this extension.
    common::CallId call(const QString &extension)
    {
        common::FinishedCall call = tests::aStoredCall().call;
        call.id = common::CallId::generate();
        call.tenant = QStringLiteral("Nordlicht");
        call.files[0].path = QStringLiteral("call.mp3");
        call.participants[1].number = extension;
        call.participants[1].aor = QStringLiteral("sip:%1@pbx.example").arg(extension);
        const auto registered = RecordingsService(pool).registerCall(call);
        if (!registered) {
            qFatal("%s", qPrintable(registered.error().message));
        }
        return call.id;
    }
    common::StoredCall stored(const common::CallId &id)
    {
        return pool
            .run<common::StoredCall>([&id](Transaction &transaction) -> common::Result<common::StoredCall> {
                return CallRepository(transaction).get(std::nullopt, id);
            })
            .value();
    }
    void age(const char *table, int days, const QString &where = QStringLiteral("true"))
    {
        const qint64 at = common::toUnixMs(real.wall()) - days * 24 * 3600000LL;
        ask(QStringLiteral("UPDATE %1 SET deleted_ms = %2 WHERE deleted_ms IS NOT NULL AND %3")
                .arg(QLatin1String(table), QString::number(at), where));
    }
    /// Keys of his that a password of somebody else retired so long ago.
    void retiredKeys(const char *login, int days)
    {
        const qint64 at = common::toUnixMs(real.wall()) - days * 24 * 3600000LL;
        ask(QStringLiteral(
                "INSERT INTO user_keys (user_id, tenant_id, identity, spki, signing_key, created_ms, "
                "signature, bundle, retired_ms) SELECT id, tenant_id, sha256('%1'), '', "
                "sha256('s'), 1, sha256('a') || sha256('b'), '', %1 FROM users WHERE login = '%2'")
                .arg(QString::number(at), QLatin1String(login)));
    }
    void runPurge()
    {
        const auto host = this->host({std::make_shared<Purge>()});
        const QString id = put("root", "purge");
        QVERIFY(waitFor(id, "done"));
    }
    QString runFailing()
    {
        const auto host = this->host({std::make_shared<Purge>()});
        const QString id = put("root", "purge");
        return waitFor(id, "failed") ? show(id).reason : show(id).state;
    }
    /// The moments of the clock that runs knew, in hours from now.
    void knownClock(const char *field, int hours)
    {
        const qint64 at = common::toUnixMs(real.wall()) + hours * 3600000LL;
        const auto set = pool.run<bool>([&](Transaction &transaction) -> common::Result<bool> {
            SettingRepository settings(transaction);
            const QString name = QStringLiteral("deletedClock");
            QJsonObject value = settings.at(std::nullopt, name).value;
            value.insert(QLatin1String(field), at);
            settings.set(std::nullopt, name, value);
            return true;
        });
        QVERIFY(set);
    }
};

} // namespace

class TestPurge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void deletedThingsAreListedToWhoMaySeeThem()
    {
        World world;
        world.removeUser("ada");
        world.ask(
            QStringLiteral("INSERT INTO groups (id, tenant_id, name, deleted_ms) VALUES "
                           "(gen_random_uuid(), 2, 'Far', 5); INSERT INTO roles (id, code, name, scope, "
                           "permissions, deleted_ms) VALUES (gen_random_uuid(), 'old', 'Old', 'user', "
                           "'{}', 6)"));
        QCOMPARE(world.names("root"), QStringLiteral("groups:Far roles:Old users:ADA"));
        QCOMPARE(world.names("admin"), QStringLiteral("users:ADA"));
        const auto page = world.list("admin");
        QCOMPARE(page->total, 1);
        QCOMPARE(page->items.first().deletedBy, QStringLiteral("admin"));
        QCOMPARE(page->items.first().tenant, QStringLiteral("Nordlicht"));
        QCOMPARE(page->items.first().purgeMs - page->items.first().deletedMs, 30 * 24 * 3600000LL);
        common::ListQuery query;
        query.criteria = {{QStringLiteral("kind"), QStringLiteral("is"), {QStringLiteral("roles")}}};
        QCOMPARE(world.names("root", query), QStringLiteral("roles:Old"));
        query = {};
        query.search = QStringLiteral("far");
        QCOMPARE(world.names("root", query), QStringLiteral("groups:Far"));
    }

    void goneForGoodCallsKeepTheirNames()
    {
        World world;
        const QString ada = world.userId(QStringLiteral("ada")).toString();
        world.ask(QStringLiteral("INSERT INTO user_extensions (tenant_id, extension, user_id) VALUES (1, "
                                 "'4711', '%1')")
                      .arg(ada));
        const common::CallId call = world.call(QStringLiteral("4711"));
        QCOMPARE(world.stored(call).segments[1].userName, QStringLiteral("ADA"));
        world.removeUser("ada");
        const auto purged = world.purge("admin", {{QStringLiteral("users"), ada}});
        QVERIFY2(purged, qPrintable(World::outcome(purged)));
        QCOMPARE(*purged, 1);
        QCOMPARE(world.count(QStringLiteral("users WHERE id = '%1'").arg(ada)), 0);
        QCOMPARE(world.count(QStringLiteral("credentials WHERE user_id = '%1'").arg(ada)), 0);
        const common::StoredCall stored = world.stored(call);
        QCOMPARE(stored.segments[1].userName, QStringLiteral("ADA"));
        QCOMPARE(stored.segments[1].user, common::UserId::fromString(ada));
        QCOMPARE(world.names("admin"), QString());
        QVERIFY(
            world.count(QStringLiteral("audit_log WHERE action = 'users.test' AND subject = '%1'").arg(ada)) >
            0); // the trail stays
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE action = 'deleted.test' AND subject = '%1' AND "
                                            "tenant_id = 1")
                                 .arg(ada)),
                 1);
        // Of one whom no call names nothing remains.
        const QString bas = world.userId(QStringLiteral("bas")).toString();
        world.removeUser("bas");
        QVERIFY(world.purge("admin", {{QStringLiteral("users"), bas}}));
        QCOMPARE(world.ask(QStringLiteral("SELECT string_agg(name, ',') FROM former_names")),
                 QStringLiteral("ADA"));
    }

    void onlyWhatIsDeletedAndWithinReachGoes()
    {
        World world;
        const QString bas = world.userId(QStringLiteral("bas")).toString();
        QCOMPARE(World::outcome(world.purge("admin", {{QStringLiteral("users"), bas}})),
                 QStringLiteral("NotFound id=unknown"));
        world.removeUser("bas");
        QCOMPARE(World::outcome(world.purge("other", {{QStringLiteral("users"), bas}})),
                 QStringLiteral("NotFound id=unknown"));
        QCOMPARE(World::outcome(world.purge("admin", {{QStringLiteral("calls"), bas}})),
                 QStringLiteral("Invalid kind=unknown"));
        QCOMPARE(World::outcome(world.purge("admin", {})), QStringLiteral("Invalid ids=empty"));
        QCOMPARE(world.count(QStringLiteral("users WHERE id = '%1'").arg(bas)), 1);
        // A role that a deleted user has goes after him.
        world.ask(QStringLiteral("INSERT INTO roles (id, code, name, scope, permissions, deleted_ms) VALUES "
                                 "('%1', 'old', 'Old', 'user', '{}', 6); UPDATE users SET role = '%1' WHERE "
                                 "id = '%1'")
                      .arg(bas));
        QCOMPARE(World::outcome(world.purge("root", {{QStringLiteral("roles"), bas}})),
                 QStringLiteral("Conflict %1=in-use").arg(bas));
    }

    void aTargetGoesAfterItsLastFile()
    {
        World world;
        const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        world.ask(QStringLiteral("INSERT INTO storage_targets (id, uuid, tenant_id, name, kind, deleted_ms) "
                                 "VALUES (7, '%1', 1, 'Archive', 'ftp', 1)")
                      .arg(id));
        world.ask(QStringLiteral("INSERT INTO uploads (call_id, position, tenant_id, target, host, source, "
                                 "path, size, sha256, format, created_ms, due_ms) VALUES (gen_random_uuid(), "
                                 "0, 1, 7, 'host-a', 's', 'p', 1, decode(repeat('00', 32), 'hex'), 'mp3', 1, "
                                 "1)"));
        QCOMPARE(World::outcome(world.purge("admin", {{QStringLiteral("storage-targets"), id}})),
                 QStringLiteral("Conflict %1=in-use").arg(id));
        world.runPurge();
        QCOMPARE(world.count(QStringLiteral("storage_targets WHERE id = 7")), 1);
        world.ask(QStringLiteral("DELETE FROM uploads"));
        world.runPurge();
        QCOMPARE(world.count(QStringLiteral("storage_targets WHERE id = 7")), 0);
    }

    void theDailyJobTakesWhatIsOldEnough()
    {
        World world;
        world.removeUser("ada");
        world.removeUser("bas");
        world.age("users", 31, QStringLiteral("login = 'ada'"));
        world.age("users", 29, QStringLiteral("login = 'bas'"));
        world.retiredKeys("bas", 91);
        world.retiredKeys("bas", 89);
        world.ask(QStringLiteral("INSERT INTO groups (id, tenant_id, name, deleted_ms) VALUES "
                                 "(gen_random_uuid(), 1, 'Old', 1)"));
        world.ask(QStringLiteral("INSERT INTO tenants (uuid, name, created_ms, deleted_ms) VALUES "
                                 "(gen_random_uuid(), 'Closed', 1, 1)"));
        world.ask(QStringLiteral("INSERT INTO groups (id, tenant_id, name) SELECT gen_random_uuid(), id, "
                                 "'Inside' FROM tenants WHERE name = 'Closed'"));
        world.ask(QStringLiteral("INSERT INTO jobs (id, tenant_id, kind, subject, owner_name, request_id, "
                                 "parameters, input, dry_run, state, created_ms, ended_ms) VALUES "
                                 "(gen_random_uuid(), 0, 'old', '', '', '', '{}', '', false, 'done', 1, 1)"));
        world.runPurge();
        QCOMPARE(world.names("root"), QStringLiteral("users:BAS"));
        QCOMPARE(world.count(QStringLiteral("groups WHERE name IN ('Old', 'Inside')")), 0);
        QCOMPARE(world.count(QStringLiteral("tenants WHERE name = 'Closed' AND purged_ms IS NOT NULL")), 1);
        QCOMPARE(world.count(QStringLiteral("jobs WHERE kind = 'old'")), 0);
        QCOMPARE(world.count(QStringLiteral("user_keys")), 1); // the one of 89 days
        QCOMPARE(world.show(world.ask(QStringLiteral("SELECT id FROM jobs WHERE kind = 'purge'")))
                     .progress.changed,
                 3);
        // What went for good cannot come back.
        const auto back = world.change<int, const QStringList &>("root", "tenants.edit", restoreTenants,
                                                                 {world.tenant("Closed")});
        QVERIFY(!back);
        QVERIFY(world.pool.run<bool>([](Transaction &transaction) -> common::Result<bool> {
            SettingRepository(transaction)
                .set(std::nullopt, QStringLiteral("deleted"), {{QStringLiteral("days"), 28}});
            return true;
        }));
        world.runPurge();
        QCOMPARE(world.names("root"), QString());
    }

    void aClockThatJumpedTakesNothing_data()
    {
        QTest::addColumn<int>("hours");
        QTest::newRow("a year ahead") << -365 * 24;
        QTest::newRow("eight days ahead") << -8 * 24;
        QTest::newRow("two hours back") << 2;
        QTest::newRow("a year back") << 365 * 24;
    }
    void aClockThatJumpedTakesNothing()
    {
        QFETCH(int, hours);
        const QString doubt = QStringLiteral("clock-doubt");
        World world;
        world.runPurge();
        world.removeUser("ada");
        world.age("users", 31);
        world.retiredKeys("bas", 91);
        world.knownClock("nowMs", hours);
        QCOMPARE(world.runFailing(), doubt);
        QCOMPARE(world.runFailing(), doubt); // once more the same day proves nothing
        QCOMPARE(world.names("root"), QStringLiteral("users:ADA"));
        QCOMPARE(world.count(QStringLiteral("user_keys")), 1);
        world.knownClock("doubtMs", -9 * 24); // it jumped again meanwhile
        QCOMPARE(world.runFailing(), doubt);
        QCOMPARE(world.runFailing(), doubt);
        QCOMPARE(world.names("root"), QStringLiteral("users:ADA"));
        world.knownClock("doubtMs", -24); // the next day it is still the same
        world.runPurge();
        QCOMPARE(world.names("root"), QString());
        QCOMPARE(world.count(QStringLiteral("user_keys")), 0);
        world.runPurge(); // and it is believed from now on
    }

    void aClockThatCameBackIsBelieved()
    {
        World world;
        world.knownClock("nowMs", -24);
        world.knownClock("doubtMs", 365 * 24); // yesterday's run saw it a year ahead
        world.removeUser("ada");
        world.age("users", 31);
        world.runPurge();
        QCOMPARE(world.names("root"), QString());
    }

    void anHourMakesNoDoubt()
    {
        World world;
        world.removeUser("ada");
        world.age("users", 31);
        world.knownClock("nowMs", -25); // the next day, an hour late
        world.runPurge();
        QCOMPARE(world.names("root"), QString());
    }

    void theRetentionIsRootsAlone()
    {
        World world;
        const auto set = [&world](const char *login, int days, int version) {
            return World::outcome(world.change<common::Retention, const common::Retention &>(
                login, "deleted.view", setDeletedRetention, {days, version}));
        };
        QCOMPARE(set("admin", 7, 0), QStringLiteral("Denied system=not-allowed"));
        QCOMPARE(set("root", 0, 0), QStringLiteral("Invalid days=range"));
        QCOMPARE(set("root", 366, 0), QStringLiteral("Invalid days=range"));
        QCOMPARE(set("root", 7, 0), QString());
        QCOMPARE(set("root", 8, 0), QStringLiteral("Conflict version=changed"));
        QCOMPARE(set("root", 8, 1), QString());
        world.removeUser("ada");
        const auto page = world.list("admin"); // known behind the wall as well
        QCOMPARE(page->items.first().purgeMs - page->items.first().deletedMs, 8 * 24 * 3600000LL);
    }
};

EARSHOT_TEST(tst_purge, TestPurge)
#include "tst_purge.moc"
