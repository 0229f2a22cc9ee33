// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"

#include <QLocale>
#include <QString>
#include <QTimeZone>

#include <chrono>

namespace console
{

/// Numbers and times as the reader writes them, in his zone. Values only, any thread.
class Formats
{
public:
    /// An invalid zone is the computer's own.
    explicit Formats(QLocale locale = QLocale(), QTimeZone zone = QTimeZone::systemTimeZone());
    /// For an identity's IANA name; empty or unknown = the computer's own.
    static Formats forZone(const QString &ianaName);

    QString
    duration(std::chrono::milliseconds length) const; ///< "3:22", "1:02:05"; whole seconds, not rounded up
    QString date(common::WallTime moment,
                 common::WallTime now) const;               ///< "Today", "Yesterday", "Feb 17, 2015"
    QString date(const QDate &day) const;                   ///< "Feb 17, 2015"
    QString time(common::WallTime moment) const;            ///< "8:57 PM"
    QString timeWithSeconds(common::WallTime moment) const; ///< "10:41:07"
    QString dateTime(common::WallTime moment) const;        ///< "Feb 17, 2015 8:57:31 PM"
    QString utc(common::WallTime moment) const;             ///< for tooltips: "2015-02-17 20:57:31 UTC"
    QString ago(common::WallTime moment, common::WallTime now) const; ///< "6 minutes ago"
    QString number(qint64 value) const;
    QString number(double value, int decimals) const;

    const QTimeZone &zone() const { return m_zone; }
    const QLocale &locale() const { return m_locale; }
    QDateTime local(common::WallTime moment) const;
    /// The first moment of a day in the zone (not always midnight).
    common::WallTime startOf(const QDate &day) const;

private:
    QLocale m_locale;
    QTimeZone m_zone;
    QString m_dateFormat;
};

/// The same for the eye, with places where words of more than 24 characters (paths, fingerprints, names of
/// hosts) may go on in the next line: QLabel asks for the width of the longest word, and what stands around
/// it grows with it. For labels only; what is compared or copied as a value goes without it.
QString breakable(const QString &text);

/// A name on a button, a box or in a menu: there a single & vanishes and makes the next letter a key.
QString buttonText(const QString &name);

} // namespace console
