// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRegularExpression>
#include <QString>

namespace tests
{

/// Why a path is no name below a root that every system takes, whatever it was made of; empty = nothing is
/// wrong. Its recording's id and its ending are in it.
inline QString fileNameFault(const QString &path, const QString &id, const QString &ending)
{
    static const QString kRefused = QStringLiteral("\\:*?\"<>|");
    static const QRegularExpression kDevice(
        QStringLiteral("^(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|CLOCK\\$|(COM|LPT)[0-9\u00B9\u00B2\u00B3])$"));
    const QByteArray utf8 = path.toUtf8();
    if (utf8.size() > 900 || QString::fromUtf8(utf8) != path) {
        return QStringLiteral("length or coding");
    }
    if (path != path.normalized(QString::NormalizationForm_C)) {
        return QStringLiteral("not NFC");
    }
    if (!path.contains(id) || !path.endsWith(QLatin1Char('.') + ending)) {
        return QStringLiteral("no id or ending");
    }
    for (const QString &part : path.split(QLatin1Char('/'))) {
        const QString device = part.section(QLatin1Char('.'), 0, 0).trimmed().toUpper();
        if (part.isEmpty() || part.startsWith(QLatin1Char('.')) || part.endsWith(QLatin1Char('.')) ||
            part != part.trimmed() || part.toUtf8().size() > 200) {
            return QStringLiteral("component ") + part;
        }
        if (kDevice.match(device).hasMatch()) {
            return QStringLiteral("device ") + part;
        }
        for (const uint c : part.toUcs4()) {
            const QChar::Category category = QChar::category(c);
            if (category == QChar::Other_Control || category == QChar::Other_Format ||
                category == QChar::Other_Surrogate || category == QChar::Other_NotAssigned ||
                (c < 0x80 && kRefused.contains(QChar(static_cast<char16_t>(c))))) {
                return QStringLiteral("character U+%1").arg(c, 0, 16);
            }
        }
    }
    return {};
}

} // namespace tests
