// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/narrowpage.h"

#include "console/kit/spacing.h"

#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

ProblemLine::ProblemLine(QWidget *parent)
    : ThemedLabel(StatusRole::Failed, parent)
{
    setObjectName(QStringLiteral("problem"));
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    hide();
}

void ProblemLine::say(const QString &words)
{
    setText(words);
    setVisible(!words.isEmpty());
}

QString ProblemLine::said() const
{
    return isHidden() ? QString() : text();
}

void fillNarrowPage(QWidget *page, int width, std::initializer_list<QWidget *> rows,
                    std::initializer_list<QPushButton *> buttons)
{
    auto *column = new QWidget(page);
    column->setMaximumWidth(width);
    auto *inner = new QVBoxLayout(column);
    inner->setContentsMargins(kGapHuge, kGapHuge, kGapHuge, kGapHuge);
    inner->setSpacing(kGapLarge);
    for (QWidget *row : rows) {
        inner->addWidget(row);
    }
    auto *line = new QHBoxLayout;
    line->addStretch(1);
    for (QPushButton *button : buttons) {
        line->addWidget(button);
    }
    inner->addLayout(line);
    inner->addStretch(1);
    auto *layout = new QHBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addStretch(1);
    layout->addWidget(column, 1000);
    layout->addStretch(1);
}

} // namespace console
