// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/impersonation.h"

#include "recorder/service/directorychecks.h"
#include "recorder/service/networks.h"
#include "recorder/service/signinservice.h"
#include "recorder/store/peoplerepository.h"
#include "recorder/store/sessionrepository.h"

#include "common/crypto/random.h"
#include "common/crypto/sha256.h"

namespace recorder
{

namespace
{

using common::ErrorCode;
using common::Result;

constexpr qsizetype kTokenSize = 32;
constexpr std::chrono::milliseconds kLongest = std::chrono::hours(1);

/// The user with his rights, when the caller may look with his eyes.
Result<UserRights> lentBy(Transaction &transaction, const TenantScope &scope, const QString &userId)
{
    const Actor &caller = scope.actor();
    const auto found = PeopleRepository(transaction, directoryReachOf(scope)).get(uuidOfText(userId));
    if (!found || !caller.isSignedIn()) {
        return notThere();
    }
    const common::UserId user = common::UserId::fromString(found->record.id);
    if (user == caller.user) {
        return refused(ErrorCode::Denied, "user_id", "self");
    }
    if (widthOf(found->roleScope) > widthOf(keyOf(caller.scope.kind))) {
        return refused(ErrorCode::Denied, "role", "wider");
    }
    const auto rights = SessionRepository(transaction).rightsOf(user);
    if (!rights || !rights->mayEnter(scope.nowMs())) {
        return refused(ErrorCode::Conflict, "user_id", "inactive");
    }
    if (!isAllowedFrom(*rights, caller.peer)) {
        return refused(ErrorCode::Denied, "reason", "network");
    }
    return *rights;
}

} // namespace

Result<Impersonation> beginImpersonation(Transaction &transaction, const TenantScope &scope,
                                         AuditDetail &trail, const QString &userId)
{
    auto lent = lentBy(transaction, scope, userId);
    if (!lent) {
        return common::propagate(lent);
    }
    Impersonation begun;
    begun.token.resize(kTokenSize);
    if (common::Status filled = common::fillRandom(std::as_writable_bytes(
            std::span(begun.token.data(), static_cast<std::size_t>(begun.token.size()))));
        !filled) {
        return common::propagate(filled);
    }
    const Actor &caller = scope.actor();
    SessionRepository sessions(transaction);
    const QUuid session = SessionId::generate().uuid();
    sessions.insert(NewImpersonation{session, lent->tenant.key, lent->user,
                                     caller.name.isEmpty() ? caller.login : caller.name,
                                     caller.session.uuid(), common::sha256(begun.token), caller.peer,
                                     scope.nowMs(), scope.nowMs() + kLongest.count()});
    const auto made = sessions.find(session);
    if (!made) {
        return notThere(); // the caller's own session went in this moment
    }
    begun.identity = identityOf(*made);
    tellTenant(trail, lent->tenant.key);
    trail.setSubject(lent->user.uuid(), lent->name);
    trail.note(QStringLiteral("session"), SessionId(session).toString());
    return begun;
}

} // namespace recorder
