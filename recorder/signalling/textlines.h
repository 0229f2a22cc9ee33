// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace recorder
{

/// A line inside a text: [begin, end) without its line end, `next` begins the following one. CRLF, LF and CR
/// end a line, also mixed in one text. The last line ends with the text.
struct TextLine {
    qsizetype begin = 0;
    qsizetype end = 0;
    qsizetype next = 0;
};

inline TextLine lineAt(QByteArrayView text, qsizetype begin)
{
    qsizetype end = begin;
    while (end < text.size() && text[end] != '\r' && text[end] != '\n') {
        ++end;
    }
    qsizetype next = end;
    if (next < text.size()) {
        next += text[end] == '\r' && end + 1 < text.size() && text[end + 1] == '\n' ? 2 : 1;
    }
    return {begin, end, next};
}

/// Loop: for (line = firstLine(t); line.begin < t.size(); line = nextLine(t, line)).
inline TextLine firstLine(QByteArrayView text)
{
    return lineAt(text, 0);
}
inline TextLine nextLine(QByteArrayView text, const TextLine &line)
{
    return lineAt(text, line.next);
}
inline QByteArrayView textOf(QByteArrayView text, const TextLine &line)
{
    return text.sliced(line.begin, line.end - line.begin);
}

} // namespace recorder
