// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/pager.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"
#include "console/kit/tr.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

namespace console
{

QString rangeText(const PagePosition &position)
{
    const QLocale locale;
    if (position.rows == 0) {
        //: an empty list
        return Tr::tr("0 of 0");
    }
    const qint64 first = static_cast<qint64>(position.page) * position.size + 1;
    const QString from = locale.toString(first);
    const QString to = locale.toString(first + position.rows - 1);
    if (position.total < 0) {
        return QStringLiteral("%1–%2").arg(from, to);
    }
    const QString total = locale.toString(position.total);
    //: rows of a list: "1–20 of 234"
    return position.exact ? Tr::tr("%1–%2 of %3").arg(from, to, total)
                          : Tr::tr("%1–%2 of about %3").arg(from, to, total);
}

Pager::Pager(QWidget *parent)
    : QWidget(parent)
    , m_size(new QComboBox(this))
    , m_range(new QLabel(this))
    , m_previous(new QToolButton(this))
    , m_next(new QToolButton(this))
{
    for (const int size : {20, 50, 100}) {
        m_size->addItem(Tr::tr("%n per page", nullptr, size), size);
    }
    m_size->setObjectName(QStringLiteral("page-size"));
    m_size->setAccessibleName(Tr::tr("Rows per page"));
    m_previous->setObjectName(QStringLiteral("previous-page"));
    m_previous->setIcon(icon(QStringLiteral("chevron-left")));
    m_previous->setAccessibleName(Tr::tr("Previous page"));
    m_next->setObjectName(QStringLiteral("next-page"));
    m_next->setIcon(icon(QStringLiteral("chevron-right")));
    m_next->setAccessibleName(Tr::tr("Next page"));
    m_range->setObjectName(QStringLiteral("range"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kGapSmall);
    row->addStretch();
    row->addWidget(m_size);
    row->addWidget(m_range);
    for (QToolButton *button : {m_previous, m_next}) {
        button->setToolTip(button->accessibleName());
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setMinimumSize(kTargetSize + kUnit, kTargetSize + kUnit);
        row->addWidget(button);
    }
    connect(m_previous, &QToolButton::clicked, this, &Pager::previousRequested);
    connect(m_next, &QToolButton::clicked, this, &Pager::nextRequested);
    connect(m_size, &QComboBox::activated, this, [this] { Q_EMIT pageSizeChanged(pageSize()); });
    update();
}

void Pager::setPosition(const PagePosition &position)
{
    m_position = position;
    update();
}

void Pager::setEnabledMoves(bool enabled)
{
    m_moves = enabled;
    update();
}

int Pager::pageSize() const
{
    return m_size->currentData().toInt();
}

void Pager::setPageSize(int size)
{
    m_size->setCurrentIndex(std::max(0, m_size->findData(size)));
}

void Pager::update()
{
    m_range->setText(rangeText(m_position));
    m_previous->setEnabled(m_moves && m_position.page > 0);
    m_next->setEnabled(m_moves && m_position.more);
}

} // namespace console
