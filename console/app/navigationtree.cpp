// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/navigationtree.h"

#include "console/app/pageregistry.h"
#include "console/kit/icons.h"
#include "console/kit/spacing.h"

#include <QHeaderView>
#include <QPainter>
#include <QSignalBlocker>
#include <QStyledItemDelegate>
#include <QTreeWidgetItemIterator>

namespace console
{

namespace
{
constexpr int kPageRole = Qt::UserRole;

QTreeWidgetItem *makeItem(const QString &title, const QString &iconName, const QString &pageId)
{
    auto *item = new QTreeWidgetItem;
    item->setText(0, title);
    item->setToolTip(0, title);
    item->setIcon(0, icon(iconName));
    item->setData(0, kPageRole, pageId);
    item->setSizeHint(0, QSize(0, kRowHeight));
    return item;
}

/// Icons without their words, in the middle.
class RailDelegate final : public QStyledItemDelegate
{
public:
    explicit RailDelegate(const NavigationTree &tree, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_tree(tree)
    {
    }

protected:
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        if (!m_tree.isFolded()) {
            QStyledItemDelegate::paint(painter, option, index);
            return;
        }
        QStyleOptionViewItem row = option;
        QStyledItemDelegate::initStyleOption(&row, index);
        const QIcon rowIcon = row.icon;
        row.text.clear();
        row.icon = {};
        row.features &= ~(QStyleOptionViewItem::HasDisplay | QStyleOptionViewItem::HasDecoration);
        m_tree.style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, &m_tree);
        QRect place(0, 0, kIconSize, kIconSize);
        place.moveCenter(
            QRect(0, option.rect.y(), m_tree.viewport()->width(), option.rect.height()).center());
        rowIcon.paint(painter, place, Qt::AlignCenter,
                      row.state.testFlag(QStyle::State_Selected) ? QIcon::Selected : QIcon::Normal);
    }

private:
    const NavigationTree &m_tree;
};
} // namespace

NavigationTree::NavigationTree(const PageRegistry &registry, QWidget *parent)
    : QTreeWidget(parent)
    , m_registry(registry)
{
    setObjectName(QStringLiteral("navigation"));
    setAccessibleName(tr("Pages"));
    setHeaderHidden(true);
    header()->setSectionResizeMode(QHeaderView::Stretch);
    setFrameShape(QFrame::NoFrame);
    setUniformRowHeights(true);
    setIndentation(kGapLarge);
    setIconSize(QSize(kIconSize, kIconSize));
    setExpandsOnDoubleClick(false);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setItemDelegate(new RailDelegate(*this, this));
    const auto choose = [this](const QTreeWidgetItem *item) {
        const QString pageId = item == nullptr ? QString() : item->data(0, kPageRole).toString();
        if (!pageId.isEmpty()) {
            Q_EMIT pageChosen(pageId);
        }
    };
    connect(this, &QTreeWidget::itemClicked, this, [this, choose](QTreeWidgetItem *item) {
        if (item->childCount() > 0 && !m_folded) {
            item->setExpanded(!item->isExpanded());
        }
        choose(item);
    });
    // Enter only: a double click has clicked already.
    connect(this, &QTreeWidget::itemActivated, this, [choose](QTreeWidgetItem *item) { choose(item); });
}

void NavigationTree::addArea(const QString &areaId, QTreeWidgetItem *parent, const common::Identity &identity)
{
    const Area *area = m_registry.area(areaId);
    if (area == nullptr || !m_registry.areaHasPages(areaId, identity)) {
        return;
    }
    const bool isPage = m_registry.find(areaId) != nullptr;
    auto *item = makeItem(PageRegistry::titleOf(*area), area->icon, isPage ? areaId : QString());
    if (parent == nullptr) {
        addTopLevelItem(item);
    } else {
        parent->addChild(item);
    }
    for (const PageSpec *page : m_registry.pagesOf(areaId, identity)) {
        if (page->id != areaId) {
            item->addChild(makeItem(PageRegistry::titleOf(*page), page->icon, page->id));
        }
    }
    for (const Area *child : m_registry.areasOf(areaId)) {
        addArea(child->id, item, identity);
    }
    item->setExpanded(true);
}

void NavigationTree::setIdentity(const common::Identity &identity)
{
    clear();
    for (const Area *area : m_registry.areasOf({})) {
        addArea(area->id, nullptr, identity);
    }
    if (topLevelItemCount() > 0) {
        setCurrentItem(topLevelItem(0)); // an empty current index troubles screen readers
    }
}

void NavigationTree::showPlace(const QString &pageId)
{
    for (QTreeWidgetItemIterator it(this); *it != nullptr; ++it) {
        if ((*it)->data(0, kPageRole).toString() == pageId) {
            const QSignalBlocker blocker(this);
            setCurrentItem(*it);
            return;
        }
    }
}

void NavigationTree::setFolded(bool folded)
{
    m_folded = folded;
    setIndentation(folded ? 0 : kGapLarge);
    setRootIsDecorated(!folded);
    if (folded) {
        expandAll(); // a closed area could not be opened without its arrow
        setFixedWidth(kNavigationRail);
    } else {
        setMinimumWidth(0);
        setMaximumWidth(QWIDGETSIZE_MAX);
    }
    viewport()->update();
}

QString NavigationTree::firstPageOf(int entry) const
{
    QTreeWidgetItem *item = topLevelItem(entry);
    while (item != nullptr && item->data(0, kPageRole).toString().isEmpty()) {
        item = item->childCount() > 0 ? item->child(0) : nullptr;
    }
    return item == nullptr ? QString() : item->data(0, kPageRole).toString();
}

} // namespace console
