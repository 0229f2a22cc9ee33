// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/containerwriter.h"
#include "common/crypto/grants.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/testmain.h"

#include <QTest>

using namespace common;
using namespace tests;

namespace
{

constexpr qint64 kNow = 1'700'000'000'000;
constexpr qint64 kDay = 86'400'000;

struct Holder {
    KeyBundle keys;
    KeyRecord record;
};
Holder holder(int number, int id)
{
    const KeyBundle keys = *KeyBundle::around(openingKey(2048, number));
    const QUuid owner =
        QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-%1").arg(id, 12, 16, QLatin1Char('0')));
    return {keys, *makeKeyRecord(keys, owner, kNow)};
}

} // namespace

class TestGrants : public QObject
{
    Q_OBJECT
private:
    Holder m_tenant = holder(0, 1);
    Holder m_user = holder(1, 2);
    Holder m_root = holder(2, 3); ///< may do everything but hold the key
    Grant m_grant = *makeGrant(m_tenant.keys, m_tenant.record, m_user.record, kNow, kNow + 90 * kDay);

    QString refusal(const Grant &grant) const
    {
        return reasonOf(checkGrant(grant, m_tenant.record, m_user.record, kNow), "grant");
    }
private Q_SLOTS:
    void theGranteeGetsTheKeys()
    {
        QVERIFY(checkGrant(m_grant, m_tenant.record, m_user.record, kNow));
        const auto keys = openGrant(m_grant, m_user.keys.opening, m_tenant.record);
        QVERIFY(keys);
        QVERIFY(isBundleOf(*keys, m_tenant.record));
        const auto passedOn = makeGrant(*keys, m_tenant.record, m_root.record, kNow);
        QVERIFY2(passedOn && checkGrant(*passedOn, m_tenant.record, m_root.record, kNow + 3650 * kDay),
                 "whoever has the keys can grant them, and without an end");
    }
    void nobodyElseOpensIt()
    {
        QCOMPARE(reasonOf(openGrant(m_grant, m_root.keys.opening, m_tenant.record)),
                 QStringLiteral("recipient"));
        QVERIFY(!openGrant(m_grant, m_tenant.keys.opening, m_tenant.record));
    }
    /// A row for himself, by somebody who can write everything and does not have the keys.
    void nobodyGrantsWithoutTheKeys()
    {
        QCOMPARE(reasonOf(makeGrant(m_root.keys, m_tenant.record, m_root.record, kNow), "grant"),
                 QStringLiteral("key"));
        Grant forged = *makeGrant(m_root.keys, m_root.record, m_root.record, kNow);
        forged.tenant = m_tenant.record.owner;
        forged.key = m_tenant.record.fingerprint();
        QCOMPARE(reasonOf(checkGrant(forged, m_tenant.record, m_root.record, kNow), "grant"),
                 QStringLiteral("signature"));
        QCOMPARE(reasonOf(openGrant(forged, m_root.keys.opening, m_tenant.record), "grant"),
                 QStringLiteral("key"));
    }
    void newOnesAreMadeNowAndAfterTheLast()
    {
        const auto refusal = [this](qint64 afterMs, qint64 nowMs) {
            return reasonOf(checkNewGrant(m_grant, afterMs, nowMs), "grant");
        };
        QVERIFY(checkNewGrant(m_grant, 0, kNow));
        QVERIFY(checkNewGrant(m_grant, kNow - 1, kNow + kGrantSkewMs));
        QVERIFY(checkNewGrant(m_grant, kNow - 1, kNow - kGrantSkewMs));
        QCOMPARE(refusal(0, kNow + kGrantSkewMs + 1), QStringLiteral("clock"));
        QCOMPARE(refusal(0, kNow - kGrantSkewMs - 1), QStringLiteral("clock"));
        QCOMPARE(refusal(kNow, kNow), QStringLiteral("older"));
        QCOMPARE(refusal(kNow + 1, kNow), QStringLiteral("older"));
    }
    void eachFieldIsSigned()
    {
        const QString signature = QStringLiteral("signature");
        Grant changed = m_grant;
        changed.expiresMs = 0;
        QCOMPARE(refusal(changed), signature);
        changed = m_grant;
        changed.grantedMs += 1;
        QCOMPARE(refusal(changed), signature);
        changed = m_grant;
        changed.bundle = *sealContainer("made-up", {m_user.keys.opening.publicKey()});
        QCOMPARE(refusal(changed), signature);
        changed = m_grant;
        changed.signature = makeGrant(m_tenant.keys, m_tenant.record, m_user.record, kNow)->signature;
        QCOMPARE(refusal(changed), signature);
        changed = m_grant;
        changed.tenant = m_user.record.owner;
        QCOMPARE(refusal(changed), QStringLiteral("key"));
        changed = m_grant;
        changed.grantee = m_root.record.owner;
        QCOMPARE(refusal(changed), QStringLiteral("grantee"));
        // The user has got new keys: the old grant is of no use to him.
        const Holder renewed{*KeyBundle::around(openingKey(2048, 3)), {}};
        const KeyRecord record = *makeKeyRecord(renewed.keys, m_user.record.owner, kNow + kDay);
        QCOMPARE(reasonOf(checkGrant(m_grant, m_tenant.record, record, kNow), "grant"),
                 QStringLiteral("grantee"));
    }
    void grantsEnd()
    {
        QVERIFY(checkGrant(m_grant, m_tenant.record, m_user.record, kNow + 90 * kDay - 1));
        QCOMPARE(reasonOf(checkGrant(m_grant, m_tenant.record, m_user.record, kNow + 90 * kDay), "grant"),
                 QStringLiteral("expired"));
    }
    void aForeignRecordIsNotGrantedTo()
    {
        KeyRecord swapped = m_user.record;
        swapped.spki = m_root.record.spki; // as a server might that wants to read along
        QCOMPARE(reasonOf(makeGrant(m_tenant.keys, m_tenant.record, swapped, kNow), "record"),
                 QStringLiteral("signature"));
    }
    void theFirstKeyOfATenantNeedsNoVoucher()
    {
        const auto activation = makeActivation(m_tenant.keys, m_tenant.record, std::nullopt, kNow);
        QCOMPARE(*checkActivation(*activation, m_tenant.record, std::nullopt), Vouching::First);
    }
    void theHolderBeforeVouchesForTheNext()
    {
        const KeyBundle keys = *KeyBundle::around(openingKey(2048, 3));
        const KeyRecord record = *makeKeyRecord(keys, m_tenant.record.owner, kNow + kDay);
        const auto activation =
            makeActivation(keys, record, Voucher{m_tenant.keys, m_tenant.record}, kNow + kDay);
        QCOMPARE(*checkActivation(*activation, record, m_tenant.record), Vouching::Vouched);
        QCOMPARE(reasonOf(checkActivation(*activation, record, std::nullopt), "activation"),
                 QStringLiteral("previous"));
        Activation changed = *activation;
        changed.atMs += 1;
        QCOMPARE(reasonOf(checkActivation(changed, record, m_tenant.record), "activation"),
                 QStringLiteral("signature"));
        changed = *activation;
        changed.vouch = changed.signature; // by himself
        QCOMPARE(reasonOf(checkActivation(changed, record, m_tenant.record), "activation"),
                 QStringLiteral("signature"));
        QCOMPARE(reasonOf(checkActivation(*activation, m_tenant.record, m_tenant.record), "activation"),
                 QStringLiteral("key"));
    }
    /// Who can write to the database plants a key of his own.
    void aPlantedKeyIsUnvouched()
    {
        const KeyBundle keys = *KeyBundle::around(openingKey(2048, 3));
        const KeyRecord record = *makeKeyRecord(keys, m_tenant.record.owner, kNow + kDay);
        const auto alone = makeActivation(keys, record, std::nullopt, kNow + kDay);
        QCOMPARE(*checkActivation(*alone, record, m_tenant.record), Vouching::Unvouched);
        const auto byHimself = makeActivation(keys, record, Voucher{keys, record}, kNow + kDay);
        QCOMPARE(reasonOf(checkActivation(*byHimself, record, m_tenant.record), "activation"),
                 QStringLiteral("previous"));
        QVERIFY(!makeActivation(keys, record, Voucher{keys, m_tenant.record}, kNow));
        QVERIFY(!makeActivation(keys, m_tenant.record, std::nullopt, kNow));
    }
};

EARSHOT_TEST(tst_grants, TestGrants)
#include "tst_grants.moc"
