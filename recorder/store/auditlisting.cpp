// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/store/auditrepository.h"
#include "recorder/store/listsource.h"
#include "recorder/store/pqxxcompat.h"
#include "recorder/store/searchlists.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace recorder
{

namespace
{

const QString kColumns = QStringLiteral("a.id, a.at_ms, a.actor, a.action, coalesce(a.subject::text, ''), "
                                        "a.peer, a.request_id, coalesce(t.name, ''), "
                                        "coalesce(a.detail::text, '{}'), a.impersonator");
const QString kFrom = QStringLiteral("audit_log a LEFT JOIN tenants t ON t.id = a.tenant_id");
const QString kName = QStringLiteral("name");
const QString kChanges = QStringLiteral("changes");

QString plain(const QJsonValue &value)
{
    if (value.isArray()) {
        QStringList parts;
        for (const QJsonValue &part : value.toArray()) {
            parts.append(plain(part));
        }
        return parts.join(QLatin1String(", "));
    }
    if (value.isObject()) {
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    }
    return value.toVariant().toString();
}

common::AuditRecord recordOf(const pqxx::row &row)
{
    common::AuditRecord record;
    record.id = numberOf(row[0]);
    record.at = common::wallFromUnixMs(numberOf(row[1]));
    record.initiator = textOf(row[2]);
    const QString action = textOf(row[3]);
    record.resource = action.section(QLatin1Char('.'), 0, 0);
    record.action = action.section(QLatin1Char('.'), 1);
    record.subject = textOf(row[4]);
    record.peer = textOf(row[5]);
    record.requestId = textOf(row[6]);
    record.tenant = textOf(row[7]);
    record.impersonator = textOf(row[9]);
    const QJsonObject detail = QJsonDocument::fromJson(textOf(row[8]).toUtf8()).object();
    record.subjectName = detail.value(kName).toString();
    const QJsonObject changes = detail.value(kChanges).toObject();
    for (auto it = changes.begin(); it != changes.end(); ++it) {
        const QJsonObject change = it.value().toObject();
        record.fields.append({it.key(), plain(change.value(QStringLiteral("before"))),
                              plain(change.value(QStringLiteral("after")))});
    }
    for (auto it = detail.begin(); it != detail.end(); ++it) {
        if (it.key() != kName && it.key() != kChanges) {
            record.fields.append({it.key(), QString(), plain(it.value())});
        }
    }
    return record;
}

ListSource sourceFor(const AuditRepository::Reach &reach)
{
    ListSource source{kColumns,
                      kFrom,
                      QStringLiteral("a.id"),
                      {{QStringLiteral("date"), QStringLiteral("a.at_ms")}},
                      QStringLiteral("date"),
                      true};
    source.where.append(QStringLiteral("true"));
    if (reach.tenant) {
        source.params.add(static_cast<qint64>(*reach.tenant));
        source.where.append(QStringLiteral("a.tenant_id = ") + source.params.last());
    }
    if (!reach.actor.isEmpty()) {
        source.params.add(reach.actor);
        source.where.append(
            QStringLiteral("(a.actor = %1 OR a.impersonator = %1)").arg(source.params.last()));
    }
    return source;
}

} // namespace

namespace
{

common::Result<ListSource> matching(const AuditRepository::Reach &reach, const common::ListQuery &query)
{
    ListSource source = sourceFor(reach);
    if (common::Status applied =
            applyQuery(query, auditFields(),
                       {QStringLiteral("a.actor"), QStringLiteral("a.impersonator"),
                        QStringLiteral("a.action"), QStringLiteral("coalesce(a.detail::text, '')")},
                       source);
        !applied) {
        return common::propagate(applied);
    }
    return source;
}

} // namespace

common::Result<common::ListPageOf<common::AuditRecord>> AuditRepository::list(const Reach &reach,
                                                                              const common::ListQuery &query)
{
    auto source = matching(reach, query);
    if (!source) {
        return common::propagate(source);
    }
    return readPage<common::AuditRecord>(m_transaction, *source, query, recordOf);
}

common::Result<QList<AuditRepository::Exported>> AuditRepository::exported(const Reach &reach,
                                                                           const common::ListQuery &query,
                                                                           qint64 afterId, qint64 lastId,
                                                                           int limit)
{
    auto source = matching(reach, query);
    if (!source) {
        return common::propagate(source);
    }
    source->where.append(QStringLiteral("a.id > ") + source->params.add(afterId).last());
    source->where.append(QStringLiteral("a.id <= ") + source->params.add(lastId).last());
    QList<Exported> rows;
    for (const auto &row : m_transaction.exec(
             QStringLiteral(
                 "SELECT %1, coalesce(a.detail::text, ''), coalesce(c.position, 0), "
                 "coalesce(c.hash, ''::bytea) FROM %2 LEFT JOIN audit_chain c ON c.audit_id = a.id "
                 "WHERE %3 ORDER BY a.id LIMIT %4")
                 .arg(kColumns, kFrom, source->where.join(QLatin1String(" AND ")), QString::number(limit)),
             source->params)) {
        const auto size = row.size();
        rows.append({recordOf(row), textOf(row[size - 3]), numberOf(row[size - 2]), bytesOf(row[size - 1])});
    }
    return rows;
}

qint64 AuditRepository::lastId()
{
    const auto rows = m_transaction.exec(QStringLiteral("SELECT coalesce(max(id), 0) FROM audit_log"));
    return numberOf(rowAt(rows, 0)[0]);
}

std::optional<common::AuditRecord> AuditRepository::get(const Reach &reach, qint64 id)
{
    ListSource source = sourceFor(reach);
    const QString within = source.where.join(QLatin1String(" AND "));
    source.params.add(id);
    const QString self = source.params.last();
    const auto rows = m_transaction.exec(
        QStringLiteral("SELECT %1 FROM %2 WHERE %3 AND a.id = %4").arg(kColumns, kFrom, within, self),
        source.params);
    if (rows.empty()) {
        return std::nullopt;
    }
    common::AuditRecord record = recordOf(rowAt(rows, 0));
    for (const auto &row : m_transaction.exec(
             QStringLiteral(
                 "SELECT a.id FROM audit_log a, (SELECT subject, request_id, actor FROM audit_log WHERE id = "
                 "%1) o WHERE %2 AND a.id <> %1 AND (a.subject = o.subject OR (a.request_id <> '' AND "
                 "a.request_id = o.request_id AND a.actor = o.actor)) ORDER BY a.id DESC LIMIT 50")
                 .arg(self, within),
             source.params)) {
        record.related.append(numberOf(row[0]));
    }
    return record;
}

} // namespace recorder
