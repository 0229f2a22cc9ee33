// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/directoryrecords.h"

#include "common/core/ids.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace recorder
{

class Transaction;

/// A mail that waits for being sent. The body is sealed.
struct OutgoingMail {
    QUuid id;
    common::UserId user; ///< null = to nobody of ours
    QString recipient;
    QString subject;
    QByteArray body;
    qint64 expiresMs = 0; ///< after that it is of no use any more
    int attempts = 0;

    bool operator==(const OutgoingMail &) const = default;
};

class MailRepository
{
public:
    explicit MailRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }
    void add(const OutgoingMail &mail, qint64 nowMs);
    /// One that is due, counted as tried; nobody else gets it before `claimedTillMs`.
    std::optional<OutgoingMail> claim(qint64 nowMs, qint64 claimedTillMs);
    void postpone(const QUuid &id, qint64 dueMs);
    void remove(const QUuid &id);

private:
    Transaction &m_transaction;
};

} // namespace recorder
