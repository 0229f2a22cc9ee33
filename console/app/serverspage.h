// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/net/serverbook.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTreeWidget;

namespace console
{

class ProblemLine;
class ServerForm;

/// Where a window begins: the list of servers, or at the first start only the form that adds one.
class ServersPage final : public QWidget
{
    Q_OBJECT
public:
    explicit ServersPage(ServerBook &servers, QWidget *parent = nullptr);

    /// Why the last attempt did not succeed; empty hides it.
    void showProblem(const QString &text);
    void addServer(const ServerEntry &suggestion = {});
    bool isEditing() const; ///< a server is being typed
    ServerForm *form() const { return m_form; }
    QTreeWidget *list() const { return m_list; }

Q_SIGNALS:
    void connectRequested(const QString &key);
    void windowRequested(const QString &key);

private:
    QWidget *makeListPage();
    void fill();
    QString currentKey() const;
    void edit();
    void remove();

    ServerBook &m_servers;
    ProblemLine *m_problem;
    QStackedWidget *m_stack;
    ServerForm *m_form;
    QTreeWidget *m_list = nullptr;
    QList<QPushButton *> m_needServer;
};

} // namespace console
