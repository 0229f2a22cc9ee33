// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorder/signalling/metadataparser.h"

#include "recorder/signalling/metadatainterpreter.h"
#include "recorder/signalling/xmltree.h"

#include <QByteArrayView>
#include <QStringDecoder>

#include <optional>

namespace recorder
{

namespace
{
constexpr qsizetype kMaxBody = 256 * 1024;

std::optional<QStringConverter::Encoding> utf16Of(QByteArrayView raw)
{
    if (raw.startsWith("\xFF\xFE") || (raw.size() > 1 && raw[0] == '<' && raw[1] == '\0')) {
        return QStringConverter::Utf16LE;
    }
    if (raw.startsWith("\xFE\xFF") || (raw.size() > 1 && raw[0] == '\0' && raw[1] == '<')) {
        return QStringConverter::Utf16BE;
    }
    return {};
}

/// What the bytes say goes before what the XML declaration says: senders copy it and put other bytes in.
QString decoded(const QByteArray &raw, bool &latin1)
{
    if (const auto encoding = utf16Of(raw)) {
        QStringDecoder decoder(*encoding);
        return decoder.decode(raw);
    }
    QStringDecoder utf8(QStringConverter::Utf8);
    QString text = utf8.decode(raw);
    latin1 = utf8.hasError();
    return latin1 ? QString::fromLatin1(raw) : text;
}

/// Cuts to the cap, not inside of a character.
QByteArray cut(const QByteArray &raw)
{
    QByteArray text = raw.left(kMaxBody);
    while (text.size() < raw.size() && !text.isEmpty() && (static_cast<quint8>(text.back()) & 0x80) != 0) {
        text.chop(1);
    }
    return text;
}
} // namespace

MetadataBody parseMetadata(const QByteArray &raw)
{
    MetadataBody body;
    body.raw = raw;
    const QString text = decoded(cut(raw), body.latin1);
    XmlTree tree = readXml(text);
    body.malformed = tree.fault != XmlTree::Fault::None || raw.size() > kMaxBody;
    if (tree.fault != XmlTree::Fault::None) {
        body.warnings.append(tree.message);
    }
    if (tree.fault == XmlTree::Fault::Syntax) {
        const QString repaired = repairXml(text);
        XmlTree second = repaired == text ? XmlTree() : readXml(repaired);
        if (second.elements.size() >= tree.elements.size() && !second.elements.empty()) {
            tree = std::move(second);
        }
    }
    interpretMetadata(tree, body);
    return body;
}

} // namespace recorder
