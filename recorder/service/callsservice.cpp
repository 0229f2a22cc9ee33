// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/callsservice.h"

#include "recorder/store/callcriteria.h"
#include "recorder/store/callmarks.h"
#include "recorder/store/callrepository.h"
#include "recorder/store/mediaaccess.h"
#include "recorder/store/tenantrepository.h"

#include <algorithm>

namespace recorder
{

using common::Result;

namespace
{

constexpr qsizetype kLongestPart = 40;

/// Letters, digits and what is harmless between them; everything else is left out or becomes a dash.
QString safePart(const QString &text)
{
    QString safe;
    for (const uint c : text.toUcs4()) {
        if (QChar::isLetterOrNumber(c)) {
            safe += QString::fromUcs4(reinterpret_cast<const char32_t *>(&c), 1);
        } else if (c == '+' || c == '-') {
            safe += QChar(static_cast<char16_t>(c));
        } else if (c == ' ' || c == '.' || c == '_' || c == '*' || c == '#' || c == '@') {
            safe += QLatin1Char('-');
        }
        if (safe.size() >= kLongestPart) {
            break;
        }
    }
    return safe;
}

QString numberOf(const StoredCall &call, bool from)
{
    for (const common::Participant &party : call.call.participants) {
        if (party.from == from) {
            return party.number.isEmpty() ? party.name : party.number;
        }
    }
    return {};
}

/// Whose eyes see what is handed out: an impersonation does not give back what was revoked.
QList<QUuid> peopleOf(const Actor &actor)
{
    QList<QUuid> people;
    for (const common::UserId &user : {actor.user, actor.impersonator}) {
        if (!user.isNull()) {
            people.append(user.uuid());
        }
    }
    return people;
}

} // namespace

std::optional<QList<QUuid>> reachOf(const TenantScope &scope)
{
    QList<QUuid> reach;
    switch (scope.actor().isSystem ? AccessScope::Kind::Unrestricted : scope.scope().kind) {
    case AccessScope::Kind::Unrestricted:
    case AccessScope::Kind::Tenant: return std::nullopt;
    case AccessScope::Kind::Groups:
        for (const GroupId &group : scope.scope().groups) {
            reach.append(group.uuid());
        }
        break;
    case AccessScope::Kind::User: break;
    }
    reach.append(scope.actor().user.uuid());
    return reach;
}

QString saveNameOf(const StoredCall &call, const common::MediaFile &file)
{
    QStringList parts{
        common::toUtcDateTime(call.call.connectTime).toString(QStringLiteral("yyyy-MM-ddTHHmmss")) +
        QLatin1Char('Z')};
    for (const bool from : {true, false}) {
        if (const QString part = safePart(numberOf(call, from)); !part.isEmpty()) {
            parts.append(part);
        }
    }
    const QString ending = safePart(file.format).left(8);
    return parts.join(QLatin1Char('_')) +
           (ending.isEmpty() ? QString() : QLatin1Char('.') + ending.toLower());
}

Result<common::ListPageOf<CallSummary>> CallsService::list(Transaction &transaction, const TenantScope &scope,
                                                           const common::ListQuery &query) const
{
    auto request = callPageRequestOf(query);
    if (!request) {
        return common::propagate(request);
    }
    request->criteria.reach = reachOf(scope);
    request->criteria.noFlag |= hiddenFlagsOf(scope);
    auto page = CallRepository(transaction).list(scope.tenant(), *request);
    if (!page) {
        return common::propagate(page);
    }
    return common::ListPageOf<CallSummary>{std::move(page->calls), page->nextToken, page->total,
                                           page->totalExact};
}

Result<StoredCall> CallsService::get(Transaction &transaction, const TenantScope &scope,
                                     const common::CallId &id) const
{
    auto call = CallRepository(transaction).get(scope.tenant(), id, reachOf(scope), hiddenFlagsOf(scope));
    if (call && !scope.actor().may(QStringLiteral("calls.hold"))) {
        call->hold.reset(); // why somebody is looked into is not everybody's business
    }
    return call;
}

Result<CallFile> CallsService::file(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                    const common::CallId &id, common::MediaFile::Kind kind) const
{
    auto call = get(transaction, scope, id);
    if (!call) {
        return common::propagate(call);
    }
    const QList<common::MediaFile> &files = call->call.files;
    const auto found = std::find_if(files.begin(), files.end(),
                                    [kind](const common::MediaFile &file) { return file.kind == kind; });
    if (found == files.end()) {
        return common::fail(common::ErrorCode::NotFound, QStringLiteral("the call has no such file"),
                            {{QStringLiteral("file"), common::keyOf(kind)}});
    }
    const QString name = saveNameOf(*call, *found);
    trail.setSubject(id.uuid(), name);
    if (!scope.tenant()) { // the trail of the tenant whose call it is
        if (const auto tenant = TenantRepository(transaction).find(call->call.tenant)) {
            trail.setTenant(tenant->key);
        }
    }
    const auto access = mediaAccess(transaction, id, static_cast<int>(found - files.begin()),
                                    peopleOf(scope.actor()), scope.nowMs());
    if (access && access->isRevoked) {
        return common::fail(common::ErrorCode::Denied,
                            QStringLiteral("the key of this file was revoked from who asks"),
                            {{QStringLiteral("reason"), QStringLiteral("revoked")}});
    }
    return CallFile{*found, name, access ? access->target : kOwnFolder};
}

QList<common::CallId> CallsService::visible(Transaction &transaction, std::optional<TenantKey> tenant,
                                            const std::optional<QList<QUuid>> &reach,
                                            const QList<common::CallId> &ids, common::CallFlags hidden) const
{
    return CallRepository(transaction).visible(tenant, ids, reach, hidden);
}

common::Status CallsService::setConfidential(Transaction &transaction, const TenantScope &scope,
                                             AuditDetail &trail, const common::CallId &id,
                                             bool confidential) const
{
    auto call = get(transaction, scope, id);
    if (!call) {
        return common::propagate(call);
    }
    const bool before = common::has(call->call.flags, common::CallFlag::Confidential);
    trail.setSubject(id.uuid(), saveNameOf(*call, {}));
    if (before == confidential) {
        return {};
    }
    const auto tenant = CallRepository(transaction).setFlag(id, common::CallFlag::Confidential, confidential);
    if (!tenant) {
        return common::fail(common::ErrorCode::NotFound, QStringLiteral("no call %1").arg(id.toString()));
    }
    trail.setTenant(*tenant);
    trail.changed(QStringLiteral("confidential"), before, confidential);
    trail.publish({QStringLiteral("calls"), *tenant, id.toString(), QStringLiteral("changed")});
    return {};
}

common::Status CallsService::keep(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                  const common::CallId &id, const std::optional<LiveOwners> &owners) const
{
    const LiveFilter filter{scope.tenant(), reachOf(scope), hiddenFlagsOf(scope) == 0};
    if (!owners || !sees(filter, *owners)) {
        return common::fail(common::ErrorCode::NotFound,
                            QStringLiteral("no active call %1").arg(id.toString()),
                            {{QStringLiteral("id"), QStringLiteral("unknown")}});
    }
    trail.setSubject(id.uuid(), owners->users.join(QStringLiteral(", ")));
    trail.setTenant(owners->tenant);
    if (CallMarks(transaction).keep(id, owners->tenant, scope.nowMs()) == CallMarks::Mark::Lost) {
        return common::fail(common::ErrorCode::Conflict, QStringLiteral("nothing is left of the call"),
                            {{QStringLiteral("id"), QStringLiteral("too-late")}});
    }
    return {};
}

common::CallFlags hiddenFlagsOf(const TenantScope &scope)
{
    return scope.actor().may(QStringLiteral("calls.confidential"))
               ? common::CallFlags{}
               : common::CallFlags{} | common::CallFlag::Confidential;
}

} // namespace recorder
