// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;

namespace console
{

/// Where the reader stands in a list.
struct PagePosition {
    int page = 0; ///< 0 = the first
    int size = 20;
    int rows = 0;      ///< on this page
    qint64 total = -1; ///< -1 = unknown
    bool exact = true; ///< false: the total is an estimate
    bool more = false; ///< there is a next page

    bool operator==(const PagePosition &) const = default;
};

/// "1–20 of 234", "1–20 of about 12,000", "0 of 0".
QString rangeText(const PagePosition &position);

/// Rows per page, previous and next.
class Pager final : public QWidget
{
    Q_OBJECT
public:
    explicit Pager(QWidget *parent = nullptr);

    void setPosition(const PagePosition &position);
    void setEnabledMoves(bool enabled); ///< off while there is no connection
    int pageSize() const;
    void setPageSize(int size);

Q_SIGNALS:
    void previousRequested();
    void nextRequested();
    void pageSizeChanged(int size);

private:
    void update();

    PagePosition m_position;
    bool m_moves = true;
    QComboBox *m_size;
    QLabel *m_range;
    QToolButton *m_previous;
    QToolButton *m_next;
};

} // namespace console
