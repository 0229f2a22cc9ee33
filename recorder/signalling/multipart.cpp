// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/multipart.h"

#include "recorder/signalling/textlines.h"

#include <QByteArrayView>

namespace recorder
{

namespace
{
constexpr int kMaxParts = 16;
constexpr int kMaxDepth = 4;
constexpr int kMaxHeaderLines = 32;
constexpr qsizetype kMaxHeaderLine = 8 * 1024;

bool isBlank(QByteArrayView text)
{
    return text.trimmed().isEmpty();
}

bool same(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

QByteArrayView mediaType(QByteArrayView contentType)
{
    const qsizetype end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.first(end)).trimmed();
}

/// The end of a parameter that starts at `from`: the next semicolon outside of quotes.
qsizetype parameterEnd(QByteArrayView text, qsizetype from)
{
    bool quoted = false;
    for (qsizetype i = from; i < text.size(); ++i) {
        if (quoted && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (text[i] == ';' && !quoted) {
            return i;
        }
    }
    return text.size();
}

QByteArray unquoted(QByteArrayView value)
{
    if (!value.startsWith('"')) {
        return value.toByteArray();
    }
    QByteArray plain;
    for (qsizetype i = 1; i < value.size() && value[i] != '"'; ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) {
            ++i;
        }
        plain.append(value[i]);
    }
    return plain.trimmed(); // RFC 2046 section 5.1.1: a boundary never ends in white space, some senders' do
}

QByteArray boundaryOf(QByteArrayView contentType)
{
    qsizetype at = contentType.indexOf(';');
    while (at >= 0 && at < contentType.size()) {
        const qsizetype end = parameterEnd(contentType, at + 1);
        const QByteArrayView parameter = contentType.sliced(at + 1, end - at - 1);
        const qsizetype equals = parameter.indexOf('=');
        if (equals > 0 && same(parameter.first(equals).trimmed(), "boundary")) {
            return unquoted(parameter.sliced(equals + 1).trimmed());
        }
        at = end;
    }
    return {};
}

/// For a boundary parameter that is missing or wrong: the first line of the body that looks like a delimiter.
QByteArray guessBoundary(QByteArrayView body)
{
    for (TextLine line = firstLine(body); line.begin < body.size(); line = nextLine(body, line)) {
        const QByteArrayView text = textOf(body, line).trimmed();
        if (text.size() > 2 && text.startsWith("--")) {
            return text.sliced(2).toByteArray();
        }
        if (!text.isEmpty()) {
            return {};
        }
    }
    return {};
}

enum class Delimiter { None, Next, Last };

Delimiter delimiterOf(QByteArrayView line, QByteArrayView boundary)
{
    if (!line.startsWith("--") || !line.sliced(2).startsWith(boundary)) {
        return Delimiter::None;
    }
    const QByteArrayView rest = line.sliced(2 + boundary.size());
    if (isBlank(rest)) {
        return Delimiter::Next;
    }
    // "--x" is no delimiter of boundary "-": what follows the closing dashes must be blank as well.
    return rest.startsWith("--") && isBlank(rest.sliced(2)) ? Delimiter::Last : Delimiter::None;
}

/// "name:" at the start of a line of part headers; -1 when it is none.
qsizetype headerColon(QByteArrayView line)
{
    for (qsizetype i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == ':') {
            return i > 0 ? i : -1;
        }
        if (c <= ' ' || c > '~' || c == '=' ||
            c == '<') { // '=' and '<': SDP or XML that came without headers
            return -1;
        }
    }
    return -1;
}

class Splitter
{
public:
    void add(QByteArrayView contentType, QByteArrayView disposition, QByteArrayView content, int depth)
    {
        const QByteArrayView type = mediaType(contentType);
        if (type.size() > 10 && same(type.first(10), "multipart/")) {
            if (depth >= kMaxDepth) {
                m_body.damaged = true;
                keep(contentType, disposition, content);
            } else {
                split(contentType, content, depth + 1);
            }
            return;
        }
        if (isBlank(content)) {
            return;
        }
        if (same(type, "application/sdp") || (type.isEmpty() && looksLikeSdp(content))) {
            take(m_body.sdp, contentType, disposition, content);
        } else if (same(type, "application/rs-metadata+xml") || same(type, "application/rs-metadata") ||
                   (type.isEmpty() && looksLikeMetadata(content))) {
            take(m_body.metadata, contentType, disposition, content);
        } else {
            keep(contentType, disposition, content);
        }
    }

    SessionBody result() { return std::move(m_body); }

private:
    static bool looksLikeSdp(QByteArrayView content) { return content.trimmed().startsWith("v=0"); }
    static bool looksLikeMetadata(QByteArrayView content)
    {
        const QByteArrayView text = content.trimmed();
        return text.startsWith("<?xml") || text.startsWith("<recording") || text.startsWith("\xEF\xBB\xBF<");
    }

    void take(std::optional<QByteArray> &slot, QByteArrayView contentType, QByteArrayView disposition,
              QByteArrayView content)
    {
        if (slot) {
            keep(contentType, disposition, content);
        } else {
            slot = content.toByteArray();
        }
    }

    void keep(QByteArrayView contentType, QByteArrayView disposition, QByteArrayView content)
    {
        m_body.others.append({contentType.toByteArray(), disposition.toByteArray(), content.toByteArray()});
    }

    void split(QByteArrayView contentType, QByteArrayView content, int depth)
    {
        const QByteArray boundary = boundaryOf(contentType);
        if (!boundary.isEmpty() && splitAt(boundary, content, depth)) {
            return;
        }
        m_body.damaged = true;
        const QByteArray guess = guessBoundary(content);
        if (guess.isEmpty() || !splitAt(guess, content, depth)) {
            add({}, {}, content, depth);
        }
    }

    /// False when the boundary does not occur.
    bool splitAt(QByteArrayView boundary, QByteArrayView content, int depth)
    {
        qsizetype partBegin = -1;
        qsizetype previousEnd = 0; // the line end before a delimiter belongs to the delimiter
        for (TextLine line = firstLine(content); line.begin < content.size();
             line = nextLine(content, line)) {
            const Delimiter kind = delimiterOf(textOf(content, line), boundary);
            if (kind == Delimiter::None) {
                previousEnd = line.end;
                continue;
            }
            if (partBegin >= 0) {
                addPart(content.sliced(partBegin, qMax(previousEnd, partBegin) - partBegin), depth);
            }
            if (kind == Delimiter::Last && partBegin >= 0) {
                return true;
            }
            partBegin = line.next;
        }
        if (partBegin < 0) {
            return false;
        }
        m_body.damaged = true; // no closing delimiter
        const QByteArrayView rest = content.sliced(partBegin);
        if (!isBlank(rest)) {
            addPart(rest, depth);
        }
        return true;
    }

    void addPart(QByteArrayView part, int depth)
    {
        if (++m_parts > kMaxParts) {
            m_body.damaged = true;
            return;
        }
        QByteArray type;
        QByteArray disposition;
        const qsizetype content = readHeaders(part, type, disposition);
        add(type, disposition, part.sliced(content), depth);
    }

    /// Returns where the content begins.
    qsizetype readHeaders(QByteArrayView part, QByteArray &type, QByteArray &disposition)
    {
        TextLine line = firstLine(part);
        while (line.begin < part.size() && isBlank(textOf(part, line))) {
            line = nextLine(part, line);
        }
        if (headerColon(textOf(part, line)) < 0) {
            return qMin(line.begin, part.size()); // no headers at all: what follows the blank line is content
        }
        QByteArray *open = nullptr; // header that a folded line continues
        for (int lines = 0; line.begin < part.size(); line = nextLine(part, line), ++lines) {
            const QByteArrayView text = textOf(part, line);
            if (isBlank(text)) {
                return line.next;
            }
            const bool folded = text.front() == ' ' || text.front() == '\t';
            const qsizetype colon = folded ? -1 : headerColon(text);
            if (lines >= kMaxHeaderLines || text.size() > kMaxHeaderLine || (!folded && colon < 0)) {
                m_body.damaged = true; // the blank line is missing: content starts here
                return line.begin;
            }
            if (folded) {
                if (open != nullptr) {
                    open->append(' ').append(text.trimmed());
                }
                continue;
            }
            open = targetOf(text.first(colon), type, disposition);
            if (open != nullptr) {
                *open = text.sliced(colon + 1).trimmed().toByteArray();
            }
        }
        return part.size();
    }

    static QByteArray *targetOf(QByteArrayView name, QByteArray &type, QByteArray &disposition)
    {
        if (same(name, "content-type") || same(name, "c")) {
            return &type;
        }
        return same(name, "content-disposition") ? &disposition : nullptr;
    }

    SessionBody m_body;
    int m_parts = 0;
};
} // namespace

SessionBody splitBody(const QByteArray &contentType, const QByteArray &body)
{
    Splitter splitter;
    splitter.add(contentType, {}, body, 0);
    return splitter.result();
}

} // namespace recorder
