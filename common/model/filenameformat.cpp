// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/model/filenameformat.h"

#include <algorithm>
#include <array>
#include <optional>

namespace common
{

namespace
{

const QLatin1String kMarks("YymdHMSj");
/// Of values; the rest cannot matter within 200 bytes.
constexpr qsizetype kMostOfValue = 512;

struct Fact {
    const char *name;
    QString (*of)(const FileNameFacts &facts);
};

QString timeText(const QDateTime &time)
{
    return time.toString(QStringLiteral("yyyyMMddHHmmss"));
}

constexpr std::array kFacts{
    Fact{"recording-id", [](const FileNameFacts &f) { return f.recordingId; }},
    Fact{"call-id", [](const FileNameFacts &f) { return f.callId; }},
    Fact{"start-time", [](const FileNameFacts &f) { return timeText(f.start); }},
    Fact{"end-time", [](const FileNameFacts &f) { return timeText(f.end); }},
    Fact{"duration",
         [](const FileNameFacts &f) {
             return QString::number(std::chrono::duration_cast<std::chrono::seconds>(f.duration).count());
         }},
    Fact{"tenant", [](const FileNameFacts &f) { return f.tenant; }},
    Fact{"user", [](const FileNameFacts &f) { return f.user; }},
    Fact{"group", [](const FileNameFacts &f) { return f.group; }},
    Fact{"extension", [](const FileNameFacts &f) { return f.extension; }},
    Fact{"from-number", [](const FileNameFacts &f) { return f.fromNumber; }},
    Fact{"from-name", [](const FileNameFacts &f) { return f.fromName; }},
    Fact{"to-number", [](const FileNameFacts &f) { return f.toNumber; }},
    Fact{"to-name", [](const FileNameFacts &f) { return f.toName; }},
    Fact{"direction", [](const FileNameFacts &f) { return f.direction; }},
    Fact{"recorder", [](const FileNameFacts &f) { return f.recorder; }}};

const Fact *factNamed(const QString &name)
{
    const auto found = std::find_if(kFacts.begin(), kFacts.end(),
                                    [&name](const Fact &fact) { return name == QLatin1String(fact.name); });
    return found == kFacts.end() ? nullptr : &*found;
}

QString markText(const QDateTime &time, QChar mark)
{
    switch (mark.unicode()) {
    case 'Y': return time.toString(QStringLiteral("yyyy"));
    case 'y': return time.toString(QStringLiteral("yy"));
    case 'm': return time.toString(QStringLiteral("MM"));
    case 'd': return time.toString(QStringLiteral("dd"));
    case 'H': return time.toString(QStringLiteral("HH"));
    case 'M': return time.toString(QStringLiteral("mm"));
    case 'S': return time.toString(QStringLiteral("ss"));
    default: return QStringLiteral("%1").arg(time.date().dayOfYear(), 3, 10, QLatin1Char('0'));
    }
}

/// Separators of paths, and what some system or code page takes for one; wildcards; what Windows refuses.
bool isForbidden(char32_t c)
{
    static constexpr std::u32string_view kForbidden =
        U"/\\:*?\"<>|\u2044\u2215\u2216\u29F5\u29F8\u29F9\uFE68\uFF0F\uFF3C\uFF1A\uFFFD";
    return kForbidden.find(c) != std::u32string_view::npos;
}

char32_t harmless(char32_t c)
{
    if (isForbidden(c)) {
        return U'_';
    }
    static constexpr std::array kHidden{
        QChar::Other_Control,   QChar::Other_Format, // hides or turns round
        QChar::Other_Surrogate, QChar::Other_PrivateUse,   QChar::Other_NotAssigned,
        QChar::Separator_Line,  QChar::Separator_Paragraph};
    const QChar::Category category = QChar::category(c);
    if (std::find(kHidden.begin(), kHidden.end(), category) != kHidden.end()) {
        return U'_';
    }
    return category == QChar::Separator_Space ? U' ' : c;
}

QString harmlessText(const QString &text)
{
    QList<uint> characters = text.normalized(QString::NormalizationForm_C).toUcs4();
    for (uint &c : characters) {
        c = static_cast<uint>(harmless(static_cast<char32_t>(c)));
    }
    return QString::fromUcs4(reinterpret_cast<const char32_t *>(characters.constData()), characters.size());
}

/// Windows takes these for devices, whatever follows the first dot.
bool isDevice(const QString &component)
{
    static const QStringList kDevices{
        QStringLiteral("CON"),    QStringLiteral("PRN"),     QStringLiteral("AUX"),   QStringLiteral("NUL"),
        QStringLiteral("CONIN$"), QStringLiteral("CONOUT$"), QStringLiteral("CLOCK$")};
    const QString base = component.section(QLatin1Char('.'), 0, 0).trimmed().toUpper();
    const bool port = base.size() == 4 &&
                      (base.startsWith(QLatin1String("COM")) || base.startsWith(QLatin1String("LPT"))) &&
                      QStringLiteral("0123456789\u00B9\u00B2\u00B3").contains(base.at(3));
    return port || kDevices.contains(base);
}

/// At most `bytes` of UTF-8, no character cut in two.
QString cutTo(const QString &text, qsizetype bytes)
{
    QByteArray utf8 = text.toUtf8();
    if (utf8.size() <= bytes) {
        return text;
    }
    while (bytes > 0 && (static_cast<unsigned char>(utf8.at(bytes)) & 0xC0U) == 0x80U) {
        --bytes;
    }
    return QString::fromUtf8(utf8.left(bytes));
}

/// One folder's or file's name: not empty, not hidden, no "." or "..", nothing that Windows cuts off.
QString componentOf(const QString &raw, qsizetype bytes)
{
    QString text = cutTo(harmlessText(raw).trimmed(), bytes).trimmed();
    if (isDevice(text)) { // also what only the cut made one
        text = cutTo(QLatin1Char('_') + text, bytes).trimmed();
    }
    if (text.startsWith(QLatin1Char('.'))) {
        text[0] = QLatin1Char('_');
    }
    if (text.endsWith(QLatin1Char('.'))) {
        text[text.size() - 1] = QLatin1Char('_');
    }
    return text.isEmpty() ? QStringLiteral("_") : text;
}

QString withoutEnding(const QString &name, const QString &ending)
{
    for (const QString &known :
         {ending, QStringLiteral("mp3"), QStringLiteral("wav"), QStringLiteral("mp4")}) {
        if (name.endsWith(QLatin1Char('.') + known, Qt::CaseInsensitive)) {
            return name.chopped(known.size() + 1);
        }
    }
    return name;
}

QString pathOf(const QStringList &raw, const FileNameFacts &facts, qsizetype bytes, bool addId)
{
    QStringList components;
    for (const QString &folder : raw.first(raw.size() - 1)) {
        components.append(componentOf(folder, bytes));
    }
    const QString tail =
        (addId ? QLatin1Char('-') + facts.recordingId : QString()) + QLatin1Char('.') + facts.ending;
    components.append(componentOf(withoutEnding(raw.last(), facts.ending), bytes - tail.size()) + tail);
    return components.join(QLatin1Char('/'));
}

} // namespace

/// Reads a format from left to right. What is wrong is said of the first place where it is seen.
class FileNameParser
{
public:
    explicit FileNameParser(const QString &text)
        : m_text(text)
    {
    }
    tl::expected<FileNameFormat, FileNameProblem> run()
    {
        if (m_text.trimmed().isEmpty()) {
            return problem(0, m_text.size(), "empty");
        }
        if (m_text.size() > FileNameFormat::kLongest) {
            return problem(FileNameFormat::kLongest, m_text.size() - FileNameFormat::kLongest, "too-long");
        }
        bool good = true;
        while (good && m_at < m_text.size()) {
            good = m_text.at(m_at) == QLatin1Char('%') ? percent() : literal(m_text.at(m_at), m_at);
            ++m_at;
        }
        if (!good || !endComponent(m_text.size(), true)) {
            return tl::unexpected(m_problem);
        }
        return m_format;
    }

private:
    using Kind = FileNameFormat::Kind;

    tl::unexpected<FileNameProblem> problem(qsizetype at, qsizetype length, const char *reason,
                                            const QString &parameter = {})
    {
        m_problem = {static_cast<int>(at), static_cast<int>(length), parameter, QLatin1String(reason)};
        return tl::unexpected(m_problem);
    }
    bool refuse(qsizetype at, qsizetype length, const char *reason, const QString &parameter = {})
    {
        (void)problem(at, length, reason, parameter);
        return false;
    }
    void add(Kind kind, const QString &text)
    {
        QList<FileNameFormat::Token> &tokens = m_format.m_tokens;
        if (kind == Kind::Literal && !tokens.isEmpty() && tokens.last().kind == Kind::Literal) {
            tokens.last().text += text;
        } else {
            tokens.append({kind, text});
        }
        m_component += kind == Kind::Literal ? text : QStringLiteral("x");
    }
    bool literal(QChar c, qsizetype at)
    {
        if (c == QLatin1Char('/')) {
            if (!endComponent(at, false)) {
                return false;
            }
            m_format.m_tokens.append({Kind::Literal, QStringLiteral("/")});
            m_componentAt = at + 1;
            return true;
        }
        if (!c.isSurrogate() && harmless(c.unicode()) != c.unicode()) {
            return refuse(at, 1, "character");
        }
        add(Kind::Literal, c);
        return true;
    }
    /// "%%", or "%{name}", or "%{name#argument}". Leaves m_at on its last character.
    bool percent()
    {
        const qsizetype at = m_at;
        const QChar next = at + 1 < m_text.size() ? m_text.at(at + 1) : QChar();
        if (next == QLatin1Char('%')) {
            ++m_at;
            add(Kind::Literal, QStringLiteral("%"));
            return true;
        }
        if (next != QLatin1Char('{')) {
            return refuse(at, 1, "lone-percent");
        }
        const qsizetype end = m_text.indexOf(QLatin1Char('}'), at);
        if (end < 0) {
            return refuse(at, m_text.size() - at, "unclosed");
        }
        m_at = end;
        const QString inner = m_text.mid(at + 2, end - at - 2);
        const qsizetype hash = inner.indexOf(QLatin1Char('#'));
        const QString name = inner.left(hash < 0 ? inner.size() : hash);
        const bool start = name == QLatin1String("start-time");
        if (factNamed(name) == nullptr) {
            return refuse(at, end + 1 - at, "unknown-parameter", name);
        }
        if (hash < 0) {
            add(Kind::Fact, name);
            return true;
        }
        if (!start && name != QLatin1String("end-time")) {
            return refuse(at, end + 1 - at, "no-argument", name);
        }
        return time(inner.mid(hash + 1), at + 2 + hash + 1, start ? Kind::StartMark : Kind::EndMark);
    }
    bool time(const QString &argument, qsizetype at, Kind kind)
    {
        if (argument.isEmpty()) {
            return refuse(at - 1, 1, "unknown-mark");
        }
        for (qsizetype i = 0; i < argument.size(); ++i) {
            if (argument.at(i) != QLatin1Char('%')) {
                if (!literal(argument.at(i), at + i)) {
                    return false;
                }
                continue;
            }
            const QChar mark = i + 1 < argument.size() ? argument.at(i + 1) : QChar();
            if (mark.isNull() || !QString(kMarks).contains(mark)) {
                return refuse(at + i, mark.isNull() ? 1 : 2, "unknown-mark", argument.mid(i, 2));
            }
            add(kind, mark);
            ++i;
        }
        return true;
    }
    /// The component that ends before `end`; the last one is the file's name.
    bool endComponent(qsizetype end, bool last)
    {
        const QString text = m_component.trimmed();
        m_component.clear();
        ++m_depth;
        if (m_depth > FileNameFormat::kDeepest) {
            return refuse(m_componentAt, end - m_componentAt, "too-deep");
        }
        if (text.isEmpty()) {
            return refuse(std::min(m_componentAt, m_text.size() - 1), 1,
                          last           ? "no-name"
                          : m_depth == 1 ? "absolute"
                                         : "empty-folder");
        }
        if (std::all_of(text.begin(), text.end(), [](QChar c) { return c == QLatin1Char('.'); })) {
            return refuse(m_componentAt, end - m_componentAt, "dots");
        }
        return true;
    }

    const QString &m_text;
    FileNameFormat m_format;
    FileNameProblem m_problem;
    qsizetype m_at = 0;
    qsizetype m_componentAt = 0;
    qsizetype m_depth = 0;
    QString m_component; ///< literals, an "x" for each parameter
};

tl::expected<FileNameFormat, FileNameProblem> FileNameFormat::parse(const QString &text)
{
    return FileNameParser(text).run();
}

QStringList FileNameFormat::parameters()
{
    QStringList names;
    for (const Fact &fact : kFacts) {
        names.append(QLatin1String(fact.name));
    }
    return names;
}

QStringList FileNameFormat::componentsOf(const FileNameFacts &facts) const
{
    QStringList components{QString()};
    for (const Token &token : m_tokens) {
        switch (token.kind) {
        case Kind::Literal: {
            const QStringList parts = token.text.split(QLatin1Char('/'));
            components.last() += parts.first();
            components += parts.mid(1);
            break;
        }
        case Kind::Fact: {
            QString value = factNamed(token.text)->of(facts).left(kMostOfValue);
            value.replace(QLatin1Char('/'), QLatin1Char('_'));
            components.last() += value.trimmed().isEmpty() ? QStringLiteral("unknown") : value;
            break;
        }
        case Kind::StartMark: components.last() += markText(facts.start, token.text.at(0)); break;
        case Kind::EndMark: components.last() += markText(facts.end, token.text.at(0)); break;
        }
    }
    return components;
}

QString FileNameFormat::render(const FileNameFacts &facts) const
{
    const QStringList raw = componentsOf(facts);
    QString path;
    for (qsizetype bytes = kComponentBytes; bytes >= 57; bytes -= 13) {
        path = pathOf(raw, facts, bytes, false);
        if (!path.contains(facts.recordingId)) { // also when it was cut
            path = pathOf(raw, facts, bytes, true);
        }
        if (path.toUtf8().size() <= kPathBytes) {
            break;
        }
    }
    return path;
}

FileNameFacts exampleFacts(const QString &ending)
{
    FileNameFacts facts;
    facts.recordingId = QStringLiteral("0193f5a2-6c1e-7b44-9d0a-5e2f81c3a7b6");
    facts.callId = QStringLiteral("a84b4c76e66710");
    facts.tenant = QStringLiteral("Example");
    facts.user = QStringLiteral("Anna Schmidt");
    facts.group = QStringLiteral("Support");
    facts.extension = QStringLiteral("201");
    facts.fromNumber = QStringLiteral("+4930123456");
    facts.fromName = QStringLiteral("Bruno Weber");
    facts.toNumber = QStringLiteral("201");
    facts.toName = QStringLiteral("Anna Schmidt");
    facts.direction = QStringLiteral("incoming");
    facts.recorder = QStringLiteral("recorder1");
    facts.start = QDateTime(QDate(2026, 11, 23), QTime(14, 5, 12));
    facts.duration = std::chrono::seconds(247);
    facts.end = facts.start.addSecs(247);
    facts.ending = ending;
    return facts;
}

} // namespace common
