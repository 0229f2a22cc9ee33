// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/storagerules.h"

#include "tests/recorder/service/directoryworld.h"
#include "tests/support/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using tests::DirectoryWorld;

namespace
{

struct World : DirectoryWorld {
    const QString ofAll = addTarget(2, QStringLiteral("NULL"));
    const QString ours = addTarget(3, QStringLiteral("(SELECT id FROM tenants WHERE name = 'Nordlicht')"));
    const QString theirs = addTarget(4, QStringLiteral("(SELECT id FROM tenants WHERE name = 'Suedwind')"));

    QString addTarget(int id, const QString &tenant)
    {
        const QString uuid = common::CallId::generate().toString();
        ask(QStringLiteral(
                "INSERT INTO storage_targets (id, uuid, tenant_id, name, kind) VALUES (%1, '%2', %3, 'T%1', "
                "'local')")
                .arg(id)
                .arg(uuid, tenant));
        return uuid;
    }
    StorageRules get(const char *login, bool system)
    {
        const auto rules = read<StorageRules, bool>(
            login, "settings.view",
            [](Transaction &transaction, const TenantScope &scope, bool of) {
                return storageRules(transaction, scope, of);
            },
            system);
        return rules ? *rules : StorageRules();
    }
    QString set(const char *login, const StorageRulesChange &wanted)
    {
        return outcome(change<StorageRules, const StorageRulesChange &>(login, "settings.edit",
                                                                        changeStorageRules, wanted));
    }
    static StorageRulesChange rules(bool system, const QString &target, const QString &format, int version)
    {
        return {system, {{target, {}, format}, {}, false, version, {}}};
    }
};

} // namespace

class TestStorageRules : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTenantHasTheSystemsOrItsOwn()
    {
        World world;
        QVERIFY(world.get("admin", false).inherited);
        QCOMPARE(
            world.set("root", World::rules(true, world.ofAll, QStringLiteral("%{user}/%{recording-id}"), 0)),
            QString());
        StorageRules seen = world.get("admin", false);
        QVERIFY(seen.inherited);
        QCOMPARE(seen.version, 0);
        QCOMPARE(seen.audio.target, world.ofAll);
        QCOMPARE(seen.audio.targetName, QStringLiteral("T2"));
        QCOMPARE(seen.targets.size(), 2);
        QCOMPARE(world.set("admin", World::rules(false, world.ours, QStringLiteral("x-%{recording-id}"), 0)),
                 QString());
        seen = world.get("admin", false);
        QVERIFY(!seen.inherited);
        QCOMPARE(seen.audio.nameFormat, QStringLiteral("x-%{recording-id}"));
        StorageRulesChange drop{false, {}};
        drop.rules.version = seen.version;
        QCOMPARE(world.set("admin", drop), QString());
        QCOMPARE(world.get("admin", false).audio.target, world.ofAll);
    }
    void whatIsRefused()
    {
        World world;
        QCOMPARE(world.set("admin", World::rules(true, world.ofAll, {}, 0)),
                 QStringLiteral("Denied system=not-allowed"));
        QCOMPARE(world.set("admin", World::rules(false, world.theirs, {}, 0)),
                 QStringLiteral("Invalid audio_target=unknown"));
        QCOMPARE(world.set("root", World::rules(true, world.ours, {}, 0)),
                 QStringLiteral("Invalid audio_target=unknown"));
        QCOMPARE(world.set("admin", World::rules(false, world.ours, QStringLiteral("../x"), 0)),
                 QStringLiteral("Invalid audio_name=file-name"));
        QCOMPARE(world.set("admin", World::rules(false, world.ours, {}, 7)),
                 QStringLiteral("Conflict version=changed"));
    }
    void rootSetsATenants()
    {
        World world;
        const QString north = world.tenant("Nordlicht");
        const auto seenBy = [&world](const char *login, const QString &tenant) {
            return world.read<StorageRules, const QString &>(
                login, "settings.view",
                [](Transaction &transaction, const TenantScope &scope, const QString &id) {
                    return storageRules(transaction, scope, false, id);
                },
                tenant);
        };
        const auto set = [&world](const char *login, const QString &target, int version,
                                  const QString &tenant) {
            StorageRulesChange change =
                World::rules(false, target, QStringLiteral("r-%{recording-id}"), version);
            change.tenantId = tenant;
            return world.set(login, change);
        };
        QVERIFY(seenBy("root", north)->inherited);
        QCOMPARE(seenBy("root", north)->targets, seenBy("admin", north)->targets); // the system's and its own
        QCOMPARE(set("root", world.theirs, 0, north), QStringLiteral("Invalid audio_target=unknown"));
        QCOMPARE(set("root", world.ours, 0, north), QString());
        QVERIFY(seenBy("root", north).value() == world.get("admin", false));
        QCOMPARE(world.get("admin", false).audio.target, world.ours);
        QVERIFY(world.get("other", false).inherited && world.get("root", true).inherited);
        QCOMPARE(
            world.count(QStringLiteral("audit_log WHERE tenant_id = 1 AND subject = '%1' AND "
                                       "detail->>'name' = 'Nordlicht' AND detail->'changes' ? 'inherited'")
                            .arg(north)),
            1);
        const QString south = world.tenant("Suedwind");
        QCOMPARE(World::outcome(seenBy("admin", south)), QStringLiteral("Denied tenant_id=not-allowed"));
        QCOMPARE(set("admin", world.theirs, 0, south), QStringLiteral("Denied tenant_id=not-allowed"));
        QCOMPARE(set("root", world.theirs, 1, south), QStringLiteral("Conflict version=changed"));
    }
    void rulesKeepTheirTargets()
    {
        World world;
        const auto used = [&world](const QString &id) {
            return world.pool
                .run<bool>([&id](Transaction &transaction) -> common::Result<bool> {
                    return isTargetInRules(transaction, QUuid::fromString(id));
                })
                .value_or(false);
        };
        QVERIFY(!used(world.ours));
        QCOMPARE(world.set("admin", World::rules(false, world.ours, {}, 0)), QString());
        QVERIFY(used(world.ours));
        QVERIFY(!used(world.ofAll));
        const QString braced = QUuid::fromString(world.ofAll).toString().toUpper();
        QCOMPARE(world.set("root", World::rules(true, braced, {}, 0)), QString());
        QVERIFY(used(world.ofAll));
    }
    void aRemovedTargetIsNoChoice()
    {
        World world;
        world.ask(QStringLiteral("UPDATE storage_targets SET deleted_ms = 1 WHERE id = 3"));
        const auto seen = world.get("admin", false);
        QCOMPARE(seen.targets.size(), 1);
        QCOMPARE(seen.targets.first().id, world.ofAll);
        QCOMPARE(world.set("admin", World::rules(false, world.ours, {}, 0)),
                 QStringLiteral("Invalid audio_target=unknown"));
    }
    void sealedFilesAreCalledSo()
    {
        World world;
        QCOMPARE(world.set("admin", World::rules(false, world.ours, QStringLiteral("x/%{recording-id}"), 0)),
                 QString());
        common::FinishedCall call =
            tests::aCall(QStringLiteral("Nordlicht"), QStringLiteral("0301"), QStringLiteral("201"));
        call.files[0].path += QStringLiteral(".cms");
        call.files[0].keyFingerprint = QByteArray(32, 'k');
        QVERIFY(world.pool.run<void>([&call](Transaction &transaction) -> common::Status {
            UploadPlanner(transaction).plan(TenantKey{1}, call, {});
            return {};
        }));
        const QString name = QStringLiteral("x/") + call.id.toString();
        QCOMPARE(world.ask(QStringLiteral(
                     "SELECT string_agg(path || ' ' || format, ',' ORDER BY position) FROM uploads")),
                 QStringLiteral("%1.mp3.cms mp3.cms,%1.peaks peaks,%1.sip sip").arg(name));
    }
    void factsOfACall()
    {
        common::FinishedCall call =
            tests::aCall(QStringLiteral("Nordlicht"), QStringLiteral("0301"), QStringLiteral("201"));
        call.connectTime = common::wallFromUnixMs(1'795'000'000'000); // 2026-11-18 11:06:40 UTC
        Segment from{call.participants[0], 0, {}, {}, {}, {}, {}};
        Segment to{call.participants[1],  1,  common::UserId::generate(), QStringLiteral("Anna"),
                   QStringLiteral("201"), {}, QStringLiteral("Sales")};
        auto facts = fileNameFactsOf(call, {from, to}, QTimeZone("Europe/Berlin"));
        QCOMPARE(facts.direction, QStringLiteral("incoming"));
        QCOMPARE(facts.user, QStringLiteral("Anna"));
        QCOMPARE(facts.group, QStringLiteral("Sales"));
        QCOMPARE(facts.fromNumber, QStringLiteral("0301"));
        QCOMPARE(facts.start.time().hour(), 12);
        from.user = common::UserId::generate();
        QCOMPARE(fileNameFactsOf(call, {from, to}, QTimeZone::utc()).direction, QStringLiteral("internal"));
        to.user.reset();
        QCOMPARE(fileNameFactsOf(call, {from, to}, QTimeZone::utc()).direction, QStringLiteral("outgoing"));
    }
};

EARSHOT_TEST(tst_storagerules, TestStorageRules)
#include "tst_storagerules.moc"
