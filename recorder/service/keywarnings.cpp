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
    const QList<StoredGrant> grants = keys.grantsOfKey(key.id);
    return static_cast<int>(std::count_if(grants.begin(), grants.end(), [&](const StoredGrant &grant) {
        return accessOf(key, grant, keys.userKeys(grant.user), nowMs) == KeyAccess::Authorised;
    }));
}

} // namespace

QString LonelyKey::text() const
{
    const QString end = QStringLiteral("…") + tailOf(key.fingerprint);
    const QString day =
        common::toUtcDateTime(common::wallFromUnixMs(key.exportedMs)).date().toString(Qt::ISODate);
    return QStringLiteral("%1: %2, %3")
        .arg(key.name.isEmpty() ? end : QStringLiteral("%1 (%2)").arg(key.name, end),
             holders == 0 ? QStringLiteral("0 holders") : QStringLiteral("%1 holder").arg(holders),
             key.exportedMs == 0 ? QStringLiteral("never exported") : QStringLiteral("exported ") + day);
}

common::Result<QList<LonelyKeys>> lonelyKeys(Transaction &transaction, const TenantScope &scope,
                                             AuditDetail &)
{
    KeyRepository keys(transaction);
    QMap<TenantKey, LonelyKeys> found;
    for (const StoredTenantKey &key : keys.tenantKeys(scope.tenant(), scope.nowMs())) {
        if (!key.hasPrivate || !keys.isNeeded(key.id)) {
            continue;
        }
        const int holders = holdersOf(transaction, key, scope.nowMs());
        const auto tenant = TenantRepository(transaction).get(key.record.owner);
        if (holders >= kEnoughHolders || !tenant || tenant->second.suspended) {
            continue;
        }
        LonelyKeys &lonely = found[key.tenant];
        lonely.tenant = key.tenant;
        lonely.name = tenant->second.name;
        lonely.keys.append({key, holders});
    }
    return found.values();
}

common::Result<bool> KeyWarnings::warn(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                       const LonelyKeys &lonely) const
{
    QStringList lines;
    for (const LonelyKey &key : lonely.keys) {
        lines.append(key.text());
    }
    tellTenant(trail, lonely.tenant);
    trail.note(QStringLiteral("keys"), lines.join(QStringLiteral("; ")));
    if (!isMailOn(transaction)) {
        return true;
    }
    for (const RemovalRepository::Reader &reader :
         RemovalRepository(transaction).readersOfWarnings(lonely.tenant)) {
        const MailText text = keysMail({lonely.name, lines, reader.language});
        OutgoingMail mail;
        mail.user = reader.user;
        mail.recipient = reader.email;
        mail.subject = text.subject;
        mail.expiresMs = scope.nowMs() + kMailLifeMs;
        if (common::Status queued = queueMail(transaction, m_key, std::move(mail), text.body, scope.nowMs());
            !queued) {
            return common::propagate(queued);
        }
    }
    return true;
}

} // namespace recorder
