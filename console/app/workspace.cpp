// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/workspace.h"

#include "console/app/breadcrumbbar.h"
#include "console/app/gotobox.h"
#include "console/app/navigationtree.h"
#include "console/app/pageregistry.h"
#include "console/app/pageshelf.h"
#include "console/app/panefocus.h"
#include "console/app/recorderjobs.h"
#include "console/app/tasksdock.h"
#include "console/kit/snackbar.h"
#include "console/kit/spacing.h"
#include "console/kit/words.h"

#include <QApplication>
#include <QDataStream>
#include <QIODevice>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace console
{

namespace
{
constexpr int kLayoutVersion = 2;
constexpr int kDockHeight = 160;
} // namespace

Workspace::Workspace(WorkspaceParts parts, QWidget *parent)
    : QWidget(parent)
    , m_parts(std::move(parts))
    , m_tasks(m_parts.clock)
    , m_jobs(
          std::make_unique<RecorderJobs>(RecorderJobs::Parts{m_parts.rpc, m_tasks, *this, m_parts.identity}))
    , m_treeWidth(kNavigationWidth)
{
    (new QVBoxLayout(this))->setContentsMargins(0, 0, 0, 0);
    build();
    connect(&m_tasks, &TaskModel::taskFinished, this,
            [this](const QString &name, TaskState state, const QString &text) {
                if (state == TaskState::Failed || !m_dock->isVisible()) {
                    notify(tr("%1: %2").arg(name, text));
                }
                if (!isActiveWindow()) {
                    QApplication::alert(window());
                }
            });
    resetLayout();
    setIdentityChanged();
}

Workspace::~Workspace()
{
    m_shelf->clear(); // pages may speak to their navigator while they go, so they go first
}

void Workspace::build()
{
    m_tree = new NavigationTree(m_parts.registry);
    m_crumbs = new BreadcrumbBar(m_parts.registry);
    m_stack = new QStackedWidget;
    m_dock = new TasksDock(m_tasks);
    m_columns = new QSplitter(Qt::Horizontal);
    m_rows = new QSplitter(Qt::Vertical);
    m_shelf = std::make_unique<PageShelf>(
        *m_stack, [this](const Place &place, QWidget *parent) { return makePage(place, parent); });
    auto *centre = new QWidget;
    auto *centreLayout = new QVBoxLayout(centre);
    centreLayout->setContentsMargins(0, 0, 0, 0);
    centreLayout->setSpacing(0);
    centreLayout->addWidget(m_crumbs);
    centreLayout->addWidget(m_stack, 1);
    m_rows->addWidget(centre);
    m_rows->addWidget(m_dock);
    m_rows->setStretchFactor(0, 1);
    m_rows->setChildrenCollapsible(false); // hidden by its key, never lost by a drag
    m_dock->setMinimumHeight(kDockHeight / 2);
    m_columns->addWidget(m_tree);
    m_columns->addWidget(m_rows);
    m_columns->setStretchFactor(1, 1);
    m_columns->setCollapsible(0, false); // folded by its key, never lost by a drag
    m_columns->setCollapsible(1, false);
    m_columns->setHandleWidth(1);
    m_rows->setHandleWidth(1);
    layout()->addWidget(m_columns);
    m_snackbar = new Snackbar(centre);
    connectParts();
}

void Workspace::connectParts()
{
    connect(m_tree, &NavigationTree::pageChosen, this, [this](const QString &id) { open(id); });
    connect(m_crumbs, &BreadcrumbBar::backRequested, this, &Workspace::back);
    connect(m_crumbs, &BreadcrumbBar::forwardRequested, this, &Workspace::forward);
    connect(m_crumbs, &BreadcrumbBar::goToRequested, this, &Workspace::goTo);
    connect(m_crumbs, &BreadcrumbBar::pageRequested, this, [this](const QString &id) { open(id); });
    connect(m_dock, &TasksDock::closeRequested, this, &Workspace::toggleTasks);
}

void Workspace::rebuild()
{
    const QByteArray shape = saveLayout();
    m_shelf->clear(); // the pages go before what they stand in
    delete m_columns;
    build();
    restoreLayout(shape);
    m_tree->setIdentity(m_parts.identity);
    if (!m_history.isEmpty()) {
        showPlace(m_history.current());
    }
}

bool Workspace::hasUnsaved() const
{
    return m_shelf->hasUnsaved();
}

QWidget *Workspace::currentPage() const
{
    return m_stack->currentWidget();
}

Place Workspace::currentPlace() const
{
    return m_history.isEmpty() ? Place() : m_history.current();
}

bool Workspace::mayLeave() const
{
    auto *actions = dynamic_cast<PageActions *>(currentPage());
    return actions == nullptr || actions->mayLeave();
}

void Workspace::refuse(const QString &permission)
{
    notify(tr("Your role does not have the permission “%1”. Ask your administrator for it.")
               .arg(permissionWord(permission)));
}

void Workspace::open(const QString &pageId, const QVariantMap &arguments)
{
    const PageSpec *page = m_parts.registry.find(pageId);
    if (page == nullptr) {
        notify(tr("This console has no page “%1”.").arg(pageId));
        return;
    }
    if (!PageRegistry::mayOpen(*page, m_parts.identity)) {
        refuse(page->permission);
        return;
    }
    const Place place{pageId, arguments};
    if (currentPage() != nullptr && currentPlace() == place) {
        return;
    }
    if (!mayLeave()) {
        return;
    }
    m_history.go(place);
    showPlace(place);
}

void Workspace::back()
{
    if (m_history.canGoBack() && mayLeave()) {
        m_history.back();
        showPlace(m_history.current());
    }
}

void Workspace::forward()
{
    if (m_history.canGoForward() && mayLeave()) {
        m_history.forward();
        showPlace(m_history.current());
    }
}

QWidget *Workspace::makePage(const Place &place, QWidget *parent)
{
    const PageContext context{m_parts.rpc, m_parts.identity, *this, m_parts.serverKey, m_parts.keys};
    return m_parts.registry.find(place.pageId)->create(context, place.arguments, parent);
}

void Workspace::showPlace(const Place &place)
{
    const bool focusInPage =
        currentPage() == nullptr || currentPage()->isAncestorOf(QApplication::focusWidget());
    QWidget *page = m_shelf->pageFor(place);
    m_stack->setCurrentWidget(page);
    m_tree->showPlace(place.pageId);
    m_tree->setHidden(m_shelf->isWide(place));
    m_shelf->keepOnly(m_history.places());
    updateBreadcrumb();
    if (focusInPage) {
        page->setFocus();
    }
}

void Workspace::updateBreadcrumb()
{
    m_crumbs->showPlace(m_history, m_shelf->captionOf(currentPlace()));
}

void Workspace::setCaption(const QWidget *page, const QString &caption)
{
    m_shelf->setCaption(page, caption);
    updateBreadcrumb();
}

void Workspace::setWide(const QWidget *page, bool wide)
{
    m_shelf->setWide(page, wide);
    if (page == currentPage()) {
        m_tree->setHidden(wide);
    }
}

void Workspace::notify(const QString &text, std::function<void()> undo)
{
    m_snackbar->post(text, std::move(undo));
}

void Workspace::refreshPage()
{
    if (auto *actions = dynamic_cast<PageActions *>(currentPage())) {
        actions->refresh();
    }
}

void Workspace::focusFilter()
{
    if (auto *actions = dynamic_cast<PageActions *>(currentPage())) {
        actions->focusFilter();
    }
}

void Workspace::focusSnackbar()
{
    m_snackbar->takeFocus();
}

QList<QWidget *> Workspace::panes() const
{
    QList<QWidget *> all;
    if (m_tree->isVisible()) {
        all.append(m_tree);
    }
    if (currentPage() != nullptr) {
        all.append(currentPage());
    }
    if (m_dock->isVisible()) {
        all.append(m_dock->table());
    }
    return all;
}

void Workspace::focusNextPane(bool forward)
{
    focusNextOf(panes(), forward);
}

bool Workspace::showKeys()
{
    auto *actions = dynamic_cast<PageActions *>(currentPage());
    return actions != nullptr && actions->showKeys();
}

void Workspace::fold(bool folded)
{
    if (folded && !m_tree->isFolded()) {
        m_treeWidth = m_tree->isVisible() ? m_tree->width() : m_treeWidth;
    }
    m_tree->setFolded(folded);
    // The splitter would leave the old room empty.
    const int width = folded ? kNavigationRail : m_treeWidth;
    m_columns->setSizes({width, std::max(0, m_columns->width() - width)});
}

void Workspace::toggleNavigation()
{
    if (m_tree->isHidden()) {
        m_tree->show(); // a wide page has hidden it; who asks for it gets it
        return;
    }
    fold(!m_tree->isFolded());
}

void Workspace::toggleTasks()
{
    const bool show = !m_dock->isVisible();
    const bool hadFocus = m_dock->isAncestorOf(QApplication::focusWidget());
    m_dock->setVisible(show);
    if (show) {
        if (m_dock->height() < kDockHeight) {
            m_rows->setSizes({qMax(0, m_rows->height() - kDockHeight), kDockHeight});
        }
        m_dock->table()->setFocus(Qt::ShortcutFocusReason);
    } else if (hadFocus && currentPage() != nullptr) {
        currentPage()->setFocus(Qt::ShortcutFocusReason);
    }
}

void Workspace::goTo()
{
    auto *box = new GoToBox(m_parts.registry, m_parts.identity, this);
    connect(box, &GoToBox::chosen, this, &Workspace::open);
    box->open();
}

void Workspace::openEntry(int entry)
{
    if (const QString id = m_tree->firstPageOf(entry); !id.isEmpty()) {
        open(id);
    }
}

void Workspace::setIdentityChanged()
{
    m_tree->setIdentity(m_parts.identity);
    if (std::exchange(m_timeZone, m_parts.identity.timeZone) != m_parts.identity.timeZone) {
        // Pages show times in the zone that they were made with. Who has begun to change something keeps his.
        if (m_shelf->dropUnedited()) {
            showPlace(m_history.current());
        }
    }
    if (!m_history.isEmpty()) {
        m_tree->showPlace(m_history.current().pageId);
    }
}

QByteArray Workspace::saveLayout() const
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    const int treeWidth = m_tree->isFolded() || m_tree->isHidden() ? m_treeWidth : m_tree->width();
    out << kLayoutVersion << treeWidth << m_rows->saveState() << m_tree->isFolded() << !m_dock->isHidden();
    return bytes;
}

void Workspace::restoreLayout(const QByteArray &layout)
{
    QDataStream in(layout);
    int version = 0;
    int treeWidth = 0;
    QByteArray rows;
    bool folded = false;
    bool dock = false;
    in >> version >> treeWidth >> rows >> folded >> dock;
    if (in.status() != QDataStream::Ok || version != kLayoutVersion) {
        return; // of another version or damaged: the defaults hold
    }
    m_treeWidth = std::clamp(treeWidth, 2 * kNavigationRail, 3 * kNavigationWidth);
    m_rows->restoreState(rows);
    fold(false);
    fold(folded);
    m_dock->setVisible(dock);
}

void Workspace::resetLayout()
{
    m_treeWidth = kNavigationWidth;
    fold(false);
    m_tree->show();
    m_dock->setVisible(false);
    m_columns->setSizes({kNavigationWidth, 4 * kNavigationWidth});
    m_rows->setSizes({4 * kDockHeight, kDockHeight});
}

} // namespace console
