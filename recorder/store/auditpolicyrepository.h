// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/auditrecords.h"

#include <QList>

namespace recorder
{

class Transaction;

/// How long the audit trail is kept, and how far it was forwarded.
class AuditPolicyRepository
{
public:
    explicit AuditPolicyRepository(Transaction &transaction)
        : m_transaction(transaction)
    {
    }

    AuditPolicySetting policy();
    /// False when the version is another one by now. Switching syslog on for the first time begins at the
    /// chain's end, later where it was left.
    bool store(const AuditPolicySetting &policy);
    /// Retention ran.
    void setRemoved(qint64 nowMs);

    struct Place {
        qint64 position = 0;
        qint64 head = 0; ///< number

        bool operator==(const Place &) const = default;
    };
    /// Makes this recorder the one that forwards until then; none while another one is.
    std::optional<Place> lease(const QString &holder, qint64 nowMs, qint64 untilMs);
    /// Up to where the receiver has it; only while this recorder is the one that forwards.
    bool advance(const QString &holder, const Place &place, qint64 untilMs);
    /// Up to where rows may be removed while they have to be forwarded.
    qint64 forwardedUpTo();

    struct Forwarded {
        qint64 position = 0;
        QByteArray hash;
        qint64 id = 0;
        qint64 atMs = 0;
        QString tenant;
        QString actor;
        QString impersonator;
        QString action;
        QString subject;
        QString requestId;
        QString peer;
        QString detail; ///< JSON; empty = none
    };
    QList<Forwarded> rowsAfter(qint64 position, int limit);

private:
    Transaction &m_transaction;
};

} // namespace recorder
