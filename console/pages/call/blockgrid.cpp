// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/pages/call/blockgrid.h"

#include "console/kit/spacing.h"
#include "console/kit/themedlabel.h"

#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>

#include <algorithm>

namespace console
{

namespace
{
constexpr int kBlockWidth = 224;

QLabel *valueLabel(const BlockLine &line)
{
    auto *label = new QLabel(line.value.isEmpty() ? QStringLiteral("–") : line.value);
    label->setTextFormat(Qt::PlainText); // names come from telephones
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setWordWrap(true);
    label->setToolTip(line.tooltip);
    label->setAccessibleName(BlockGrid::tr("%1: %2", "label, value").arg(line.label, label->text()));
    QFont bold = label->font();
    bold.setWeight(QFont::DemiBold);
    label->setFont(bold);
    return label;
}
} // namespace

BlockGrid::BlockGrid(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(kGapHuge);
    m_grid->setVerticalSpacing(kGapHuge);
}

void BlockGrid::setBlocks(const QList<InfoBlock> &blocks)
{
    qDeleteAll(m_widgets);
    m_widgets.clear();
    m_blocks = blocks;
    for (const InfoBlock &block : m_blocks) {
        m_widgets.append(widgetOf(block));
    }
    m_columns = 0;
    arrange();
}

QWidget *BlockGrid::widgetOf(const InfoBlock &block)
{
    auto *widget = new QWidget(this);
    auto *form = new QFormLayout(widget);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(kGapSmall);
    form->setVerticalSpacing(kUnit);
    auto *title = new ThemedLabel(ColorRole::MutedText);
    title->setText(block.title);
    QFont font = title->font();
    font.setWeight(QFont::DemiBold);
    font.setLetterSpacing(QFont::AbsoluteSpacing, 0.5);
    title->setFont(font);
    form->addRow(title);
    for (const BlockLine &line : block.lines) {
        auto *label = new QLabel(tr("%1:", "label before a value").arg(line.label));
        label->setTextFormat(Qt::PlainText);
        form->addRow(label, valueLabel(line));
    }
    return widget;
}

QString BlockGrid::value(const QString &block, const QString &label) const
{
    for (const InfoBlock &each : m_blocks) {
        for (const BlockLine &line : each.lines) {
            if (each.title == block && line.label == label) {
                return line.value;
            }
        }
    }
    return {};
}

QSize BlockGrid::minimumSizeHint() const
{
    return {kBlockWidth, QWidget::minimumSizeHint().height()};
}

void BlockGrid::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
}

void BlockGrid::arrange()
{
    const int fitting = (width() + kGapHuge) / (kBlockWidth + kGapHuge);
    const int columns = std::clamp(fitting, 1, std::max(1, static_cast<int>(m_widgets.size())));
    if (columns == m_columns) {
        return;
    }
    for (QWidget *widget : m_widgets) {
        m_grid->removeWidget(widget);
    }
    for (int i = 0; i < std::max(columns, m_columns); ++i) {
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    }
    m_columns = columns;
    for (int i = 0; i < m_widgets.size(); ++i) {
        m_grid->addWidget(m_widgets[i], i / columns, i % columns, Qt::AlignTop);
    }
}

} // namespace console
