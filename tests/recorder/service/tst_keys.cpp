// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/deletedthings.h"
#include "recorder/store/deletedrepository.h"
#include "recorder/store/sessionrepository.h"

#include "tests/recorder/service/keyworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;
using common::Result;

namespace
{

constexpr qint64 kDay = 86'400'000;

using World = HeldKeyWorld;

} // namespace

class TestKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
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
    void keysHaveNames()
    {
        KeyWorld world;
        const Keys self = world.enrol("admin", 0);
        const Keys made = world.keysOf(world.tenantId("Nordlicht"), 1);
        TenantKeyToAdd wanted{made.record,
                              *common::makeGrant(made.bundle, made.record, self.record, world.now()),
                              QStringLiteral("  Frühjahr ")};
        const auto add = [&world](const TenantKeyToAdd &key) {
            return world.as<StoredTenantKey, const TenantKeyToAdd &>("admin", addTenantKey, key);
        };
        wanted.name = QString(256, u'x');
        QCOMPARE(KeyWorld::outcome(add(wanted)), QStringLiteral("Invalid name=length"));
        wanted.name = QStringLiteral("  Frühjahr ");
        QCOMPARE(add(wanted)->name, QStringLiteral("Frühjahr"));
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
    void whoMakesAKeyHoldsIt()
    {
        World world;
        QCOMPARE(world.key.holders, 1);
        QCOMPARE(world.key.bits, 2048);
        QVERIFY(world.key.hasPrivate && !world.key.active);
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("admin:authorised"));
        QCOMPARE(world.users("admin", world.key, false), QStringLiteral("ada:none bas:no-keys sue:no-keys"));
        QCOMPARE(KeyWorld::outcome(world.add("admin", world.north, world.admin)),
                 QStringLiteral("Conflict key=exists"));
        // To somebody else: whoever makes it must be able to open what is sealed to it.
        const Keys second = world.keysOf(world.tenantId("Nordlicht"), 3);
        QCOMPARE(KeyWorld::outcome(world.add("admin", second, world.ada)),
                 QStringLiteral("Invalid grant=grantee"));
        QCOMPARE(world.count(QStringLiteral("tenant_keys")), 1);
        QCOMPARE(
            world.count(QStringLiteral("audit_log WHERE subject = '%1'").arg(KeyWorld::idOf(world.key.id))),
            1);
    }
    void holdersGrant()
    {
        World world;
        const auto grant = common::makeGrant(world.north.bundle, world.north.record, world.ada.record,
                                             world.now(), world.now() + kDay);
        QVERIFY(world.grant("admin", *grant));
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("ada:authorised admin:authorised"));
        const auto shown = world.gate.runAndWait<OwnKeys>(world.session("ada"),
                                                          KeyWorld::operation("session", false), showOwnKeys);
        QCOMPARE(shown->held.size(), 1);
        QCOMPARE(keyOf(shown->held.first().access), QStringLiteral("authorised"));
        QVERIFY2(common::openGrant(shown->held.first().grant, world.ada.bundle.opening,
                                   recordOf(shown->held.first().key.record)),
                 "what comes back opens");
        world.clock.advance(std::chrono::hours(25));
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("admin:authorised"));
        QVERIFY(world.users("admin", world.key, false).contains(QStringLiteral("ada:expired")));
        // Nor does she get it any more, whatever her own clock says.
        const auto over = world.gate.runAndWait<OwnKeys>(world.session("ada"),
                                                         KeyWorld::operation("session", false), showOwnKeys);
        QVERIFY(over && over->held.size() == 1);
        QCOMPARE(keyOf(over->held.first().access), QStringLiteral("expired"));
        QVERIFY(over->held.first().grant.bundle.isEmpty());
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
    void anotherTenantSeesNothing()
    {
        World world;
        const Keys other = world.enrol("other", 3);
        QCOMPARE(world.users("other", world.key, true), QStringLiteral("NotFound id=unknown"));
        QCOMPARE(KeyWorld::outcome(world.revoke("other", world.key, "admin", world.tail())),
                 QStringLiteral("NotFound id=unknown"));
        QCOMPARE(
            KeyWorld::outcome(world.grant("other", *common::makeGrant(world.north.bundle, world.north.record,
                                                                      other.record, world.now()))),
            QStringLiteral("NotFound key_id=unknown"));
        QCOMPARE(KeyWorld::outcome(world.add("other", world.north, other)),
                 QStringLiteral("Invalid tenant=unknown"));
        const auto list = [&world](const char *login, const common::ListQuery &query) {
            const auto found = world.as<common::ListPageOf<StoredTenantKey>, const common::ListQuery &>(
                login, listTenantKeys, query);
            return found ? QString::number(found->items.size()) : KeyWorld::outcome(found);
        };
        QCOMPARE(list("other", {}), QStringLiteral("0"));
        QCOMPARE(list("other", where("tenant", "is", {world.tenant("Nordlicht")})),
                 QStringLiteral("NotFound id=unknown"));
        QCOMPARE(list("admin", where("tenant", "is", {world.tenant("Nordlicht")})), QStringLiteral("1"));
        QCOMPARE(list("root", search(QString::fromLatin1(world.key.fingerprint.toHex().left(8)))),
                 QStringLiteral("1"));
        QCOMPARE(list("root", search(QStringLiteral("nothing"))), QStringLiteral("0"));
        QCOMPARE(list("root", where("bits", "is", {QStringLiteral("1")})),
                 QStringLiteral("Invalid criteria=unknown"));
        // And its people are granted nothing of ours.
        QCOMPARE(
            KeyWorld::outcome(world.grant("root", *common::makeGrant(world.north.bundle, world.north.record,
                                                                     other.record, world.now()))),
            QStringLiteral("NotFound grantee=unknown"));
    }
    void theFirstKeyIsActivatedByItself()
    {
        World world;
        QVERIFY(!world.active(TenantKey{1}).value());
        const auto activation =
            common::makeActivation(world.north.bundle, world.north.record, std::nullopt, world.now());
        const auto active = world.activate("admin", world.key, *activation);
        QVERIFY(active && active->active);
        QCOMPARE(world.active(TenantKey{1}).value()->id, world.key.id);
        // Off and on again: nobody came in between.
        QVERIFY((world.as<StoredTenantKey, const KeyToDeactivate &>("admin", deactivateTenantKey,
                                                                    {KeyWorld::idOf(world.key.id), {}})));
        QVERIFY(world.activate("admin", world.key, *activation));
        QCOMPARE(world.active(TenantKey{1}).value()->id, world.key.id);
        QCOMPARE(world.count(QStringLiteral("key_activations")), 1);
    }
    void theNextOneNeedsAHolderOfTheOneBefore()
    {
        World world;
        QVERIFY(world.activate(
            "admin", world.key,
            *common::makeActivation(world.north.bundle, world.north.record, std::nullopt, world.now())));
        const Keys next = world.keysOf(world.tenantId("Nordlicht"), 3);
        const StoredTenantKey key = world.add("admin", next, world.admin).value();
        const auto alone = common::makeActivation(next.bundle, next.record, std::nullopt, world.now());
        QCOMPARE(KeyWorld::outcome(world.activate("admin", key, *alone)),
                 QStringLiteral("Denied activation=unvouched"));
        // Not by switching the one before off either.
        QVERIFY((world.as<StoredTenantKey, const KeyToDeactivate &>("admin", deactivateTenantKey,
                                                                    {KeyWorld::idOf(world.key.id), {}})));
        QVERIFY(!world.active(TenantKey{1}).value());
        QCOMPARE(KeyWorld::outcome(world.activate("admin", key, *alone)),
                 QStringLiteral("Denied activation=unvouched"));
        const auto vouched = common::makeActivation(
            next.bundle, next.record, common::Voucher{world.north.bundle, world.north.record}, world.now());
        QVERIFY(world.activate("admin", key, *vouched));
        QCOMPARE(world.active(TenantKey{1}).value()->id, key.id);
        QCOMPARE(world.count(QStringLiteral("tenant_keys WHERE active")), 1);
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
    void activationsAreMadeNow()
    {
        World world;
        const auto activate = [&world](qint64 offMs) {
            return KeyWorld::outcome(
                world.activate("admin", world.key,
                               *common::makeActivation(world.north.bundle, world.north.record, std::nullopt,
                                                       world.now() + offMs)));
        };
        QCOMPARE(activate(-common::kGrantSkewMs - 1), QStringLiteral("Invalid activation=clock"));
        QCOMPARE(activate(common::kGrantSkewMs + 1), QStringLiteral("Invalid activation=clock"));
        QCOMPARE(activate(common::kGrantSkewMs), QString());
    }
    void acceptingAnUnvouchedKeyIsNoted()
    {
        World world;
        QVERIFY(world.activate(
            "admin", world.key,
            *common::makeActivation(world.north.bundle, world.north.record, std::nullopt, world.now())));
        const Keys next = world.keysOf(world.tenantId("Nordlicht"), 3);
        const StoredTenantKey key = world.add("admin", next, world.admin).value();
        const auto alone = common::makeActivation(next.bundle, next.record, std::nullopt, world.now());
        // Root may do everything else; whose calls would be sealed to it are the tenant's.
        QCOMPARE(KeyWorld::outcome(world.activate("root", key, *alone, true)),
                 QStringLiteral("Denied activation=foreign"));
        QVERIFY(world.activate("admin", key, *alone, true));
        QCOMPARE(world.active(TenantKey{1}).value()->id, key.id);
        QCOMPARE(
            world.ask(QStringLiteral("SELECT vouching || ' ' || accepted_by FROM key_activations ORDER BY id "
                                     "DESC LIMIT 1")),
            QStringLiteral("unvouched admin"));
        const auto shown = [&world](const StoredTenantKey &one) {
            return *world.as<StoredTenantKey, const QString &>("admin", showTenantKey,
                                                               KeyWorld::idOf(one.id));
        };
        QCOMPARE(shown(key).vouching, QStringLiteral("unvouched"));
        QCOMPARE(shown(key).acceptedBy, QStringLiteral("admin"));
        QCOMPARE(shown(key).activatedMs, alone->atMs);
        QCOMPARE(shown(world.key).vouching, QStringLiteral("first"));
        QVERIFY(shown(world.key).acceptedBy.isEmpty());
    }
    void theRecordingsOfAKeyAreCountedWhenOneLooks()
    {
        World world;
        const auto shown = [&world] {
            return *world.as<StoredTenantKey, const QString &>("admin", showTenantKey,
                                                               KeyWorld::idOf(world.key.id));
        };
        QCOMPARE(shown().recordings, std::optional<qint64>(0));
        QVERIFY(shown().vouching.isEmpty());
        QCOMPARE(shown().activatedMs, 0);
        QVERIFY(!world.key.recordings); // a list does not count
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
    void weakKeysAreReadAndNeverActive()
    {
        KeyWorld world;
        const Keys admin = world.enrol("admin", 0);
        const auto bundle =
            common::KeyBundle::around(common::OpeningKey::fromPkcs8(opensslPrivateKey(1024)).value());
        const Keys weak{*bundle, *common::makeKeyRecord(*bundle, world.tenantId("Nordlicht"), world.now())};
        const auto key = world.add("admin", weak, admin);
        QVERIFY(key && key->bits == 1024);
        QCOMPARE(
            KeyWorld::outcome(world.activate(
                "admin", *key, *common::makeActivation(weak.bundle, weak.record, std::nullopt, world.now()))),
            QStringLiteral("Invalid bits=weak"));
    }
    void theLastHolderStaysUnlessItIsMeant()
    {
        World world;
        QCOMPARE(KeyWorld::outcome(world.revoke("admin", world.key, "admin")),
                 QStringLiteral("Conflict confirm=last-holder"));
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.ada.record, world.now())));
        QCOMPARE(world.revoke("admin", world.key, "admin").value(), 1);
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("ada:authorised"));
        QCOMPARE(KeyWorld::outcome(world.revoke("admin", world.key, "ada")),
                 QStringLiteral("Conflict confirm=last-holder"));
        QCOMPARE(world.revoke("admin", world.key, "ada", world.tail()).value(), 1);
        QCOMPARE(world.users("admin", world.key, true), QString());
        QCOMPARE(world.revoke("admin", world.key, "ada", world.tail()).value(), 0);
    }
    void aRemovedUserHoldsNothing()
    {
        World world;
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.ada.record, world.now())));
        QVERIFY(world.remove("ada"));
        QCOMPARE(KeyWorld::outcome(world.revoke("admin", world.key, "admin")),
                 QStringLiteral("Conflict confirm=last-holder"));
        const auto key =
            world.as<StoredTenantKey, const QString &>("admin", showTenantKey, KeyWorld::idOf(world.key.id));
        QCOMPARE(key->holders, 1);
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("admin:authorised"));
    }
    void theLastHolderIsNotRemoved()
    {
        World world;
        const auto grant = [&world](const Keys &to) {
            world.clock.advance(std::chrono::seconds(1));
            return world.grant(
                "admin", *common::makeGrant(world.north.bundle, world.north.record, to.record, world.now()));
        };
        QVERIFY(grant(world.ada));
        QCOMPARE(world.revoke("admin", world.key, "admin").value(), 1);
        const QString refusal = QStringLiteral("Conflict ids=last-holder,key=") + world.tail();
        QCOMPARE(KeyWorld::outcome(world.remove("ada")), refusal);
        // Nor while he could have his keys back by his code.
        world.ask(QStringLiteral("UPDATE user_keys SET retired_ms = 1 WHERE user_id = '%1'")
                      .arg(KeyWorld::idOf(world.ada.record.owner)));
        QCOMPARE(KeyWorld::outcome(world.remove("ada")), refusal);
        QCOMPARE(world.count(QStringLiteral("users WHERE deleted_ms IS NOT NULL")), 0);
        QVERIFY(world.keep("ada", world.ada, KeyWorld::put(world.ada)));
        QVERIFY(world.remove("bas")); // holds nothing
        // Revoked knowingly, or somebody else holds it.
        QVERIFY(grant(world.admin));
        QVERIFY(world.remove("ada"));
    }
    void theLastHolderIsNotPurged()
    {
        World world;
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.ada.record, world.now())));
        QVERIFY(world.remove("ada"));
        QCOMPARE(world.revoke("admin", world.key, "admin", world.tail()).value(), 1);
        const QString ada = KeyWorld::idOf(world.ada.record.owner);
        const auto purge = [&world, &ada] {
            return KeyWorld::outcome(world.change<int, const QList<DeletedRef> &>(
                "admin", "deleted.purge", purgeDeleted, {{QStringLiteral("users"), ada}}));
        };
        QCOMPARE(purge(), QStringLiteral("Conflict %1=in-use").arg(ada));
        const auto due = world.pool.run<QList<QUuid>>([&world](
                                                          Transaction &transaction) -> Result<QList<QUuid>> {
            return DeletedRepository(transaction).idsBefore(deletedKinds().first(), world.now() + kDay, 10);
        });
        QVERIFY(due && due->isEmpty());
        // Restored, he opens it again.
        QVERIFY((world.change<int, const QStringList &>("admin", "users.edit", restoreUsers, {ada})));
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("ada:authorised"));
        world.clock.advance(std::chrono::seconds(1));
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.admin.record, world.now())));
        QVERIFY(world.remove("ada"));
        QCOMPARE(purge(), QString());
        QCOMPARE(world.count(QStringLiteral("users WHERE id = '%1'").arg(ada)), 0);
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
    /// His console is to let go of the key: the session's mark is what cuts its connection.
    void aRevocationIsAChangeOfRights()
    {
        World world;
        const auto mark = [&world] {
            const auto found = world.pool.run<QString>([&world](Transaction &transaction) -> Result<QString> {
                const auto rights =
                    SessionRepository(transaction).rightsOf(common::UserId(world.ada.record.owner));
                return rights ? rights->mark : QString();
            });
            return found.value_or(QString());
        };
        const QString before = mark();
        QVERIFY(!before.isEmpty());
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.ada.record, world.now())));
        QCOMPARE(mark(), before);
        QCOMPARE(world.revoke("admin", world.key, "ada").value(), 1);
        QVERIFY(mark() != before);
    }
    void grantsAreMadeNow()
    {
        World world;
        const auto grant = [&world](qint64 offMs) {
            return KeyWorld::outcome(
                world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.ada.record, world.now() + offMs)));
        };
        QCOMPARE(grant(-common::kGrantSkewMs - 1), QStringLiteral("Invalid grant=clock"));
        QCOMPARE(grant(common::kGrantSkewMs + 1), QStringLiteral("Invalid grant=clock"));
        QCOMPARE(grant(-common::kGrantSkewMs), QString());
        QCOMPARE(grant(common::kGrantSkewMs), QString());
        QCOMPARE(grant(0), QStringLiteral("Invalid grant=older"));
    }
    /// Somebody else set his password: his keys are not his any more until he shows that he can open them.
    void aNewPasswordEndsWhatWasGranted()
    {
        World world;
        QVERIFY(world.grant("admin", *common::makeGrant(world.north.bundle, world.north.record,
                                                        world.ada.record, world.now())));
        const auto retired = world.pool.run<bool>([&world](Transaction &transaction) -> Result<bool> {
            return KeyRepository(transaction).retireUserKeys(world.ada.record.owner, world.now());
        });
        QVERIFY(*retired);
        QVERIFY(world.users("admin", world.key, false).contains(QStringLiteral("ada:regrant")));
        // New ones do not open it ...
        const Keys fresh = world.keysOf(world.ada.record.owner, 4);
        QVERIFY(world.putKeys("ada", KeyWorld::put(fresh)));
        QVERIFY(world.users("admin", world.key, false).contains(QStringLiteral("ada:regrant")));
        // ... but whoever has the recovery code has the old ones again.
        QVERIFY(world.keep("ada", world.ada, KeyWorld::put(world.ada)));
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("ada:authorised admin:authorised"));
        QCOMPARE(world.count(QStringLiteral("user_keys WHERE retired_ms IS NOT NULL")), 1);
    }
    void keysThatAreNeededStay()
    {
        World world;
        const auto remove = [&world](const QString &tail) {
            return KeyWorld::outcome(world.as<bool, const KeyToRemove &>(
                "admin", removeTenantKey, {KeyWorld::idOf(world.key.id), tail}));
        };
        QCOMPARE(remove(QStringLiteral("000000x")), QStringLiteral("Invalid confirm=wrong"));
        world.ask(QStringLiteral(
                      "INSERT INTO media_files (call_id, size, tenant_id, position, kind, storage_target, "
                      "format, path, sha256, key_id) SELECT gen_random_uuid(), 1, 1, 0, 1, min(id), 'mp3', "
                      "'x', decode(repeat('00', 32), 'hex'), '%1' FROM storage_targets")
                      .arg(KeyWorld::idOf(world.key.id)));
        QCOMPARE(remove(world.tail()), QStringLiteral("Conflict key=needed"));
        world.ask(QStringLiteral("DELETE FROM media_files"));
        QCOMPARE(remove(world.tail().toUpper()), QString());
        QCOMPARE(world.count(QStringLiteral("tenant_keys")), 0);
        QCOMPARE(world.count(QStringLiteral("key_grants")), 0);
    }
    void keysThatWereActiveStay()
    {
        World world;
        const auto remove = [&world] {
            return KeyWorld::outcome(world.as<bool, const KeyToRemove &>(
                "admin", removeTenantKey, {KeyWorld::idOf(world.key.id), world.tail()}));
        };
        QVERIFY(world.activate(
            "admin", world.key,
            *common::makeActivation(world.north.bundle, world.north.record, std::nullopt, world.now())));
        QCOMPARE(remove(), QStringLiteral("Conflict active=active"));
        QVERIFY((world.as<StoredTenantKey, const KeyToDeactivate &>("admin", deactivateTenantKey,
                                                                    {KeyWorld::idOf(world.key.id), {}})));
        QCOMPARE(remove(), QStringLiteral("Conflict key=needed")); // else the next one would be the first
        const Keys next = world.keysOf(world.tenantId("Nordlicht"), 3);
        const StoredTenantKey key = world.add("admin", next, world.admin).value();
        QVERIFY(world.activate(
            "admin", key,
            *common::makeActivation(next.bundle, next.record,
                                    common::Voucher{world.north.bundle, world.north.record}, world.now())));
        QCOMPARE(remove(), QStringLiteral("Conflict key=needed"));
        QCOMPARE(world.active(TenantKey{1}).value()->id, key.id);
        QCOMPARE(world.ask(QStringLiteral("SELECT confdeltype FROM pg_constraint WHERE conrelid = "
                                          "'key_activations'::regclass AND confrelid = "
                                          "'tenant_keys'::regclass")),
                 QStringLiteral("r"));
    }
    void exportsAreNoted()
    {
        World world;
        QVERIFY((world.as<bool, const KeyExport &>("admin", noteKeyExport,
                                                   {KeyWorld::idOf(world.key.id), false})));
        const auto shown =
            world.as<StoredTenantKey, const QString &>("admin", showTenantKey, KeyWorld::idOf(world.key.id));
        QCOMPARE(shown->exportedMs, world.now());
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE detail::text LIKE '%with_password%'")), 1);
    }
};

EARSHOT_TEST(tst_keys, TestKeys)
#include "tst_keys.moc"
