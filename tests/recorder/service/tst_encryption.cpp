// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/encryption.h"
#include "recorder/service/recordingsservice.h"
#include "recorder/store/callrepository.h"

#include "tests/recorder/service/encryptionworld.h"
#include "tests/support/callbuilder.h"
#include "tests/support/testmain.h"

#include <QTest>

#include <functional>
#include <future>
#include <memory>

using namespace recorder;
using namespace tests;
using namespace std::chrono_literals;

namespace
{

struct World : EncryptionWorld {
    using Step = std::function<common::Result<bool>(Transaction &, const TenantScope &, AuditDetail &)>;
    struct Party {
        const char *login;
        Step step;
    };
    /// What becomes of both when the second comes before the first is committed.
    QStringList race(const Party &first, const Party &second)
    {
        struct State {
            std::promise<void> inside;
            std::promise<void> go;
            std::promise<QString> first;
            std::promise<QString> second;
        };
        const auto state = std::make_shared<State>();
        gate.run<bool>(
            session(first.login), operation("keys.edit", true),
            [state, step = first.step](Transaction &transaction, const TenantScope &scope,
                                       AuditDetail &trail) {
                auto done = step(transaction, scope, trail);
                state->inside.set_value();
                state->go.get_future().wait();
                return done;
            },
            [state](const common::Result<bool> &done) { state->first.set_value(outcome(done)); });
        if (state->inside.get_future().wait_for(10s) != std::future_status::ready) {
            return {state->first.get_future().get()};
        }
        gate.run<bool>(session(second.login), operation("keys.edit", true), second.step,
                       [state](const common::Result<bool> &done) { state->second.set_value(outcome(done)); });
        const bool waits = QTest::qWaitFor(
            [this] {
                return ask(QStringLiteral("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = "
                                          "'advisory' AND database = (SELECT oid FROM pg_database WHERE "
                                          "datname = current_database())")) == QLatin1String("1");
            },
            10000);
        state->go.set_value();
        const QString outcomes[]{state->first.get_future().get(), state->second.get_future().get()};
        return {outcomes[0], waits ? outcomes[1] : QStringLiteral("it did not wait")};
    }
    static Step setting(const EncryptionChange &wanted)
    {
        return [wanted](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
            auto done = changeEncryption(transaction, scope, trail, wanted);
            return done ? common::Result<bool>(true) : common::propagate(done);
        };
    }
    Step deactivating() const
    {
        return [id = idOf(key.id)](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
            auto done = deactivateTenantKey(transaction, scope, trail, {id, QString()});
            return done ? common::Result<bool>(true) : common::propagate(done);
        };
    }
};

} // namespace

class TestEncryption : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aTenantHasTheSystemsOrItsOwn()
    {
        World world;
        EncryptionSetting seen = world.get("admin", false);
        QVERIFY(!seen.enabled && seen.inherited);
        QCOMPARE(seen.withoutKey, QStringList{kNorth});
        QCOMPARE(world.get("root", true).withoutKey, (QStringList{kNorth, QStringLiteral("Suedwind")}));
        QCOMPARE(world.set("root", {true, true, false, 0}), QString());
        QCOMPARE(world.get("root", true).version, 1);
        seen = world.get("admin", false);
        QVERIFY(seen.enabled && seen.inherited);
        QCOMPARE(seen.version, 0);
        QCOMPARE(world.set("admin", {false, false, false, 0}), QString());
        seen = world.get("admin", false);
        QVERIFY(!seen.enabled && !seen.inherited);
        QCOMPARE(world.get("root", true).withoutKey, QStringList{QStringLiteral("Suedwind")});
        QVERIFY(world.get("other", false).enabled);
        world.activateFirst();
        QVERIFY(world.get("admin", false).withoutKey.isEmpty());
        QCOMPARE(world.set("admin", {false, false, true, seen.version}), QString());
        QVERIFY(world.get("admin", false).enabled);
    }
    void whatIsRefused()
    {
        World world;
        QCOMPARE(world.set("admin", {true, true, false, 0}), QStringLiteral("Denied system=not-allowed"));
        QCOMPARE(world.set("root", {false, true, false, 0}), QStringLiteral("Invalid system=required"));
        QCOMPARE(world.set("admin", {false, false, false, 7}), QStringLiteral("Conflict version=changed"));
        QCOMPARE(world.set("admin", {false, true, false, 0}), QStringLiteral("Invalid enabled=no-key"));
        QVERIFY(world.get("admin", false).inherited); // nothing of it was kept
        // Nor by giving up what the tenant has of its own.
        QCOMPARE(world.set("admin", {false, false, false, 0}), QString());
        QCOMPARE(world.set("root", {true, true, false, 0}), QString());
        QCOMPARE(world.set("admin", {false, false, true, 1}), QStringLiteral("Invalid enabled=no-key"));
        world.activateFirst();
        QCOMPARE(world.set("admin", {false, true, false, 1}), QString());
        QCOMPARE(world.ask(QStringLiteral("SELECT count(*) FROM settings WHERE key = 'encryption' AND "
                                          "tenant_id = 2")),
                 QStringLiteral("0"));
    }
    /// Who runs the system sees and sets what one tenant has of its own, by the rules of that tenant.
    void rootSetsATenants()
    {
        World world;
        const QString north = world.tenant("Nordlicht");
        QVERIFY(world.ofTenant("root", north)->inherited);
        QCOMPARE(world.ofTenant("root", north)->withoutKey, QStringList{kNorth});
        QCOMPARE(world.set("root", {false, true, false, 0, north}), QStringLiteral("Invalid enabled=no-key"));
        world.activateFirst();
        const qint64 grants = world.count(QStringLiteral("key_grants"));
        QCOMPARE(world.set("root", {false, true, false, 0, north}), QString());
        EncryptionSetting seen = world.ofTenant("root", north).value();
        QVERIFY(seen.enabled && !seen.inherited);
        QCOMPARE(seen.version, 1);
        QVERIFY(world.get("admin", false) == seen);
        QVERIFY(world.ofTenant("admin", north).value() == seen);
        QVERIFY(!world.get("root", true).enabled && world.get("other", false).inherited);
        // Off again: the tenant's own trail tells it, and the key stays as protected as before.
        QCOMPARE(world.deactivate({}), QStringLiteral("Conflict confirm=encrypting"));
        QCOMPARE(world.set("root", {false, false, false, 1, north}), QString());
        QVERIFY(!world.get("admin", false).enabled);
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE tenant_id = 1 AND subject = '%1' AND "
                                            "detail->>'name' = 'Nordlicht' AND "
                                            "detail->'changes'->'enabled'->>'after' = 'false'")
                                 .arg(north)),
                 1);
        QCOMPARE(world.set("root", {false, false, true, 2, north}), QString()); // as everybody else
        QVERIFY(world.ofTenant("root", north)->inherited);
        QCOMPARE(world.count(QStringLiteral("key_grants")), grants);
        QCOMPARE(world.count(QStringLiteral("settings WHERE key = 'encryption'")), 0);
    }
    void aTenantIsNamedByWhoSeesAll()
    {
        World world;
        const QString north = world.tenant("Nordlicht");
        const QString south = world.tenant("Suedwind");
        const QString denied = QStringLiteral("Denied tenant_id=not-allowed");
        const QString unknown = QStringLiteral("Invalid tenant_id=unknown");
        QCOMPARE(World::outcome(world.ofTenant("admin", south)), denied);
        QCOMPARE(world.set("admin", {false, false, false, 0, south}), denied);
        // Not even whether it is there is told.
        const QString nobody = QUuid::createUuid().toString(QUuid::WithoutBraces);
        QCOMPARE(World::outcome(world.ofTenant("admin", nobody)), denied);
        QCOMPARE(World::outcome(world.ofTenant("root", nobody)), unknown);
        QCOMPARE(World::outcome(world.ofTenant("root", QStringLiteral("north"))), unknown);
        QCOMPARE(World::outcome(world.ofTenant(
                     "root", world.ask(QStringLiteral("SELECT uuid FROM tenants WHERE id = 0")))),
                 unknown); // nobody calls there
        QCOMPARE(world.set("root", {true, false, false, 0, north}),
                 QStringLiteral("Invalid tenant_id=not-allowed"));
        QCOMPARE(world.set("admin", {true, false, false, 0, north}),
                 QStringLiteral("Denied system=not-allowed"));
        world.ask(QStringLiteral("UPDATE tenants SET deleted_ms = 1 WHERE id = 2"));
        QCOMPARE(world.set("root", {false, false, false, 0, south}), unknown);
        QCOMPARE(world.count(QStringLiteral("settings WHERE key = 'encryption'")), 0);
    }
    void switchingTheKeyOffIsAsked()
    {
        World world;
        world.activateFirst();
        QCOMPARE(world.deactivate({}), QString()); // nothing is sealed
        world.activateFirst();
        QCOMPARE(world.set("admin", {false, true, false, 0}), QString());
        QCOMPARE(world.deactivate({}), QStringLiteral("Conflict confirm=encrypting"));
        QCOMPARE(world.deactivate(QStringLiteral("xxxxxx")), QStringLiteral("Invalid confirm=wrong"));
        QVERIFY(world.active(TenantKey{1}).value());
        QCOMPARE(world.deactivate(tailOf(world.key.fingerprint).toUpper()), QString());
        QVERIFY(!world.active(TenantKey{1}).value());
    }
    /// Encryption is never on without a key because two looked at the same time.
    void settingAndKeyExcludeEachOther_data()
    {
        QTest::addColumn<bool>("system");
        QTest::addColumn<bool>("keyFirst");
        QTest::addColumn<QString>("second");
        const QString asked = QStringLiteral("Conflict confirm=encrypting");
        QTest::newRow("tenant, then key") << false << false << asked;
        QTest::newRow("system, then key") << true << false << asked;
        QTest::newRow("key, then tenant") << false << true << QStringLiteral("Invalid enabled=no-key");
        QTest::newRow("key, then system") << true << true << QString(); // told on the page, as documented
    }
    void settingAndKeyExcludeEachOther()
    {
        QFETCH(bool, system);
        QFETCH(bool, keyFirst);
        QFETCH(QString, second);
        World world;
        world.activateFirst();
        const World::Party setter{system ? "root" : "admin", World::setting({system, true, false, 0})};
        const World::Party owner{"admin", world.deactivating()};
        QCOMPARE(keyFirst ? world.race(owner, setter) : world.race(setter, owner),
                 (QStringList{QString(), second}));
        QCOMPARE(world.active(TenantKey{1}).value().has_value(), !keyFirst);
        QCOMPARE(world.get("admin", false).enabled, !keyFirst || system);
        QCOMPARE(world.get("root", true).withoutKey.contains(kNorth), keyFirst);
    }
    void sealedFilesAreRegisteredWithTheirKey()
    {
        World world;
        common::FinishedCall call = tests::aCall(kNorth, QStringLiteral("0301"), QStringLiteral("201"));
        QVERIFY(!call.files.isEmpty());
        for (common::MediaFile &file : call.files) {
            file.path += QStringLiteral(".cms");
            file.keyFingerprint = world.key.fingerprint;
        }
        const auto insert = [&world](const common::FinishedCall &about) {
            return KeyWorld::outcome(world.pool.run<bool>([&](Transaction &transaction) {
                CallRepository calls(transaction);
                calls.ensureMonth(common::momentOf(about.id.uuid()));
                return calls.insert(TenantKey{1}, about, {});
            }));
        };
        common::FinishedCall foreign = call;
        foreign.id = common::CallId::generate();
        foreign.files.last().keyFingerprint = QByteArray(32, 'x');
        QCOMPARE(insert(foreign), QStringLiteral("Unavailable key=unknown"));
        QCOMPARE(world.count(QStringLiteral("calls")), 0);
        QCOMPARE(insert(call), QString());
        QCOMPARE(
            world.count(QStringLiteral("media_files WHERE key_id = '%1'").arg(KeyWorld::idOf(world.key.id))),
            call.files.size());
        const auto stored = world.pool.run<StoredCall>(
            [&](Transaction &transaction) { return CallRepository(transaction).get(TenantKey{1}, call.id); });
        QVERIFY(stored);
        QCOMPARE(stored->call.files, call.files);
        QCOMPARE(
            KeyWorld::outcome(world.as<bool, const KeyToRemove &>(
                "admin", removeTenantKey, {KeyWorld::idOf(world.key.id), tailOf(world.key.fingerprint)})),
            QStringLiteral("Conflict key=needed"));
    }
};

EARSHOT_TEST(tst_encryption, TestEncryption)
#include "tst_encryption.moc"
