// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/auditexport.h"

#include "common/core/clock.h"
#include "common/core/csv.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace recorder
{

namespace
{

QString timeText(const common::AuditRecord &record)
{
    return common::toUtcDateTime(record.at).toString(Qt::ISODateWithMs);
}
QString placeText(const AuditRepository::Exported &row)
{
    return row.position > 0 ? QString::number(row.position) : QString();
}

} // namespace

QByteArray auditCsvTitle()
{
    // With a byte order mark spreadsheets read it as UTF-8.
    return QByteArray("\xef\xbb\xbf") +
           common::csvLine({QStringLiteral("id"), QStringLiteral("time"), QStringLiteral("tenant"),
                            QStringLiteral("initiator"), QStringLiteral("impersonator"),
                            QStringLiteral("resource"), QStringLiteral("action"), QStringLiteral("subject"),
                            QStringLiteral("subject name"), QStringLiteral("address"),
                            QStringLiteral("request"), QStringLiteral("field"), QStringLiteral("before"),
                            QStringLiteral("after"), QStringLiteral("position"), QStringLiteral("hash")});
}

QByteArray auditCsv(const AuditRepository::Exported &row)
{
    const common::AuditRecord &r = row.record;
    QList<common::AuditFieldRecord> fields = r.fields;
    if (fields.isEmpty()) {
        fields.append(common::AuditFieldRecord());
    }
    QByteArray lines;
    for (const common::AuditFieldRecord &field : std::as_const(fields)) {
        lines += common::csvLine({QString::number(r.id), timeText(r), r.tenant, r.initiator, r.impersonator,
                                  r.resource, r.action, r.subject, r.subjectName, r.peer, r.requestId,
                                  field.field, field.before, field.after, placeText(row),
                                  QString::fromLatin1(row.hash.toHex())});
    }
    return lines;
}

QByteArray auditJsonLine(const AuditRepository::Exported &row)
{
    const common::AuditRecord &r = row.record;
    QJsonObject json{{QStringLiteral("id"), r.id},
                     {QStringLiteral("time"), timeText(r)},
                     {QStringLiteral("at_ms"), common::toUnixMs(r.at)},
                     {QStringLiteral("tenant"), r.tenant},
                     {QStringLiteral("initiator"), r.initiator},
                     {QStringLiteral("impersonator"), r.impersonator},
                     {QStringLiteral("resource"), r.resource},
                     {QStringLiteral("action"), r.action},
                     {QStringLiteral("subject"), r.subject},
                     {QStringLiteral("subject_name"), r.subjectName},
                     {QStringLiteral("address"), r.peer},
                     {QStringLiteral("request"), r.requestId},
                     {QStringLiteral("detail"), QJsonDocument::fromJson(row.detail.toUtf8()).object()}};
    if (row.position > 0) {
        json.insert(QStringLiteral("position"), row.position);
        json.insert(QStringLiteral("hash"), QString::fromLatin1(row.hash.toHex()));
    }
    return QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
}

} // namespace recorder
