// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/accessrecords.h"
#include "recorder/store/directoryreach.h"

#include "common/core/result.h"
#include "common/model/directory.h"
#include "common/model/listing.h"

#include <QHash>

#include <optional>

namespace recorder
{

class Transaction;

/// Sign-in sessions of all tenants: the gate asks before it knows one.
class SessionRepository
{
public:
    explicit SessionRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// Of an impersonation the rights that both have, the earlier end and the longer idling.
    std::optional<SessionRights> find(const QUuid &session);
    std::optional<SessionRights> findByToken(const QByteArray &tokenHash);
    void insert(const NewSession &session);
    void insert(const NewImpersonation &session);
    /// With the session of who impersonates: it is the same person who is there.
    void touch(const QUuid &session, qint64 nowMs);
    /// False when there was none.
    bool remove(const QUuid &session);
    /// All of a user but one; their ids.
    QList<QUuid> removeOf(const common::UserId &user, const QUuid &except);
    /// Those that ended by themselves (SessionRights::runs).
    void removeExpired(qint64 nowMs, qint64 idleMs);
    /// Of the given sessions those that are valid still, each with the mark of the rights (UserRights).
    QHash<QUuid, QString> valid(const QList<QUuid> &sessions, qint64 nowMs, qint64 idleMs);
    std::optional<UserRights> rightsOf(const common::UserId &user);

    /// Who is signed in, of those within reach. `now` as in valid().
    common::Result<common::ListPageOf<common::UserSessionRecord>>
    list(const DirectoryReach &reach, const common::ListQuery &query, qint64 nowMs, qint64 idleMs);
    /// The users of those sessions within reach.
    QHash<QUuid, QUuid> ownersOf(const DirectoryReach &reach, const QList<QUuid> &sessions);
    void removeOfUsers(const QList<QUuid> &users);
    void removeOfTenant(TenantKey tenant);

private:
    std::optional<SessionRights> withImpersonator(std::optional<SessionRights> found);
    Transaction &m_transaction;
};

} // namespace recorder
