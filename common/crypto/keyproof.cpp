// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/keyproof.h"

#include "common/crypto/sha256.h"
#include "common/crypto/statement.h"

namespace common
{

namespace
{

tl::unexpected<Error> refuse(ErrorCode code, const char *reason)
{
    return fail(code, QStringLiteral("proof: %1").arg(QLatin1String(reason)),
                {{QStringLiteral("proof"), QLatin1String(reason)}});
}

QByteArray hashOf(const QByteArray &part)
{
    return part.isEmpty() ? QByteArray() : sha256(part);
}

QByteArray statementOf(const KeysToKeep &keep)
{
    return Statement("own-keys")
        .add("owner", keep.record.owner)
        .add("key", keep.record.identity())
        .add("state", keep.state)
        .add("bundle", hashOf(keep.bundle))
        .add("next-bundle", hashOf(keep.nextBundle))
        .add("recovery", hashOf(keep.recovery))
        .add("kdf", keep.kdf)
        .add("next-kdf", keep.nextKdf)
        .bytes();
}

QByteArray statementOf(const KeySuccession &succession)
{
    return Statement("key-succession")
        .add("tenant", succession.tenant)
        .add("key", succession.key)
        .add("before", succession.before)
        .add("after", succession.after)
        .bytes();
}

} // namespace

Status proveKeys(KeysToKeep &keep, const KeyBundle &keys)
{
    if (!isBundleOf(keys, keep.record)) {
        return refuse(ErrorCode::Invalid, "key");
    }
    auto signature = keys.signing.sign(statementOf(keep));
    if (!signature) {
        return propagate(signature);
    }
    keep.proof = *signature;
    return {};
}

Status checkKeyProof(const KeysToKeep &keep, const QByteArray &signingKey)
{
    if (keep.proof.isEmpty()) {
        return refuse(ErrorCode::Denied, "missing");
    }
    return verifySignature(signingKey, statementOf(keep), keep.proof)
               ? Status()
               : Status(refuse(ErrorCode::Denied, "signature"));
}

Result<QByteArray> proveSuccession(const KeySuccession &succession, const OpeningKey &key)
{
    return key.sign(statementOf(succession));
}

Status checkSuccession(const KeySuccession &succession, const SealingKey &key, const QByteArray &proof)
{
    if (proof.isEmpty()) {
        return refuse(ErrorCode::Denied, "missing");
    }
    const bool good = key.fingerprint() == succession.key && key.verify(statementOf(succession), proof);
    return good ? Status() : Status(refuse(ErrorCode::Denied, "signature"));
}

} // namespace common
