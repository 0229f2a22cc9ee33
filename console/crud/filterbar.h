// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/model/listing.h"
#include "console/kit/daterangepicker.h"
#include "console/kit/field.h"

#include <QHash>
#include <QVariantMap>
#include <QWidget>

class QSettings;
class QToolButton;

namespace console
{

class FilterChips;
class ReferenceBox;
class SearchField;

struct FilterChoice {
    QString id; ///< stable: settings
    QString text;
    common::Criterion criterion;
};

/// One exclusive filter: "State", any of its values or none.
struct ChoiceFilter {
    QString key; ///< stable: settings, object names
    QString label;
    QList<FilterChoice> choices;
};

/// "Select a Group": one thing of another list, by its id.
struct ReferenceFilter {
    QString key; ///< also the field of the criterion
    QString label;
    Lookup lookup;
};

/// A filter that another page leads here with; one chip, whatever it consists of.
struct GivenFilter {
    QString text;
    QList<common::Criterion> criteria;

    bool isEmpty() const { return criteria.isEmpty(); }
};
/// As arguments of a page, and back.
QVariantMap argumentsOf(const GivenFilter &filter);
GivenFilter givenFilterOf(const QVariantMap &arguments);

struct FilterSpec {
    QString searchPurpose; ///< empty = no search field
    QString dateField;     ///< empty = no date range
    QList<ChoiceFilter> choices;
    QList<ReferenceFilter> references{};
};

/// Search, date range and choices of a list, and chips that show what holds. Remembered per list.
class FilterBar final : public QWidget
{
    Q_OBJECT
public:
    FilterBar(FilterSpec spec, const Formats &formats, QWidget *parent = nullptr);

    QList<common::Criterion> criteria(common::WallTime now) const;
    QString search() const;
    bool isFiltered() const;
    void clear();
    /// Instead of what was remembered.
    void give(const GivenFilter &filter);
    void focusSearch();
    void save(QSettings &settings) const;
    void restore(const QSettings &settings);

Q_SIGNALS:
    void changed();

private:
    QToolButton *makeChoice(const ChoiceFilter &filter);
    QWidget *makeReference(const ReferenceFilter &filter);
    void choose(const QString &key, int index);
    void drop(const QString &key);
    void show();

    FilterSpec m_spec;
    Formats m_formats;
    GivenFilter m_given;
    SearchField *m_search = nullptr;
    DateRangePicker *m_dates = nullptr;
    FilterChips *m_chips;
    QHash<QString, QToolButton *> m_buttons;
    QHash<QString, ReferenceBox *> m_references;
    QHash<QString, int> m_chosen; ///< index into choices; absent = any
};

} // namespace console
