// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/directorychecks.h"
#include "recorder/service/directoryusers.h"
#include "recorder/service/seats.h"
#include "recorder/service/userrules.h"
#include "recorder/service/usertelling.h"
#include "recorder/store/sessionrepository.h"

#include <QHash>
#include <QJsonArray>
#include <QSet>

#include <algorithm>
#include <functional>

namespace recorder
{

using common::Result;
using common::Status;
using common::UserRecord;

namespace
{

constexpr int kMostUsers = 100'000;
constexpr qsizetype kPortion = 500; ///< users of one statement: between two, somebody may stop it
const QString kGroups = QStringLiteral("group_ids");
const QString kManaged = QStringLiteral("managed_group_ids");
const QString kRole = QStringLiteral("role_id");

UserRecord withValues(UserRecord user, const UserRecord &values, const QStringList &fields)
{
    const auto take = [&](const char *field, auto member) {
        if (fields.contains(QLatin1String(field))) {
            user.*member = values.*member;
        }
    };
    take("active", &UserRecord::active);
    take("role_id", &UserRecord::roleId);
    take("group_ids", &UserRecord::groupIds);
    take("managed_group_ids", &UserRecord::managedGroupIds);
    take("time_zone", &UserRecord::timeZone);
    take("language", &UserRecord::language);
    take("recording", &UserRecord::recording);
    take("record_inbound", &UserRecord::recordInbound);
    take("record_outbound", &UserRecord::recordOutbound);
    take("confidential", &UserRecord::confidential);
    take("valid_till_ms", &UserRecord::validTillMs);
    take("recording_seat", &UserRecord::recordingSeat);
    take("screen_seat", &UserRecord::screenSeat);
    take("evaluation_seat", &UserRecord::evaluationSeat);
    take("live_seat", &UserRecord::liveSeat);
    return user;
}

QStringList canonical(const QStringList &ids)
{
    QStringList texts;
    for (const QString &id : ids) {
        const QUuid uuid = uuidOfText(id);
        texts.append(uuid.isNull() ? id : uuid.toString(QUuid::WithoutBraces));
    }
    texts.removeDuplicates();
    return texts;
}

Result<QList<QUuid>> idsFor(PeopleRepository &people, const UserBulkChange &change)
{
    if (change.query.has_value() == !change.ids.isEmpty()) {
        return invalid(change.query ? "query" : "ids", change.query ? "ambiguous" : "empty");
    }
    return change.query ? people.idsOf(*change.query, kMostUsers) : uuidsOf(change.ids);
}

/// What is to be written, by tenant: groups belong to one.
struct Plan {
    QHash<TenantKey, QList<QUuid>> users;
    QHash<TenantKey, SeatCounts> seats; ///< given in addition
    QList<QUuid> all;
    QList<QUuid> outside; ///< cannot have a session any more
    QStringList names;
    QList<AuditPart> told; ///< what each of them was and will be
    AuditDetail last;      ///< of the last of them
    bool rootsTouched = false;
    QSet<TenantKey> administrators; ///< tenants whose administrators are among them and must not all go
};

/// Groups that are not to be changed need no look at.
UserRecord onlyNamed(UserRecord user, const QStringList &fields)
{
    if (!fields.contains(kGroups)) {
        user.groupIds.clear();
    }
    if (!fields.contains(kManaged)) {
        user.managedGroupIds.clear();
    }
    return user;
}

/// Whether the groups can be given. Who reaches whole tenants may take any away, so that there is one answer
/// per tenant; else it depends on the groups that each user has.
class GroupCheck
{
public:
    GroupCheck(Transaction &transaction, const TenantScope &scope, const QStringList &fields)
        : m_transaction(transaction)
        , m_scope(scope)
        , m_fields(fields)
        , m_everyGroup(!directoryReachOf(scope).groups)
    {
    }
    bool allows(const StoredUser &user, const UserRecord &wanted)
    {
        if (!m_everyGroup) {
            return ask(user, wanted);
        }
        const auto known = m_known.constFind(user.tenant);
        return known != m_known.constEnd()
                   ? *known
                   : *m_known.insert(user.tenant, ask(user, onlyNamed(wanted, m_fields)));
    }

private:
    bool ask(const StoredUser &user, const UserRecord &wanted) const
    {
        return groupsFor(m_transaction, m_scope, user.tenant, "group_ids", wanted.groupIds,
                         m_everyGroup ? QStringList() : user.record.groupIds) &&
               groupsFor(m_transaction, m_scope, user.tenant, "managed_group_ids", wanted.managedGroupIds,
                         m_everyGroup ? QStringList() : user.record.managedGroupIds);
    }
    Transaction &m_transaction;
    const TenantScope &m_scope;
    const QStringList m_fields;
    const bool m_everyGroup;
    QHash<TenantKey, bool> m_known;
};

tl::unexpected<common::Error> stopped()
{
    return refused(common::ErrorCode::Conflict, "reason", "cancelled");
}

/// Who changes what, and who is told how far it is.
struct Bulk {
    Transaction &transaction;
    const TenantScope &scope;
    const UserBulkChange &change;
    const BulkWatch &watch;
};

Result<Plan> planFor(const Bulk &bulk, const std::optional<common::RoleRecord> &role,
                     const QList<StoredUser> &found, BulkOutcome &outcome)
{
    const auto &[transaction, scope, change, watch] = bulk;
    GroupCheck groups(transaction, scope, change.fields);
    UserTelling telling(transaction, scope, change, role ? role->name : QString());
    const bool regroups = change.fields.contains(kGroups) || change.fields.contains(kManaged);
    Plan plan;
    qint64 seen = 0;
    for (const StoredUser &user : found) {
        if (!watch("checking", seen++, found.size())) {
            return stopped();
        }
        const UserRecord wanted = withValues(user.record, change.values, change.fields);
        if (isSame(wanted, user.record)) {
            ++outcome.unchanged;
        } else if (isWithin(scope.actor(), user.roleScope, user.rolePermissions) &&
                   (!role || fits(*role, user.tenant)) && (!regroups || groups.allows(user, wanted))) {
            const QUuid id = uuidOfText(user.record.id);
            plan.users[user.tenant].append(id);
            SeatCounts &seats = plan.seats[user.tenant];
            const SeatCounts given = seatsGiven(user.record, wanted);
            std::transform(seats.begin(), seats.end(), given.begin(), seats.begin(), std::plus<>());
            plan.all.append(id);
            plan.names.append(user.record.name);
            plan.last = telling.of(user, wanted);
            plan.told.append(plan.last.part());
            plan.rootsTouched = plan.rootsTouched || user.roleCode == QLatin1String("root");
            if (keepsAdministrators(scope) && administersTenant(user)) {
                plan.administrators.insert(user.tenant);
            }
            if (!mayEnter(wanted, scope.nowMs())) {
                plan.outside.append(id);
            }
        }
    }
    outcome.changed = static_cast<int>(plan.all.size());
    return plan;
}

Status write(const Bulk &bulk, PeopleRepository &people, const Plan &plan)
{
    const UserBulkChange &change = bulk.change;
    qint64 written = 0;
    for (auto it = plan.users.cbegin(); it != plan.users.cend(); ++it) {
        for (qsizetype at = 0; at < it->size(); at += kPortion) {
            const QList<QUuid> users = it->mid(at, kPortion);
            if (!bulk.watch("writing", written, plan.all.size())) {
                return stopped();
            }
            people.updateAll(users, change.fields, change.values);
            if (change.fields.contains(kGroups)) {
                people.setGroups(it.key(), users, uuidsOfTexts(change.values.groupIds));
            }
            if (change.fields.contains(kManaged)) {
                people.setManagedGroups(it.key(), users, uuidsOfTexts(change.values.managedGroupIds));
            }
            written += users.size();
        }
    }
    SessionRepository(bulk.transaction).removeOfUsers(plan.outside);
    return bulk.watch("writing", written, plan.all.size()) ? Status() : Status(stopped());
}

/// Of one user his row; of several a row each, and one of what all of them got.
void tell(AuditDetail &trail, const Plan &plan, const UserBulkChange &change, const QString &role)
{
    if (plan.told.size() == 1) {
        trail.setOnly(plan.last);
    } else {
        QJsonObject given = toldOf(change.values);
        given.insert(kRole, role);
        given.insert(kGroups, QJsonArray::fromStringList(change.values.groupIds));
        given.insert(kManaged, QJsonArray::fromStringList(change.values.managedGroupIds));
        for (const QString &field : change.fields) {
            trail.note(field, given.value(field));
        }
        for (const AuditPart &part : plan.told) {
            trail.addPart(part);
        }
        tellNames(trail, plan.names);
    }
    for (auto it = plan.users.cbegin(); it != plan.users.cend(); ++it) {
        tellTenant(trail, it.key());
        for (const QUuid &id : *it) {
            trail.publish({QStringLiteral("users"), it.key(), id.toString(QUuid::WithoutBraces),
                           QStringLiteral("changed")});
        }
    }
}

/// Somebody must be left who administers: everything, and each tenant.
Status checkPeopleLeft(PeopleRepository &people, const Plan &plan, const UserBulkChange &change)
{
    if (Status left = checkRootsLeft(people, plan.rootsTouched); !left) {
        return left;
    }
    const bool off = change.fields.contains(QStringLiteral("active")) && !change.values.active;
    const bool ends =
        change.fields.contains(QStringLiteral("valid_till_ms")) && change.values.validTillMs != 0;
    for (const TenantKey tenant : plan.administrators) {
        if (Status left = checkAdministratorsLeft(people, tenant,
                                                  off ? "active" : (ends ? "valid_till_ms" : "role_id"));
            !left) {
            return left;
        }
    }
    return {};
}

/// Groups that the caller names wrongly are his mistake; those of another tenant than the user's are not.
Status checkGroups(Transaction &transaction, const TenantScope &scope, const UserBulkChange &change)
{
    if (!scope.tenant()) {
        return {};
    }
    for (const auto &[field, wanted] : {std::pair("group_ids", change.values.groupIds),
                                        {"managed_group_ids", change.values.managedGroupIds}}) {
        if (!change.fields.contains(QLatin1String(field))) {
            continue;
        }
        if (auto good = groupsFor(transaction, scope, *scope.tenant(), field, wanted, {}); !good) {
            return common::propagate(good);
        }
        if (QLatin1String(field) == kGroups && wanted.isEmpty() && directoryReachOf(scope).groups) {
            return refused(common::ErrorCode::Denied, field, "scope");
        }
    }
    return {};
}

} // namespace

Result<BulkOutcome> updateUsers(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                const UserBulkChange &change)
{
    return updateManyUsers(transaction, scope, trail, change,
                           [](const char *, qint64, qint64) { return true; });
}

Result<BulkOutcome> updateManyUsers(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                    const UserBulkChange &asked, const BulkWatch &watch)
{
    if (!watch("reading", 0, -1)) {
        return stopped();
    }
    UserBulkChange change = asked;
    change.values.groupIds = canonical(change.values.groupIds);
    change.values.managedGroupIds = canonical(change.values.managedGroupIds);
    if (Status good = checkBulkValues(change.values, change.fields); !good) {
        return common::propagate(good);
    }
    lockDirectory(transaction);
    PeopleRepository people(transaction, directoryReachOf(scope));
    auto ids = idsFor(people, change);
    Status groups = checkGroups(transaction, scope, change);
    if (!ids || !groups) {
        return ids ? common::propagate(groups) : common::propagate(ids);
    }
    std::optional<common::RoleRecord> role;
    if (change.fields.contains(kRole)) {
        auto found = roleFor(transaction, scope, change.values.roleId);
        if (!found) {
            return common::propagate(found);
        }
        role = *found;
        change.values.roleId = role->id;
    }
    BulkOutcome outcome;
    const Bulk bulk{transaction, scope, change, watch};
    auto plan = planFor(bulk, role, people.getAll(*ids), outcome);
    Status written = plan ? write(bulk, people, *plan) : Status(common::propagate(plan));
    if (!written) {
        return common::propagate(written);
    }
    outcome.refused = static_cast<int>(ids->size()) - outcome.changed - outcome.unchanged;
    for (auto it = plan->seats.cbegin(); it != plan->seats.cend(); ++it) {
        if (Status left = checkSeatsLeft(transaction, it.key(), *it); !left) {
            return common::propagate(left);
        }
    }
    if (Status left = checkPeopleLeft(people, *plan, change); !left) {
        return common::propagate(left);
    }
    tell(trail, *plan, change, role ? role->name : QString());
    return outcome;
}

} // namespace recorder
