// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/keywarnings.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/mailsender.h"
#include "recorder/service/mailtexts.h"
#include "recorder/store/removalrepository.h"
#include "recorder/store/tenantrepository.h"

#include "common/core/clock.h"

#include <QMap>

#include <algorithm>

namespace recorder
{

namespace
{

constexpr qint64 kMailLifeMs = 2 * 86'400'000LL;

int holdersOf(Transaction &transaction, const StoredTenantKey &key, qint64 nowMs)
{
    KeyRepository keys(transaction);
    const QList<StoredGrant> grants = keys.grantsInUse(key.id, nowMs);
    return static_cast<int>(std::count_if(grants.begin(), grants.end(), [&](const StoredGrant &grant) {
        return accessOf(key, grant, keys.userKeys(grant.user), nowMs) == KeyAccess::Authorised;
    }));
}

QString dayOf(qint64 ms)
{
    return common::toUtcDateTime(common::wallFromUnixMs(ms)).date().toString(Qt::ISODate);
}

QString nameOf(const StoredTenantKey &key)
{
    const QString end = QStringLiteral("…") + tailOf(key.fingerprint);
    return key.name.isEmpty() ? end : QStringLiteral("%1 (%2)").arg(key.name, end);
}

template <typename Key>
QStringList linesOf(const QList<Key> &keys)
{
    QStringList lines;
    for (const Key &key : keys) {
        lines.append(key.text());
    }
    return lines;
}

} // namespace

QString LonelyKey::text() const
{
    return QStringLiteral("%1: %2, %3")
        .arg(nameOf(key),
             holders == 0 ? QStringLiteral("0 holders") : QStringLiteral("%1 holder").arg(holders),
             key.exportedMs == 0 ? QStringLiteral("never exported")
                                 : QStringLiteral("exported ") + dayOf(key.exportedMs));
}

QString UnvouchedKey::text() const
{
    return QStringLiteral("%1: accepted by %2, %3").arg(nameOf(key), key.acceptedBy, dayOf(key.activatedMs));
}

common::Result<QList<KeyTroubles>> keyTroubles(Transaction &transaction, const TenantScope &scope,
                                               AuditDetail &)
{
    KeyRepository keys(transaction);
    QMap<TenantKey, KeyTroubles> found;
    for (const StoredTenantKey &key : keys.tenantKeys(scope.tenant(), scope.nowMs())) {
        const bool unvouched = key.active && key.vouching == QLatin1String("unvouched") &&
                               scope.nowMs() - key.activatedMs < kUnvouchedToldMs;
        const int holders = key.hasPrivate && keys.isNeeded(key.id)
                                ? holdersOf(transaction, key, scope.nowMs())
                                : kEnoughHolders;
        if (!unvouched && holders >= kEnoughHolders) {
            continue;
        }
        const auto tenant = TenantRepository(transaction).get(key.record.owner);
        if (!tenant || tenant->second.suspended) {
            continue;
        }
        KeyTroubles &troubles = found[key.tenant];
        troubles.tenant = key.tenant;
        troubles.name = tenant->second.name;
        if (holders < kEnoughHolders) {
            troubles.lonely.append({key, holders});
        }
        if (unvouched) {
            troubles.unvouched.append({key});
        }
    }
    return found.values();
}

common::Result<bool> KeyWarnings::warn(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                       const KeyTroubles &troubles) const
{
    tellTenant(trail, troubles.tenant);
    if (!troubles.lonely.isEmpty()) {
        trail.note(QStringLiteral("keys"), linesOf(troubles.lonely).join(QStringLiteral("; ")));
    }
    if (!troubles.unvouched.isEmpty()) {
        trail.note(QStringLiteral("unvouched"), linesOf(troubles.unvouched).join(QStringLiteral("; ")));
    }
    if (common::Status queued = isMailOn(transaction) ? mail(transaction, scope, troubles) : common::Status();
        !queued) {
        return common::propagate(queued);
    }
    return true;
}

common::Status KeyWarnings::mail(Transaction &transaction, const TenantScope &scope,
                                 const KeyTroubles &troubles) const
{
    for (const RemovalRepository::Reader &reader :
         RemovalRepository(transaction).readersOfWarnings(troubles.tenant)) {
        QList<MailText> texts;
        if (!troubles.unvouched.isEmpty()) {
            texts.append(unvouchedMail({troubles.name, linesOf(troubles.unvouched), reader.language}));
        }
        if (!troubles.lonely.isEmpty()) {
            texts.append(keysMail({troubles.name, linesOf(troubles.lonely), reader.language}));
        }
        for (const MailText &text : std::as_const(texts)) {
            OutgoingMail mail;
            mail.user = reader.user;
            mail.recipient = reader.email;
            mail.subject = text.subject;
            mail.expiresMs = scope.nowMs() + kMailLifeMs;
            common::Status queued = queueMail(transaction, m_key, std::move(mail), text.body, scope.nowMs());
            if (!queued) {
                return queued;
            }
        }
    }
    return {};
}

} // namespace recorder
