// SPDX-License-Identifier: GPL-3.0-or-later
// The advanced search of the list page: its tab, and whose criteria hold.
#include "console/crud/advancedsearch.h"
#include "console/crud/listpage.h"
#include "console/kit/recordview.h"
#include "console/kit/tr.h"

#include <QSettings>
#include <QTabBar>

namespace console
{

void ListPage::buildSearch()
{
    if (m_spec.search.fields.empty()) {
        return;
    }
    const auto look = [this] { return ListLook{m_query.order, m_query.descending, m_view->layoutState()}; };
    m_advanced = new AdvancedSearch(m_context, m_spec.id, m_spec.search.fields, look, this);
    m_advanced->hide();
    connect(m_advanced, &AdvancedSearch::changed, this, &ListPage::changeQuery);
    connect(m_advanced, &AdvancedSearch::lookRequested, this, &ListPage::takeLook);
}

/// The list's own tab stands in front when the list has no other views.
void ListPage::addSearchTab(QTabBar *&tabs)
{
    if (m_spec.search.fields.empty()) {
        return;
    }
    if (tabs == nullptr) {
        tabs = new QTabBar(this);
        tabs->addTab(m_spec.search.all.toUpper());
        tabs->setTabData(0, m_spec.id);
    }
    m_searchTab = tabs->addTab(Tr::tr("Advanced search").toUpper());
}

void ListPage::showSearch(bool advanced)
{
    m_isAdvanced = advanced && m_advanced != nullptr;
    m_filters->setHidden(m_isAdvanced);
    if (m_advanced != nullptr) {
        m_advanced->setVisible(m_isAdvanced);
        QSettings().setValue(settingsGroup() + QStringLiteral("/advanced/on"), m_isAdvanced);
    }
}

void ListPage::restoreSearch()
{
    if (m_advanced == nullptr) {
        return;
    }
    QSettings settings;
    settings.beginGroup(settingsGroup() + QStringLiteral("/advanced"));
    m_advanced->restore(settings);
    // Who was led here by a number wants to see what it counts.
    const bool advanced = settings.value(QStringLiteral("on")).toBool() && m_spec.given.isEmpty();
    settings.endGroup();
    showSearch(advanced);
    if (auto *tabs = findChild<QTabBar *>(QStringLiteral("views")); advanced && tabs != nullptr) {
        const QSignalBlocker quiet(tabs);
        tabs->setCurrentIndex(m_searchTab);
    }
}

void ListPage::takeLook(const ListLook &look)
{
    const RecordModelBase &model = m_source->model();
    for (const ColumnInfo &column : model.columns()) {
        if (!look.order.isEmpty() && column.sortKey == look.order) {
            m_query.order = look.order;
            m_query.descending = look.descending;
            m_view->showSort(column.key, look.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
            break;
        }
    }
    if (!look.columns.isEmpty()) {
        m_view->restoreLayoutState(look.columns);
        saveLayout();
    }
}

QList<common::Criterion> ListPage::criteria(common::WallTime now) const
{
    return m_isAdvanced ? m_advanced->criteria() : m_filters->criteria(now);
}

bool ListPage::isFiltered() const
{
    return m_isAdvanced ? !m_advanced->criteria().isEmpty() : m_filters->isFiltered();
}

void ListPage::clearFilters()
{
    if (m_isAdvanced) {
        m_advanced->clear();
    } else {
        m_filters->clear();
    }
}

} // namespace console
