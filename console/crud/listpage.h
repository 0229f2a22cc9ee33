// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/crud/advancedsearch.h"
#include "console/crud/csvexport.h"
#include "console/crud/filterbar.h"
#include "console/crud/listsource.h"
#include "console/crud/page.h"
#include "console/kit/pager.h"

#include <QDeadlineTimer>
#include <QKeySequence>
#include <QTimer>

#include <functional>
#include <vector>

class QLabel;
class QStackedWidget;
class QTabBar;
class QToolButton;

namespace console
{

class Banner;
class ListHeader;
class RecordView;
class StateView;

/// Something that is done with rows. In the toolbar, in the context menu and by its key.
struct RowAction {
    QString id;
    QString text;
    QString icon;
    QKeySequence key{};
    QString permission{};  ///< empty = everybody
    QString locked{};      ///< what is said when the permission is missing; empty = the permission's name
    bool changes = true;   ///< needs the connection
    bool needsRow = true;  ///< a current row; false: "Add"
    bool needsAny = false; ///< some row, whichever is current: "Save all shown"
    std::function<void(const QString &currentId, const RowSelection &ticks)> run{};

    bool isForEmpty() const { return !needsRow && !needsAny; } ///< what a list offers that has nothing yet
};

/// Lists of the same things, seen in other ways: tabs over the filters that lead to their pages.
struct ListView {
    QString pageId;
    QString title;
    QString permission;
};

/// What makes one list different from the others.
struct ListSpec {
    QString id; ///< settings, object name
    QString title;
    QString permission;
    QString doing;         ///< for failures: Tr::tr("load the calls")
    QString emptySentence; ///< when there is nothing at all yet
    FilterSpec filters;
    QString orderColumn; ///< column key, as first shown
    bool descending = false;
    bool tickable = true;
    std::function<QString(int)> news{}; ///< "3 new calls"
    std::function<void(const QString &id)> open{};
    std::vector<RowAction> actions{};
    QList<common::Criterion> fixed{}; ///< hold always and are not shown: the members of one group
    bool embedded = false;            ///< a table on another page: smaller, without a margin
    QString note{};                   ///< a sentence under the title
    std::vector<ListView> views{};    ///< with this one; what may not be seen is left out
    /// Export, when it is not the CSV of what the list shows.
    std::function<void(const common::ListQuery &, QWidget *host)> exportBy{};
    GivenFilter given{}; ///< of the page that led here
    SearchSpec search{}; ///< a tab of its own beside the views
};

/// The list page: one class for all of them, not subclassed. GUI thread.
class ListPage final : public QWidget, public PageActions
{
    Q_OBJECT
public:
    /// Asks for the name of a file; calls back with an empty path when nothing was chosen.
    using FileChooser = std::function<void(const QString &suggested, std::function<void(const QString &)>)>;

    /// Takes the source over.
    ListPage(const PageContext &context, ListSpec spec, ListSource *source, QWidget *parent);
    ~ListPage() override;

    void refresh() override;
    void focusFilter() override;
    /// New rows of the server are loaded by themselves this often at most: many consoles watch the same list.
    static constexpr std::chrono::seconds kNewsInterval{10};
    void setFileChooser(FileChooser chooser) { m_chooseFile = std::move(chooser); }

    RecordView &view() const { return *m_view; }
    StateView &states() const { return *m_states; }
    ListHeader &header() const { return *m_header; }
    const common::ListQuery &query() const { return m_query; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    QWidget *buildBars();
    QTabBar *buildViews(); ///< null when there is only one
    void buildSearch();
    void addSearchTab(QTabBar *&tabs);
    void showSearch(bool advanced);
    void restoreSearch();
    void takeLook(const ListLook &look);
    QList<common::Criterion> criteria(common::WallTime now) const;
    bool isFiltered() const;
    void clearFilters();
    QToolButton *addButton(QWidget *bar, QAction *action);
    void makeActions();
    void connectSource();
    void restore();
    void saveLayout();
    QString settingsGroup() const;

    void load();
    void loadFirst();
    void awaitNews();
    void loadNews();
    void changeQuery();
    void turn(int by);
    void take(const ListAnswer &answer);
    void countRows();
    void takeFailure(const common::Error &error);
    void showRows();
    void showConnection();
    void showTicks();
    void updateActions();
    void openMenu(const QPoint &at);
    void selectAllMatching();
    void exportCsv();
    void exportTo(const QString &path);
    void sortBy(const QString &column, Qt::SortOrder order);
    void restartTimer();

    PageContext m_context;
    ListSpec m_spec;
    ListSource *m_source;
    Formats m_formats;
    FileChooser m_chooseFile;
    common::ListQuery m_query;
    PagePosition m_position;
    QStringList m_tokens{QString()}; ///< by page; the last one is the furthest page that is known
    bool m_loadedOnce = false;
    bool m_loading = false;
    int m_arrived = 0;     ///< on the server since the last load was asked for
    bool m_missed = false; ///< as well, and nobody knows what
    QTimer m_autoRefresh;
    QTimer m_newsTimer;
    QDeadlineTimer m_nextNews; ///< not before this
    QTimer m_ageTimer;
    QString m_nextCurrent; ///< to stand on after the next load
    struct Bound {
        QAction *action;
        size_t spec;
    };
    std::vector<Bound> m_actions;
    QAction *m_open = nullptr;
    QAction *m_export = nullptr;

    ListHeader *m_header = nullptr;
    FilterBar *m_filters = nullptr;
    AdvancedSearch *m_advanced = nullptr; ///< null = the list has none
    bool m_isAdvanced = false;            ///< its criteria hold, not those of the filters
    int m_searchTab = -1;
    Banner *m_banner = nullptr;
    QWidget *m_tools = nullptr;     ///< the bar over the table
    QWidget *m_selection = nullptr; ///< in its place while rows are ticked
    QLabel *m_ticked = nullptr;
    QToolButton *m_allMatching = nullptr;
    QStackedWidget *m_stack = nullptr;
    RecordView *m_view = nullptr;
    StateView *m_states = nullptr;
    Pager *m_pager = nullptr;
};

} // namespace console
