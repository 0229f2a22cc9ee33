// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody tries with keys who may do much, and holds none, or not any more.
#include "recorder/service/impersonation.h"

#include "tests/recorder/service/keyworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;

namespace
{

struct World : HeldKeyWorld {
    /// Somebody with the eyes of `user`.
    Actor eyes(const char *caller, const char *user)
    {
        const auto begun = gate.runAndWait<Impersonation>(
            session(caller), operation("users.impersonate", true),
            [&](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                return beginImpersonation(transaction, scope, trail, userId(QLatin1String(user)).toString());
            });
        if (!begun) {
            return {};
        }
        const auto resumed = resume(begun->token);
        return resumed ? resumed->actor : Actor();
    }
};

} // namespace

class TestKeyAbuse : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    /// Root looks with the eyes of who may accept a key, and accepts his own in that name.
    void nobodyAcceptsAKeyInAnothersName()
    {
        World world;
        QVERIFY(world.activate(
            "admin", world.key,
            *common::makeActivation(world.north.bundle, world.north.record, std::nullopt, world.now())));
        const Keys planted = world.keysOf(world.tenantId("Nordlicht"), 3);
        const auto key = world.as<StoredTenantKey, const TenantKeyToAdd &>(
            "root", addTenantKey, TenantKeyToAdd{planted.record, std::nullopt, {}});
        QVERIFY(key);
        const Actor eyes = world.eyes("root", "admin");
        QVERIFY(eyes.isImpersonated());
        const KeyToActivate wanted{
            KeyWorld::idOf(key->id),
            *common::makeActivation(planted.bundle, planted.record, std::nullopt, world.now()), true};
        const auto activate = [&](bool inPerson) {
            Operation operation = KeyWorld::operation("keys.edit", true);
            operation.inPerson = inPerson; // as the contract says
            return KeyWorld::outcome(world.gate.runAndWait<StoredTenantKey>(
                eyes, operation,
                [&wanted](Transaction &transaction, const TenantScope &scope, AuditDetail &trail) {
                    return activateTenantKey(transaction, scope, trail, wanted);
                }));
        };
        QCOMPARE(activate(true), QStringLiteral("Denied reason=impersonated"));
        QCOMPARE(activate(false), QStringLiteral("Denied activation=foreign"));
        QCOMPARE(world.active(TenantKey{1}).value()->id, world.key.id);
        QCOMPARE(world.count(QStringLiteral("key_activations")), 1);
    }
    /// Who was switched off opens nothing: the last one who does is not revoked unknowingly.
    void whoMayNotSignInIsNoHolder()
    {
        World world;
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.ada.record, world.now())));
        const auto revoke = [&world](const QString &change) {
            world.ask(QStringLiteral("UPDATE users SET %1 WHERE login = 'ada'").arg(change));
            return KeyWorld::outcome(world.revoke("admin", world.key, "admin"));
        };
        const auto holders = [&world] {
            return world
                .as<StoredTenantKey, const QString &>("admin", showTenantKey, KeyWorld::idOf(world.key.id))
                .value()
                .holders;
        };
        const QString last = QStringLiteral("Conflict confirm=last-holder");
        QCOMPARE(holders(), 2);
        QCOMPARE(revoke(QStringLiteral("active = false")), last);
        QCOMPARE(holders(), 1);
        QCOMPARE(revoke(QStringLiteral("active = true, web_access = false")), last);
        QCOMPARE(holders(), 1);
        QCOMPARE(revoke(QStringLiteral("web_access = true, valid_till_ms = %1").arg(world.now())), last);
        QCOMPARE(holders(), 1);
        QCOMPARE(revoke(QStringLiteral("valid_till_ms = %1").arg(world.now() + 1000)), QString());
        QCOMPARE(holders(), 1); // she
    }
    /// Root may call everything and write every row.
    void nobodyGrantsWithoutTheKey()
    {
        World world;
        const Keys root = world.enrol("root", 3);
        common::Grant forged = *common::makeGrant(root.bundle, root.record, root.record, world.now());
        forged.tenant = world.north.record.owner;
        forged.key = world.key.fingerprint;
        QCOMPARE(KeyWorld::outcome(world.grant("root", forged)), QStringLiteral("Invalid grant=signature"));
        world.ask(
            QStringLiteral("INSERT INTO key_grants (key_id, user_id, tenant_id, grantee_key, granted_ms, "
                           "expires_ms, bundle, signature) VALUES ('%1', '%2', 1, '\\x%3', 0, 0, '\\x00', "
                           "'\\x%4')")
                .arg(KeyWorld::idOf(world.key.id), world.userId(QStringLiteral("root")).toString(),
                     QString::fromLatin1(root.record.identity().toHex()),
                     QString::fromLatin1(QByteArray(64, 'x').toHex())));
        QCOMPARE(world.users("root", world.key, true), QStringLiteral("admin:authorised"));
        QVERIFY(world.users("root", world.key, false).contains(QStringLiteral("root:regrant")));
        // A holder may let him.
        QVERIFY(world.grant(
            "root", *common::makeGrant(world.north.bundle, world.north.record, root.record, world.now())));
        QVERIFY(world.users("root", world.key, true).contains(QStringLiteral("root:authorised")));
    }
    /// A key that was left because somebody copied it is not brought back by what was signed for it then.
    void aVouchThatWasKeptIsNotUsedAgain()
    {
        World world;
        const Keys next = world.keysOf(world.tenantId("Nordlicht"), 3);
        const StoredTenantKey key = world.add("admin", next, world.admin).value();
        const auto activate = [&world](const StoredTenantKey &about, const common::Activation &activation) {
            return KeyWorld::outcome(world.activate("root", about, activation));
        };
        QCOMPARE(activate(world.key, *common::makeActivation(world.north.bundle, world.north.record,
                                                             std::nullopt, world.now())),
                 QString());
        world.clock.advance(std::chrono::minutes(1));
        const auto kept = *common::makeActivation(
            next.bundle, next.record, common::Voucher{world.north.bundle, world.north.record}, world.now());
        QCOMPARE(activate(key, kept), QString());
        world.clock.advance(std::chrono::minutes(1));
        const auto back = *common::makeActivation(world.north.bundle, world.north.record,
                                                  common::Voucher{next.bundle, next.record}, world.now());
        QCOMPARE(activate(world.key, back), QString());
        QCOMPARE(activate(key, kept), QStringLiteral("Invalid activation=clock"));
        // Nor by a row.
        world.ask(QStringLiteral("INSERT INTO key_activations SELECT '%1', tenant_id, key_id, key_identity, "
                                 "previous, at_ms, signature, vouch, vouching FROM key_activations WHERE "
                                 "key_id = '%2'; UPDATE tenant_keys SET active = false; UPDATE tenant_keys "
                                 "SET active = true WHERE id = '%2'")
                      .arg(KeyWorld::idOf(common::makeUuidV7()), KeyWorld::idOf(key.id)));
        QCOMPARE(KeyWorld::outcome(world.active(TenantKey{1})), QStringLiteral("Invalid activation=older"));
    }
    /// Somebody writes into the database so that he can read what comes.
    void aPlantedKeyIsNotSealedTo()
    {
        World world;
        QVERIFY(world.activate(
            "admin", world.key,
            *common::makeActivation(world.north.bundle, world.north.record, std::nullopt, world.now())));
        const Keys planted = world.keysOf(world.tenantId("Nordlicht"), 3);
        const StoredTenantKey key = world.add("admin", planted, world.admin).value();
        world.ask(
            QStringLiteral("UPDATE tenant_keys SET active = false; UPDATE tenant_keys SET active = true "
                           "WHERE id = '%1'")
                .arg(KeyWorld::idOf(key.id)));
        QCOMPARE(KeyWorld::outcome(world.active(TenantKey{1})), QStringLiteral("Invalid activation=missing"));
        const auto alone = common::makeActivation(planted.bundle, planted.record, std::nullopt, world.now());
        const auto hex = [](const QByteArray &bytes) { return QString::fromLatin1(bytes.toHex()); };
        const auto plant = [&](const QByteArray &previous, const QByteArray &vouch, const char *vouching) {
            world.ask(
                QStringLiteral("INSERT INTO key_activations (id, tenant_id, key_id, key_identity, previous, "
                               "at_ms, signature, vouch, vouching) VALUES ('%1', 1, '%2', '\\x%3', '\\x%4', "
                               "%5, '\\x%6', '\\x%7', '%8')")
                    .arg(KeyWorld::idOf(common::makeUuidV7()), KeyWorld::idOf(key.id), hex(alone->key),
                         hex(previous), QString::number(alone->atMs), hex(alone->signature), hex(vouch),
                         QLatin1String(vouching)));
            return KeyWorld::outcome(world.active(TenantKey{1}));
        };
        QCOMPARE(plant({}, {}, "first"), QStringLiteral("Invalid activation=unvouched"));
        QCOMPARE(plant(world.north.record.identity(), alone->signature, "vouched"),
                 QStringLiteral("Invalid activation=signature"));
        // Nor when the one before was taken away first.
        world.ask(QStringLiteral("ALTER TABLE key_activations DROP CONSTRAINT key_activations_key_id_fkey; "
                                 "DELETE FROM key_activations WHERE key_id = '%1'; DELETE FROM tenant_keys "
                                 "WHERE id = '%2'")
                      .arg(KeyWorld::idOf(key.id), KeyWorld::idOf(world.key.id)));
        QCOMPARE(plant({}, {}, "first"), QStringLiteral("Invalid activation=missing"));
    }
    /// What was signed once is a file that anybody may have kept.
    void aRevokedGrantDoesNotComeBack()
    {
        World world;
        const auto toAda = [&world](qint64 atMs) {
            return *common::makeGrant(world.north.bundle, world.north.record, world.ada.record, atMs);
        };
        const common::Grant first = toAda(world.now());
        QVERIFY(world.grant("admin", first));
        QCOMPARE(KeyWorld::outcome(world.grant("admin", first)), QStringLiteral("Invalid grant=older"));
        world.clock.advance(std::chrono::minutes(1));
        const common::Grant kept = toAda(world.now()); // made, and not sent
        world.clock.advance(std::chrono::minutes(1));
        QCOMPARE(world.revoke("admin", world.key, "ada").value(), 1);
        QCOMPARE(world.revoke("admin", world.key, "ada").value(), 0);
        QVERIFY(world.users("admin", world.key, false).contains(QStringLiteral("ada:none")));
        const auto shown = world.gate.runAndWait<OwnKeys>(world.session("ada"),
                                                          KeyWorld::operation("session", false), showOwnKeys);
        QVERIFY(shown && shown->held.isEmpty());
        QCOMPARE(world.ask(QStringLiteral("SELECT revoked_ms || ' ' || length(bundle) FROM key_grants WHERE "
                                          "revoked_ms IS NOT NULL")),
                 QStringLiteral("%1 0").arg(world.now()));
        for (const common::Grant &old : {first, kept, toAda(world.now())}) {
            QCOMPARE(KeyWorld::outcome(world.grant("root", old)), QStringLiteral("Invalid grant=older"));
        }
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("admin:authorised"));
        world.clock.advance(std::chrono::milliseconds(1));
        QVERIFY(world.grant("admin", toAda(world.now())));
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("ada:authorised admin:authorised"));
        QCOMPARE(world.count(QStringLiteral("key_grants WHERE revoked_ms IS NOT NULL")), 0);
        const auto key =
            world.as<StoredTenantKey, const QString &>("admin", showTenantKey, KeyWorld::idOf(world.key.id));
        QCOMPARE(key->holders, 2);
    }
};

EARSHOT_TEST(tst_keyabuse, TestKeyAbuse)
#include "tst_keyabuse.moc"
