// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/auditrepository.h"

#include "recorder/store/pqxxcompat.h"
#include "recorder/store/transaction.h"

#include "common/core/clock.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace recorder
{

namespace
{

constexpr qsizetype kPortion = 1000; ///< rows of one statement

/// PostgreSQL's JSON has no NUL, and a row that cannot be written takes what it tells of with it: whoever
/// puts one into a text that is noted must not get around the trail.
QJsonValue storable(const QJsonValue &value)
{
    if (value.isString()) {
        return value.toString().replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter));
    }
    if (value.isArray()) {
        QJsonArray array;
        for (const QJsonValue &element : value.toArray()) {
            array.append(storable(element));
        }
        return array;
    }
    if (value.isObject()) {
        QJsonObject object;
        const QJsonObject given = value.toObject();
        for (auto it = given.begin(); it != given.end(); ++it) {
            object.insert(it.key(), storable(it.value()));
        }
        return object;
    }
    return value;
}

} // namespace

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
        params.add(QString::fromUtf8(storableText(entry.detail)));
    }
    m_transaction.exec(
        QStringLiteral(
            "INSERT INTO audit_log (tenant_id, at_ms, actor, action, subject, detail, request_id, peer, "
            "impersonator) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"),
        params.add(entry.requestId).add(entry.peer).add(entry.impersonator));
}

QByteArray AuditRepository::storableText(const QJsonObject &detail)
{
    return detail.isEmpty() ? QByteArray()
                            : QJsonDocument(storable(detail).toObject()).toJson(QJsonDocument::Compact);
}

void AuditRepository::appendEach(const AuditEntry &entry, const QList<AuditPart> &parts)
{
    const QString resource = entry.action.section(QLatin1Char('.'), 0, 0);
    for (qsizetype from = 0; from < parts.size(); from += kPortion) {
        // Arrays of texts, in which an empty one stands for NULL.
        QStringList tenants;
        QStringList actions;
        QStringList subjects;
        QStringList details;
        for (const AuditPart &part : parts.mid(from, kPortion)) {
            const std::optional<TenantKey> tenant = part.tenant ? part.tenant : entry.tenant;
            tenants.append(tenant ? QString::number(static_cast<qint32>(*tenant)) : QString());
            actions.append(part.action.isEmpty() ? entry.action : resource + QLatin1Char('.') + part.action);
            subjects.append(part.subject.isNull() ? QString() : part.subject.toString(QUuid::WithoutBraces));
            details.append(QString::fromUtf8(part.detail));
        }
        m_transaction.exec(
            QStringLiteral(
                "INSERT INTO audit_log (tenant_id, at_ms, actor, action, subject, detail, request_id, peer, "
                "impersonator) SELECT nullif(p.tenant, '')::integer, $5::bigint, $6::text, p.action, "
                "nullif(p.subject, '')::uuid, nullif(p.detail, '')::jsonb, $7::text, $8::text, $9::text FROM "
                "unnest($1::text[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY p (tenant, action, "
                "subject, detail, n) ORDER BY p.n"),
            SqlParams()
                .addArray(tenants)
                .addArray(actions)
                .addArray(subjects)
                .addArray(details)
                .add(common::toUnixMs(std::chrono::system_clock::now()))
                .add(entry.actor)
                .add(entry.requestId)
                .add(entry.peer)
                .add(entry.impersonator));
    }
}

qint64 AuditRepository::count(const QString &action, const QUuid &subject)
{
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT count(*) FROM audit_log WHERE action = $1 AND subject = $2"),
        SqlParams().add(action).add(subject));
    return numberOf(rowAt(rows, 0)[0]);
}

bool AuditRepository::isTold(const AuditEntry &entry, std::chrono::milliseconds within)
{
    if (!entry.tenant) {
        return false;
    }
    // By the clock that rows are written with.
    const qint64 since = common::toUnixMs(std::chrono::system_clock::now() - within);
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT EXISTS (SELECT FROM audit_log WHERE tenant_id = $1 AND "
                       "at_ms >= $2 AND action = $3 AND actor = $4 AND impersonator = $5)"),
        SqlParams()
            .add(static_cast<qint64>(*entry.tenant))
            .add(since)
            .add(entry.action)
            .add(entry.actor)
            .add(entry.impersonator));
    return boolOf(rowAt(rows, 0)[0]);
}

} // namespace recorder
