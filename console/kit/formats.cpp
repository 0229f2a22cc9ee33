// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/formats.h"

#include "console/kit/tr.h"

#include <QRegularExpression>

namespace console
{

namespace
{

/// QLocale has only "Tuesday, February 17, 2015" and "2/17/15": the long one without the weekday and with a
/// short month is the one wanted.
QString mediumDateFormat(const QLocale &locale)
{
    QString format = locale.dateFormat(QLocale::LongFormat);
    static const QRegularExpression weekday(QStringLiteral("^\\W*dddd[^\\w']*|[^\\w']*dddd\\W*$"));
    format.remove(weekday);
    format.replace(QLatin1String("MMMM"), QLatin1String("MMM"));
    return format;
}

} // namespace

Formats::Formats(QLocale locale, QTimeZone zone)
    : m_locale(std::move(locale))
    , m_zone(zone.isValid() ? std::move(zone) : QTimeZone::systemTimeZone())
    , m_dateFormat(mediumDateFormat(m_locale))
{
}

Formats Formats::forZone(const QString &ianaName)
{
    return Formats(QLocale(), ianaName.isEmpty() ? QTimeZone() : QTimeZone(ianaName.toLatin1()));
}

QDateTime Formats::local(common::WallTime moment) const
{
    return QDateTime::fromMSecsSinceEpoch(common::toUnixMs(moment), m_zone);
}

common::WallTime Formats::startOf(const QDate &day) const
{
    return common::wallFromUnixMs(day.startOfDay(m_zone).toMSecsSinceEpoch());
}

QString Formats::duration(std::chrono::milliseconds length) const
{
    const qint64 seconds = std::max<qint64>(0, length.count() / 1000);
    const QLatin1Char zero('0');
    if (seconds < 3600) {
        return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, zero);
    }
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60, 2, 10, zero)
        .arg(seconds % 60, 2, 10, zero);
}

QString Formats::date(common::WallTime moment, common::WallTime now) const
{
    const QDate day = local(moment).date();
    const QDate today = local(now).date();
    if (day == today) {
        return Tr::tr("Today");
    }
    if (day == today.addDays(-1)) {
        return Tr::tr("Yesterday");
    }
    return date(day);
}

QString Formats::date(const QDate &day) const
{
    return m_locale.toString(day, m_dateFormat);
}

QString Formats::time(common::WallTime moment) const
{
    return m_locale.toString(local(moment).time(), QLocale::ShortFormat);
}

QString Formats::timeWithSeconds(common::WallTime moment) const
{
    QString format = m_locale.timeFormat(QLocale::ShortFormat);
    if (!format.contains(QLatin1String("ss"))) {
        format.replace(QLatin1String("mm"), QLatin1String("mm:ss"));
    }
    return m_locale.toString(local(moment).time(), format);
}

QString Formats::dateTime(common::WallTime moment) const
{
    //: %1 is a date, %2 a time
    return Tr::tr("%1 %2", "date and time").arg(date(local(moment).date()), timeWithSeconds(moment));
}

QString Formats::utc(common::WallTime moment) const
{
    return common::toUtcDateTime(moment).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss 'UTC'"));
}

QString Formats::ago(common::WallTime moment, common::WallTime now) const
{
    const qint64 seconds = (common::toUnixMs(now) - common::toUnixMs(moment)) / 1000;
    if (seconds < 60) {
        return Tr::tr("less than a minute ago");
    }
    if (seconds < 3600) {
        return Tr::tr("%n minute(s) ago", nullptr, static_cast<int>(seconds / 60));
    }
    if (seconds < 86400) {
        return Tr::tr("%n hour(s) ago", nullptr, static_cast<int>(seconds / 3600));
    }
    return Tr::tr("%n day(s) ago", nullptr, static_cast<int>(seconds / 86400));
}

QString Formats::number(qint64 value) const
{
    return m_locale.toString(value);
}

QString Formats::number(double value, int decimals) const
{
    return m_locale.toString(value, 'f', decimals);
}

QString buttonText(const QString &name)
{
    return QString(name).replace(QLatin1Char('&'), QLatin1String("&&"));
}

QString breakable(const QString &text)
{
    constexpr qsizetype kLongest = 24;
    constexpr qsizetype kPiece = 12;
    static const QChar place(0x200b); // zero width space
    QString broken;
    qsizetype begin = 0;
    while (begin < text.size()) {
        qsizetype end = begin;
        while (end < text.size() && !text[end].isSpace()) {
            ++end;
        }
        const bool isLong = end - begin > kLongest;
        qsizetype piece = 0;
        for (qsizetype at = begin; at < end; ++at, ++piece) {
            if (isLong && piece >= kPiece && !text[at].isLowSurrogate() && !text[at].isMark()) {
                broken += place;
                piece = 0;
            }
            broken += text[at];
        }
        if (end < text.size()) {
            broken += text[end++];
        }
        begin = end;
    }
    return broken;
}

} // namespace console
