// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/mail/mailmessage.h"

#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace recorder
{

namespace
{

constexpr qsizetype kLongestAddress = 254; ///< RFC 5321 section 4.5.3.1.3, without the brackets
constexpr qsizetype kLongestLine = 76;
/// Of UTF-8 in one encoded word: 75 less "=?UTF-8?B?" and "?=", in whole groups of base 64.
constexpr qsizetype kWordBytes = 45;

bool isPlain(QChar c)
{
    return c.unicode() >= 0x20 && c.unicode() < 0x7f;
}

/// A piece of a line as quoted-printable; a byte takes one character or three.
QByteArray quotedByte(char byte)
{
    const auto code = static_cast<unsigned char>(byte);
    if (code >= 0x20 && code < 0x7f && byte != '=') {
        return QByteArray(1, byte);
    }
    return '=' + QByteArray(1, byte).toHex().toUpper();
}

QByteArray quotedLine(const QByteArray &line)
{
    QByteArray out;
    QByteArray row;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const bool last = i + 1 == line.size();
        QByteArray piece = quotedByte(line[i]);
        if (last && line[i] == ' ') {
            piece = QByteArrayLiteral("=20"); // relays cut blanks at the end
        }
        if (row.size() + piece.size() > (last ? kLongestLine : kLongestLine - 1)) {
            out += row + "=\r\n";
            row.clear();
        }
        row += piece;
    }
    return out + row;
}

} // namespace

bool isMailAddress(const QString &address)
{
    static const QRegularExpression kForm(QStringLiteral(
        "^[^\\s@<>(),;:\\\\\"\\[\\]\\p{C}]+@[^\\s@<>(),;:\\\\\"\\[\\]\\p{C}.]+(\\.[^\\s@<>(),;:\\\\\"\\[\\]"
        "\\p{C}.]+)*\\z"));
    return address.size() <= kLongestAddress && kForm.match(address).hasMatch();
}

QByteArray quotedPrintable(const QString &text)
{
    QString lines = text;
    lines.replace(QStringLiteral("\r\n"), QStringLiteral("\n")).replace(QLatin1Char('\r'), QLatin1Char('\n'));
    QByteArray out;
    for (const QString &line : lines.split(QLatin1Char('\n'))) {
        out += quotedLine(line.toUtf8()) + "\r\n";
    }
    if (lines.endsWith(QLatin1Char('\n'))) {
        out.chop(2); // the last split piece was no line
    }
    return out;
}

QByteArray encodedHeader(const QString &text)
{
    QString clean = text;
    for (QChar &c : clean) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Separator_Line ||
            c.category() == QChar::Separator_Paragraph) {
            c = QLatin1Char(' ');
        }
    }
    if (clean.size() <= 60 && std::all_of(clean.cbegin(), clean.cend(), isPlain) &&
        !clean.contains(QLatin1String("=?"))) {
        return clean.toLatin1();
    }
    QByteArray out;
    QByteArray word;
    const auto close = [&out, &word] {
        out += (out.isEmpty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + word.toBase64() + "?=";
        word.clear();
    };
    const auto codes = clean.toUcs4(); // an encoded word holds whole characters
    for (const uint code : codes) {
        const char32_t one = code;
        const QByteArray bytes = QString::fromUcs4(&one, 1).toUtf8();
        if (word.size() + bytes.size() > kWordBytes) {
            close();
        }
        word += bytes;
    }
    close();
    return out;
}

common::Result<QByteArray> wireForm(const MailMessage &message, const QUuid &id, common::WallTime date)
{
    const auto wrong = [](const char *field) {
        return common::fail(common::ErrorCode::Invalid,
                            QStringLiteral("%1: is no address").arg(QLatin1String(field)),
                            {{QLatin1String(field), QStringLiteral("format")}});
    };
    if (!isMailAddress(message.from)) {
        return wrong("from");
    }
    if (!isMailAddress(message.to)) {
        return wrong("to");
    }
    const QByteArray domain = message.from.section(QLatin1Char('@'), 1).toUtf8();
    const QString day =
        QLocale::c().toString(common::toUtcDateTime(date), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss"));
    return "Date: " + day.toLatin1() + " +0000\r\nFrom: Earshot <" + message.from.toUtf8() + ">\r\nTo: <" +
           message.to.toUtf8() + ">\r\nSubject: " + encodedHeader(message.subject) + "\r\nMessage-ID: <" +
           id.toByteArray(QUuid::WithoutBraces) + '@' + domain +
           ">\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; "
           "charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" +
           quotedPrintable(message.text);
}

} // namespace recorder
