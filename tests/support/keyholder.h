// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/crypto/containerwriter.h"
#include "common/rpc/codecs/keycodec.h"
#include "common/rpc/codecs/wirevalue.h"
#include "console/net/sessionkeys.h"
#include "tests/common/crypto/testkeys.h"
#include "tests/support/fakerpc.h"
#include "tests/support/sessionreplies.h"

#include <QTest>

namespace tests
{

inline const QUuid kHolder = QUuid::fromString(QStringLiteral("018f0000-0000-7000-8000-0000000000aa"));
inline const QUuid kHolderTenant = QUuid::fromString(QStringLiteral("0190aaaa-0000-7000-8000-000000000001"));

/// Keys of somebody, made without a recorder; `number` tells them apart.
struct TestKeys {
    common::KeyBundle bundle;
    common::KeyRecord record;

    explicit TestKeys(const QUuid &owner, int number)
        : bundle(*common::KeyBundle::around(openingKey(2048, number)))
        , record(*common::makeKeyRecord(bundle, owner, 1'700'000'000'000))
    {
    }
};

/// A user who holds the key of his tenant, as the recorder tells of him, and his keys in a console.
struct KeyHolder {
    FakeRpc rpc;
    common::SystemClock clock;
    common::Identity identity;
    TestKeys own{kHolder, 0};
    TestKeys tenant{kHolderTenant, 1};
    earshot::v1::OwnKeySet set;
    std::unique_ptr<console::SessionKeys> keys;

    explicit KeyHolder(bool granted = true)
    {
        identity.userId = kHolder.toString(QUuid::WithoutBraces);
        identity.login = QStringLiteral("anna");
        identity.tenantId = kHolderTenant.toString(QUuid::WithoutBraces);
        identity.authenticatedBy = QStringLiteral("password");
        earshot::v1::OwnKey *key = set.add_keys();
        *key->mutable_record() = common::toWire(own.record);
        key->set_bundle(common::bytesToWire(
            *common::sealBundle(own.bundle, kek(), kHolder, common::BundleWrap::Password)));
        console::toWire(parameters(), *key->mutable_kdf());
        if (granted) {
            earshot::v1::HeldKey *held = set.add_held();
            *held->mutable_key() = tenantKey(true);
            *held->mutable_grant() = common::toWire(
                *common::makeGrant(tenant.bundle, tenant.record, own.record, common::toUnixMs(clock.wall())));
            held->set_access("authorised");
        }
        keys = std::make_unique<console::SessionKeys>(
            console::SessionKeys::Parts{rpc, clock, quickSecret(), {}});
    }
    /// What quickSecret() makes of every password.
    static common::SecretBytes kek() { return common::SecretBytes::copyOf(QByteArray(32, 'k')); }
    static common::KdfParameters parameters() { return {QByteArray(16, 's'), 3, 65536, QByteArray(16, 'a')}; }
    static console::DerivedKeys password() { return {{}, kek(), parameters()}; }
    earshot::v1::TenantKey tenantKey(bool active) const
    {
        earshot::v1::TenantKey key;
        key.set_id("018f0000-0000-7000-8000-0000000000cc");
        key.set_tenant_id(identity.tenantId.toStdString());
        key.set_tenant("Acme");
        *key.mutable_record() = common::toWire(tenant.record);
        key.set_fingerprint(common::bytesToWire(tenant.record.fingerprint()));
        key.set_bits(2048);
        key.set_has_private(true);
        key.set_active(active);
        key.set_holders(1);
        key.set_name("Spring");
        return key;
    }
    void open()
    {
        keys->begin(identity, password());
        QVERIFY(rpc.reply(QStringLiteral("OwnKeys/Get"), set));
        QTRY_COMPARE(keys->state(), console::SessionKeys::State::Open);
    }
    /// As a recorder keeps a file of the tenant.
    QByteArray seal(const QByteArray &content) const
    {
        return *common::sealContainer(content, {tenant.bundle.opening.publicKey()});
    }
};

} // namespace tests
