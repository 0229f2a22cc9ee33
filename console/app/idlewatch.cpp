// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/idlewatch.h"

#include "console/kit/spacing.h"

#include <QApplication>
#include <QEvent>
#include <QHeaderView>
#include <QTableView>

namespace console
{

namespace
{
void apply(QTableView &table, int height)
{
    table.verticalHeader()->setDefaultSectionSize(std::max(height, table.fontMetrics().height() + kUnit));
}
} // namespace

IdleWatch::IdleWatch(QObject *application)
    : QObject(application)
{
    application->installEventFilter(this);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &IdleWatch::idle);
}

void IdleWatch::setLimit(std::chrono::milliseconds limit)
{
    m_timer.setInterval(limit);
    m_limited = limit.count() > 0;
    if (m_limited) {
        m_timer.start();
    } else {
        m_timer.stop();
    }
}

bool IdleWatch::eventFilter(QObject *, QEvent *event)
{
    const QEvent::Type type = event->type();
    if ((type == QEvent::KeyPress || type == QEvent::MouseMove || type == QEvent::MouseButtonPress ||
         type == QEvent::Wheel || type == QEvent::TouchBegin) &&
        m_limited) {
        m_timer.start(); // also after it has fired: who came back may leave again
    }
    return false;
}

RowHeights::RowHeights(QObject *application)
    : QObject(application)
    , m_height(kRowHeight)
{
    application->installEventFilter(this);
}

void RowHeights::setHeight(int height)
{
    m_height = height;
    for (QWidget *widget : QApplication::allWidgets()) {
        if (auto *table = qobject_cast<QTableView *>(widget)) {
            apply(*table, height);
        }
    }
}

bool RowHeights::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Polish) {
        if (auto *table = qobject_cast<QTableView *>(watched)) {
            apply(*table, m_height);
        }
    }
    return false;
}

} // namespace console
