// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/sipmessage.h"

#include <algorithm>
#include <array>
#include <utility>

namespace recorder
{

namespace
{

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

/// RFC 3261 section 7.3.3 and the extensions that phone systems abbreviate.
QByteArray longName(const QByteArray &lower)
{
    if (lower.size() != 1) {
        return lower;
    }
    static constexpr std::array<std::pair<char, const char *>, 15> kShort{{{'i', "call-id"},
                                                                           {'m', "contact"},
                                                                           {'e', "content-encoding"},
                                                                           {'l', "content-length"},
                                                                           {'c', "content-type"},
                                                                           {'f', "from"},
                                                                           {'s', "subject"},
                                                                           {'k', "supported"},
                                                                           {'t', "to"},
                                                                           {'v', "via"},
                                                                           {'x', "session-expires"},
                                                                           {'r', "refer-to"},
                                                                           {'b', "referred-by"},
                                                                           {'u', "allow-events"},
                                                                           {'o', "event"}}};
    for (const auto &[letter, name] : kShort) {
        if (lower.at(0) == letter) {
            return name;
        }
    }
    return lower;
}

/// The line at `position` without its end; moves `position` behind the end.
QByteArrayView nextLine(QByteArrayView raw, qsizetype &position)
{
    const qsizetype lf = raw.indexOf('\n', position);
    const qsizetype end = lf < 0 ? raw.size() : lf;
    QByteArrayView line = raw.sliced(position, end - position);
    position = lf < 0 ? raw.size() : lf + 1;
    if (line.endsWith('\r')) {
        line.chop(1);
    }
    return line;
}

qsizetype skipBlankStart(QByteArrayView raw)
{
    qsizetype at = 0;
    while (at < raw.size() && (isBlank(raw[at]) || raw[at] == '\r' || raw[at] == '\n')) {
        ++at;
    }
    return at;
}

/// Positions of the URI in a name-addr or addr-spec: behind '<' or the display name, up to '>' or the end.
QByteArrayView bracketed(QByteArrayView value)
{
    qsizetype from = 0;
    bool quoted = false;
    for (; from < value.size(); ++from) {
        const char c = value[from];
        if (c == '\\' && quoted) {
            ++from;
        } else if (c == '"') {
            quoted = !quoted;
        } else if (c == '<' && !quoted) {
            const qsizetype close = value.indexOf('>', from);
            return value.sliced(from + 1, (close < 0 ? value.size() : close) - from - 1);
        }
    }
    return value;
}

bool isHeaderParameter(QByteArrayView parameter)
{
    const QByteArray lower = parameter.toByteArray().trimmed().toLower();
    return lower.startsWith('+') || lower == "src" || lower.startsWith("tag=") || lower == "isfocus" ||
           lower.startsWith("expires=") || lower.startsWith("q=");
}

} // namespace

qsizetype bodyOffset(QByteArrayView raw)
{
    qsizetype position = skipBlankStart(raw);
    while (position < raw.size()) {
        const qsizetype before = position;
        if (nextLine(raw, position).isEmpty() && position > before) {
            return position;
        }
    }
    return raw.size();
}

std::optional<SipMessage> SipMessage::read(const QByteArray &raw)
{
    SipMessage message;
    message.raw = raw;
    const QByteArrayView view(raw);
    qsizetype position = skipBlankStart(view);
    message.startLine = nextLine(view, position).toByteArray();
    if (message.startLine.isEmpty() || message.startLine.size() > kMaxLine) {
        return std::nullopt;
    }
    int vias = 0;
    while (position < view.size()) {
        const QByteArrayView line = nextLine(view, position);
        if (line.isEmpty()) {
            break;
        }
        if (isBlank(line.front()) && !message.headers.isEmpty()) { // folded, RFC 3261 section 7.3.1
            QByteArray &value = message.headers.last().value;
            value += ' ' + line.toByteArray().trimmed();
            if (value.size() > kMaxLine) {
                return std::nullopt;
            }
            continue;
        }
        const qsizetype colon = line.indexOf(':');
        if (line.size() > kMaxLine || message.headers.size() >= kMaxHeaders) {
            return std::nullopt;
        }
        if (colon <= 0) {
            continue; // the library has already decided whether that matters
        }
        const QByteArray name = longName(line.first(colon).toByteArray().trimmed().toLower());
        vias += name == "via" ? 1 : 0;
        message.headers.append({name, line.sliced(colon + 1).toByteArray().trimmed()});
    }
    if (vias > kMaxVias) {
        return std::nullopt;
    }
    message.body = view.sliced(position).toByteArray();
    return message;
}

QByteArray SipMessage::first(const char *name) const
{
    for (const SipHeader &header : headers) {
        if (header.name == name) {
            return header.value;
        }
    }
    return {};
}

QList<QByteArray> SipMessage::all(const char *name) const
{
    QList<QByteArray> values;
    for (const SipHeader &header : headers) {
        if (header.name == name) {
            values.append(header.value);
        }
    }
    return values;
}

QList<QByteArray> SipMessage::tokens(const char *name) const
{
    QList<QByteArray> found;
    for (const QByteArray &value : all(name)) {
        for (const QByteArray &part : value.split(',')) {
            if (const QByteArray token = part.trimmed().toLower(); !token.isEmpty()) {
                found.append(token);
            }
        }
    }
    return found;
}

QByteArray SipMessage::requestUri() const
{
    const QList<QByteArray> words = startLine.split(' ');
    return words.size() > 1 ? words.at(1) : QByteArray();
}

QByteArray uriOf(const QByteArray &value)
{
    const bool brackets = value.contains('<');
    const QByteArrayView inside = bracketed(value).trimmed();
    // Without brackets every parameter belongs to the header (RFC 3261 section 20.10).
    QByteArray uri;
    const QList<QByteArray> parts = inside.toByteArray().split(';');
    for (qsizetype i = 0; i < parts.size(); ++i) {
        if (i == 0) {
            uri = parts.at(0).trimmed();
        } else if (brackets && !isHeaderParameter(parts.at(i))) {
            uri += ';' + parts.at(i).trimmed();
        }
    }
    return uri.contains(':') && !uri.contains(' ') ? uri : QByteArray();
}

QByteArray parameterOf(const QByteArray &value, const char *name)
{
    const QByteArray wanted = QByteArray(name).toLower() + '=';
    const QList<QByteArray> parts = value.split(';');
    for (qsizetype i = parts.size() - 1; i > 0; --i) { // header parameters come last
        const QByteArray part = parts.at(i).trimmed();
        if (part.toLower().startsWith(wanted)) {
            QByteArray found = part.sliced(wanted.size()).trimmed();
            const auto end = std::find_if(found.cbegin(), found.cend(), [](char c) {
                return c == '>' || c == ',' || c == ' ' || c == '"';
            });
            found.truncate(end - found.cbegin());
            return found;
        }
    }
    return {};
}

QByteArray repairedAddress(const QByteArray &value)
{
    QByteArray uri = uriOf(value);
    const bool known = uri.startsWith("sip:") || uri.startsWith("sips:") || uri.startsWith("tel:");
    const bool clean = std::all_of(uri.cbegin(), uri.cend(), [](char c) {
        return c > ' ' && c < 0x7f && c != '<' && c != '>' && c != '"' && c != '\\';
    });
    if (!known || !clean) {
        uri = "sip:invalid@invalid.invalid";
    }
    const QByteArray tag = parameterOf(value, "tag");
    return '<' + uri + '>' + (tag.isEmpty() ? QByteArray() : ";tag=" + tag);
}

QByteArray withoutTag(const QByteArray &value)
{
    const QByteArray lower = value.toLower();
    const qsizetype at = lower.lastIndexOf(";tag=");
    if (at < 0 || value.indexOf('>', at) >= 0) {
        return value;
    }
    const qsizetype end = value.indexOf(';', at + 1);
    return (value.first(at) + (end < 0 ? QByteArray() : value.sliced(end))).trimmed();
}

QByteArray withoutKeys(const QByteArray &raw)
{
    QByteArray masked = raw;
    const auto starOut = [&masked](qsizetype from) {
        for (qsizetype i = from; i < masked.size(); ++i) {
            const char c = masked.at(i);
            if (c == '|' || c == ' ' || c == ';' || c == '\r' || c == '\n') {
                return;
            }
            masked[i] = '*';
        }
    };
    const QByteArray lower = raw.toLower();
    for (qsizetype at = lower.indexOf("inline:"); at >= 0; at = lower.indexOf("inline:", at + 7)) {
        starOut(at + 7);
    }
    for (qsizetype at = lower.indexOf("\nk="); at >= 0; at = lower.indexOf("\nk=", at + 3)) {
        const qsizetype colon = lower.indexOf(':', at);
        const qsizetype end = lower.indexOf('\n', at + 1);
        if (colon >= 0 && (end < 0 || colon < end)) {
            starOut(colon + 1);
        }
    }
    return masked;
}

} // namespace recorder
