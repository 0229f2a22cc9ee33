// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/ids.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace recorder
{

class Transaction;

/// A user's second step as it is kept; seed and pending are sealed.
struct StoredSecondStep {
    common::UserId user;
    TenantKey tenant{};
    QByteArray seed;         ///< in force; empty = the second step is off
    QByteArray pending;      ///< waits for its first code
    qint64 lastStep = 0;     ///< of the last code that was good
    QList<qint64> wrongMs{}; ///< when wrong codes came, the oldest first

    bool operator==(const StoredSecondStep &) const = default;
};

/// Second steps of all tenants: sign-in asks before it knows one.
class SecondStepRepository
{
public:
    explicit SecondStepRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    /// Locked until the end of the transaction: a code is judged by one at a time.
    std::optional<StoredSecondStep> take(const common::UserId &user);
    /// Inserts or replaces. `nowMs` counts when the seed is another one.
    void set(const StoredSecondStep &step, qint64 nowMs);
    /// With the recovery codes; false when there was none.
    bool remove(const common::UserId &user);

    void setRecoveryCodes(const common::UserId &user, TenantKey tenant, const QList<QByteArray> &hashes);
    /// False when it is none of his, or not any more.
    bool useRecoveryCode(const common::UserId &user, const QByteArray &hash);

private:
    Transaction &m_transaction;
};

} // namespace recorder
