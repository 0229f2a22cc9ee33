// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/banner.h"

#include "console/kit/formats.h"
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
    const bool news = text != m_said || isHidden();
    m_role = role;
    m_said = text;
    m_text->setText(breakable(text));
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
    return m_said;
}

void Banner::tint()
{
    const QColor wanted = themeColor(ColorRole::NoticeFill, QGuiApplication::palette());
    if (palette().color(QPalette::Window) != wanted) {
        QPalette own;
        own.setColor(QPalette::Window, wanted);
        setPalette(own);
    }
    m_icon->setPixmap(icon(m_role).pixmap(QSize(kIconSize, kIconSize), devicePixelRatioF()));
}

bool Banner::event(QEvent *event)
{
    // Which of the two comes depends on who set the palette; tint() changes nothing that is right already.
    if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::PaletteChange) {
        tint();
    }
    return QFrame::event(event);
}

} // namespace console
