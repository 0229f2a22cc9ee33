// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

#include <functional>

class QGridLayout;

namespace console
{

/// One label with its value, as detail pages show it.
struct BlockLine {
    QString label;
    QString value;   ///< empty is shown as a dash
    QString tooltip; ///< times: the same in UTC
    QString link{};  ///< the word of a link below the value; empty = none
    std::function<void()> open{};
};
struct InfoBlock {
    QString title; ///< "INFO", "FROM", "TO", "PARTY 3"
    QList<BlockLine> lines;
};

/// Blocks of labels and values, as many beside each other as fit. Every value can be selected and copied,
/// with the mouse and with the keyboard.
class BlockGrid final : public QWidget
{
    Q_OBJECT
public:
    explicit BlockGrid(QWidget *parent = nullptr);

    void setBlocks(const QList<InfoBlock> &blocks);
    /// What stands behind a label, for tests; null = no such line.
    QString value(const QString &block, const QString &label) const;
    int columns() const { return m_columns; }
    /// One column's: otherwise a grid that is wide once could not become narrow again.
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *widgetOf(const InfoBlock &block);
    void arrange();

    QGridLayout *m_grid;
    QList<QWidget *> m_widgets;
    QList<InfoBlock> m_blocks;
    int m_columns = 0;
};

} // namespace console
