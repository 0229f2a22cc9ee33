// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/lastholder.h"

#include <map>

namespace recorder
{

QList<StoredTenantKey> keysOpenedOnlyBy(Transaction &transaction, const QUuid &user, qint64 nowMs)
{
    KeyRepository keys(transaction);
    const auto own = keys.userKeys(user);
    if (!own) {
        return {};
    }
    std::map<QUuid, StoredGrant> held; // locked in one order
    for (const StoredGrant &grant : keys.grantsOfUser(user)) {
        if (grant.granteeKey == own->record.identity) {
            held.insert({grant.key, grant});
        }
    }
    QList<StoredTenantKey> alone;
    for (const auto &[id, grant] : held) {
        const auto key = keys.tenantKey(id, nowMs, true);
        // His grant may be over or forged: then nothing is lost. He himself may be switched off, and come
        // back.
        if (key && key->hasPrivate && accessOf(*key, grant, own, nowMs) == KeyAccess::Authorised &&
            isLeftWithout(transaction, *key, {user}, nowMs)) {
            alone.append(*key);
        }
    }
    return alone;
}

common::Result<QStringList> giveUpKeys(Transaction &transaction, const QUuid &user, const QStringList &tails,
                                       qint64 nowMs)
{
    QStringList given;
    for (const StoredTenantKey &key : keysOpenedOnlyBy(transaction, user, nowMs)) {
        const QString tail = tailOf(key.fingerprint);
        if (!tails.contains(tail, Qt::CaseInsensitive)) {
            return common::fail(
                common::ErrorCode::Conflict,
                QStringLiteral("nobody else opens the key that ends in %1: it has to be confirmed").arg(tail),
                {{QStringLiteral("confirm"), QStringLiteral("last-holder")},
                 {QStringLiteral("key"), tail},
                 {QStringLiteral("fingerprint"), QString::fromLatin1(key.fingerprint.toHex())}});
        }
        given.append(tail);
    }
    return given;
}

void tellKeysGivenUp(AuditDetail &trail, const QStringList &tails)
{
    if (!tails.isEmpty()) {
        trail.note(QStringLiteral("keys_given_up"), tails.join(QStringLiteral(", ")));
    }
}

} // namespace recorder
