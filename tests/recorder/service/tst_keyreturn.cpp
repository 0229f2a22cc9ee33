// SPDX-License-Identifier: GPL-3.0-or-later
// A key that is there, and whoever has its private half and nothing else; and the name of a key.
#include "common/crypto/keyproof.h"

#include "tests/recorder/service/keyworld.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace recorder;
using namespace tests;

namespace
{

/// Nordlicht's administrator made its key and it is active; ada has keys, and has the key's PEM.
struct World : KeyWorld {
    Keys admin = enrol("admin", 0);
    Keys ada = enrol("ada", 1);
    Keys north = keysOf(tenantId("Nordlicht"), 2);
    StoredTenantKey key = add("admin", north, admin).value();

    World() { clock.advance(std::chrono::seconds(1)); }
    void begin()
    {
        QVERIFY(
            activate("admin", key, *common::makeActivation(north.bundle, north.record, std::nullopt, now())));
    }
    /// What a console makes of the PEM: the same RSA key with another signing key.
    Keys fromPem() const
    {
        const common::KeyBundle bundle = *common::KeyBundle::around(north.bundle.opening);
        return {bundle, *common::makeKeyRecord(bundle, tenantId("Nordlicht"), now())};
    }
    KeyToBringBack wanted(const Keys &again, const Keys &self) const
    {
        const QByteArray before = key.record.identity;
        return {
            idOf(key.id), again.record, *common::makeGrant(again.bundle, again.record, self.record, now()),
            before,
            *common::proveSuccession({north.record.owner, key.fingerprint, before, again.record.identity()},
                                     again.bundle.opening)};
    }
    common::Result<StoredTenantKey> bring(const char *login, const KeyToBringBack &what)
    {
        return as<StoredTenantKey, const KeyToBringBack &>(login, bringBackTenantKey, what);
    }
    /// Rotates to a key that this one vouches for; how that was judged, or why not.
    QString rotate(const std::optional<common::Voucher> &voucher, bool accept)
    {
        const Keys next = keysOf(tenantId("Nordlicht"), 3);
        const StoredTenantKey made = add("admin", next, admin).value();
        const auto done = activate("admin", made,
                                   *common::makeActivation(next.bundle, next.record, voucher, now()), accept);
        return done ? ask(QStringLiteral("SELECT vouching FROM key_activations WHERE key_id = '%1'")
                              .arg(idOf(made.id)))
                    : outcome(done);
    }
};

} // namespace

class TestKeyReturn : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whoHasThePrivateKeyHoldsIt()
    {
        World world;
        world.begin();
        const Keys again = world.fromPem();
        const auto back = world.bring("ada", world.wanted(again, world.ada));
        QVERIFY2(back, qPrintable(KeyWorld::outcome(back)));
        QCOMPARE(back->id, world.key.id);
        QCOMPARE(back->fingerprint, world.key.fingerprint);
        QCOMPARE(recordOf(back->record), again.record);
        QVERIFY(back->active);
        QCOMPARE(recordsOf(*back), (QList<common::KeyRecord>{again.record, world.north.record}));
        // What was granted before holds, and so does the chain: nothing that is sealed waits.
        QCOMPARE(world.users("admin", *back, true), QStringLiteral("ada:authorised admin:authorised"));
        QCOMPARE(world.active(TenantKey{1}).value()->id, world.key.id);
        const auto shown = world.shown("ada");
        QCOMPARE(shown->held.size(), 1);
        QVERIFY(common::openGrant(shown->held.first().grant, world.ada.bundle.opening, again.record));
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE subject = '%1' AND detail::text LIKE "
                                            "'%\"after\": \"%2%'")
                                 .arg(KeyWorld::idOf(world.key.id),
                                      QString::fromLatin1(again.record.identity().toHex()))),
                 1);
    }
    /// Both are holders: he who has the old signing key, and he who brought it back.
    void bothGrantOn()
    {
        World world;
        const Keys again = world.fromPem();
        QVERIFY(world.bring("ada", world.wanted(again, world.ada)));
        const Keys bas = world.enrol("bas", 3);
        const auto basHolds = [&world] {
            return world.users("admin", world.key, true).contains(QStringLiteral("bas:authorised"));
        };
        for (const Keys &holder : {world.north, again}) {
            world.clock.advance(std::chrono::seconds(1));
            QVERIFY(world.grant("admin",
                                *common::makeGrant(holder.bundle, holder.record, bas.record, world.now())));
            QVERIFY(basHolds());
            world.clock.advance(std::chrono::seconds(1));
            QCOMPARE(world.revoke("admin", world.key, "bas").value(), 1);
            QVERIFY(!basHolds());
        }
    }
    void theProofIsJudged_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("refusal");
        QTest::newRow("none") << QStringLiteral("none") << QStringLiteral("Denied proof=missing");
        QTest::newRow("of another private key")
            << QStringLiteral("wrong") << QStringLiteral("Denied proof=signature");
        QTest::newRow("for another record")
            << QStringLiteral("record") << QStringLiteral("Denied proof=signature");
        QTest::newRow("another RSA key under its name")
            << QStringLiteral("planted") << QStringLiteral("Invalid record=key");
        QTest::newRow("of another tenant")
            << QStringLiteral("owner") << QStringLiteral("Invalid record=owner");
        QTest::newRow("to somebody else")
            << QStringLiteral("grantee") << QStringLiteral("Invalid grant=grantee");
        QTest::newRow("after another record")
            << QStringLiteral("before") << QStringLiteral("Conflict proof=stale");
    }
    void theProofIsJudged()
    {
        QFETCH(QString, what);
        QFETCH(QString, refusal);
        World world;
        world.begin();
        KeyToBringBack bad = world.wanted(world.fromPem(), world.ada);
        const Keys other = world.keysOf(world.tenantId("Nordlicht"), 3);
        if (what == QLatin1String("none")) {
            bad.proof.clear();
        } else if (what == QLatin1String("wrong")) {
            bad.proof = *common::proveSuccession(
                {world.north.record.owner, world.key.fingerprint, bad.before, bad.record.identity()},
                other.bundle.opening);
        } else if (what == QLatin1String("record")) {
            bad.record = world.fromPem().record;
        } else if (what == QLatin1String("planted")) {
            bad = world.wanted(other, world.ada);
        } else if (what == QLatin1String("owner")) {
            bad.record = *common::makeKeyRecord(world.north.bundle, QUuid::createUuid(), world.now());
        } else if (what == QLatin1String("grantee")) {
            bad = world.wanted(world.fromPem(), world.admin);
        } else {
            bad.before = bad.record.identity();
        }
        QCOMPARE(KeyWorld::outcome(world.bring("ada", bad)), refusal);
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("admin:authorised"));
        QCOMPARE(world.count(QStringLiteral("key_activations")), 1); // nothing was kept of it
        QCOMPARE(world.count(QStringLiteral("audit_log WHERE detail::text LIKE '%\"record\"%'")), 0);
    }
    /// What somebody sent once and somebody else recorded.
    void theSameIsNotTakenTwice()
    {
        World world;
        const KeyToBringBack sent = world.wanted(world.fromPem(), world.ada);
        QVERIFY(world.bring("ada", sent));
        world.clock.advance(std::chrono::seconds(1));
        QCOMPARE(world.revoke("admin", world.key, "ada").value(), 1);
        QCOMPARE(KeyWorld::outcome(world.bring("ada", sent)), QStringLiteral("Conflict proof=stale"));
        // Nor under the name of the record that it has now: that is not what was signed.
        KeyToBringBack forged = sent;
        forged.before = sent.record.identity();
        QCOMPARE(KeyWorld::outcome(world.bring("ada", forged)), QStringLiteral("Denied proof=signature"));
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("admin:authorised"));
        QCOMPARE(world.count(QStringLiteral("key_activations")), 1);
    }
    void anotherTenantsKeyIsNotThere()
    {
        World world;
        const Keys other = world.enrol("other", 3);
        QCOMPARE(KeyWorld::outcome(world.bring("other", world.wanted(world.fromPem(), other))),
                 QStringLiteral("NotFound id=unknown"));
        QCOMPARE(world.users("admin", world.key, true), QStringLiteral("admin:authorised"));
    }
    void aPublicKeyIsCompleted()
    {
        World world;
        const common::OpeningKey &elsewhere = openingKey(2048, 3);
        const common::SigningKey signing = *common::SigningKey::generate();
        const common::KeyRecord alone =
            *common::makeKeyRecord(elsewhere.publicKey(), signing, world.tenantId("Nordlicht"), world.now());
        const StoredTenantKey made =
            world
                .as<StoredTenantKey, const TenantKeyToAdd &>("admin", addTenantKey, {alone, std::nullopt, {}})
                .value();
        QVERIFY(!made.hasPrivate);
        QVERIFY(world.activate("admin", made,
                               *common::makeActivation(signing, alone, std::nullopt, world.now())));
        const common::KeyBundle bundle = *common::KeyBundle::around(elsewhere);
        const Keys whole{bundle, *common::makeKeyRecord(bundle, alone.owner, world.now())};
        KeyToBringBack wanted{KeyWorld::idOf(made.id),
                              whole.record,
                              *common::makeGrant(bundle, whole.record, world.admin.record, world.now()),
                              alone.identity(),
                              {}};
        wanted.proof = *common::proveSuccession(
            {alone.owner, made.fingerprint, alone.identity(), whole.record.identity()}, elsewhere);
        const auto back = world.bring("admin", wanted);
        QVERIFY2(back, qPrintable(KeyWorld::outcome(back)));
        QVERIFY(back->hasPrivate && back->active);
        QCOMPARE(back->holders, 1);
        QCOMPARE(world.active(TenantKey{1}).value()->id, made.id);
    }
    /// K5: who has the RSA key alone vouches for no other; that has to be accepted.
    void whoBroughtItBackVouchesForNothing()
    {
        World world;
        world.begin();
        const Keys again = world.fromPem();
        QVERIFY(world.bring("ada", world.wanted(again, world.ada)));
        QCOMPARE(world.rotate(common::Voucher{again.bundle, again.record}, true),
                 QStringLiteral("Invalid activation=previous"));
        QCOMPARE(world.active(TenantKey{1}).value()->id, world.key.id);
    }
    void theNextKeyIsAcceptedKnowingly()
    {
        World world;
        world.begin();
        QVERIFY(world.bring("ada", world.wanted(world.fromPem(), world.ada)));
        QCOMPARE(world.rotate(std::nullopt, true), QStringLiteral("unvouched"));
        QVERIFY(world.active(TenantKey{1}).value()->id != world.key.id);
    }
    void withoutThatItIsRefused()
    {
        World world;
        world.begin();
        QVERIFY(world.bring("ada", world.wanted(world.fromPem(), world.ada)));
        QCOMPARE(world.rotate(std::nullopt, false), QStringLiteral("Denied activation=unvouched"));
    }
    /// The signing key that the chain names is still somebody's.
    void theHolderBeforeVouchesAsEver()
    {
        World world;
        world.begin();
        QVERIFY(world.bring("ada", world.wanted(world.fromPem(), world.ada)));
        QCOMPARE(world.rotate(common::Voucher{world.north.bundle, world.north.record}, false),
                 QStringLiteral("vouched"));
        QVERIFY(world.active(TenantKey{1}).value());
    }
    /// Who writes to the database names another record as one of before: the RSA key has not signed that.
    void aPlantedRecordIsNone()
    {
        World world;
        world.begin();
        const common::SigningKey signing = *common::SigningKey::generate();
        const common::KeyRecord planted = *common::makeKeyRecord(
            world.north.bundle.opening.publicKey(), signing, world.north.record.owner, world.now());
        const auto hex = [](const QByteArray &bytes) { return QString::fromLatin1(bytes.toHex()); };
        world.ask(
            QStringLiteral("INSERT INTO key_activations (id, tenant_id, key_id, key_identity, previous, "
                           "at_ms, signature, vouch, vouching, accepted_by) VALUES ('%1', 1, '%2', "
                           "'\\x%3', '\\x%3', %4, '\\x%5', '\\x%6', 'unvouched', 'admin')")
                .arg(KeyWorld::idOf(common::makeUuidV7()), KeyWorld::idOf(world.key.id),
                     hex(planted.identity()), QString::number(planted.createdMs), hex(planted.signature),
                     hex(planted.signingKey + QByteArray(256, 'x'))));
        const auto shown =
            world.as<StoredTenantKey, const QString &>("admin", showTenantKey, KeyWorld::idOf(world.key.id));
        QCOMPARE(shown->earlier.size(), 1);
        QCOMPARE(recordsOf(*shown), QList<common::KeyRecord>{world.north.record});
        QCOMPARE(world.active(TenantKey{1}).value()->id, world.key.id);
        // In the place of the record itself it breaks the chain, as before.
        world.ask(QStringLiteral("UPDATE tenant_keys SET identity = '\\x%1', signing_key = '\\x%2', "
                                 "created_ms = %3, signature = '\\x%4' WHERE id = '%5'")
                      .arg(hex(planted.identity()), hex(planted.signingKey),
                           QString::number(planted.createdMs), hex(planted.signature),
                           KeyWorld::idOf(world.key.id)));
        QCOMPARE(KeyWorld::outcome(world.active(TenantKey{1})), QStringLiteral("Invalid activation=key"));
    }
    void whatWasNeverUsedIsDeletedAllTheSame()
    {
        World world;
        QVERIFY(world.bring("ada", world.wanted(world.fromPem(), world.ada)));
        QVERIFY((world.as<bool, const KeyToRemove &>(
            "admin", removeTenantKey, {KeyWorld::idOf(world.key.id), tailOf(world.key.fingerprint)})));
        QCOMPARE(world.count(QStringLiteral("tenant_keys")), 0);
        QCOMPARE(world.count(QStringLiteral("key_activations")), 0);
    }
    void aKeyIsRenamed()
    {
        World world;
        const auto rename = [&world](const char *login, const QString &name) {
            return world.as<StoredTenantKey, const KeyToRename &>(login, renameTenantKey,
                                                                  {KeyWorld::idOf(world.key.id), name});
        };
        QCOMPARE(rename("admin", QStringLiteral("  Frühjahr "))->name, QStringLiteral("Frühjahr"));
        const auto shown =
            world.as<StoredTenantKey, const QString &>("admin", showTenantKey, KeyWorld::idOf(world.key.id));
        QCOMPARE(shown->name, QStringLiteral("Frühjahr"));
        QCOMPARE(shown->record, world.key.record); // nothing else of it
        const QString row = QStringLiteral("audit_log WHERE detail->'changes'->'name'->>'after' = '%1'");
        QCOMPARE(world.count(row.arg(QStringLiteral("Frühjahr"))), 1);
        QVERIFY(rename("admin", QStringLiteral("Frühjahr"))); // the same leaves no row
        QCOMPARE(world.count(row.arg(QStringLiteral("Frühjahr"))), 1);
        QCOMPARE(rename("admin", QString())->name, QString());
        QCOMPARE(KeyWorld::outcome(rename("admin", QString(256, u'x'))),
                 QStringLiteral("Invalid name=length"));
        QCOMPARE(KeyWorld::outcome(rename("other", QStringLiteral("ours"))),
                 QStringLiteral("NotFound id=unknown"));
    }
};

EARSHOT_TEST(tst_keyreturn, TestKeyReturn)
#include "tst_keyreturn.moc"
