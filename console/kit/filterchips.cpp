// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/filterchips.h"

#include "console/kit/flowlayout.h"
#include "console/kit/formats.h"
#include "console/kit/icons.h"
#include "console/kit/plaintip.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QPushButton>

namespace console
{

namespace
{
constexpr int kLongest = 90 * kUnit; ///< of a name, which may have 255 letters
} // namespace

FilterChips::FilterChips(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("chips"));
    new FlowLayout(this);
    hide();
}

void FilterChips::setChips(const QList<FilterChip> &chips)
{
    while (QLayoutItem *item = layout()->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // may be the sender
        delete item;
    }
    for (const FilterChip &chip : chips) {
        auto *button = new QPushButton(icon(QStringLiteral("x")), {}, this);
        button->setText(buttonText(button->fontMetrics().elidedText(chip.text, Qt::ElideRight, kLongest)));
        button->setObjectName(QStringLiteral("chip-") + chip.key);
        button->setAccessibleName(Tr::tr("Remove the filter %1").arg(chip.text));
        button->setToolTip(plainTip(button->accessibleName()));
        connect(button, &QPushButton::clicked, this, [this, key = chip.key] { Q_EMIT removed(key); });
        layout()->addWidget(button);
    }
    if (!chips.isEmpty()) {
        auto *clear = new QPushButton(Tr::tr("Clear filters"), this);
        clear->setObjectName(QStringLiteral("clear-filters"));
        clear->setFlat(true);
        connect(clear, &QPushButton::clicked, this, &FilterChips::cleared);
        layout()->addWidget(clear);
    }
    setVisible(!chips.isEmpty());
}

} // namespace console
