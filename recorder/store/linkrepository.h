// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/ids.h"

#include <QByteArray>

#include <optional>

namespace recorder
{

class Transaction;

/// Somebody who could set a new password by a link.
struct LinkOwner {
    common::UserId user;
    TenantKey tenant{};
    QString login;
    QString loginKey;
    QString name;
    QString email;
    QString language;        ///< his, his group's, his tenant's, the system's; empty = none says
    bool secondStep = false; ///< on, or his role demands it

    bool operator==(const LinkOwner &) const = default;
};

/// Links to set a new password, of all tenants, and who asked for one.
class LinkRepository
{
public:
    explicit LinkRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    void request(const QString &loginKey, qint64 nowMs);
    /// The oldest request, which is no more from now on.
    std::optional<QString> takeRequest();

    /// One who may sign in, with a password of ours.
    std::optional<LinkOwner> ownerOf(const QString &loginKey, qint64 nowMs);
    std::optional<LinkOwner> owner(const common::UserId &user, qint64 nowMs);
    /// Sent to him since that moment; the earliest of them, 0 when there are none. What lies more than a
    /// minute ahead of now was sent by a clock that was wrong, and take() does not take it: it does not
    /// count.
    struct Sent {
        int count = 0;
        qint64 firstMs = 0;
    };
    Sent sentSince(const common::UserId &user, qint64 ms, qint64 nowMs);
    /// Forgets what ended before `forgetMs`.
    void add(const LinkOwner &owner, const QByteArray &hash, qint64 nowMs, qint64 expiresMs, qint64 forgetMs);
    /// Of a link that is good: not used, not too old, and the password was not changed since. Locked until
    /// the end of the transaction.
    std::optional<LinkOwner> take(const QByteArray &hash, qint64 nowMs);
    /// All of his.
    void useUp(const common::UserId &user, qint64 nowMs);

private:
    std::optional<LinkOwner> read(const QString &sql, const QString &tail, const class SqlParams &params);
    Transaction &m_transaction;
};

} // namespace recorder
