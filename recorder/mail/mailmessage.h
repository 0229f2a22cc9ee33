// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/core/result.h"

#include <QByteArray>
#include <QString>
#include <QUuid>

namespace recorder
{

/// A short text to one person.
struct MailMessage {
    QString from; ///< address alone
    QString to;
    QString subject;
    QString text; ///< lines end with \n
};

/// addr-spec without quotes, comments and blanks: what goes into SMTP commands and headers as it is.
bool isMailAddress(const QString &address);

/// The message as it goes over the wire (RFC 5322, MIME): CRLF, UTF-8 as quoted-printable, headers beyond
/// ASCII as encoded words. Control characters never end a header. Invalid (fields: from | to = format).
common::Result<QByteArray> wireForm(const MailMessage &message, const QUuid &id, common::WallTime date);

/// RFC 2045 section 6.7: no line longer than 76 characters, no blank at its end.
QByteArray quotedPrintable(const QString &text);
/// RFC 2047: as it is when it can be, else encoded words of at most 75 characters, folded.
QByteArray encodedHeader(const QString &text);

} // namespace recorder
