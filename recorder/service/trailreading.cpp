// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/trailreading.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/userrules.h"
#include "recorder/store/sessionrepository.h"

namespace recorder
{

using common::Result;

namespace
{

AuditRepository::Reach auditReachOf(const TenantScope &scope)
{
    return {scope.tenant(), directoryReachOf(scope).groups ? scope.actor().login : QString()};
}

} // namespace

Result<common::ListPageOf<common::AuditRecord>> listAudit(Transaction &transaction, const TenantScope &scope,
                                                          const common::ListQuery &query)
{
    return AuditRepository(transaction).list(auditReachOf(scope), query);
}

Result<common::AuditRecord> showAudit(Transaction &transaction, const TenantScope &scope, qint64 id)
{
    auto found = AuditRepository(transaction).get(auditReachOf(scope), id);
    return found ? Result<common::AuditRecord>(*found) : Result<common::AuditRecord>(notThere());
}

Result<AuditSelection> selectAudit(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                   const common::ListQuery &query, const QString &format)
{
    if (format != QLatin1String("csv") && format != QLatin1String("jsonl")) {
        return invalid("format", "unknown");
    }
    AuditRepository audit(transaction);
    AuditSelection selection{auditReachOf(scope), query, audit.lastId(), format == QLatin1String("csv")};
    // Criteria that do not fit are refused before anything is streamed.
    if (auto tried = audit.exported(selection.reach, query, selection.lastId, selection.lastId, 1); !tried) {
        return common::propagate(tried);
    }
    trail.note(QStringLiteral("format"), format);
    return selection;
}

Result<common::ListPageOf<common::UserSessionRecord>>
listSessions(Transaction &transaction, const TenantScope &scope, const common::ListQuery &query)
{
    DirectoryReach reach = directoryReachOf(scope);
    if (!mayBeyondHimself(scope, "sessions.view")) {
        reach.groups = QList<QUuid>(); // himself in any case
    }
    auto page = SessionRepository(transaction).list(reach, query, scope.nowMs(), scope.idleMs());
    if (page) {
        for (common::UserSessionRecord &session : page->items) {
            session.own = uuidOfText(session.id) == scope.actor().session.uuid();
        }
    }
    return page;
}

Result<int> endSessions(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                        const QStringList &ids)
{
    auto wanted = uuidsOf(ids);
    if (!wanted) {
        return common::propagate(wanted);
    }
    SessionRepository sessions(transaction);
    const QHash<QUuid, QUuid> owners = sessions.ownersOf(directoryReachOf(scope), *wanted);
    for (const QUuid &owner : owners) {
        const bool own = owner == scope.actor().user.uuid() && !scope.actor().isImpersonated();
        if (!own && !mayBeyondHimself(scope, "sessions.end")) {
            return refused(common::ErrorCode::Denied, "permission", "sessions.end");
        }
    }
    if (owners.size() != wanted->size()) {
        return refused(common::ErrorCode::NotFound, "ids", "unknown");
    }
    QList<Named> people;
    for (const QUuid &session : std::as_const(*wanted)) {
        auto user = userToChange(transaction, scope, owners.value(session).toString(QUuid::WithoutBraces));
        if (!user) {
            return common::propagate(user);
        }
        sessions.remove(session);
        people.append({owners.value(session), user->record.name});
        tellTenant(trail, user->tenant);
    }
    tellSubjects(trail, people);
    trail.note(QStringLiteral("sessions"), static_cast<qint64>(wanted->size()));
    return static_cast<int>(wanted->size());
}

Result<int> endOtherSessions(Transaction &transaction, const TenantScope &scope, AuditDetail &trail)
{
    const Actor &who = scope.actor();
    const auto ended = SessionRepository(transaction).removeOf(who.user, who.session.uuid()).size();
    trail.setSubject(who.user.uuid(), who.name);
    trail.note(QStringLiteral("sessions"), static_cast<qint64>(ended));
    return static_cast<int>(ended);
}

} // namespace recorder
