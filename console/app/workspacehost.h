// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include <functional>
#include <vector>

class QDialog;
class QStackedWidget;
class QWidget;

namespace console
{

class Connection;
class ImpersonationView;
class SessionKeys;
class Workspace;
struct ConsoleServices;

/// The workspace of who is signed in, and above it what somebody else sees while he is impersonated. Both
/// stand in the window's stack. GUI thread.
class WorkspaceHost final : public QObject
{
    Q_OBJECT
public:
    struct Parts {
        const ConsoleServices &services;
        Connection &connection;
        SessionKeys &keys;
        std::function<void()> saveLayout; ///< before a workspace goes
    };
    explicit WorkspaceHost(Parts parts);
    ~WorkspaceHost() override;

    Workspace *workspace() const;             ///< null before the first sign-in
    ImpersonationView *impersonation() const; ///< null = the user's own eyes
    Workspace *active() const;                ///< that is seen now; null = something else is
    bool isWorkspaceShown() const;
    bool hasUnsaved() const;

    void standIn(QStackedWidget &stack);
    /// In this stack from now on, in the language of now.
    void rebuildIn(QStackedWidget &stack);
    /// Shows the workspace of who is signed in; another person's goes first.
    void show();
    void drop();
    void impersonate(const QByteArray &token);
    void endImpersonation(const QString &why);

Q_SIGNALS:
    void runningTasksChanged(int running);
    void impersonatedChanged(const QString &name); ///< empty = nobody
    void passwordAsked();
    void unlockAsked(); ///< of the user's keys
    void linkAsked(const QVariantMap &more);

private:
    struct Aside {
        QPointer<QWidget> owner;
        QPointer<QDialog> dialog;
    };
    void make();
    void followShown();

    const Parts m_parts;
    QPointer<QStackedWidget> m_stack;
    QPointer<Workspace> m_workspace;
    QPointer<ImpersonationView> m_impersonation;
    QString m_user;             ///< whose workspace it is
    std::vector<Aside> m_aside; ///< the innermost first; with their workspaces they come back
};

} // namespace console
