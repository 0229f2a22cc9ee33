// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/crypto/rewrap.h"

#include "common/crypto/aesgcm.h"
#include "common/crypto/grants.h"
#include "common/crypto/sha256.h"
#include "common/crypto/statement.h"

#include <QtEndian>

namespace common
{

namespace
{

tl::unexpected<Error> refuse(const char *reason)
{
    return fail(ErrorCode::Invalid, QStringLiteral("rewrap: %1").arg(QLatin1String(reason)),
                {{QStringLiteral("rewrap"), QLatin1String(reason)}});
}

void addNumber(QByteArray &bytes, quint32 number)
{
    char big[4];
    qToBigEndian(number, big);
    bytes.append(big, sizeof big);
}

/// SHA-256 over each file: the call's id (16 bytes), its position and the length of the wrap (4 each,
/// big-endian), the wrap.
QByteArray digestOf(const QList<FileWrap> &files)
{
    Sha256 hash;
    for (const FileWrap &file : files) {
        QByteArray head = file.call.toRfc4122();
        addNumber(head, static_cast<quint32>(file.file));
        addNumber(head, static_cast<quint32>(file.wrapped.size()));
        hash.add(head);
        hash.add(file.wrapped);
    }
    return hash.finish();
}

QByteArray statementOf(const Rewrap &rewrap)
{
    return Statement("rewrap")
        .add("tenant", rewrap.tenant)
        .add("from", rewrap.from)
        .add("to", rewrap.to)
        .add("at", rewrap.atMs)
        .add("files", digestOf(rewrap.files))
        .bytes();
}

} // namespace

Result<QByteArray> moveWrap(const QByteArray &wrapped, const OpeningKey &from, const OpeningKey &to)
{
    auto key = from.unwrap(wrapped);
    if (!key || key->size() != AesGcm::kKeySize) {
        return refuseContainer("changed");
    }
    auto moved = to.publicKey().wrap(*key);
    if (!moved) {
        return moved;
    }
    const auto again = to.unwrap(*moved);
    return again && again->equals(*key) ? moved : Result<QByteArray>(refuseContainer("changed"));
}

Result<Rewrap> makeRewrap(const KeyBundle &keys, const KeyRecord &from, const KeyRecord &to,
                          const QList<FileWrap> &files, qint64 atMs)
{
    if (!isBundleOf(keys, from)) {
        return refuse("key");
    }
    Rewrap rewrap{from.owner, from.fingerprint(), to.fingerprint(), atMs, files, {}};
    auto signature = keys.signing.sign(statementOf(rewrap));
    if (!signature) {
        return propagate(signature);
    }
    rewrap.signature = *signature;
    return rewrap;
}

Status checkRewrap(const Rewrap &rewrap, const KeyRecord &from, const KeyRecord &to, qint64 nowMs)
{
    auto old = checkKeyRecord(from);
    auto fresh = checkKeyRecord(to);
    if (!old || !fresh) {
        return old ? propagate(fresh) : propagate(old);
    }
    if (rewrap.tenant != from.owner || from.owner != to.owner || rewrap.from != from.fingerprint() ||
        rewrap.to != to.fingerprint() || rewrap.from == rewrap.to) {
        return refuse("key");
    }
    if (rewrap.files.isEmpty() || rewrap.files.size() > Rewrap::kMostFiles) {
        return refuse("number");
    }
    for (const FileWrap &file : rewrap.files) {
        if (file.file < 0 || file.wrapped.size() * 8 != fresh->bits()) {
            return refuse("length");
        }
    }
    if (rewrap.atMs < nowMs - kGrantSkewMs || rewrap.atMs > nowMs + kGrantSkewMs) {
        return refuse("clock");
    }
    return verifySignature(from.signingKey, statementOf(rewrap), rewrap.signature)
               ? Status()
               : Status(refuse("signature"));
}

} // namespace common
