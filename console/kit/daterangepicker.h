// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/listing.h"
#include "console/kit/formats.h"

#include <QToolButton>

#include <optional>

class QDateEdit;
class QFrame;

namespace console
{

/// A choice of days. Presets move with the clock: "Today" asked for tomorrow is tomorrow.
struct DateRange {
    enum class Preset { Any, Today, Yesterday, LastSevenDays, ThisMonth, Custom };
    Preset preset = Preset::Any;
    QDate first; ///< Custom only, both days belong to it
    QDate last;

    bool operator==(const DateRange &) const = default;
    /// First and last day, nothing for Any.
    std::optional<std::pair<QDate, QDate>> days(const QDate &today) const;
    QString text(const Formats &formats) const;
    /// "date between": from the first moment of the first day to the first one after the last day.
    std::optional<common::Criterion> criterion(const QString &field, const Formats &formats,
                                               common::WallTime now) const;
};

/// A button that shows the range and opens presets and a custom range.
class DateRangePicker final : public QToolButton
{
    Q_OBJECT
public:
    explicit DateRangePicker(const Formats &formats, QWidget *parent = nullptr);

    const DateRange &range() const { return m_range; }
    void setRange(const DateRange &range); ///< without a signal

Q_SIGNALS:
    void rangeChanged();

private:
    void choose(const DateRange &range);
    void openCustom();
    void makeCustom();

    Formats m_formats;
    DateRange m_range;
    QFrame *m_custom = nullptr;
    QDateEdit *m_first = nullptr;
    QDateEdit *m_last = nullptr;
};

} // namespace console
