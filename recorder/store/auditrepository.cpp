// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/auditrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include "common/core/clock.h"

#include <QJsonDocument>

namespace recorder
{

void AuditRepository::append(const AuditEntry &entry)
{
    SqlParams params;
    if (entry.tenant) {
        params.add(static_cast<qint64>(*entry.tenant));
    } else {
        params.addNull();
    }
    params.add(common::toUnixMs(std::chrono::system_clock::now()))
        .add(entry.actor)
        .add(entry.action)
        .add(entry.subject);
    if (entry.detail.isEmpty()) {
        params.addNull();
    } else {
        params.add(QString::fromUtf8(QJsonDocument(entry.detail).toJson(QJsonDocument::Compact)));
    }
    m_transaction.exec(
        QStringLiteral(
            "INSERT INTO audit_log (tenant_id, at_ms, actor, action, subject, detail, request_id, peer) "
            "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"),
        params.add(entry.requestId).add(entry.peer));
}

qint64 AuditRepository::count(const QString &action, const QUuid &subject)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT count(*) FROM audit_log WHERE action = $1 AND subject = $2"),
        SqlParams().add(action).add(subject));
    return numberOf(rowAt(rows, 0)[0]);
}

} // namespace recorder
