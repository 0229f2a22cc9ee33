// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/crud/filterbar.h"

#include "console/kit/filterchips.h"
#include "console/kit/flowlayout.h"
#include "console/kit/icons.h"
#include "console/kit/referencebox.h"
#include "console/kit/searchfield.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QMenu>
#include <QSettings>
#include <QToolButton>
#include <QVBoxLayout>

namespace console
{

namespace
{
const QString kDateChip = QStringLiteral("date");
const QString kGivenChip = QStringLiteral("given");
} // namespace

QVariantMap argumentsOf(const GivenFilter &filter)
{
    QVariantList criteria;
    for (const common::Criterion &criterion : filter.criteria) {
        criteria.append(QVariant(QStringList{criterion.field, criterion.op} + criterion.values));
    }
    return {{QStringLiteral("filter"), filter.text}, {QStringLiteral("criteria"), criteria}};
}

GivenFilter givenFilterOf(const QVariantMap &arguments)
{
    GivenFilter filter{arguments.value(QStringLiteral("filter")).toString(), {}};
    for (const QVariant &criterion : arguments.value(QStringLiteral("criteria")).toList()) {
        const QStringList parts = criterion.toStringList();
        if (parts.size() >= 2) {
            filter.criteria.append({parts[0], parts[1], parts.mid(2)});
        }
    }
    return filter;
}

FilterBar::FilterBar(FilterSpec spec, const Formats &formats, QWidget *parent)
    : QWidget(parent)
    , m_spec(std::move(spec))
    , m_formats(formats)
    , m_chips(new FilterChips(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kGapSmall);
    auto *bar = new QWidget(this);
    auto *row = new FlowLayout(bar);
    if (!m_spec.searchPurpose.isEmpty()) {
        m_search = new SearchField(bar);
        m_search->setPurpose(m_spec.searchPurpose);
        connect(m_search, &SearchField::searchChanged, this, &FilterBar::changed);
        row->addWidget(m_search);
    }
    if (!m_spec.dateField.isEmpty()) {
        m_dates = new DateRangePicker(m_formats, bar);
        connect(m_dates, &DateRangePicker::rangeChanged, this, [this] {
            show();
            Q_EMIT changed();
        });
        row->addWidget(m_dates);
    }
    for (const ChoiceFilter &filter : std::as_const(m_spec.choices)) {
        row->addWidget(makeChoice(filter));
    }
    for (const ReferenceFilter &filter : std::as_const(m_spec.references)) {
        row->addWidget(makeReference(filter));
    }
    column->addWidget(bar);
    column->addWidget(m_chips);
    connect(m_chips, &FilterChips::removed, this, &FilterBar::drop);
    connect(m_chips, &FilterChips::cleared, this, [this] {
        clear();
        Q_EMIT changed();
    });
    show();
}

QToolButton *FilterBar::makeChoice(const ChoiceFilter &filter)
{
    auto *button = new QToolButton(this);
    button->setObjectName(QStringLiteral("filter-") + filter.key);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIcon(icon(QStringLiteral("funnel")));
    button->setFocusPolicy(Qt::StrongFocus);
    auto *menu = new QMenu(button);
    //: no condition on this field
    connect(menu->addAction(Tr::tr("Any")), &QAction::triggered, this,
            [this, key = filter.key] { choose(key, -1); });
    for (int i = 0; i < filter.choices.size(); ++i) {
        connect(menu->addAction(filter.choices[i].text), &QAction::triggered, this,
                [this, key = filter.key, i] { choose(key, i); });
    }
    button->setMenu(menu);
    m_buttons.insert(filter.key, button);
    return button;
}

QWidget *FilterBar::makeReference(const ReferenceFilter &filter)
{
    auto *box = new ReferenceBox(filter.lookup, this);
    box->setObjectName(QStringLiteral("filter-") + filter.key);
    box->setPlaceholderText(filter.label);
    box->setAccessibleName(filter.label);
    m_references.insert(filter.key, box);
    connect(box, &ReferenceBox::chosen, this, [this] {
        show();
        Q_EMIT changed();
    });
    return box;
}

void FilterBar::choose(const QString &key, int index)
{
    if (m_chosen.value(key, -1) == index) {
        return;
    }
    if (index < 0) {
        m_chosen.remove(key);
    } else {
        m_chosen.insert(key, index);
    }
    show();
    Q_EMIT changed();
}

void FilterBar::drop(const QString &key)
{
    if (key == kDateChip && m_dates != nullptr) {
        m_dates->setRange({});
    } else if (key == kGivenChip) {
        m_given = {};
    } else if (m_references.contains(key)) {
        m_references[key]->setReference({});
    } else {
        m_chosen.remove(key);
    }
    show();
    Q_EMIT changed();
}

void FilterBar::show()
{
    QList<FilterChip> chips;
    if (!m_given.isEmpty()) {
        chips.append({kGivenChip, m_given.text});
    }
    if (m_dates != nullptr && m_dates->range().preset != DateRange::Preset::Any) {
        chips.append({kDateChip, Tr::tr("Date: %1").arg(m_dates->range().text(m_formats))});
    }
    for (const ChoiceFilter &filter : std::as_const(m_spec.choices)) {
        const int index = m_chosen.value(filter.key, -1);
        const QString chosen = index < 0 ? Tr::tr("Any") : filter.choices[index].text;
        //: a filter and its value: "State: Any"
        const QString text = Tr::tr("%1: %2").arg(filter.label, chosen);
        m_buttons[filter.key]->setText(text);
        m_buttons[filter.key]->setAccessibleName(text);
        if (index >= 0) {
            chips.append({filter.key, text});
        }
    }
    for (const ReferenceFilter &filter : std::as_const(m_spec.references)) {
        const Reference &chosen = m_references[filter.key]->reference();
        if (!chosen.id.isEmpty()) {
            chips.append({filter.key, chosen.name});
        }
    }
    m_chips->setChips(chips);
}

QList<common::Criterion> FilterBar::criteria(common::WallTime now) const
{
    QList<common::Criterion> criteria = m_given.criteria;
    if (m_dates != nullptr) {
        if (const auto date = m_dates->range().criterion(m_spec.dateField, m_formats, now)) {
            criteria.append(*date);
        }
    }
    for (const ChoiceFilter &filter : m_spec.choices) {
        const int index = m_chosen.value(filter.key, -1);
        if (index >= 0) {
            criteria.append(filter.choices[index].criterion);
        }
    }
    for (const ReferenceFilter &filter : m_spec.references) {
        const QString id = m_references[filter.key]->reference().id;
        if (!id.isEmpty()) {
            criteria.append({filter.key, QStringLiteral("is"), {id}});
        }
    }
    return criteria;
}

QString FilterBar::search() const
{
    return m_search == nullptr ? QString() : m_search->search();
}

bool FilterBar::isFiltered() const
{
    const bool referring = std::any_of(m_references.begin(), m_references.end(), [](const ReferenceBox *box) {
        return !box->reference().id.isEmpty();
    });
    return referring || !m_given.isEmpty() || !search().isEmpty() || !m_chosen.isEmpty() ||
           (m_dates != nullptr && m_dates->range().preset != DateRange::Preset::Any);
}

void FilterBar::give(const GivenFilter &filter)
{
    clear();
    m_given = filter;
    show();
}

void FilterBar::clear()
{
    m_given = {};
    m_chosen.clear();
    for (ReferenceBox *box : std::as_const(m_references)) {
        box->setReference({});
    }
    if (m_search != nullptr) {
        m_search->setSearch({});
    }
    if (m_dates != nullptr) {
        m_dates->setRange({});
    }
    show();
}

void FilterBar::focusSearch()
{
    if (m_search != nullptr) {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    }
}

void FilterBar::save(QSettings &settings) const
{
    if (m_dates != nullptr) {
        const DateRange &range = m_dates->range();
        settings.setValue(QStringLiteral("date"), static_cast<int>(range.preset));
        settings.setValue(QStringLiteral("first"), range.first);
        settings.setValue(QStringLiteral("last"), range.last);
    }
    for (const ReferenceFilter &filter : m_spec.references) {
        const Reference &chosen = m_references[filter.key]->reference();
        settings.setValue(QStringLiteral("is-") + filter.key, QStringList{chosen.id, chosen.name});
    }
    for (const ChoiceFilter &filter : m_spec.choices) {
        const int index = m_chosen.value(filter.key, -1);
        settings.setValue(QStringLiteral("is-") + filter.key,
                          index < 0 ? QString() : filter.choices[index].id);
    }
}

void FilterBar::restore(const QSettings &settings)
{
    if (m_dates != nullptr) {
        const int preset = settings.value(QStringLiteral("date")).toInt();
        const DateRange range{static_cast<DateRange::Preset>(
                                  std::clamp(preset, 0, static_cast<int>(DateRange::Preset::Custom))),
                              settings.value(QStringLiteral("first")).toDate(),
                              settings.value(QStringLiteral("last")).toDate()};
        const bool usable =
            range.preset != DateRange::Preset::Custom || (range.first.isValid() && range.last >= range.first);
        m_dates->setRange(usable ? range : DateRange{});
    }
    for (const ChoiceFilter &filter : std::as_const(m_spec.choices)) {
        const QString value = settings.value(QStringLiteral("is-") + filter.key).toString();
        for (int i = 0; i < filter.choices.size(); ++i) {
            if (!value.isEmpty() && filter.choices[i].id == value) {
                m_chosen.insert(filter.key, i);
            }
        }
    }
    for (const ReferenceFilter &filter : std::as_const(m_spec.references)) {
        const QStringList chosen = settings.value(QStringLiteral("is-") + filter.key).toStringList();
        m_references[filter.key]->setReference({chosen.value(0), chosen.value(1)});
    }
    show();
}

} // namespace console
