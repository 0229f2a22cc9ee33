// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/auditchainrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include <algorithm>

namespace recorder
{

namespace
{

/// "earshotA" as a number: advisory locks of the installation are told apart by theirs.
const QString kLock = QStringLiteral("SELECT pg_advisory_xact_lock(7305522180434979393)");
const QString kColumns =
    QStringLiteral("a.id, a.tenant_id, a.at_ms, a.actor, a.action, a.subject, a.detail, a.request_id, "
                   "a.peer, a.impersonator");

std::string_view viewOf(const pqxx::field &field)
{
    return field.is_null() ? std::string_view() : std::string_view(field.c_str(), field.size());
}

AuditFields fieldsOf(const pqxx::row &row, int first)
{
    AuditFields fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        fields[i] = viewOf(row[static_cast<pqxx::row::size_type>(first + static_cast<int>(i))]);
    }
    return fields;
}

void planByIndex(Transaction &transaction, bool on)
{
    for (const char *way : {"seqscan", "hashjoin", "mergejoin"}) {
        transaction.exec(QStringLiteral("SET LOCAL enable_%1 = %2")
                             .arg(QLatin1String(way), on ? QStringLiteral("off") : QStringLiteral("on")));
    }
}

ChainLink linkOf(const pqxx::row &row)
{
    return {numberOf(row[0]), numberOf(row[1]), bytesOf(row[2])};
}

} // namespace

void AuditChainRepository::lock()
{
    m_transaction.exec(kLock);
}

void AuditChainRepository::freeze()
{
    m_transaction.exec(QStringLiteral("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"));
    m_transaction.exec(QStringLiteral("SET LOCAL jit = off"));
    // The chain is read in portions, each by its index, whatever the planner thinks of the whole.
    planByIndex(m_transaction, true);
}

ChainLink AuditChainRepository::end()
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT position, audit_id, hash FROM audit_chain ORDER BY position DESC LIMIT 1"));
    return rows.empty() ? ChainLink() : linkOf(rowAt(rows, 0));
}

int AuditChainRepository::readUnchained(int limit, const std::function<void(const AuditFields &)> &use)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1 FROM audit_unchained u JOIN audit_log a ON a.id = u.audit_id ORDER BY "
                       "u.audit_id LIMIT $1")
            .arg(kColumns),
        SqlParams().add(qint64{limit}));
    for (const auto &row : rows) {
        use(fieldsOf(row, 0));
    }
    return static_cast<int>(rows.size());
}

void AuditChainRepository::append(const QList<ChainLink> &links)
{
    QStringList positions;
    QStringList ids;
    QStringList hashes;
    for (const ChainLink &link : links) {
        positions.append(QString::number(link.position));
        ids.append(QString::number(link.auditId));
        hashes.append(QStringLiteral("\\x") + QString::fromLatin1(link.hash.toHex()));
    }
    m_transaction.exec(QStringLiteral("INSERT INTO audit_chain (position, audit_id, hash) SELECT * FROM "
                                      "unnest($1::bigint[], $2::bigint[], $3::bytea[])"),
                       SqlParams().addArray(positions).addArray(ids).addArray(hashes));
    m_transaction.exec(QStringLiteral("DELETE FROM audit_unchained WHERE audit_id = ANY($1::bigint[])"),
                       SqlParams().addArray(ids));
}

qint64 AuditChainRepository::oldestUnchainedMs()
{
    const auto rows = m_transaction.exec(QStringLiteral(
        "SELECT a.at_ms FROM audit_unchained u JOIN audit_log a ON a.id = u.audit_id ORDER BY u.audit_id "
        "LIMIT 1"));
    return rows.empty() ? 0 : numberOf(rowAt(rows, 0)[0]);
}

QList<ChainLink> AuditChainRepository::links(qint64 after, qint64 upTo)
{
    QList<ChainLink> links;
    for (const auto &row : m_transaction.exec(
             QStringLiteral("SELECT position, audit_id, hash FROM audit_chain WHERE position > $1 AND "
                            "position <= $2 ORDER BY position"),
             SqlParams().add(after).add(upTo))) {
        links.append(linkOf(row));
    }
    return links;
}

AuditChainRepository::Part AuditChainRepository::readChain(qint64 after, int limit)
{
    // A limit inside keeps the join small whatever the planner believes of the tables.
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT c.position, c.audit_id, c.hash, %1 FROM (SELECT * FROM audit_chain WHERE "
                       "position > $1 ORDER BY position LIMIT $2) c LEFT JOIN audit_log a ON a.id = "
                       "c.audit_id ORDER BY c.position")
            .arg(kColumns),
        SqlParams().add(after).add(qint64{limit}));
    Part part;
    part.size = static_cast<int>(rows.size());
    if (part.size > 0) {
        part.last = numberOf(rowAt(rows, static_cast<size_t>(part.size) - 1)[0]);
    }
    // A result shares nothing with the connection that it came from.
    part.each = [rows](const UseLink &use) {
        for (const auto &row : rows) {
            if (row[3].is_null()) {
                use(linkOf(row), nullptr);
            } else {
                const AuditFields fields = fieldsOf(row, 3);
                use(linkOf(row), &fields);
            }
        }
    };
    return part;
}

qint64 AuditChainRepository::firstStranger()
{
    planByIndex(m_transaction, false); // this one is about the whole
    const auto rows = m_transaction.exec(QStringLiteral(
        "SELECT coalesce(min(a.id), 0) FROM audit_log a WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE "
        "c.audit_id = a.id) AND NOT EXISTS (SELECT FROM audit_unchained u WHERE u.audit_id = a.id)"));
    return numberOf(rowAt(rows, 0)[0]);
}

qint64 AuditChainRepository::lastBefore(qint64 cutoffMs)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT coalesce((SELECT min(c.position) - 1 FROM audit_log a JOIN audit_chain c ON "
                       "c.audit_id = a.id WHERE a.at_ms >= $1), (SELECT max(position) FROM audit_chain), 0)"),
        SqlParams().add(cutoffMs));
    return numberOf(rowAt(rows, 0)[0]);
}

int AuditChainRepository::removeRows(qint64 upTo, int limit)
{
    m_transaction.exec(QStringLiteral("SET LOCAL earshot.removes_audit = 'on'"));
    const auto rows = m_transaction.exec(
        QStringLiteral("WITH old AS (SELECT a.id FROM audit_log a JOIN audit_chain c ON c.audit_id = a.id "
                       "WHERE c.position <= $1 ORDER BY a.id LIMIT $2), gone AS (DELETE FROM audit_log a "
                       "USING old WHERE a.id = old.id RETURNING 1) SELECT count(*) FROM gone"),
        SqlParams().add(upTo).add(qint64{limit}));
    m_transaction.exec(QStringLiteral("SET LOCAL earshot.removes_audit = 'off'"));
    return static_cast<int>(numberOf(rowAt(rows, 0)[0]));
}

} // namespace recorder
