// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/core/clock.h"
#include "common/core/result.h"

#include <QAbstractTableModel>

#include <functional>
#include <vector>

namespace console
{

enum class TaskState { Running, Done, Failed, Stopped };

/// What somebody who starts a task says of it. `name` is translated and names the object ("Save call 101 to
/// a.wav"). Without `stop` the task cannot be stopped; `open` is what a double click does.
struct TaskStart {
    QString name;
    QString server;
    std::function<void()> stop{};
    std::function<void()> open{};
    QString owner{};                  ///< of jobs: who asked for it
    std::chrono::milliseconds age{0}; ///< it began that long ago
    bool quiet = false;               ///< its end is not announced: somebody else's
};

/// Work that goes on while the user does something else: downloads, exports, jobs of others. Running tasks
/// first, then the finished ones until they are acknowledged. GUI thread; lives as long as its window.
class TaskModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    using TaskId = quint64;
    enum Column { NameColumn, StageColumn, ProgressColumn, ElapsedColumn, OwnerColumn, ColumnCount };
    enum Role {
        StateRole = Qt::UserRole, ///< TaskState as int
        FractionRole,             ///< 0..1, below 0 = not known
        TaskIdRole,
        StoppableRole,
    };

    explicit TaskModel(const common::Clock &clock, QObject *parent = nullptr);

    TaskId start(TaskStart task);
    /// fraction below 0 = how much is left is not known. Harmless for tasks that ended.
    void progress(TaskId id, double fraction, const QString &stage);
    /// `text` is the last stage in words ("Saved", "No space left").
    void finish(TaskId id, TaskState state, const QString &text);
    /// Asks a running task to stop; it ends by its owner's finish().
    void stop(TaskId id);
    void open(TaskId id);
    void acknowledge(TaskId id); ///< drops a finished task
    void acknowledgeAll();
    int running() const;
    /// Elapsed times of running tasks have changed (the dock calls it each second while it is seen).
    void tick();

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void runningChanged(int running);
    void taskFinished(const QString &name, console::TaskState state, const QString &text);

private:
    struct Task {
        TaskId id = 0;
        TaskStart what;
        TaskState state = TaskState::Running;
        double fraction = -1;
        QString stage;
        common::MonoTime started;
        common::MonoTime ended;
    };
    int rowOf(TaskId id) const;
    QString elapsedText(const Task &task) const;
    QVariant text(const Task &task, int column) const;

    const common::Clock &m_clock;
    std::vector<Task> m_tasks;
    TaskId m_next = 1;
};

} // namespace console
