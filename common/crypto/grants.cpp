// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/grants.h"

#include "common/crypto/containerreader.h"
#include "common/crypto/containerwriter.h"
#include "common/crypto/loginkeys.h"
#include "common/crypto/sha256.h"
#include "common/crypto/statement.h"

namespace common
{

namespace
{

constexpr qint64 kMostBundle = 32 * 1024;

tl::unexpected<Error> refuse(const char *field, const char *reason)
{
    return fail(ErrorCode::Invalid, QStringLiteral("%1: %2").arg(QLatin1String(field), QLatin1String(reason)),
                {{QLatin1String(field), QLatin1String(reason)}});
}

QByteArray statementOf(const Grant &grant)
{
    return Statement("grant")
        .add("tenant", grant.tenant)
        .add("key", grant.key)
        .add("grantee", grant.grantee)
        .add("grantee-key", grant.granteeKey)
        .add("granted", grant.grantedMs)
        .add("expires", grant.expiresMs)
        .add("bundle", sha256(grant.bundle))
        .bytes();
}

QByteArray statementOf(const Activation &activation)
{
    return Statement("activation")
        .add("tenant", activation.tenant)
        .add("key", activation.key)
        .add("previous", activation.previous)
        .add("at", activation.atMs)
        .bytes();
}

} // namespace

Result<Grant> makeGrant(const KeyBundle &keys, const KeyRecord &tenant, const KeyRecord &grantee,
                        qint64 grantedMs, qint64 expiresMs)
{
    auto recipient = checkKeyRecord(grantee);
    if (!recipient) {
        return propagate(recipient);
    }
    if (!isBundleOf(keys, tenant)) {
        return refuse("grant", "key");
    }
    const auto plain = keys.encode();
    if (!plain) {
        return tl::unexpected<Error>(plain.error());
    }
    auto container = sealContainer(plain->view(), {*recipient});
    if (!container) {
        return propagate(container);
    }
    Grant grant{tenant.owner,  tenant.fingerprint(),
                grantee.owner, grantee.identity(),
                grantedMs,     expiresMs,
                *container,    {}};
    auto signature = keys.signing.sign(statementOf(grant));
    if (!signature) {
        return propagate(signature);
    }
    grant.signature = *signature;
    return grant;
}

Status checkGrant(const Grant &grant, const KeyRecord &tenant, const KeyRecord &grantee, qint64 nowMs)
{
    for (const KeyRecord *record : {&tenant, &grantee}) {
        if (auto good = checkKeyRecord(*record); !good) {
            return propagate(good);
        }
    }
    if (grant.tenant != tenant.owner || grant.key != tenant.fingerprint()) {
        return refuse("grant", "key");
    }
    if (grant.grantee != grantee.owner || grant.granteeKey != grantee.identity()) {
        return refuse("grant", "grantee");
    }
    if (!verifySignature(tenant.signingKey, statementOf(grant), grant.signature)) {
        return refuse("grant", "signature");
    }
    if (grant.expiresMs != 0 && grant.expiresMs <= nowMs) {
        return refuse("grant", "expired");
    }
    return {};
}

Status checkNewGrant(const Grant &grant, qint64 afterMs, qint64 nowMs)
{
    if (grant.grantedMs < nowMs - kGrantSkewMs || grant.grantedMs > nowMs + kGrantSkewMs) {
        return refuse("grant", "clock");
    }
    return grant.grantedMs > afterMs ? Status() : Status(refuse("grant", "older"));
}

Result<KeyBundle> openGrant(const Grant &grant, const OpeningKey &grantee, const KeyRecord &tenant)
{
    auto plain = openContainer(grant.bundle, fileKeyBy(grantee), kMostBundle);
    if (!plain) {
        return propagate(plain);
    }
    auto keys = KeyBundle::decode(*plain);
    wipe(*plain);
    return keys && !isBundleOf(*keys, tenant) ? Result<KeyBundle>(refuse("grant", "key")) : std::move(keys);
}

Result<Activation> makeActivation(const KeyBundle &keys, const KeyRecord &record,
                                  const std::optional<Voucher> &previous, qint64 atMs)
{
    return isBundleOf(keys, record) ? makeActivation(keys.signing, record, previous, atMs)
                                    : Result<Activation>(refuse("activation", "key"));
}

Result<Activation> makeActivation(const SigningKey &signing, const KeyRecord &record,
                                  const std::optional<Voucher> &previous, qint64 atMs)
{
    if (signing.publicKey() != record.signingKey ||
        (previous && !isBundleOf(previous->keys, previous->record))) {
        return refuse("activation", "key");
    }
    Activation activation{record.owner, record.identity(), {}, atMs, {}, {}};
    if (previous) {
        activation.previous = previous->record.identity();
    }
    const QByteArray statement = statementOf(activation);
    auto signature = signing.sign(statement);
    auto vouch = previous ? previous->keys.signing.sign(statement) : Result<QByteArray>(QByteArray());
    if (!signature || !vouch) {
        return signature ? propagate(vouch) : propagate(signature);
    }
    activation.signature = *signature;
    activation.vouch = *vouch;
    return activation;
}

Result<Vouching> checkActivation(const Activation &activation, const KeyRecord &record,
                                 const std::optional<KeyRecord> &previous)
{
    if (auto good = checkKeyRecord(record); !good) {
        return propagate(good);
    }
    if (activation.tenant != record.owner || activation.key != record.identity()) {
        return refuse("activation", "key");
    }
    const QByteArray statement = statementOf(activation);
    if (!verifySignature(record.signingKey, statement, activation.signature)) {
        return refuse("activation", "signature");
    }
    const bool namesPrevious = !activation.previous.isEmpty();
    if (!previous) {
        return namesPrevious || !activation.vouch.isEmpty()
                   ? Result<Vouching>(refuse("activation", "previous"))
                   : Result<Vouching>(Vouching::First);
    }
    if (activation.vouch.isEmpty()) {
        return Vouching::Unvouched;
    }
    if (activation.previous != previous->identity() || previous->owner != record.owner) {
        return refuse("activation", "previous");
    }
    if (!verifySignature(previous->signingKey, statement, activation.vouch)) {
        return refuse("activation", "signature");
    }
    return Vouching::Vouched;
}

} // namespace common
