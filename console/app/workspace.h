// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/app/history.h"
#include "console/crud/page.h"
#include "console/net/taskmodel.h"

#include <QWidget>

#include <memory>

class QSplitter;
class QStackedWidget;

namespace console
{

class BreadcrumbBar;
class NavigationTree;
class PageRegistry;
class PageShelf;
class RecorderJobs;
class Snackbar;
class TasksDock;

/// What a workspace is made with; all of it outlives the workspace.
struct WorkspaceParts {
    const PageRegistry &registry;
    common::RpcClient &rpc;
    const common::Identity &identity;
    const common::Clock &clock;
    QString serverKey;
    SessionKeys *keys = nullptr;
};

/// The signed-in part of a window: tree, breadcrumb with back and forward, pages, tasks, snackbar. GUI
/// thread.
class Workspace final : public QWidget, public Navigator
{
    Q_OBJECT
public:
    explicit Workspace(WorkspaceParts parts, QWidget *parent = nullptr);
    ~Workspace() override;

    void open(const QString &pageId, const QVariantMap &arguments = {}) override;
    void back() override;
    void forward();
    void setCaption(const QWidget *page, const QString &caption) override;
    void notify(const QString &text, std::function<void()> undo = {}) override;
    TaskModel &tasks() override { return m_tasks; }
    void setWide(const QWidget *page, bool wide) override;
    void impersonate(const QByteArray &token) override { Q_EMIT impersonationAsked(token); }
    void changePassword() override { Q_EMIT passwordAsked(); }
    void unlockKeys() override { Q_EMIT unlockAsked(); }
    void copyLink(const QVariantMap &more) override { Q_EMIT linkAsked(more); }
    void accountChanged() override { Q_EMIT accountTouched(); }

    QWidget *currentPage() const;
    Place currentPlace() const;
    void refreshPage();               ///< F5
    void focusFilter();               ///< Ctrl+F
    void focusNextPane(bool forward); ///< F6
    void toggleNavigation();          ///< F9: between the tree and a rail of icons
    void toggleTasks();               ///< Ctrl+J
    void goTo();                      ///< Ctrl+K
    void openEntry(int entry);        ///< Ctrl+1…5
    void focusSnackbar();             ///< F8
    bool showKeys();                  ///< F1: whether the page has listed its own
    void setIdentityChanged();        ///< rights and timezone may be others now
    void refuse(const QString &permission);
    bool hasUnsaved() const; ///< in any page
    bool mayLeave() const;   ///< false: the page that is seen asks the user itself
    /// Everything that shows words is made anew, in the language of now. Place, history and tasks stay.
    void rebuild();

    QByteArray saveLayout() const;
    void restoreLayout(const QByteArray &layout);
    void resetLayout();

Q_SIGNALS:
    void impersonationAsked(const QByteArray &token);
    void passwordAsked();
    void unlockAsked(); ///< of the user's keys
    void linkAsked(const QVariantMap &more);
    void accountTouched();

private:
    void build();
    void connectParts();
    void showPlace(const Place &place);
    QWidget *makePage(const Place &place, QWidget *parent);
    void updateBreadcrumb();
    QList<QWidget *> panes() const;
    void fold(bool folded);

    WorkspaceParts m_parts;
    TaskModel m_tasks;
    std::unique_ptr<RecorderJobs> m_jobs;
    History m_history;
    QString m_timeZone; ///< that the pages were made with
    NavigationTree *m_tree = nullptr;
    int m_treeWidth; ///< unfolded
    BreadcrumbBar *m_crumbs = nullptr;
    QStackedWidget *m_stack = nullptr;
    TasksDock *m_dock = nullptr;
    QSplitter *m_columns = nullptr;
    QSplitter *m_rows = nullptr;
    Snackbar *m_snackbar = nullptr;
    std::unique_ptr<PageShelf> m_shelf; ///< in the stack
};

} // namespace console
