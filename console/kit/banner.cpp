// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/banner.h"

#include "console/kit/icons.h"
#include "console/kit/spacing.h"

#include <QAccessible>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace console
{

Banner::Banner(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_button(new QPushButton(this))
{
    setObjectName(QStringLiteral("banner"));
    setFrameStyle(QFrame::StyledPanel);
    setAutoFillBackground(true);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_button->setObjectName(QStringLiteral("banner-button"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(kGap, kUnit, kGapSmall, kUnit);
    row->setSpacing(kGapSmall);
    row->addWidget(m_icon);
    row->addWidget(m_text, 1);
    row->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, &Banner::pressed);
    hide();
}

void Banner::tell(StatusRole role, const QString &text, const QString &button)
{
    const bool news = text != m_text->text() || isHidden();
    m_role = role;
    m_text->setText(text);
    m_button->setText(button);
    m_button->setVisible(!button.isEmpty());
    setAccessibleName(text);
    tint();
    show();
    if (news) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

QString Banner::text() const
{
    return m_text->text();
}

void Banner::tint()
{
    QPalette own;
    own.setColor(QPalette::Window, themeColor(ColorRole::NoticeFill, QGuiApplication::palette()));
    setPalette(own);
    m_icon->setPixmap(icon(m_role).pixmap(QSize(kIconSize, kIconSize), devicePixelRatioF()));
}

bool Banner::event(QEvent *event)
{
    if (event->type() == QEvent::ApplicationPaletteChange) { // does not come to changeEvent()
        tint();
    }
    return QFrame::event(event);
}

} // namespace console
