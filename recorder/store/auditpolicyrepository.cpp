// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/auditpolicyrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

namespace recorder
{

AuditPolicySetting AuditPolicyRepository::policy()
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT keep_days, syslog, syslog_host, syslog_port, syslog_transport, syslog_ca, "
                       "removed_ms, version FROM audit_policy"));
    const pqxx::row row = rowAt(rows, 0);
    AuditPolicySetting policy;
    policy.keepDays = static_cast<int>(numberOf(row[0]));
    policy.syslog = boolOf(row[1]);
    policy.syslogHost = textOf(row[2]);
    policy.syslogPort = static_cast<int>(numberOf(row[3]));
    policy.syslogTransport = textOf(row[4]);
    policy.syslogCa = textOf(row[5]);
    policy.removedMs = numberOf(row[6]);
    policy.version = static_cast<int>(numberOf(row[7]));
    return policy;
}

bool AuditPolicyRepository::store(const AuditPolicySetting &policy)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("UPDATE audit_policy SET keep_days = $1, syslog = $2, syslog_host = $3, syslog_port = "
                       "$4, syslog_transport = $5, syslog_ca = $6, syslog_from = coalesce(syslog_from, CASE "
                       "WHEN $2 THEN (SELECT coalesce(max(position), 0) FROM audit_chain) END), version = "
                       "version + 1 WHERE version = $7 "
                       "RETURNING 1"),
        SqlParams()
            .add(qint64{policy.keepDays})
            .add(policy.syslog ? QStringLiteral("true") : QStringLiteral("false"))
            .add(policy.syslogHost)
            .add(qint64{policy.syslogPort})
            .add(policy.syslogTransport)
            .add(policy.syslogCa)
            .add(qint64{policy.version}));
    return !rows.empty();
}

void AuditPolicyRepository::setRemoved(qint64 nowMs)
{
    m_transaction.exec(QStringLiteral("UPDATE audit_policy SET removed_ms = $1"), SqlParams().add(nowMs));
}

std::optional<AuditPolicyRepository::Place> AuditPolicyRepository::lease(const QString &holder, qint64 nowMs,
                                                                         qint64 untilMs)
{
    // A lease of the far future is one of a clock that was wrong.
    const auto rows = m_transaction.exec(
        QStringLiteral(
            "UPDATE audit_forwarding f SET holder = $1, until_ms = $3, position = coalesce(f.position, "
            "p.syslog_from, 0), head = CASE WHEN f.position IS NULL THEN coalesce((SELECT max(number) FROM "
            "audit_heads WHERE position <= p.syslog_from), 0) ELSE f.head END FROM audit_policy p WHERE "
            "f.holder = $1 OR f.until_ms < $2 OR f.until_ms > $2::bigint + 600000 RETURNING f.position, "
            "f.head"),
        SqlParams().add(holder).add(nowMs).add(untilMs));
    if (rows.empty()) {
        return std::nullopt;
    }
    return Place{numberOf(rowAt(rows, 0)[0]), numberOf(rowAt(rows, 0)[1])};
}

bool AuditPolicyRepository::advance(const QString &holder, const Place &place, qint64 untilMs)
{
    return !m_transaction
                .exec(QStringLiteral("UPDATE audit_forwarding SET position = $2, head = $3, until_ms = $4 "
                                     "WHERE holder = $1 RETURNING 1"),
                      SqlParams().add(holder).add(place.position).add(place.head).add(untilMs))
                .empty();
}

qint64 AuditPolicyRepository::forwardedUpTo()
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT coalesce(f.position, p.syslog_from, 0) FROM audit_forwarding f, "
                       "audit_policy p"));
    return numberOf(rowAt(rows, 0)[0]);
}

QList<AuditPolicyRepository::Forwarded> AuditPolicyRepository::rowsAfter(qint64 position, int limit)
{
    QList<Forwarded> found;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT c.position, c.hash, a.id, a.at_ms, coalesce(t.name, ''), a.actor, "
                            "a.impersonator, a.action, coalesce(a.subject::text, ''), a.request_id, a.peer, "
                            "coalesce(a.detail::text, '') FROM audit_chain c JOIN audit_log a ON a.id = "
                            "c.audit_id LEFT JOIN tenants t ON t.id = a.tenant_id WHERE c.position > $1 "
                            "ORDER BY c.position LIMIT $2"),
             SqlParams().add(position).add(qint64{limit}))) {
        Forwarded one;
        one.position = numberOf(row[0]);
        one.hash = bytesOf(row[1]);
        one.id = numberOf(row[2]);
        one.atMs = numberOf(row[3]);
        one.tenant = textOf(row[4]);
        one.actor = textOf(row[5]);
        one.impersonator = textOf(row[6]);
        one.action = textOf(row[7]);
        one.subject = textOf(row[8]);
        one.requestId = textOf(row[9]);
        one.peer = textOf(row[10]);
        one.detail = textOf(row[11]);
        found.append(one);
    }
    return found;
}

} // namespace recorder
