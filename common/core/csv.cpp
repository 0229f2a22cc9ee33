// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/core/csv.h"

#include <QStringDecoder>

#include <algorithm>
#include <array>

namespace common
{

namespace
{

constexpr qsizetype kMostCharacters = 10'000;

/// Apostrophes before it count: what is written with one more comes back as it was.
bool looksLikeFormula(const QString &cell)
{
    static const QString formula = QStringLiteral("=+-@\t\r");
    const auto first = std::find_if(cell.begin(), cell.end(), [](QChar c) { return c != u'\''; });
    return first != cell.end() && formula.contains(*first);
}

tl::unexpected<Error> invalidCsv(const char *reason, int row)
{
    return fail(
        ErrorCode::Invalid, QStringLiteral("row %1 of the file: %2").arg(row).arg(QLatin1String(reason)),
        {{QStringLiteral("csv"), QLatin1String(reason)}, {QStringLiteral("row"), QString::number(row)}});
}

/// What divides the cells: the most frequent of the three in the first line, outside of quotes.
QChar separatorOf(const QString &text)
{
    std::array<std::pair<char16_t, int>, 3> counts{{{u',', 0}, {u';', 0}, {u'\t', 0}}};
    bool quoted = false;
    for (const QChar c : text) {
        if (c == u'"') {
            quoted = !quoted;
        } else if (!quoted && (c == u'\n' || c == u'\r')) {
            break;
        } else if (!quoted) {
            for (auto &[separator, count] : counts) {
                count += c == separator ? 1 : 0;
            }
        }
    }
    return std::max_element(counts.begin(), counts.end(),
                            [](const auto &a, const auto &b) { return a.second < b.second; })
        ->first;
}

/// One character at a time; a row is ready when its end was seen.
class CsvReader
{
public:
    explicit CsvReader(const QString &text)
        : m_text(text)
        , m_separator(separatorOf(text))
    {
    }

    bool atEnd() const { return m_at >= m_text.size(); }
    int row() const { return m_row; }
    Result<QStringList> next()
    {
        QStringList cells;
        ++m_row;
        for (bool more = true; more;) {
            auto cell = readCell();
            if (!cell) {
                return propagate(cell);
            }
            cells.append(*cell);
            more = !atEnd() && m_text[m_at] == m_separator;
            m_at += more ? 1 : 0;
        }
        skipLineEnd();
        return cells;
    }

private:
    Result<QString> readCell()
    {
        auto cell = !atEnd() && m_text[m_at] == u'"' ? readQuoted() : Result<QString>(readPlain());
        if (!cell) {
            return cell;
        }
        if (cell->size() > kMostCharacters) {
            return invalidCsv("length", m_row);
        }
        if (cell->contains(QChar())) {
            return invalidCsv("characters", m_row);
        }
        if (cell->startsWith(u'\'') && looksLikeFormula(*cell)) {
            cell->remove(0, 1);
        }
        return cell;
    }
    QString readPlain()
    {
        const qsizetype start = m_at;
        while (!atEnd() && m_text[m_at] != m_separator && !atLineEnd()) {
            ++m_at;
        }
        return m_text.mid(start, m_at - start);
    }
    Result<QString> readQuoted()
    {
        QString cell;
        for (++m_at; !atEnd(); ++m_at) {
            if (m_text[m_at] != u'"') {
                cell += m_text[m_at];
            } else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == u'"') {
                cell += m_text[++m_at];
            } else {
                ++m_at;
                if (atEnd() || m_text[m_at] == m_separator || atLineEnd()) {
                    return cell;
                }
                break;
            }
        }
        return invalidCsv("quote", m_row);
    }
    bool atLineEnd() const { return m_text[m_at] == u'\n' || m_text[m_at] == u'\r'; }
    void skipLineEnd()
    {
        if (!atEnd() && m_text[m_at] == u'\r') {
            ++m_at;
        }
        if (!atEnd() && m_text[m_at] == u'\n') {
            ++m_at;
        }
    }

    const QString &m_text;
    const QChar m_separator;
    qsizetype m_at = 0;
    int m_row = 0;
};

bool isBlank(const QStringList &cells)
{
    return std::all_of(cells.begin(), cells.end(),
                       [](const QString &cell) { return cell.trimmed().isEmpty(); });
}

} // namespace

QByteArray csvLine(const QStringList &cells)
{
    QStringList quoted;
    for (QString cell : cells) {
        if (looksLikeFormula(cell)) {
            cell.prepend(u'\'');
        }
        if (cell.contains(u'"') || cell.contains(u',') || cell.contains(u'\n') || cell.contains(u'\r')) {
            cell.replace(QLatin1String("\""), QLatin1String("\"\""));
            cell = u'"' + cell + u'"';
        }
        quoted.append(cell);
    }
    return quoted.join(u',').toUtf8() + "\r\n";
}

Result<CsvTable> csvTable(const QByteArray &bytes, int mostRows)
{
    QStringDecoder decoder(QStringDecoder::Utf8); // takes a byte order mark away
    const QString text = decoder(bytes);
    if (decoder.hasError()) {
        return invalidCsv("encoding", 1);
    }
    CsvReader reader(text);
    CsvTable table;
    while (!reader.atEnd()) {
        auto cells = reader.next();
        if (!cells) {
            return propagate(cells);
        }
        if (isBlank(*cells)) {
            continue;
        }
        if (table.titles.isEmpty()) {
            table.titles = *cells;
        } else if (table.rows.size() >= mostRows) {
            return invalidCsv("rows", reader.row());
        } else {
            table.rows.append({reader.row(), *cells});
        }
    }
    if (table.titles.isEmpty()) {
        return invalidCsv("empty", 1);
    }
    return table;
}

} // namespace common
