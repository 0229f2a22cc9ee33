// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QPushButton;
class QTableView;

namespace console
{

class TaskModel;

/// The list at the bottom: running tasks, then the finished ones until they are acknowledged.
class TasksDock final : public QWidget
{
    Q_OBJECT
public:
    explicit TasksDock(TaskModel &tasks, QWidget *parent = nullptr);

    QTableView *table() const { return m_table; }

Q_SIGNALS:
    void closeRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void updateButtons();
    quint64 currentTask() const;

    TaskModel &m_tasks;
    QTableView *m_table;
    QPushButton *m_stop;
    QPushButton *m_remove;
    QPushButton *m_removeAll;
    QTimer m_tick;
};

} // namespace console
