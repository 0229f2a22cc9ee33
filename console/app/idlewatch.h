// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>

namespace console
{

/// Says that no key was pressed and no mouse moved for a while, in all windows of the application. GUI
/// thread.
class IdleWatch final : public QObject
{
    Q_OBJECT
public:
    explicit IdleWatch(QObject *application);

    void setLimit(std::chrono::milliseconds limit); ///< 0 = never

Q_SIGNALS:
    void idle(); ///< once, until there is input again

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QTimer m_timer;
    bool m_limited = false;
};

/// Gives the rows of every table the height that the user chose, also of tables made later.
class RowHeights final : public QObject
{
    Q_OBJECT
public:
    explicit RowHeights(QObject *application);

    void setHeight(int height);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    int m_height;
};

} // namespace console
