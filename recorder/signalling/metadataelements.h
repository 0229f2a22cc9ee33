// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recorder/signalling/xmltree.h"

#include <QString>
#include <QStringList>

#include <initializer_list>

namespace recorder
{

/// Spellings of one name; recording clients do not agree on them.
using MetadataNames = std::initializer_list<const char *>;

/// Without regard to case.
bool isOneOf(const QString &name, MetadataNames names);
/// The first attribute that has one of the names, in the order of the names; trimmed.
QString attributeOf(const XmlElement &element, MetadataNames names);
/// Appends what is neither empty nor there already.
void appendNew(QStringList &list, const QString &value);

/// The elements of a metadata document, read tolerantly. The tree must outlive it.
class MetadataElements
{
public:
    explicit MetadataElements(const XmlTree &tree)
        : m_tree(tree)
    {
    }
    const XmlElement &at(qsizetype position) const { return m_tree.elements[static_cast<size_t>(position)]; }
    /// The text of an element, or of the <id> inside it.
    QString textOf(const XmlElement &element) const;
    /// An id: as attribute in any of the spellings, or as child element.
    QString idOf(const XmlElement &element, MetadataNames names) const;

private:
    const XmlTree &m_tree;
};

} // namespace recorder
