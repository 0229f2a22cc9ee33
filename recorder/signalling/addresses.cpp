// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/addresses.h"

#include "recorder/signalling/addressparts.h"

#include <QStringView>

#include <algorithm>
#include <array>

namespace recorder
{

namespace
{
constexpr int kMaxParameters = 64;
constexpr std::array kSchemes{
    "sip:", "sips:", "tel:", "callto:", "h323:", "im:", "pres:", "mailto:", "xmpp:"};

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isHex(QChar c)
{
    return isDigit(c) || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

/// An escape that would decode to a control character stays as it is: NUL has no place in a database text.
QString percentDecoded(QStringView text)
{
    QByteArray bytes;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'%' && i + 2 < text.size() && isHex(text[i + 1]) && isHex(text[i + 2])) {
            const int value = text.sliced(i + 1, 2).toInt(nullptr, 16);
            if (value >= 0x20 && value != 0x7f) {
                bytes.append(static_cast<char>(value));
                i += 2;
                continue;
            }
        }
        bytes.append(text.sliced(i, 1).toUtf8());
    }
    return QString::fromUtf8(bytes);
}

qsizetype schemeLength(QStringView uri)
{
    for (const char *scheme : kSchemes) {
        const QLatin1String name(scheme);
        if (uri.startsWith(name, Qt::CaseInsensitive)) {
            return name.size();
        }
    }
    return 0;
}

qsizetype firstOf(QStringView text, QStringView characters, qsizetype from = 0)
{
    for (qsizetype i = from; i < text.size(); ++i) {
        if (characters.contains(text[i])) {
            return i;
        }
    }
    return text.size();
}

bool looksLikeIpv4(QStringView text)
{
    return text.count(u'.') == 3 &&
           std::all_of(text.begin(), text.end(), [](QChar c) { return isDigit(c) || c == u'.'; });
}

/// Digits with an optional leading +, visual separators of RFC 3966 removed; empty when it is no number.
QString phoneNumber(QStringView text)
{
    QString number;
    for (const QChar c : text) {
        if (isDigit(c) || (c == u'+' && number.isEmpty())) {
            number.append(c);
        } else if (!QStringView(u"-.() /").contains(c)) {
            return {};
        }
    }
    return number == u"+" ? QString() : number;
}

QString hostOf(QStringView text)
{
    if (text.startsWith(u'[')) {
        return text.sliced(1, firstOf(text, u"]") - 1).toString().toLower();
    }
    return text.first(firstOf(text, u":;?> \t")).trimmed().toString().toLower();
}

void readUser(QStringView user, Address &address)
{
    user = user.first(firstOf(user, u":;")).trimmed(); // password, and parameters like ;npdi
    const QString plain = percentDecoded(user);
    const QString number = phoneNumber(plain);
    address.number = number.isEmpty() ? plain : number;
}

QString unquotedDisplay(QStringView text)
{
    text = text.trimmed();
    if (!text.startsWith(u'"')) {
        return text.toString();
    }
    QString plain;
    for (qsizetype i = 1; i < text.size() && text[i] != u'"'; ++i) {
        if (text[i] == u'\\' && i + 1 < text.size()) {
            ++i;
        }
        plain.append(text[i]);
    }
    return plain.trimmed();
}

void readUri(QStringView uri, Address &address)
{
    address.aor = uri.toString();
    const qsizetype scheme = schemeLength(uri);
    const QStringView rest = uri.sliced(scheme);
    const qsizetype at = rest.indexOf(u'@');
    if (at >= 0) {
        // A second @ before the parameters belongs to a damaged user part.
        const qsizetype end = firstOf(rest, u";?", at);
        const qsizetype last = rest.first(end).lastIndexOf(u'@');
        readUser(rest.first(last), address);
        address.host = hostOf(rest.sliced(last + 1));
        return;
    }
    const QStringView token = rest.first(firstOf(rest, u";?>")).trimmed();
    const bool sip = uri.startsWith(QLatin1String("sip"), Qt::CaseInsensitive) && scheme != 0;
    if (looksLikeIpv4(token) || (sip && phoneNumber(token).isEmpty())) {
        address.host = hostOf(token);
    } else {
        readUser(token, address);
    }
}
} // namespace

AddressParts splitAddress(QStringView text)
{
    text = text.trimmed();
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (quoted && text[i] == u'\\') {
            ++i;
        } else if (text[i] == u'"') {
            quoted = !quoted;
        } else if (text[i] == u'<' && !quoted) {
            const QStringView rest = text.sliced(i + 1);
            const qsizetype end = rest.indexOf(u'>');
            const QStringView after = end < 0 ? QStringView() : rest.sliced(end + 1);
            return {text.first(i), (end < 0 ? rest : rest.first(end)).trimmed(), after, true};
        }
    }
    qsizetype begin = 0;
    if (text.startsWith(u'"')) { // "Name" sip:..., brackets lost
        const qsizetype end = text.indexOf(u'"', 1);
        begin = end < 0 ? 0 : end + 1;
    }
    QStringView uri = text.sliced(begin).trimmed();
    if (uri.endsWith(u'>')) {
        uri.chop(1);
    }
    return {text.first(begin), uri, {}, false};
}

Address readAddress(const QString &text)
{
    const AddressParts parts = splitAddress(text);
    Address address;
    address.display = unquotedDisplay(parts.display);
    QStringView uri = parts.uri;
    if (!parts.bracketed) {
        const qsizetype tag = uri.indexOf(QLatin1String(";tag="), 0, Qt::CaseInsensitive);
        uri = tag < 0 ? uri : uri.first(tag);
    }
    readUri(uri, address);
    return address;
}

QMap<QByteArray, QByteArray> uriParameters(const QByteArray &header)
{
    const QString text = QString::fromUtf8(header);
    const AddressParts parts = splitAddress(text);
    QMap<QByteArray, QByteArray> parameters;
    const qsizetype at = parts.uri.indexOf(u'@');
    qsizetype begin = firstOf(parts.uri, u";", qMax<qsizetype>(at, 0));
    while (begin < parts.uri.size() && parameters.size() < kMaxParameters) {
        const qsizetype end = firstOf(parts.uri, u";?", begin + 1);
        const QStringView parameter = parts.uri.sliced(begin + 1, end - begin - 1).trimmed();
        const qsizetype equals = parameter.indexOf(u'=');
        const QByteArray name =
            (equals < 0 ? parameter : parameter.first(equals)).trimmed().toUtf8().toLower();
        const QStringView value = equals < 0 ? QStringView() : parameter.sliced(equals + 1).trimmed();
        if (!name.isEmpty() && !parameters.contains(name) && (parts.bracketed || name != "tag")) {
            parameters.insert(name, percentDecoded(value).toUtf8());
        }
        begin = end < parts.uri.size() && parts.uri[end] == u'?' ? parts.uri.size() : end;
    }
    return parameters;
}

} // namespace recorder
