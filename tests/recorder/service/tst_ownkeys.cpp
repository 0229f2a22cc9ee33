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
    void ownKeysAreKept()
    {
        KeyWorld world;
        const QUuid ada = world.userId(QStringLiteral("ada")).uuid();
        const Keys keys = world.keysOf(ada, 0);
        QCOMPARE(world.putKeys("ada", KeyWorld::put(keys)).value(), true);
        common::KeysToKeep again = KeyWorld::put(keys);
        again.nextBundle = "under the next password";
        again.recovery = "under a code";
        QCOMPARE(world.keep("ada", keys, again).value(), false); // not new
        const auto shown = world.gate.runAndWait<OwnKeys>(world.session("ada"),
                                                          KeyWorld::operation("session", false), showOwnKeys);
        QCOMPARE(shown->keys.size(), 1);
        QCOMPARE(recordOf(shown->keys.first().record), keys.record);
        QCOMPARE(shown->keys.first().nextBundle, again.nextBundle);
        QCOMPARE(shown->keys.first().recovery, again.recovery);
        QVERIFY(shown->held.isEmpty());
    }
    /// Another window may have made it: who does not know of it does not take it away.
    void theRecoveryCodeOutlivesPasswords()
    {
        KeyWorld world;
        const Keys keys = world.keysOf(world.userId(QStringLiteral("ada")).uuid(), 0);
        common::KeysToKeep kept = KeyWorld::put(keys);
        const auto shown = [&world] { return world.shown("ada")->keys.first(); };
        kept.recovery = "under a code";
        QVERIFY(world.putKeys("ada", kept));
        kept.recovery.clear();
        kept.bundle = "under another password";
        QVERIFY(world.keep("ada", keys, kept));
        QCOMPARE(shown().bundle, kept.bundle);
        QCOMPARE(shown().recovery, QByteArray("under a code"));
        kept.recovery = "under the next code";
        QVERIFY(world.keep("ada", keys, kept));
        QCOMPARE(shown().recovery, kept.recovery);
    }
    /// The password before has other parameters than the one in force: without its own it opens nothing.
    void howAPasswordSealedThemIsKept()
    {
        KeyWorld world;
        const Keys keys = world.keysOf(world.userId(QStringLiteral("ada")).uuid(), 0);
        common::KeysToKeep sealed = KeyWorld::put(keys);
        sealed.kdf = QByteArray(40, 'k');
        sealed.nextBundle = "under the next one";
        sealed.nextKdf = QByteArray(40, 'n');
        QVERIFY(world.putKeys("ada", sealed));
        const auto shown = world.gate.runAndWait<OwnKeys>(world.session("ada"),
                                                          KeyWorld::operation("session", false), showOwnKeys);
        QCOMPARE(shown->keys.first().kdf, sealed.kdf);
        QCOMPARE(shown->keys.first().nextKdf, sealed.nextKdf);
        sealed.kdf.chop(1);
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", sealed)), QStringLiteral("Invalid kdf=format"));
    }
    void ownKeysAreOnesOwn()
    {
        KeyWorld world;
        const Keys ada = world.enrol("ada", 0);
        const QUuid user = world.userId(QStringLiteral("ada")).uuid();
        QCOMPARE(KeyWorld::outcome(world.putKeys("bas", KeyWorld::put(ada))),
                 QStringLiteral("Invalid record=owner"));
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", KeyWorld::put(world.keysOf(user, 1)))),
                 QStringLiteral("Conflict record=other"));
        common::KeysToKeep changed = KeyWorld::put(ada);
        changed.record.createdMs += 1;
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", changed)),
                 QStringLiteral("Invalid record=signature"));
        changed = KeyWorld::put(ada);
        changed.bundle = QByteArray(9000, 'x');
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", changed)), QStringLiteral("Invalid bundle=length"));
        changed.bundle.clear();
        QCOMPARE(KeyWorld::outcome(world.putKeys("ada", changed)), QStringLiteral("Invalid bundle=length"));
    }
};

EARSHOT_TEST(tst_ownkeys, TestOwnKeys)
#include "tst_ownkeys.moc"
