// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/service/syslogmessage.h"

#include "recorder/service/auditform.h"

#include "common/core/clock.h"

#include <QCoreApplication>

namespace recorder
{

namespace
{

/// 13 * 8 + 5.
const QByteArray kPriority = "<109>1 ";
/// 32473 stands for "an enterprise" (RFC 5612): the project has no number of its own.
const QByteArray kEntry = "audit@32473";
const QByteArray kHead = "audit-head@32473";
constexpr qsizetype kLongestValue = 512;
constexpr uint kLineSeparator = 0x2028;
constexpr uint kParagraphSeparator = 0x2029;

/// Control, format and separator characters in the open.
QString visible(const QString &text)
{
    QString out;
    for (const uint c : text.toUcs4()) {
        if (QChar::isPrint(c) && c != kLineSeparator && c != kParagraphSeparator) {
            out += QString::fromUcs4(reinterpret_cast<const char32_t *>(&c), 1);
        } else {
            out += QStringLiteral("<U+%1>").arg(c, 4, 16, QLatin1Char('0')).toUpper();
        }
    }
    return out;
}

/// RFC 5424 section 6.3.3: these three are escaped, nothing else.
QByteArray valueOf(const QString &text)
{
    QString value = visible(text.left(kLongestValue));
    value.replace(QLatin1Char('\\'), QLatin1String("\\\\"));
    value.replace(QLatin1Char('"'), QLatin1String("\\\""));
    value.replace(QLatin1Char(']'), QLatin1String("\\]"));
    return value.toUtf8();
}

/// Printable ASCII without blanks, or "-" for nothing.
QByteArray headerOf(const QString &text, qsizetype longest)
{
    QByteArray out;
    for (const QChar c : text.left(longest)) {
        out += c.unicode() > 32 && c.unicode() < 127 ? static_cast<char>(c.unicode()) : '_';
    }
    return out.isEmpty() ? QByteArray("-") : out;
}

QByteArray cut(QByteArray text, qsizetype limit)
{
    if (text.size() <= limit) {
        return text;
    }
    text.truncate(std::max<qsizetype>(0, limit));
    while (!text.isEmpty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) {
        text.chop(1);
    }
    if (!text.isEmpty() && (static_cast<unsigned char>(text.back()) & 0x80) != 0) {
        text.chop(1);
    }
    return text;
}

} // namespace

QByteArray SyslogMessage::bytes(qsizetype limit) const
{
    QByteArray out = kPriority;
    out += common::toUtcDateTime(common::wallFromUnixMs(atMs)).toString(Qt::ISODateWithMs).toLatin1();
    out += ' ' + headerOf(host, 255) + " earshot-recorder " +
           QByteArray::number(QCoreApplication::applicationPid()) + ' ' + id + " [" + element;
    for (const auto &[name, value] : params) {
        if (!value.isEmpty()) {
            out += ' ' + name + "=\"" + valueOf(value) + '"';
        }
    }
    // The mark says that UTF-8 follows.
    out += "] \xef\xbb\xbf";
    return out + cut(visible(text).toUtf8(), limit - out.size());
}

SyslogMessage syslogOf(const AuditPolicyRepository::Forwarded &row, const QString &host)
{
    SyslogMessage message;
    message.atMs = row.atMs;
    message.host = host;
    message.id = headerOf(row.action, 32);
    message.element = kEntry;
    message.params = {{"id", QString::number(row.id)},
                      {"position", QString::number(row.position)},
                      {"hash", QString::fromLatin1(row.hash.toHex())},
                      {"tenant", row.tenant},
                      {"actor", row.actor},
                      {"impersonator", row.impersonator},
                      {"action", row.action},
                      {"subject", row.subject},
                      {"address", row.peer},
                      {"request", row.requestId}};
    message.text = row.detail;
    return message;
}

SyslogMessage syslogOf(const AuditHead &head, const QString &host)
{
    SyslogMessage message;
    message.atMs = head.atMs;
    message.host = host;
    message.id = "audit-head";
    message.element = kHead;
    message.params = {{"signature", QString::fromLatin1(head.signature.toBase64())}};
    for (const QByteArray &line : signedText(head).split('\n')) {
        const qsizetype blank = line.indexOf(' ');
        if (blank > 0 && !line.startsWith("earshot")) {
            message.params.append({line.left(blank), QString::fromLatin1(line.mid(blank + 1))});
        }
    }
    return message;
}

} // namespace recorder
