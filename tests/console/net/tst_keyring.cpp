// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/containerwriter.h"
#include "common/crypto/qca.h"
#include "common/crypto/rewrap.h"
#include "common/rpc/codecs/keycodec.h"
#include "console/net/keyring.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace common;
using console::KeyRing;
using tests::openingKey;
using tests::sampleBytes;

namespace
{

namespace v1 = earshot::v1;

constexpr qint64 kNow = 1'700'000'000'000;
const QUuid kUser = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-000000000001"));
const QUuid kTenant = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-000000000002"));

SecretBytes kekOf(quint32 password)
{
    return SecretBytes::copyOf(sampleBytes(32, password));
}

/// What the recorder keeps of what a console wanted it to keep.
v1::OwnKeySet setOf(const v1::OwnKeysToKeep &kept)
{
    v1::OwnKeySet set;
    v1::OwnKey *key = set.add_keys();
    *key->mutable_record() = kept.record();
    key->set_bundle(kept.bundle());
    key->set_next_bundle(kept.next_bundle());
    key->set_recovery(kept.recovery());
    return set;
}

struct Tenant {
    KeyBundle keys = *KeyBundle::around(openingKey(2048, 1));
    KeyRecord record = *makeKeyRecord(keys, kTenant, kNow);

    void grantTo(v1::OwnKeySet &set, const KeyRecord &grantee, qint64 expiresMs = 0) const
    {
        v1::HeldKey *held = set.add_held();
        *held->mutable_key()->mutable_record() = toWire(record);
        held->mutable_key()->set_tenant_id(kTenant.toString(QUuid::WithoutBraces).toStdString());
        *held->mutable_grant() = toWire(*makeGrant(keys, record, grantee, kNow, expiresMs));
        held->set_access("authorised");
    }
};

} // namespace

class TestKeyRing : public QObject
{
    Q_OBJECT
private:
    v1::OwnKeySet m_set;
    KeyRecord m_record;

    KeyRing opened(const v1::OwnKeySet &set) const
    {
        KeyRing ring;
        if (!ring.open(set, kUser, kekOf(1), kNow)) {
            qFatal("it does not open");
        }
        return ring;
    }
private Q_SLOTS:
    void initTestCase()
    {
        const auto qca = Qca::load();
        QVERIFY2(qca, qca ? "" : qPrintable(qca.error().message));
        const auto made = KeyRing::makeOwn(*qca, kUser, kekOf(1), kNow);
        QVERIFY(made);
        m_set = setOf(*made);
        m_record = *fromWire(made->record());
        QCOMPARE(SealingKey::fromSpki(m_record.spki)->bits(), 3072);
    }
    void opensWithTheKeyOfThePassword()
    {
        KeyRing ring;
        QCOMPARE(*ring.open(v1::OwnKeySet(), kUser, kekOf(1), kNow), KeyRing::State::NoKeys);
        QCOMPARE(*ring.open(m_set, kUser, kekOf(2), kNow), KeyRing::State::WrongKey);
        QVERIFY(!ring.reseal(kekOf(2)) && !ring.ownRecord());
        QCOMPARE(*ring.open(m_set, kUser, kekOf(1), kNow), KeyRing::State::Open);
        QCOMPARE(*ring.ownRecord(), m_record);
        ring.lock();
        QCOMPARE(ring.state(), KeyRing::State::Locked);
        QVERIFY(!ring.reseal(kekOf(1)));
    }
    void refusesRecordsThatAreNotOurs()
    {
        KeyRing ring;
        QVERIFY(!ring.open(m_set, kTenant, kekOf(1), kNow));
        v1::OwnKeySet changed = m_set;
        changed.mutable_keys(0)->mutable_record()->set_created_ms(kNow + 1);
        QVERIFY(!ring.open(changed, kUser, kekOf(1), kNow));
        QVERIFY(ring.state() != KeyRing::State::Open);
    }
    void aNewPasswordLosesNothing()
    {
        const KeyRing ring = opened(m_set);
        const SecretBytes next = kekOf(2);
        const auto both = ring.reseal(kekOf(1), &next);
        // Whether the password was changed or not, what is kept now opens.
        KeyRing before;
        QCOMPARE(*before.open(setOf(*both), kUser, kekOf(1), kNow), KeyRing::State::Open);
        KeyRing after;
        QCOMPARE(*after.open(setOf(*both), kUser, kekOf(2), kNow), KeyRing::State::Open);
        KeyRing old;
        QCOMPARE(*old.open(setOf(*after.reseal(next)), kUser, kekOf(1), kNow), KeyRing::State::WrongKey);
    }
    void aRecoveryCodeOpensThem()
    {
        const QString code = *makeRecoveryCode();
        v1::OwnKeysToKeep kept = *opened(m_set).reseal(kekOf(1));
        kept.set_recovery(opened(m_set).sealedForRecovery(code)->toStdString());
        KeyRing ring;
        QCOMPARE(*ring.open(setOf(kept), kUser, kekOf(9), kNow), KeyRing::State::WrongKey);
        QCOMPARE(*ring.recover(setOf(kept), kUser, *makeRecoveryCode(), kNow), KeyRing::State::WrongKey);
        QVERIFY(!ring.recover(setOf(kept), kUser, QStringLiteral("not a code"), kNow));
        QCOMPARE(*ring.recover(setOf(kept), kUser, code, kNow), KeyRing::State::Open);
        QVERIFY(ring.reseal(kekOf(9)));
    }
    /// With the password, or with the code: the same keys sign.
    void provesThatTheyAreOpen()
    {
        KeyRing ring = opened(m_set);
        v1::OwnKeysToKeep message = *ring.reseal(kekOf(2));
        QVERIFY(ring.prove(message, "before"));
        KeysToKeep keep = *fromWire(message);
        QCOMPARE(keep.state, QByteArray("before"));
        QVERIFY(checkKeyProof(keep, m_record.signingKey));
        keep.state = "later";
        QCOMPARE(tests::reasonOf(checkKeyProof(keep, m_record.signingKey), "proof"),
                 QStringLiteral("signature"));
        const QString code = *makeRecoveryCode();
        message.set_recovery(ring.sealedForRecovery(code)->toStdString());
        KeyRing recovered;
        QCOMPARE(*recovered.recover(setOf(message), kUser, code, kNow), KeyRing::State::Open);
        v1::OwnKeysToKeep again = *recovered.reseal(kekOf(3));
        QVERIFY(recovered.prove(again, "later"));
        QVERIFY(checkKeyProof(*fromWire(again), m_record.signingKey));
        ring.lock();
        QVERIFY(!ring.prove(message, "before"));
    }
    void opensWhatWasGranted()
    {
        const Tenant tenant;
        v1::OwnKeySet set = m_set;
        tenant.grantTo(set, m_record);
        const KeyRing ring = opened(set);
        QCOMPARE(ring.held().size(), 1);
        QCOMPARE(ring.held().first().problem, QString());
        QVERIFY(isBundleOf(*ring.tenantKeys(tenant.record.fingerprint()), tenant.record));
        const QByteArray sound = sampleBytes(100'000);
        const QByteArray file = *sealContainer(sound, {tenant.keys.opening.publicKey()});
        QCOMPARE(*openContainer(file, ring.fileKeys(), sound.size()), sound);
        const auto foreign = sealContainer(sound, {openingKey(2048, 2).publicKey()});
        QCOMPARE(tests::reasonOf(openContainer(*foreign, ring.fileKeys(), sound.size())),
                 QStringLiteral("recipient"));
    }
    /// Somebody brought the key back since: what was granted before opens by the record of then.
    void opensWhatWasGrantedBeforeTheKeyCameBack()
    {
        const Tenant tenant;
        const KeyBundle again = *KeyBundle::around(tenant.keys.opening);
        v1::OwnKeySet set = m_set;
        tenant.grantTo(set, m_record);
        v1::TenantKey &key = *set.mutable_held(0)->mutable_key();
        *key.mutable_record() = toWire(*makeKeyRecord(again, kTenant, kNow + 1));
        QVERIFY(!opened(set).tenantKeys(tenant.record.fingerprint()));
        *key.add_earlier() = toWire(*makeKeyRecord(*KeyBundle::around(openingKey(2048, 2)), kTenant, kNow));
        *key.add_earlier() = toWire(tenant.record);
        const auto held = opened(set).tenantKeys(tenant.record.fingerprint());
        QVERIFY(held && isBundleOf(*held, tenant.record));
    }
    void grantsEndWhileTheyAreOpen()
    {
        const Tenant tenant;
        v1::OwnKeySet set = m_set;
        tenant.grantTo(set, m_record, kNow + 10);
        KeyRing ring = opened(set);
        QCOMPARE(ring.nextEndMs(), kNow + 10);
        QVERIFY(!ring.expire(kNow + 9));
        QVERIFY(ring.tenantKeys(tenant.record.fingerprint()));
        QVERIFY(ring.expire(kNow + 10));
        QVERIFY(!ring.tenantKeys(tenant.record.fingerprint()));
        QCOMPARE(ring.held().first().problem, QStringLiteral("expired"));
        QCOMPARE(ring.nextEndMs(), 0);
        QVERIFY(!ring.expire(kNow + 11));
        QCOMPARE(ring.state(), KeyRing::State::Open);
        QCOMPARE(opened(m_set).nextEndMs(), 0);
    }
    /// Since the tenant's key was rotated: what stands beside the file opens it for who does not hold the key
    /// before. Who does is not kept from it by a wrap that somebody made wrong, whatever it holds.
    void whatStandsBesideTheFileOpensItToo()
    {
        const Tenant tenant;
        v1::OwnKeySet set = m_set;
        tenant.grantTo(set, m_record);
        const KeyRing ring = opened(set);
        const QByteArray sound = sampleBytes(1000);
        const OpeningKey &before = openingKey(2048, 2);
        const QByteArray file = *sealContainer(sound, {before.publicKey()});
        const QByteArray entry = parseContainerHeader(file).value()->recipients.first().wrapped;
        const auto moved = moveWrap(entry, before, tenant.keys.opening);
        QVERIFY(moved);
        const QByteArray held = tenant.record.fingerprint();
        QCOMPARE(*openContainer(file, ring.fileKeys({held, *moved}), sound.size()), sound);
        QVERIFY(!openContainer(file, ring.fileKeys(), sound.size()));
        QVERIFY(!openContainer(file, ring.fileKeys({QByteArray(32, 'f'), *moved}), sound.size()));
        QCOMPARE(tests::reasonOf(openContainer(file, ring.fileKeys({held, QByteArray(256, 'x')}), 1000),
                                 "container"),
                 QStringLiteral("changed"));
        const auto other = tenant.keys.opening.publicKey().wrap(SecretBytes::copyOf(QByteArray(32, 'k')));
        QCOMPARE(tests::reasonOf(openContainer(file, ring.fileKeys({held, *other}), 1000), "container"),
                 QStringLiteral("changed"));
        const QByteArray own = *sealContainer(sound, {tenant.keys.opening.publicKey()});
        for (const QByteArray &wrong : {QByteArray(256, 'x'), *other}) {
            QCOMPARE(*openContainer(own, ring.fileKeys({held, wrong}), sound.size()), sound);
        }
    }
    void whatTheRecorderKeepsBackIsNotHeld()
    {
        const Tenant tenant;
        v1::OwnKeySet set = m_set;
        tenant.grantTo(set, m_record);
        set.mutable_held(0)->mutable_grant()->clear_bundle();
        const KeyRing ring = opened(set);
        QCOMPARE(ring.held().first().problem, QStringLiteral("expired"));
        QVERIFY(!ring.tenantKeys(tenant.record.fingerprint()));
    }
    /// Whatever the recorder says of it.
    void judgesGrantsItself()
    {
        const Tenant tenant;
        v1::OwnKeySet set = m_set;
        tenant.grantTo(set, m_record, kNow); // is over
        tenant.grantTo(set,
                       *makeKeyRecord(*KeyBundle::around(openingKey(2048, 2)), kUser, 1)); // keys of before
        tenant.grantTo(set, m_record);
        set.mutable_held(2)->mutable_grant()->set_expires_ms(kNow * 2); // not what was signed
        tenant.grantTo(set, m_record);
        // The recorder's own key in place of the tenant's: nothing of his is opened with it.
        const KeyBundle planted = *KeyBundle::around(openingKey(2048, 3));
        *set.mutable_held(3)->mutable_key()->mutable_record() =
            toWire(*makeKeyRecord(planted, kTenant, kNow));
        set.add_held();
        const KeyRing ring = opened(set);
        QStringList problems;
        for (const KeyRing::Held &held : ring.held()) {
            problems.append(held.problem);
        }
        QCOMPARE(problems.join(u' '), QStringLiteral("expired regrant signature key format"));
        QVERIFY(!ring.tenantKeys(tenant.record.fingerprint()));
    }
};

EARSHOT_TEST(tst_keyring, TestKeyRing)
#include "tst_keyring.moc"
