// SPDX-License-Identifier: GPL-3.0-or-later
// The bars of the list page: what they hold, what is enabled, and what their actions do.
#include "console/crud/listheader.h"
#include "console/crud/listpage.h"
#include "console/kit/banner.h"
#include "console/kit/flowlayout.h"
#include "console/kit/icons.h"
#include "console/kit/recordview.h"
#include "console/kit/spacing.h"
#include "console/kit/stateview.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"
#include "console/kit/words.h"
#include "console/net/taskmodel.h"

#include <QAction>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QShortcut>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace console
{

namespace
{

constexpr int kEmbeddedHeight = 340;

/// A dialog that is opened, not executed.
void chooseWithDialog(QWidget *parent, const QString &suggested,
                      const std::function<void(const QString &)> &done)
{
    auto *dialog = new QFileDialog(parent, Tr::tr("Export"), suggested, QStringLiteral("CSV (*.csv)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, done);
    dialog->open();
}

/// As in a QTabWidget, which a bar alone is not.
void turnByKeys(QTabBar *tabs, QWidget *page)
{
    for (const int by : {1, -1}) {
        // With Shift, Tab is a key of its own. The standard keys would take Back and Forward of a keyboard as
        // well.
        const QKeyCombination keys = by > 0 ? Qt::CTRL | Qt::Key_Tab : Qt::CTRL | Qt::SHIFT | Qt::Key_Backtab;
        auto *shortcut = new QShortcut(QKeySequence(keys), page);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        QObject::connect(shortcut, &QShortcut::activated, tabs, [tabs, by] {
            tabs->setCurrentIndex((tabs->currentIndex() + by + tabs->count()) % tabs->count());
        });
    }
}

} // namespace

void ListPage::build()
{
    auto *column = new QVBoxLayout(this);
    if (m_spec.embedded) {
        column->setContentsMargins(0, 0, 0, 0);
        setMinimumHeight(kEmbeddedHeight);
    } else {
        column->setContentsMargins(kGapLarge, kGapLarge, kGapLarge, kGap);
    }
    column->setSpacing(kGap);
    m_header = new ListHeader(m_spec.title, m_source->isLive(), m_formats, this);
    QTabBar *views = buildViews();
    m_filters = new FilterBar(m_spec.filters, m_formats, this);
    buildSearch();
    m_banner = new Banner(this);
    makeActions();
    QWidget *bars = buildBars(); // made in the order of the eye, which is the one that Tab goes
    m_view = new RecordView(this);
    m_view->setAccessibleName(m_spec.title);
    m_states = new StateView(this);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_states);
    m_pager = new Pager(this);
    m_pager->setHidden(m_source->isLive());
    column->addWidget(m_header);
    if (!m_spec.note.isEmpty()) {
        auto *note = new ThemedLabel(ColorRole::MutedText, this);
        note->setObjectName(QStringLiteral("note"));
        note->setText(m_spec.note);
        note->setWordWrap(true);
        column->addWidget(note);
    }
    if (views != nullptr) {
        column->addWidget(views);
    }
    column->addWidget(m_filters);
    if (m_advanced != nullptr) {
        column->addWidget(m_advanced);
    }
    column->addWidget(m_banner);
    column->addWidget(bars);
    column->addWidget(m_stack, 1);
    column->addWidget(m_pager);
    m_chooseFile = [this](const QString &suggested, const std::function<void(const QString &)> &done) {
        chooseWithDialog(this, suggested, done);
    };
    auto *all = new QShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A), this);
    all->setContext(Qt::WidgetWithChildrenShortcut);
    connect(all, &QShortcut::activated, this, &ListPage::selectAllMatching);
}

QTabBar *ListPage::buildViews()
{
    QTabBar *tabs = nullptr;
    for (const ListView &view : m_spec.views) {
        if (!view.permission.isEmpty() && !m_context.identity.may(view.permission)) {
            continue;
        }
        if (tabs == nullptr) {
            tabs = new QTabBar(this);
        }
        const int tab = tabs->addTab(view.title.toUpper());
        tabs->setTabData(tab, view.pageId);
        if (view.pageId == m_spec.id) {
            tabs->setCurrentIndex(tab);
        }
    }
    addSearchTab(tabs);
    if (tabs == nullptr || tabs->count() < 2) {
        delete tabs;
        return nullptr;
    }
    tabs->setObjectName(QStringLiteral("views"));
    tabs->setAccessibleName(Tr::tr("Views"));
    tabs->setExpanding(false);
    turnByKeys(tabs, this);
    const int own = tabs->currentIndex();
    connect(tabs, &QTabBar::currentChanged, this, [this, tabs, own](int tab) {
        if (tab == own || tab == m_searchTab) {
            if (m_isAdvanced != (tab == m_searchTab)) {
                showSearch(tab == m_searchTab);
                m_source->model().setTicks({}); // they belonged to another set of rows
                loadFirst();
            }
            return;
        }
        const QString pageId = tabs->tabData(tab).toString();
        tabs->setCurrentIndex(m_isAdvanced ? m_searchTab : own); // the other page has a bar of its own
        m_context.navigator.open(pageId);
    });
    return tabs;
}

QToolButton *ListPage::addButton(QWidget *bar, QAction *action)
{
    auto *button = new QToolButton(bar);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAutoRaise(true);
    button->setMinimumHeight(kTargetSize + kUnit);
    button->setObjectName(action->objectName() + QStringLiteral("-button"));
    bar->layout()->addWidget(button);
    return button;
}

void ListPage::makeActions()
{
    if (m_spec.open) {
        m_open = new QAction(icon(QStringLiteral("external-link")), Tr::tr("Open"), this);
        m_open->setObjectName(QStringLiteral("open"));
        connect(m_open, &QAction::triggered, this, [this] { m_spec.open(m_view->currentId()); });
    }
    for (size_t i = 0; i < m_spec.actions.size(); ++i) {
        const RowAction &spec = m_spec.actions[i];
        auto *action = new QAction(icon(spec.icon), spec.text, this);
        action->setObjectName(spec.id);
        action->setShortcut(spec.key);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this,
                [this, i] { m_spec.actions[i].run(m_view->currentId(), m_source->model().ticks()); });
        addAction(action);
        m_actions.push_back({action, i});
    }
    m_export = new QAction(icon(QStringLiteral("download")), Tr::tr("Export"), this);
    m_export->setObjectName(QStringLiteral("export"));
    connect(m_export, &QAction::triggered, this, &ListPage::exportCsv);
}

QWidget *ListPage::buildBars()
{
    // No stack: that keeps the height of the bar that wraps into more lines, also while the other is seen.
    auto *bars = new QWidget(this);
    auto *column = new QVBoxLayout(bars);
    column->setContentsMargins(0, 0, 0, 0);
    m_tools = new QWidget(bars);
    new FlowLayout(m_tools);
    m_selection = new QWidget(bars);
    new FlowLayout(m_selection);
    m_selection->hide();
    column->addWidget(m_tools);
    column->addWidget(m_selection);
    m_ticked = new QLabel(m_selection);
    m_ticked->setObjectName(QStringLiteral("ticked"));
    m_selection->layout()->addWidget(m_ticked);
    auto *all = new QAction(icon(QStringLiteral("list-checks")), {}, this);
    all->setObjectName(QStringLiteral("all-matching"));
    connect(all, &QAction::triggered, this, &ListPage::selectAllMatching);
    m_allMatching = addButton(m_selection, all);
    if (m_open != nullptr) {
        addButton(m_tools, m_open);
    }
    for (const Bound &bound : m_actions) {
        addButton(m_tools, bound.action);
        addButton(m_selection, bound.action);
    }
    auto *columns = new QAction(icon(QStringLiteral("columns-3")), Tr::tr("Columns"), this);
    columns->setObjectName(QStringLiteral("columns"));
    auto *menu = new QMenu(this);
    columns->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        menu->clear();
        m_view->fillColumnMenu(*menu);
    });
    addButton(m_tools, columns)->setPopupMode(QToolButton::InstantPopup);
    addButton(m_tools, m_export);
    addButton(m_selection, m_export);
    auto *clear = new QAction(icon(QStringLiteral("x")), Tr::tr("Clear selection"), this);
    clear->setObjectName(QStringLiteral("clear-selection"));
    connect(clear, &QAction::triggered, this, [this] { m_source->model().setTicks({}); });
    addButton(m_selection, clear);
    return bars;
}

void ListPage::showTicks()
{
    const RowSelection &ticks = m_source->model().ticks();
    // First the one that comes: the focus does not leave the page in between.
    (ticks.isEmpty() ? m_tools : m_selection)->show();
    (ticks.isEmpty() ? m_selection : m_tools)->hide();
    const qint64 count = ticks.count(m_position.total);
    m_ticked->setText(Tr::tr("%n selected", nullptr, static_cast<int>(count)));
    QAction *all = m_allMatching->defaultAction();
    all->setText(m_position.total < 0
                     ? Tr::tr("Select all matching")
                     : Tr::tr("Select all %n matching", nullptr, static_cast<int>(m_position.total)));
    m_allMatching->setVisible(!ticks.allMatching && count < m_position.total);
    updateActions();
}

void ListPage::selectAllMatching()
{
    if (m_source->model().isTickable() && m_loadedOnce) {
        m_source->model().setTicks({true, {}});
    }
}

void ListPage::updateActions()
{
    const bool row = m_view->currentIndex().isValid();
    if (m_open != nullptr) {
        m_open->setEnabled(row);
    }
    m_export->setEnabled(m_source->isReady() && m_source->model().rowCount() > 0);
    for (const Bound &bound : m_actions) {
        const RowAction &spec = m_spec.actions[bound.spec];
        QString why;
        if (!spec.permission.isEmpty() && !m_context.identity.may(spec.permission)) {
            why = spec.locked.isEmpty()
                      ? Tr::tr("Needs the permission “%1”.").arg(permissionWord(spec.permission))
                      : spec.locked;
        } else if (spec.changes && !m_source->isReady()) {
            why = Tr::tr("Not possible without a connection.");
        }
        const bool any = !spec.needsAny || m_source->model().rowCount() > 0;
        bound.action->setEnabled(why.isEmpty() && any &&
                                 (row || !spec.needsRow || !m_source->model().ticks().isEmpty()));
        bound.action->setIcon(
            icon(why.isEmpty() || spec.locked.isEmpty() ? spec.icon : QStringLiteral("lock")));
        bound.action->setToolTip(why.isEmpty() ? spec.text : why);
    }
}

void ListPage::openMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("row-menu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_open != nullptr) {
        menu->addAction(m_open);
    }
    for (const Bound &bound : m_actions) {
        menu->addAction(bound.action);
    }
    menu->addSeparator();
    menu->addAction(m_export);
    menu->popup(at);
}

void ListPage::exportCsv()
{
    if (m_spec.exportBy) {
        m_spec.exportBy(m_query, this);
        return;
    }
    m_chooseFile(m_spec.id + QStringLiteral(".csv"), [this](const QString &path) {
        if (!path.isEmpty()) {
            exportTo(path);
        }
    });
}

void ListPage::exportTo(const QString &path)
{
    CsvExport::What what{m_query, m_source->model().ticks(), {}, {}, path};
    const QHeaderView *bar = m_view->horizontalHeader();
    for (int visual = 0; visual < bar->count(); ++visual) {
        const int column = bar->logicalIndex(visual);
        if (!bar->isSectionHidden(column)) {
            what.columns.append(m_source->model().columns()[column].key);
            what.titles.append(m_source->model().columns()[column].title);
        }
    }
    TaskModel &tasks = m_context.navigator.tasks();
    auto *job = new CsvExport(m_source, std::move(what), this);
    const TaskModel::TaskId id =
        tasks.start({Tr::tr("Export “%1” to %2").arg(m_spec.title, QFileInfo(path).fileName()),
                     m_context.serverKey, [job = QPointer(job)] {
                         if (job) {
                             job->stop();
                         }
                     }});
    connect(job, &CsvExport::progressed, this, [this, &tasks, id](int rows) {
        const double all = static_cast<double>(m_position.total);
        tasks.progress(id, all > 0 ? rows / all : -1, Tr::tr("%n row(s)", nullptr, rows));
    });
    connect(job, &CsvExport::finished, this, [this, &tasks, id](int rows, bool cut) {
        const QString text = cut ? Tr::tr("The first %n row(s); there are more", nullptr, rows)
                                 : Tr::tr("%n row(s)", nullptr, rows);
        tasks.finish(id, TaskState::Done, text);
        m_context.navigator.notify(Tr::tr("Exported: %1").arg(text));
    });
    connect(job, &CsvExport::failed, this, [this, &tasks, id](const common::Error &error) {
        const QString text = error.fields.value(QStringLiteral("reason")) == QLatin1String("file")
                                 ? Tr::tr("The file could not be written: %1").arg(error.message)
                                 : sentenceFor(error, m_spec.doing).oneLine();
        tasks.finish(id, TaskState::Failed, text);
        m_context.navigator.notify(text);
    });
    connect(job, &CsvExport::stopped, &tasks,
            [&tasks, id] { tasks.finish(id, TaskState::Stopped, Tr::tr("Stopped")); });
    job->start();
}

} // namespace console
