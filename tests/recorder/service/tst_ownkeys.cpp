// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/recorder/service/keyworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;
using common::Result;

namespace
{

/// ada has keys. Whoever stole her session has not opened them.
struct World : KeyWorld {
    Keys ada = enrol("ada", 1);
    QByteArray bundle() { return shown("ada")->keys.first().bundle; }
    void retire()
    {
        const auto retired = pool.run<bool>([this](Transaction &transaction) -> Result<bool> {
            return KeyRepository(transaction).retireUserKeys(ada.record.owner, now());
        });
        QVERIFY(retired.value_or(false));
    }
};

} // namespace

class TestOwnKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSessionAloneOverwritesNothing()
    {
        World world;
        const QByteArray before = world.bundle();
        common::KeysToKeep wanted = KeyWorld::put(world.ada);
        wanted.bundle = "nothing that opens";
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", wanted)), QStringLiteral("Denied proof=missing"));
        // Signed by keys that the thief made.
        const Keys thief = world.keysOf(world.ada.record.owner, 3);
        wanted.proof = world.proved("ada", thief, KeyWorld::put(thief)).proof;
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", wanted)), QStringLiteral("Denied proof=signature"));
        // Or taken from something that she signed.
        wanted = world.proved("ada", world.ada, KeyWorld::put(world.ada));
        wanted.recovery = "under a code that the thief has";
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", wanted)), QStringLiteral("Denied proof=signature"));
        QCOMPARE(world.bundle(), before);
        QVERIFY(world.shown("ada")->keys.first().recovery.isEmpty());
    }
    void whatWasSignedIsGoodOnce()
    {
        World world;
        common::KeysToKeep first = KeyWorld::put(world.ada);
        first.bundle = "under the first password";
        first = world.proved("ada", world.ada, first);
        QCOMPARE(world.putKeys("ada", first).value(), false);
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", first)), QStringLiteral("Conflict proof=stale"));
        common::KeysToKeep second = KeyWorld::put(world.ada);
        second.bundle = "under the second password";
        second.recovery = "under a code";
        QCOMPARE(world.keep("ada", world.ada, second).value(), false);
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", first)), QStringLiteral("Conflict proof=stale"));
        QCOMPARE(world.bundle(), second.bundle);
    }
    void whatIsKeptIsToldAsItsState()
    {
        World world;
        const auto wanted = world.proved("ada", world.ada, KeyWorld::put(world.ada));
        const auto kept = world.as<OwnKeysKept, const common::KeysToKeep &>("ada", putOwnKeys, wanted);
        QVERIFY(kept && !kept->isNew);
        QCOMPARE(kept->state, stateOf(world.shown("ada")->keys.first()));
    }
    void onlyHoldersExport()
    {
        World world;
        const Keys admin = world.enrol("admin", 0);
        const Keys north = world.keysOf(world.tenantId("Nordlicht"), 2);
        const StoredTenantKey key = world.add("admin", north, admin).value();
        const auto note = [&world, &key](const char *login) {
            return KeyWorld::outcome(
                world.as<bool, const KeyExport &>(login, noteKeyExport, {KeyWorld::idOf(key.id), true}));
        };
        world.enrol("root", 3);
        QCOMPARE(note("root"), QStringLiteral("Denied key=not-held"));
        QCOMPARE(world.count(QStringLiteral("tenant_keys WHERE exported_ms <> 0")), 0);
        QCOMPARE(note("admin"), QString());
        QCOMPARE(world.count(QStringLiteral("tenant_keys WHERE exported_ms <> 0")), 1);
        world.ask(QStringLiteral("UPDATE key_grants SET signature = decode(repeat('00', 64), 'hex')"));
        QCOMPARE(note("admin"), QStringLiteral("Denied key=not-held")); // a row alone is no grant
    }
    void aTenantHasManyKeysNotAnyNumber()
    {
        World world;
        const Keys admin = world.enrol("admin", 0);
        const auto fill = [&world](qint64 most) {
            world.ask(
                QStringLiteral("INSERT INTO tenant_keys (id, tenant_id, fingerprint, identity, spki, "
                               "signing_key, created_ms, signature, bits, has_private) SELECT "
                               "gen_random_uuid(), 1, sha256(int8send(n)), sha256(int8send(n)), '\\x00', "
                               "sha256(int8send(n)), 1, decode(repeat('00', 64), 'hex'), 2048, true "
                               "FROM generate_series((SELECT count(*) + 1 FROM tenant_keys), %1) n")
                    .arg(most));
        };
        fill(kMostTenantKeys - 1);
        QVERIFY(world.add("admin", world.keysOf(world.tenantId("Nordlicht"), 2), admin));
        QCOMPARE(KeyWorld::outcome(world.add("admin", world.keysOf(world.tenantId("Nordlicht"), 3), admin)),
                 QStringLiteral("Conflict key=key-limit"));
        QCOMPARE(world.count(QStringLiteral("tenant_keys")), int(kMostTenantKeys));
    }
    /// An administrator set another password: new keys may be put, the old ones only by whoever opens them.
    void retiredKeysComeBackByTheirOwnProof()
    {
        World world;
        const auto early = world.proved("ada", world.ada, KeyWorld::put(world.ada));
        world.retire();
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", early)), QStringLiteral("Conflict proof=stale"));
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", KeyWorld::put(world.ada))),
                 QStringLiteral("Denied proof=missing"));
        const Keys fresh = world.keysOf(world.ada.record.owner, 4);
        QCOMPARE(world.putKeys("ada", KeyWorld::put(fresh)).value(), true);
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", KeyWorld::put(world.ada))),
                 QStringLiteral("Denied proof=missing"));
        QCOMPARE(world.keep("ada", world.ada, KeyWorld::put(world.ada)).value(), false);
        QCOMPARE(recordOf(world.shown("ada")->keys.first().record), world.ada.record);
    }
};

EARSHOT_TEST(tst_ownkeys, TestOwnKeys)
#include "tst_ownkeys.moc"
