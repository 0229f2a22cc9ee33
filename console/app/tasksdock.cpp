// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/tasksdock.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/theme.h"
#include "console/kit/themedlabel.h"
#include "console/net/taskmodel.h"

#include <QAbstractItemView>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>

namespace console
{

using namespace std::chrono_literals;

namespace
{
StatusRole roleOf(TaskState state)
{
    switch (state) {
    case TaskState::Running: return StatusRole::Running;
    case TaskState::Done: return StatusRole::Good;
    case TaskState::Failed: return StatusRole::Failed;
    case TaskState::Stopped: break;
    }
    return StatusRole::Inactive;
}

/// The state's shape before the stage, and a bar under the percentage.
class TaskDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (index.column() == TaskModel::StageColumn) {
            option->features |= QStyleOptionViewItem::HasDecoration;
            option->icon = icon(roleOf(static_cast<TaskState>(index.data(TaskModel::StateRole).toInt())));
            option->decorationSize = QSize(kIconSize, kIconSize);
        }
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const double fraction = index.data(TaskModel::FractionRole).toDouble();
        if (index.column() != TaskModel::ProgressColumn || fraction < 0) {
            return;
        }
        QRect bar = option.rect.adjusted(kUnit, option.rect.height() - 5, -kUnit, -2);
        painter->setPen(themeColor(ColorRole::Border, option.palette));
        painter->drawRect(bar.adjusted(0, 0, -1, -1));
        bar.setWidth(static_cast<int>(bar.width() * fraction));
        const bool selected = (option.state & QStyle::State_Selected) != 0;
        painter->fillRect(bar, selected ? option.palette.color(QPalette::HighlightedText)
                                        : statusColor(StatusRole::Running, option.palette));
    }
};
} // namespace

TasksDock::TasksDock(TaskModel &tasks, QWidget *parent)
    : QWidget(parent)
    , m_tasks(tasks)
    , m_table(new QTableView(this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_remove(new QPushButton(tr("Remove"), this))
    , m_removeAll(new QPushButton(tr("Remove all finished"), this))
{
    auto *title = new QLabel(tr("Tasks"), this);
    QFont strong = font();
    strong.setBold(true);
    title->setFont(strong);
    auto *hide = new QToolButton(this);
    hide->setIcon(icon(QStringLiteral("x")));
    hide->setAutoRaise(true);
    hide->setAccessibleName(tr("Hide tasks"));
    hide->setToolTip(tr("Hide tasks (Ctrl+J)"));
    hide->setFocusPolicy(Qt::TabFocus);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(kGap, kUnit, kGapSmall, 0);
    auto *none = new ThemedLabel(ColorRole::MutedText, this);
    none->setObjectName(QStringLiteral("no-tasks"));
    none->setText(tr("Nothing is running. Downloads, exports and jobs of the recorder are listed here."));
    none->setWordWrap(true); // on one line it would take its room from the navigation of a small window
    const auto showNone = [none, &tasks] { none->setVisible(tasks.rowCount() == 0); };
    connect(&tasks, &QAbstractItemModel::rowsInserted, none, showNone);
    connect(&tasks, &QAbstractItemModel::rowsRemoved, none, showNone);
    connect(&tasks, &QAbstractItemModel::modelReset, none, showNone);
    showNone();
    bar->addWidget(title);
    bar->addSpacing(kGapSmall);
    bar->addWidget(none, 100);
    bar->addStretch(1);
    for (QWidget *button : {static_cast<QWidget *>(m_stop), static_cast<QWidget *>(m_remove),
                            static_cast<QWidget *>(m_removeAll), static_cast<QWidget *>(hide)}) {
        bar->addWidget(button);
    }
    m_table->setModel(&tasks);
    m_table->setItemDelegate(new TaskDelegate(m_table));
    m_table->setAccessibleName(tr("Tasks"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(kRowHeight);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    m_table->horizontalHeader()->setSectionResizeMode(TaskModel::NameColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(TaskModel::StageColumn, 300);
    m_table->setColumnWidth(TaskModel::OwnerColumn, 160);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kUnit);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    connect(hide, &QToolButton::clicked, this, &TasksDock::closeRequested);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        m_tasks.open(index.data(TaskModel::TaskIdRole).toULongLong());
    });
    connect(m_stop, &QPushButton::clicked, this, [this] { m_tasks.stop(currentTask()); });
    connect(m_remove, &QPushButton::clicked, this, [this] { m_tasks.acknowledge(currentTask()); });
    connect(m_removeAll, &QPushButton::clicked, this, [this] { m_tasks.acknowledgeAll(); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &TasksDock::updateButtons);
    connect(&tasks, &QAbstractItemModel::dataChanged, this, &TasksDock::updateButtons);
    connect(&tasks, &QAbstractItemModel::rowsRemoved, this, &TasksDock::updateButtons);
    connect(&tasks, &QAbstractItemModel::rowsInserted, this, [this] {
        if (!m_table->currentIndex().isValid()) {
            m_table->setCurrentIndex(m_tasks.index(0, 0)); // a table without one troubles screen readers
        }
        updateButtons();
    });
    m_tick.setInterval(1s);
    connect(&m_tick, &QTimer::timeout, &tasks, &TaskModel::tick);
    updateButtons();
}

quint64 TasksDock::currentTask() const
{
    return m_table->currentIndex().data(TaskModel::TaskIdRole).toULongLong();
}

void TasksDock::updateButtons()
{
    const QModelIndex current = m_table->currentIndex();
    const bool running = current.isValid() &&
                         current.data(TaskModel::StateRole).toInt() == static_cast<int>(TaskState::Running);
    m_stop->setEnabled(current.isValid() && current.data(TaskModel::StoppableRole).toBool());
    m_remove->setEnabled(current.isValid() && !running);
    m_removeAll->setEnabled(m_tasks.rowCount() > m_tasks.running());
}

void TasksDock::showEvent(QShowEvent *event)
{
    m_tick.start();
    QWidget::showEvent(event);
}

void TasksDock::hideEvent(QHideEvent *event)
{
    m_tick.stop();
    QWidget::hideEvent(event);
}

} // namespace console
