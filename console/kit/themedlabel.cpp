// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/themedlabel.h"

#include <QEvent>
#include <QGuiApplication>

namespace console
{

ThemedLabel::ThemedLabel(ColorRole role, QWidget *parent)
    : QLabel(parent)
    , m_color([role](const QPalette &palette) { return themeColor(role, palette); })
{
    tint();
}

ThemedLabel::ThemedLabel(StatusRole role, QWidget *parent)
    : QLabel(parent)
    , m_color([role](const QPalette &palette) { return statusColor(role, palette); })
{
    tint();
}

void ThemedLabel::tint()
{
    QPalette own;
    own.setColor(QPalette::WindowText, m_color(QGuiApplication::palette()));
    setPalette(own);
}

bool ThemedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ApplicationPaletteChange) { // does not come to changeEvent()
        tint();
    }
    return QLabel::event(event);
}

} // namespace console
