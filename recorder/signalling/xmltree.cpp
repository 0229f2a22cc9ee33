// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/xmltree.h"

#include <QStringView>
#include <QXmlStreamReader>

#include <algorithm>
#include <array>

namespace recorder
{

namespace
{
constexpr qsizetype kMaxDepth = 32;
constexpr int kMaxAttributes = 64;
constexpr int kMaxElements = 2000;
constexpr int kMaxRepairs = 1000;

struct Cut {
    qsizetype at = 0; ///< the reader may see what stands before
    QString reason;   ///< empty: all of it
};

qsizetype after(QStringView text, QLatin1String end, qsizetype from)
{
    const qsizetype found = text.indexOf(end, from);
    return found < 0 ? text.size() : found + end.size();
}

/// Walks over a start tag from its '<'; returns where it ends and counts its attributes.
qsizetype skipStartTag(QStringView text, qsizetype from, int &attributes)
{
    QChar quote;
    for (qsizetype i = from + 1; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'<') {
            return i; // not well-formed: the reader stops here too
        }
        if (!quote.isNull()) {
            quote = c == quote ? QChar() : quote;
        } else if (c == u'"' || c == u'\'') {
            quote = c;
        } else if (c == u'=') {
            ++attributes;
        } else if (c == u'>') {
            return i + 1;
        }
    }
    return text.size();
}

/// QXmlStreamReader has no caps: it builds the whole DTD and all attributes of an element (in quadratic time)
/// before it returns. So what is over a cap is cut off before it starts.
Cut guard(QStringView text)
{
    int elements = 0;
    qsizetype at = text.indexOf(u'<');
    while (at >= 0) {
        const QStringView rest = text.sliced(at);
        if (rest.startsWith(QLatin1String("<!--"))) {
            at = after(text, QLatin1String("-->"), at + 4);
        } else if (rest.startsWith(QLatin1String("<![CDATA["))) {
            at = after(text, QLatin1String("]]>"), at + 9);
        } else if (rest.startsWith(QLatin1String("<!"))) {
            return {at, QStringLiteral("document type declaration")};
        } else if (rest.startsWith(QLatin1String("<?"))) {
            at = after(text, QLatin1String("?>"), at + 2);
        } else if (rest.startsWith(QLatin1String("</"))) {
            at = at + 2;
        } else {
            int attributes = 0;
            const qsizetype end = skipStartTag(text, at, attributes);
            if (++elements > kMaxElements) {
                return {at, QStringLiteral("more than %1 elements").arg(kMaxElements)};
            }
            if (attributes > kMaxAttributes) {
                return {at, QStringLiteral("more than %1 attributes in an element").arg(kMaxAttributes)};
            }
            at = end;
        }
        at = at < text.size() ? text.indexOf(u'<', at) : -1;
    }
    return {text.size(), {}};
}

XmlElement elementOf(const QXmlStreamReader &xml)
{
    XmlElement element;
    element.name = xml.qualifiedName().toString();
    element.local = element.name.mid(element.name.lastIndexOf(u':') + 1);
    for (const QXmlStreamAttribute &attribute : xml.attributes()) {
        const QString name = attribute.qualifiedName().toString();
        if (name != u"xmlns" && !name.startsWith(QLatin1String("xmlns:"))) {
            element.attributes.append({name, attribute.value().toString()});
        }
    }
    return element;
}

void readElements(QXmlStreamReader &xml, XmlTree &tree)
{
    std::vector<qsizetype> open;
    while (!xml.atEnd()) {
        const QXmlStreamReader::TokenType token = xml.readNext();
        if (token == QXmlStreamReader::StartElement) {
            const auto position = static_cast<qsizetype>(tree.elements.size());
            if (open.size() >= static_cast<size_t>(kMaxDepth)) {
                tree.fault = XmlTree::Fault::Refused;
                tree.message = QStringLiteral("deeper than %1").arg(kMaxDepth);
                return;
            }
            if (!open.empty()) {
                tree.elements[static_cast<size_t>(open.back())].children.push_back(position);
            }
            tree.elements.push_back(elementOf(xml));
            open.push_back(position);
        } else if (token == QXmlStreamReader::EndElement && !open.empty()) {
            open.pop_back();
        } else if (token == QXmlStreamReader::Characters && !open.empty()) {
            tree.elements[static_cast<size_t>(open.back())].text += xml.text();
        }
    }
    if (xml.hasError()) {
        tree.fault = XmlTree::Fault::Syntax;
        tree.message = QStringLiteral("line %1: %2").arg(xml.lineNumber()).arg(xml.errorString());
    }
}

/// The text without leading white space and XML declaration: the text is decoded already, and senders put
/// blank lines before it.
QStringView withoutDeclaration(QStringView text)
{
    text = text.trimmed();
    while (!text.isEmpty() && (text.back() == QChar::Null || text.back().isSpace())) {
        text.chop(1);
    }
    if (text.startsWith(QLatin1String("<?xml ")) || text.startsWith(QLatin1String("<?xml\t"))) {
        const qsizetype end = text.indexOf(QLatin1String("?>"));
        text = end < 0 ? text : text.sliced(end + 2);
    }
    return text;
}

bool isForbidden(QChar c)
{
    return (c < u' ' && c != u'\t' && c != u'\r' && c != u'\n') || c == QChar(0xFFFE) || c == QChar(0xFFFF);
}

bool isNameStart(QChar c)
{
    return c.isLetter() || c == u'_' || c == u':';
}

/// Is this '<' the start of markup, and not of an address that was left unescaped?
bool opensMarkup(QStringView rest)
{
    if (rest.size() < 2) {
        return false;
    }
    for (const char *scheme : {"sip:", "sips:", "tel:"}) {
        if (rest.sliced(1).startsWith(QLatin1String(scheme), Qt::CaseInsensitive)) {
            return false;
        }
    }
    return isNameStart(rest[1]) || rest[1] == u'/' || rest[1] == u'!' || rest[1] == u'?';
}

bool opensReference(QStringView rest)
{
    constexpr qsizetype kLongest = 10; // &#x10FFFF;
    const qsizetype end = rest.first(qMin(rest.size(), kLongest)).indexOf(u';');
    if (end < 2) {
        return false;
    }
    const QStringView name = rest.sliced(1, end - 1);
    constexpr std::array kNames{"amp", "lt", "gt", "quot", "apos"};
    bool number = false;
    if (name.startsWith(u"#x")) {
        (void)name.sliced(2).toUInt(&number, 16);
    } else if (name.startsWith(u'#')) {
        (void)name.sliced(1).toUInt(&number, 10);
    }
    return number || std::any_of(kNames.begin(), kNames.end(),
                                 [name](const char *known) { return name == QLatin1String(known); });
}

/// Length of a CDATA section or comment that starts here, which is copied as it is; 0 for anything else.
qsizetype literalLength(QStringView text, qsizetype at)
{
    const QStringView rest = text.sliced(at);
    if (rest.startsWith(QLatin1String("<![CDATA["))) {
        return after(text, QLatin1String("]]>"), at) - at;
    }
    return rest.startsWith(QLatin1String("<!--")) ? after(text, QLatin1String("-->"), at) - at : 0;
}
} // namespace

XmlTree readXml(const QString &text)
{
    XmlTree tree;
    const QStringView document = withoutDeclaration(text);
    const Cut cut = guard(document);
    QXmlStreamReader xml(document.first(cut.at).toString());
    xml.setNamespaceProcessing(false);
    readElements(xml, tree);
    if (!cut.reason.isEmpty()) {
        tree.fault = XmlTree::Fault::Refused;
        tree.message = cut.reason;
    }
    return tree;
}

QString repairXml(const QString &text)
{
    QString repaired;
    repaired.reserve(text.size());
    const QStringView view(text);
    int repairs = 0;
    for (qsizetype i = 0; i < view.size(); ++i) {
        const QChar c = view[i];
        if (repairs > kMaxRepairs) {
            return text;
        }
        if (isForbidden(c)) {
            ++repairs;
        } else if (c == u'<') {
            const qsizetype literal = literalLength(view, i);
            if (literal > 0) {
                repaired.append(view.sliced(i, literal));
                i += literal - 1;
            } else {
                const bool markup = opensMarkup(view.sliced(i));
                repairs += markup ? 0 : 1;
                repaired.append(markup ? QStringLiteral("<") : QStringLiteral("&lt;"));
            }
        } else if (c == u'&' && !opensReference(view.sliced(i))) {
            ++repairs;
            repaired.append(QStringLiteral("&amp;"));
        } else {
            repaired.append(c);
        }
    }
    return repaired;
}

} // namespace recorder
