// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody tries with keys who may do much, and holds none, or not any more.
#include "recorder/service/impersonation.h"

#include "tests/recorder/service/keyworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;
using common::Result;

namespace
{

/// Nordlicht's administrator made its key; ada has keys, nobody granted her anything.
struct World : KeyWorld {
    Keys admin = enrol("admin", 0);
    Keys ada = enrol("ada", 1);
    Keys north = keysOf(tenantId("Nordlicht"), 2);
    StoredTenantKey key = add("admin", north, admin).value();

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
};

EARSHOT_TEST(tst_keyabuse, TestKeyAbuse)
#include "tst_keyabuse.moc"
