// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/lazysection.h"

#include "console/kit/spacing.h"
#include "console/kit/themedlabel.h"
#include "console/kit/tr.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace console
{

LazySection::LazySection(const QString &title, std::function<QWidget *(QWidget *parent)> make,
                         QWidget *parent)
    : QWidget(parent)
    , m_make(std::move(make))
    , m_button(new QPushButton(Tr::tr("Show"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *row = new QHBoxLayout;
    auto *heading = new ThemedLabel(ColorRole::MutedText, this);
    heading->setText(title);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    m_button->setObjectName(QStringLiteral("show"));
    m_button->setAccessibleName(QStringLiteral("%1: %2").arg(title, m_button->text()));
    row->addWidget(heading);
    row->addSpacing(kGapSmall);
    row->addWidget(m_button);
    row->addStretch();
    column->addLayout(row);
    connect(m_button, &QPushButton::clicked, this, &LazySection::toggle);
}

void LazySection::refuse(const QString &why)
{
    m_button->setEnabled(false);
    m_button->setToolTip(why);
}

void LazySection::toggle()
{
    if (m_content == nullptr) {
        m_content = m_make(this);
        layout()->addWidget(m_content);
        m_content->show();
    } else {
        m_content->setVisible(!m_content->isVisibleTo(this));
    }
    m_button->setText(m_content->isVisibleTo(this) ? Tr::tr("Hide") : Tr::tr("Show"));
}

} // namespace console
