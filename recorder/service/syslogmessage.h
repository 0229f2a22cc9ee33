// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/store/auditpolicyrepository.h"

#include <QByteArray>
#include <QList>

namespace recorder
{

/// A message of RFC 5424: facility 13 (log audit), severity 5 (notice). What comes from people is in
/// structured data and in the text with every control character as "<U+000A>", so that no line and no field
/// can be made up.
struct SyslogMessage {
    qint64 atMs = 0;
    QString host;
    QByteArray id;                                ///< MSGID
    QByteArray element;                           ///< SD-ID
    QList<std::pair<QByteArray, QString>> params; ///< of the element; empty values are left out
    QString text;

    /// At most `limit` bytes: the text is cut at a character, the structured data never.
    QByteArray bytes(qsizetype limit) const;
};

SyslogMessage syslogOf(const AuditPolicyRepository::Forwarded &row, const QString &host);
SyslogMessage syslogOf(const AuditHead &head, const QString &host);

} // namespace recorder
