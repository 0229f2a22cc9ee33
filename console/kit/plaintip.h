// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QTextDocument>

namespace console
{

/// A tip with words of strangers (names of callers, lines of a log): what looks like markup is shown as it
/// is.
inline QString plainTip(const QString &text)
{
    return Qt::mightBeRichText(text)
               ? QStringLiteral("<qt>%1</qt>")
                     .arg(text.toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1String("<br>")))
               : text;
}

} // namespace console
