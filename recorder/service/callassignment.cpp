// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/callassignment.h"

#include "recorder/service/callsservice.h"
#include "recorder/service/directorychecks.h"
#include "recorder/service/directoryusers.h"
#include "recorder/service/extensions.h"
#include "recorder/service/userrules.h"
#include "recorder/store/callassignments.h"

namespace recorder
{

using common::ErrorCode;
using common::Result;

namespace
{

/// What the party is known by. What is his already keeps the extension that it was found by.
Result<QString> extensionOf(const StoredCall &call, const CallAssignment &what)
{
    if (what.position < 0 || what.position >= call.segments.size()) {
        return invalid("position", "range");
    }
    const Segment &segment = call.segments.at(what.position);
    if (segment.user && segment.user->uuid() != uuidOfText(what.user)) {
        return refused(ErrorCode::Conflict, "position", "owned");
    }
    if (segment.user && !segment.extension.isEmpty()) {
        return segment.extension;
    }
    const QStringList candidates = extensionCandidates(segment.party.number, segment.party.aor);
    return candidates.isEmpty() ? Result<QString>(invalid("position", "empty")) : candidates.first();
}

/// He gets the extension, by the rules that hold for whoever edits him; his history has it.
common::Status giveExtension(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                             common::UserRecord user, const QString &extension)
{
    user.extensions.append(extension);
    AuditDetail his;
    his.setAction(QStringLiteral("assigned-extension"));
    const auto changed = updateUser(transaction, scope, his, user);
    if (!changed) {
        common::Error error = changed.error();
        if (const QString reason = error.fields.take(QStringLiteral("extensions")); !reason.isEmpty()) {
            error.fields.insert(QStringLiteral("position"), reason); // what was chosen here
        }
        return tl::unexpected<common::Error>(error);
    }
    trail.addPart(his.part());
    for (const ChangeEvent &event : his.events()) {
        trail.publish(event);
    }
    return {};
}

/// The user with his home group, after the extension became his.
Result<ExtensionOwner> ownerOf(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                               TenantKey tenant, const QString &user, const QString &extension)
{
    auto found = userToChange(transaction, scope, user);
    if (!found && found.error().code != ErrorCode::NotFound) {
        return common::propagate(found);
    }
    if (!found || found->tenant != tenant) {
        return invalid("user_id", "unknown");
    }
    UserRepository users(transaction, tenant);
    const auto before = users.ownersOf({extension});
    if (before.isEmpty()) {
        if (common::Status given = giveExtension(transaction, scope, trail, found->record, extension);
            !given) {
            return common::propagate(given);
        }
    }
    const auto after = users.ownersOf({extension});
    const auto owner = after.constFind(extension);
    if (owner == after.constEnd() || owner->user.uuid() != uuidOfText(user)) {
        return refused(ErrorCode::Conflict, "position", "owned");
    }
    return *owner;
}

/// As calls have it, and with the plus that the phone system may have put before it.
QStringList numbersOf(const QString &extension)
{
    return extension.startsWith(QLatin1Char('+')) ? QStringList{extension}
                                                  : QStringList{extension, QLatin1Char('+') + extension};
}

void tellCall(AuditDetail &trail, TenantKey tenant, const common::CallId &id)
{
    trail.publish({QStringLiteral("calls"), tenant, id.toString(), QStringLiteral("changed")});
}

/// The call, which waits for nobody else any more.
Result<std::pair<TenantKey, StoredCall>> callToAssign(Transaction &transaction, const TenantScope &scope,
                                                      const common::CallId &id)
{
    const CallsService calls;
    const auto seen = calls.visible(transaction, scope.tenant(), reachOf(scope), {id}, hiddenFlagsOf(scope));
    const auto tenant = seen.isEmpty() ? std::nullopt : CallAssignments(transaction).lock(id);
    if (!tenant) {
        return refused(ErrorCode::NotFound, "id", "unknown");
    }
    auto call = calls.get(transaction, scope, id);
    return call ? Result<std::pair<TenantKey, StoredCall>>(std::pair(*tenant, std::move(*call)))
                : common::propagate(call);
}

AssignedCalls assignSimilar(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                            TenantKey tenant, const QString &extension, const ExtensionOwner &owner)
{
    CallAssignments assignments(transaction);
    const QStringList numbers = numbersOf(extension);
    auto similar =
        assignments.lockSimilar(tenant, numbers, hiddenFlagsOf(scope), CallAssignment::kMostSimilar + 1);
    const bool more = similar.size() > CallAssignment::kMostSimilar;
    if (more) {
        similar.removeFirst();
    }
    const auto changed = assignments.assign(similar, numbers, extension, owner);
    for (const common::CallId &id : changed) {
        AuditDetail own;
        own.setSubject(id.uuid());
        own.note(QStringLiteral("user"), owner.userName);
        trail.addPart(own.part());
        tellCall(trail, tenant, id);
    }
    return {static_cast<int>(changed.size()), more && !changed.isEmpty()}; // else it would never end
}

} // namespace

Result<AssignedCalls> assignCall(Transaction &transaction, const TenantScope &scope, AuditDetail &trail,
                                 const CallAssignment &what)
{
    const QString view = QStringLiteral("calls.view");
    if (!scope.actor().may(view)) {
        return common::fail(ErrorCode::Denied, QStringLiteral("needs %1").arg(view),
                            {{QStringLiteral("permission"), view}});
    }
    lockDirectory(transaction);
    auto found = callToAssign(transaction, scope, what.call);
    if (!found) {
        return common::propagate(found);
    }
    const auto &[tenant, call] = *found;
    auto extension = extensionOf(call, what);
    if (!extension) {
        return common::propagate(extension);
    }
    auto owner = ownerOf(transaction, scope, trail, tenant, what.user, *extension);
    if (!owner) {
        return common::propagate(owner);
    }
    // First the one that is meant: it is not among the similar ones then.
    const bool isNew = CallAssignments(transaction).assign(call, what.position, *extension, *owner);
    AssignedCalls assigned;
    if (what.similar) {
        assigned = assignSimilar(transaction, scope, trail, tenant, *extension, *owner);
    }
    if (isNew) {
        ++assigned.changed;
        tellCall(trail, tenant, what.call);
    }
    trail.setSubject(what.call.uuid(), saveNameOf(call, {}));
    tellTenant(trail, tenant);
    trail.note(QStringLiteral("user"), owner->userName);
    trail.note(QStringLiteral("extension"), *extension);
    trail.note(QStringLiteral("count"), qint64{assigned.changed});
    return assigned;
}

} // namespace recorder
