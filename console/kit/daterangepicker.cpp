// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/daterangepicker.h"

#include "console/kit/icons.h"
#include "console/kit/popupplace.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QDateEdit>
#include <QFormLayout>
#include <QFrame>
#include <QMenu>
#include <QPushButton>

namespace console
{

std::optional<std::pair<QDate, QDate>> DateRange::days(const QDate &today) const
{
    switch (preset) {
    case Preset::Any: return std::nullopt;
    case Preset::Today: return {{today, today}};
    case Preset::Yesterday: return {{today.addDays(-1), today.addDays(-1)}};
    case Preset::LastSevenDays: return {{today.addDays(-6), today}};
    case Preset::ThisMonth: return {{QDate(today.year(), today.month(), 1), today}};
    case Preset::Custom: break;
    }
    return {{first, last}};
}

QString DateRange::text(const Formats &formats) const
{
    switch (preset) {
    case Preset::Any: return Tr::tr("Any date");
    case Preset::Today: return Tr::tr("Today");
    case Preset::Yesterday: return Tr::tr("Yesterday");
    case Preset::LastSevenDays: return Tr::tr("Last 7 days");
    case Preset::ThisMonth: return Tr::tr("This month");
    case Preset::Custom: break;
    }
    if (first == last) {
        return formats.date(first);
    }
    //: a range of dates
    return Tr::tr("%1 – %2").arg(formats.date(first), formats.date(last));
}

std::optional<common::Criterion> DateRange::criterion(const QString &field, const Formats &formats,
                                                      common::WallTime now) const
{
    const auto range = days(formats.local(now).date());
    if (!range) {
        return std::nullopt;
    }
    const auto text = [&formats](const QDate &day) {
        return QString::number(common::toUnixMs(formats.startOf(day)));
    };
    return common::Criterion{
        field, QStringLiteral("between"), {text(range->first), text(range->second.addDays(1))}};
}

DateRangePicker::DateRangePicker(const Formats &formats, QWidget *parent)
    : QToolButton(parent)
    , m_formats(formats)
{
    setObjectName(QStringLiteral("date-range"));
    setIcon(console::icon(QStringLiteral("calendar-range")));
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setPopupMode(QToolButton::InstantPopup);
    setFocusPolicy(Qt::StrongFocus);
    auto *menu = new QMenu(this);
    for (const DateRange::Preset preset :
         {DateRange::Preset::Any, DateRange::Preset::Today, DateRange::Preset::Yesterday,
          DateRange::Preset::LastSevenDays, DateRange::Preset::ThisMonth}) {
        const DateRange range{preset, {}, {}};
        connect(menu->addAction(range.text(m_formats)), &QAction::triggered, this,
                [this, range] { choose(range); });
    }
    menu->addSeparator();
    connect(menu->addAction(Tr::tr("Choose dates …")), &QAction::triggered, this,
            &DateRangePicker::openCustom);
    setMenu(menu);
    setRange({});
}

void DateRangePicker::setRange(const DateRange &range)
{
    m_range = range;
    setText(range.text(m_formats));
    setAccessibleName(Tr::tr("Date range: %1").arg(text()));
    updateGeometry();
}

void DateRangePicker::choose(const DateRange &range)
{
    if (range != m_range) {
        setRange(range);
        Q_EMIT rangeChanged();
    }
}

void DateRangePicker::makeCustom()
{
    m_custom = new QFrame(this, Qt::Popup);
    m_custom->setObjectName(QStringLiteral("custom-range"));
    m_custom->setFrameStyle(QFrame::StyledPanel);
    m_first = new QDateEdit(m_custom);
    m_last = new QDateEdit(m_custom);
    auto *apply = new QPushButton(Tr::tr("Apply"), m_custom);
    m_first->setObjectName(QStringLiteral("first-day"));
    m_last->setObjectName(QStringLiteral("last-day"));
    apply->setObjectName(QStringLiteral("apply-range"));
    for (QDateEdit *edit : {m_first, m_last}) {
        edit->setCalendarPopup(true);
        edit->setDisplayFormat(
            m_formats.locale().dateFormat(QLocale::ShortFormat).contains(QLatin1String("yyyy"))
                ? m_formats.locale().dateFormat(QLocale::ShortFormat)
                : QStringLiteral("yyyy-MM-dd"));
    }
    auto *form = new QFormLayout(m_custom);
    form->setContentsMargins(kGap, kGap, kGap, kGap);
    form->addRow(Tr::tr("From"), m_first);
    form->addRow(Tr::tr("To"), m_last);
    form->addRow(apply);
    // The last day follows, so that the range can never be empty.
    connect(m_first, &QDateEdit::dateChanged, m_last, &QDateEdit::setMinimumDate);
    connect(apply, &QPushButton::clicked, this, [this] {
        m_custom->hide();
        choose({DateRange::Preset::Custom, m_first->date(), m_last->date()});
    });
}

void DateRangePicker::openCustom()
{
    if (m_custom == nullptr) {
        makeCustom();
    }
    const QDate today = QDateTime::currentDateTimeUtc().toTimeZone(m_formats.zone()).date();
    const auto days = m_range.days(today).value_or(std::pair(today.addDays(-6), today));
    m_first->setDate(days.first);
    m_last->setDate(days.second);
    showBelow(*m_custom, *this);
    m_first->setFocus();
}

} // namespace console
