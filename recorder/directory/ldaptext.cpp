// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/directory/ldaptext.h"

#include <QStringDecoder>

#include <algorithm>

namespace recorder
{

namespace
{

QByteArray hexPair(char c)
{
    return '\\' + QByteArray(1, c).toHex();
}

bool isText(const QByteArray &value, QString &text)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    text = decoder(value);
    return !decoder.hasError() &&
           std::all_of(text.cbegin(), text.cend(), [](QChar c) { return c.isPrint(); });
}

} // namespace

QByteArray escapedForFilter(const QString &value)
{
    QByteArray escaped;
    for (const char c : value.toUtf8()) {
        const bool plain = c > 0x1f && c < 0x7f && c != '*' && c != '(' && c != ')' && c != '\\';
        escaped += plain ? QByteArray(1, c) : hexPair(c);
    }
    return escaped;
}

QByteArray escapedForDn(const QString &value)
{
    static const QByteArray kSpecial("\"+,;<>\\=");
    const QByteArray bytes = value.toUtf8();
    QByteArray escaped;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const char c = bytes.at(i);
        const bool edge = (i == 0 && (c == ' ' || c == '#')) || (i == bytes.size() - 1 && c == ' ');
        if (static_cast<unsigned char>(c) < 0x20) {
            escaped += hexPair(c);
        } else if (edge || kSpecial.contains(c)) {
            escaped += '\\';
            escaped += c;
        } else {
            escaped += c;
        }
    }
    return escaped;
}

QByteArray filterForLogin(const QString &filter, const QString &attribute, const QString &login)
{
    return "(&" + filter.toUtf8() + '(' + attribute.toUtf8() + '=' + escapedForFilter(login) + "))";
}

QString keyOfValue(const QString &attribute, const QByteArray &value)
{
    QString text;
    const bool binary = attribute.compare(QLatin1String("objectGUID"), Qt::CaseInsensitive) == 0;
    return !binary && isText(value, text) ? text : QString::fromLatin1(value.toHex());
}

} // namespace recorder
