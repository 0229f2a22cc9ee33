// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/blockgrid.h"

#include "console/kit/spacing.h"
#include "console/kit/themedlabel.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QCoreApplication>
#include <QFormLayout>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>

#include <algorithm>

namespace console
{

namespace
{
constexpr int kBlockWidth = 224;
constexpr int kLongWord = 16;
constexpr QChar kMayBreak(0x200B); // zero width space
// Qt's own word, in Qt's own translations.
constexpr const char *kQtsContext = "QWidgetTextControl";
constexpr const char *kQtsCopy = "&Copy";

/// Ids have no place where a line may end: without one they would be cut off.
QString breakable(const QString &text)
{
    QString broken;
    int run = 0;
    for (const QChar c : text) {
        run = c.isSpace() ? 0 : run + 1;
        broken += c;
        if (run >= kLongWord / 2) {
            broken += kMayBreak;
            run = 0;
        }
    }
    return broken;
}

/// Copies what stands there without the places for a line's end.
class ValueLabel final : public QLabel
{
public:
    explicit ValueLabel(const QString &value)
        : QLabel(breakable(value))
    {
    }

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->matches(QKeySequence::Copy)) {
            copy();
        } else {
            QLabel::keyPressEvent(event);
        }
    }
    void contextMenuEvent(QContextMenuEvent *event) override
    {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addAction(QCoreApplication::translate(kQtsContext, kQtsCopy), this, [this] { copy(); });
        menu->popup(event->globalPos());
    }

private:
    void copy()
    {
        QString copied = hasSelectedText() ? selectedText() : text();
        QGuiApplication::clipboard()->setText(copied.remove(kMayBreak));
    }
};

QLabel *valueLabel(const BlockLine &line)
{
    const QString value = line.value.isEmpty() ? QStringLiteral("–") : line.value;
    auto *label = new ValueLabel(value);
    label->setTextFormat(Qt::PlainText); // names come from telephones
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setWordWrap(value.size() > kLongWord); // times stay on one line, their column grows
    label->setToolTip(line.tooltip);
    label->setAccessibleName(BlockGrid::tr("%1: %2", "label, value").arg(line.label, value));
    QFont bold = label->font();
    bold.setWeight(QFont::DemiBold);
    label->setFont(bold);
    return label;
}

QLabel *linkLabel(const BlockLine &line)
{
    auto *label = new QLabel(QStringLiteral("<a href=\"open\">%1</a>").arg(line.link.toHtmlEscaped()));
    label->setObjectName(QStringLiteral("link"));
    label->setTextFormat(Qt::RichText);
    label->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    label->setAccessibleName(BlockGrid::tr("%1: %2", "label, value").arg(line.link, line.value));
    QObject::connect(label, &QLabel::linkActivated, label, [open = line.open] { open(); });
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
        if (!line.link.isEmpty()) {
            form->addRow(QString(), linkLabel(line));
        }
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
    int wanted = kBlockWidth;
    for (const QWidget *widget : std::as_const(m_widgets)) {
        wanted = std::max(wanted, widget->minimumSizeHint().width()); // long labels of other languages
    }
    const int fitting = (width() + kGapHuge) / (wanted + kGapHuge);
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
