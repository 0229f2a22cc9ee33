// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <utility>
#include <vector>

namespace recorder
{

/// One element with its own text (that of its children is theirs).
struct XmlElement {
    QString name;  ///< with prefix, as it stands
    QString local; ///< without prefix
    QString text;
    QList<std::pair<QString, QString>> attributes; ///< names with prefix; no xmlns
    std::vector<qsizetype> children;               ///< positions in XmlTree::elements
};

/// The elements of a document in document order, the root first; empty when there was none.
struct XmlTree {
    enum class Fault {
        None,
        Syntax, ///< not well-formed
        Refused ///< document type declaration, or over a cap
    };
    std::vector<XmlElement> elements;
    Fault fault = Fault::None;
    QString message;
};

/// Reads what stands before the first fault. Prefixes need no declaration. Never expands an entity of the
/// document, because a document type declaration is refused before the reader sees it. Caps: depth 32, 64
/// attributes in an element, 2,000 elements. Linear time.
XmlTree readXml(const QString &text);

/// Escapes what senders forget to: `<sip:`, `<tel:`, a lone < or &; drops characters that XML forbids.
/// Gives the text back as it came when more than 1,000 places need it.
QString repairXml(const QString &text);

} // namespace recorder
