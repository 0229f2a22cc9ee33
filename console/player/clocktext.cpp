// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/player/clocktext.h"

#include <QLocale>
#include <QStringList>

#include <cmath>

namespace console
{

QString clockText(Ms time)
{
    const qint64 seconds = std::max<qint64>(0, time.count()) / 1000;
    const QString tail = QStringLiteral("%1:%2");
    if (seconds < 3600) {
        return tail.arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
    }
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

QString clockTextTenths(Ms time)
{
    const qint64 tenth = std::max<qint64>(0, time.count()) / 100 % 10;
    return clockText(time) + QLocale().decimalPoint() + QString::number(tenth);
}

QString speedText(double speed)
{
    return QLocale().toString(speed, 'f', 1) + QChar(0x00D7);
}

std::optional<Ms> clockFromText(const QString &text)
{
    const QStringList parts = text.trimmed().split(QLatin1Char(':'));
    if (parts.size() > 3) {
        return std::nullopt;
    }
    double seconds = 0;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        QString part = parts[i];
        const bool last = i + 1 == parts.size();
        bool ok = false;
        const double value = last ? part.replace(QLatin1Char(','), QLatin1Char('.')).toDouble(&ok)
                                  : static_cast<double>(part.toUInt(&ok));
        // Only the first part may pass 59: "90" and "90:00" are places, "1:75" is a slip.
        if (!ok || !std::isfinite(value) || value < 0 || (i > 0 && value >= 60) || value > 1e6) {
            return std::nullopt;
        }
        seconds = seconds * 60 + value;
    }
    return Ms(static_cast<qint64>(std::llround(seconds * 1000)));
}

} // namespace console
