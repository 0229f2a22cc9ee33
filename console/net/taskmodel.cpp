// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/net/taskmodel.h"

#include <algorithm>

namespace console
{

using namespace std::chrono_literals;

TaskModel::TaskModel(const common::Clock &clock, QObject *parent)
    : QAbstractTableModel(parent)
    , m_clock(clock)
{
}

TaskModel::TaskId TaskModel::start(TaskStart task)
{
    const TaskId id = m_next++;
    beginInsertRows({}, 0, 0);
    m_tasks.insert(m_tasks.begin(), Task{.id = id,
                                         .what = std::move(task),
                                         .state = TaskState::Running,
                                         .fraction = -1,
                                         .stage = tr("Starting"),
                                         .started = {},
                                         .ended = {}});
    m_tasks.front().started = m_clock.mono() - m_tasks.front().what.age;
    endInsertRows();
    Q_EMIT runningChanged(running());
    return id;
}

void TaskModel::progress(TaskId id, double fraction, const QString &stage)
{
    const int row = rowOf(id);
    if (row < 0 || m_tasks[static_cast<size_t>(row)].state != TaskState::Running) {
        return;
    }
    Task &task = m_tasks[static_cast<size_t>(row)];
    task.fraction = std::min(fraction, 1.0);
    task.stage = stage;
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void TaskModel::finish(TaskId id, TaskState state, const QString &text)
{
    const int row = rowOf(id);
    if (row < 0 || m_tasks[static_cast<size_t>(row)].state != TaskState::Running) {
        return;
    }
    Task &task = m_tasks[static_cast<size_t>(row)];
    task.state = state;
    task.stage = text;
    task.ended = m_clock.mono();
    task.what.stop = nullptr;
    if (state == TaskState::Done) {
        task.fraction = 1;
    }
    const QString name = task.what.name;
    const bool quiet = task.what.quiet;
    // Running ones stay on top: the finished one goes below the last of them.
    const int target = running();
    if (target > row) {
        beginMoveRows({}, row, row, {}, target + 1);
        std::rotate(m_tasks.begin() + row, m_tasks.begin() + row + 1, m_tasks.begin() + target + 1);
        endMoveRows();
    }
    const int now = rowOf(id);
    Q_EMIT dataChanged(index(now, 0), index(now, ColumnCount - 1));
    Q_EMIT runningChanged(running());
    if (!quiet) {
        Q_EMIT taskFinished(name, state, text);
    }
}

void TaskModel::stop(TaskId id)
{
    const int row = rowOf(id);
    if (row < 0 || !m_tasks[static_cast<size_t>(row)].what.stop) {
        return;
    }
    // A copy: the owner may finish the task, which drops the function, while it runs.
    const auto stop = m_tasks[static_cast<size_t>(row)].what.stop;
    stop();
}

void TaskModel::open(TaskId id)
{
    const int row = rowOf(id);
    if (row >= 0 && m_tasks[static_cast<size_t>(row)].what.open) {
        const auto open = m_tasks[static_cast<size_t>(row)].what.open;
        open();
    }
}

void TaskModel::acknowledge(TaskId id)
{
    const int row = rowOf(id);
    if (row < 0 || m_tasks[static_cast<size_t>(row)].state == TaskState::Running) {
        return;
    }
    beginRemoveRows({}, row, row);
    m_tasks.erase(m_tasks.begin() + row);
    endRemoveRows();
}

void TaskModel::acknowledgeAll()
{
    for (size_t i = m_tasks.size(); i > 0; --i) {
        acknowledge(m_tasks[i - 1].id);
    }
}

int TaskModel::running() const
{
    return static_cast<int>(std::count_if(m_tasks.begin(), m_tasks.end(),
                                          [](const Task &task) { return task.state == TaskState::Running; }));
}

void TaskModel::tick()
{
    if (running() > 0) {
        Q_EMIT dataChanged(index(0, ElapsedColumn), index(running() - 1, ElapsedColumn));
    }
}

int TaskModel::rowOf(TaskId id) const
{
    const auto found =
        std::find_if(m_tasks.begin(), m_tasks.end(), [id](const Task &task) { return task.id == id; });
    return found == m_tasks.end() ? -1 : static_cast<int>(found - m_tasks.begin());
}

int TaskModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_tasks.size());
}

int TaskModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString TaskModel::elapsedText(const Task &task) const
{
    const auto end = task.state == TaskState::Running ? m_clock.mono() : task.ended;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(end - task.started).count();
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

QVariant TaskModel::text(const Task &task, int column) const
{
    switch (column) {
    case NameColumn: return task.what.name;
    case StageColumn: return task.stage;
    case ProgressColumn:
        return task.fraction < 0 ? QString() : tr("%1 %").arg(static_cast<int>(task.fraction * 100));
    case ElapsedColumn: return elapsedText(task);
    case OwnerColumn: return task.what.owner;
    default: return {};
    }
}

QVariant TaskModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Task &task = m_tasks[static_cast<size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(task, index.column());
    case Qt::ToolTipRole: return task.what.server.isEmpty() ? task.what.name : task.what.server;
    case Qt::AccessibleTextRole:
        return index.column() == NameColumn
                   ? tr("%1: %2, %3").arg(task.what.name, task.stage, elapsedText(task))
                   : text(task, index.column()).toString();
    case Qt::TextAlignmentRole:
        return index.column() == ElapsedColumn ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case StateRole: return static_cast<int>(task.state);
    case FractionRole: return task.fraction;
    case TaskIdRole: return task.id;
    case StoppableRole: return static_cast<bool>(task.what.stop);
    default: return {};
    }
}

QVariant TaskModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn: return tr("Task");
    case StageColumn: return tr("Stage");
    case ProgressColumn: return tr("Progress");
    case ElapsedColumn: return tr("Elapsed");
    case OwnerColumn: return tr("Started by");
    default: return {};
    }
}

} // namespace console
