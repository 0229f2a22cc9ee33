// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTranslator>

namespace tests
{

/// A language that nobody speaks: "[Šáve ~~]". Texts are 40 % longer, what is not in brackets was not
/// translated. Places (%1, %n, &) stay.
class PseudoTranslator final : public QTranslator
{
public:
    bool isEmpty() const override { return false; }
    QString translate(const char *context, const char *source, const char *, int) const override
    {
        const QByteArray where(context);
        if (where != "Console" && where != "Pages" && !where.startsWith("console::")) {
            return {};
        }
        QString text = QString::fromUtf8(source);
        const qsizetype longer = std::max<qsizetype>(1, text.size() * 4 / 10 - 2);
        text.replace(u'a', QChar(0x00e1)).replace(u'o', QChar(0x00f6)).replace(u'S', QChar(0x0160));
        return QStringLiteral("[") + text + QString(longer, u'~') + QStringLiteral("]");
    }
};

} // namespace tests
