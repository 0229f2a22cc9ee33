// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/metadataelements.h"

#include <algorithm>

namespace recorder
{

namespace
{
QString localName(const QString &qualified)
{
    return qualified.mid(qualified.lastIndexOf(u':') + 1);
}
} // namespace

bool isOneOf(const QString &name, MetadataNames names)
{
    return std::any_of(names.begin(), names.end(), [&name](const char *known) {
        return name.compare(QLatin1String(known), Qt::CaseInsensitive) == 0;
    });
}

QString attributeOf(const XmlElement &element, MetadataNames names)
{
    for (const char *name : names) {
        for (const auto &[key, value] : element.attributes) {
            if (localName(key).compare(QLatin1String(name), Qt::CaseInsensitive) == 0) {
                return value.trimmed();
            }
        }
    }
    return {};
}

void appendNew(QStringList &list, const QString &value)
{
    if (!value.isEmpty() && !list.contains(value)) {
        list.append(value);
    }
}

QString MetadataElements::textOf(const XmlElement &element) const
{
    if (const QString text = element.text.trimmed(); !text.isEmpty()) {
        return text;
    }
    for (const qsizetype child : element.children) {
        if (isOneOf(at(child).local, {"id"})) {
            return at(child).text.trimmed();
        }
    }
    return {};
}

QString MetadataElements::idOf(const XmlElement &element, MetadataNames names) const
{
    const QString id = attributeOf(element, names);
    if (!id.isEmpty()) {
        return id;
    }
    for (const qsizetype child : element.children) {
        if (isOneOf(at(child).local, names)) {
            return textOf(at(child));
        }
    }
    return {};
}

} // namespace recorder
