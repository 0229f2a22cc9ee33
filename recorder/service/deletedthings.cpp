// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/deletedthings.h"

#include "recorder/service/directorychecks.h"
#include "recorder/store/deletedrepository.h"
#include "recorder/store/settingrepository.h"

#include <QHash>

namespace recorder
{

using common::ErrorCode;
using common::Result;
using common::Retention;

namespace
{

const QString kKey = QStringLiteral("deleted");
const QString kDays = QStringLiteral("days");
constexpr qint64 kDayMs = 24 * 3600000LL;

DeletedRepository::Reach reachOfDeleted(const TenantScope &scope)
{
    if (!scope.tenant()) {
        return {};
    }
    const Actor &actor = scope.actor();
    return {actor.tenantKey, actor.scope.kind == AccessScope::Kind::Tenant ? QString() : actor.login};
}

/// Everybody may know the days; the version is for those who may change them, others cannot lock the row.
Retention retentionAt(Transaction &transaction)
{
    SettingRepository settings(transaction);
    const QJsonObject value = settings.effective(kSystemTenant, kKey).value_or(QJsonObject());
    return {value.value(kDays).toInt(Retention().days), settings.at(std::nullopt, kKey).version};
}

} // namespace

void noteDeleted(Transaction &transaction, const TenantScope &scope, const char *table,
                 const QList<QUuid> &ids)
{
    DeletedRepository(transaction).setDeletedBy(table, ids, scope.actor().login);
}

Result<common::ListPageOf<common::DeletedRecord>>
listDeleted(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query)
{
    auto page = DeletedRepository(transaction).list(reachOfDeleted(scope), query);
    if (page) {
        const qint64 keptMs = retentionAt(transaction).days * kDayMs;
        for (common::DeletedRecord &record : page->items) {
            record.purgeMs = record.deletedMs + keptMs;
        }
    }
    return page;
}

Result<int> purgeDeleted(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                         const QList<DeletedRef> &refs)
{
    QHash<QString, QList<QUuid>> wanted;
    for (const DeletedRef &ref : refs) {
        wanted[ref.kind].append(uuidOfText(ref.id));
    }
    if (wanted.isEmpty()) {
        return invalid("ids", "empty");
    }
    lockDirectory(transaction);
    DeletedRepository deleted(transaction);
    QList<Named> gone;
    for (const DeletedKind &kind : deletedKinds()) {
        const QList<QUuid> ids = wanted.take(kind.kind);
        const auto found = deleted.find(reachOfDeleted(scope), kind, ids);
        if (found.size() != QSet<QUuid>(ids.begin(), ids.end()).size()) {
            return notThere();
        }
        for (const DeletedRepository::Found &thing : found) {
            if (thing.held) {
                return refused(ErrorCode::Conflict,
                               thing.id.toString(QUuid::WithoutBraces).toLatin1().constData(), "in-use");
            }
            gone.append({thing.id, thing.name});
            tellTenant(trail, thing.tenant.value_or(kSystemTenant));
        }
        if (!found.isEmpty()) {
            deleted.purge(kind, ids);
            trail.note(kind.kind, static_cast<qint64>(found.size()));
        }
    }
    if (!wanted.isEmpty()) {
        return invalid("kind", "unknown");
    }
    tellSubjects(trail, gone);
    trail.publish({QStringLiteral("deleted"), std::nullopt, QString(), QStringLiteral("removed")});
    return static_cast<int>(gone.size());
}

Result<Retention> deletedRetention(Transaction &transaction, const TenantScope &)
{
    return retentionAt(transaction);
}

Result<Retention> setDeletedRetention(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                      const Retention &retention)
{
    if (scope.tenant()) {
        return refused(ErrorCode::Denied, "system", "not-allowed");
    }
    if (retention.days < Retention::kLeastDays || retention.days > Retention::kMostDays) {
        return invalid("days", "range");
    }
    const Retention before = retentionAt(transaction);
    if (before.version != retention.version ||
        !SettingRepository(transaction)
             .replace(std::nullopt, kKey, retention.version, QJsonObject{{kDays, retention.days}})) {
        return changedMeanwhile();
    }
    trail.changed(kDays, before.days, retention.days);
    return retentionAt(transaction);
}

} // namespace recorder
