// SPDX-License-Identifier: GPL-3.0-or-later
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
