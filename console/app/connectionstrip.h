// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QMenu;
class QToolButton;

namespace console
{

class Connection;
class StatusChip;

/// The line on top: which server (label, colour, PRODUCTION), tenant, user and the state of the connection.
/// What the colour says is said in words too.
class ConnectionStrip final : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionStrip(const Connection &connection, QWidget *parent = nullptr);

    void setRunningTasks(int running);
    void refresh();
    /// Whose eyes are used at the moment; empty = the user's own.
    void setImpersonated(const QString &name);

Q_SIGNALS:
    void serversRequested();
    void signOutRequested();
    void lockRequested();
    void profileRequested();
    void passwordRequested();
    void exitImpersonationRequested();
    void preferencesRequested();
    void keysRequested();
    void tasksRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void fillUserMenu(QMenu &menu);

    const Connection &m_connection;
    QToolButton *m_server;
    QLabel *m_production;
    QLabel *m_tenant;
    StatusChip *m_state;
    QToolButton *m_tasks;
    QToolButton *m_user;
    QString m_impersonated;
    QList<QAction *> m_ownActions; ///< for who is signed in and himself
    QList<QAction *> m_signedInActions;
    QAction *m_exit = nullptr;
};

} // namespace console
