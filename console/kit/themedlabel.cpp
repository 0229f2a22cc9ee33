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
    const QColor wanted = m_color(QGuiApplication::palette());
    if (palette().color(QPalette::WindowText) != wanted || !testAttribute(Qt::WA_SetPalette)) {
        QPalette own;
        own.setColor(QPalette::WindowText, wanted);
        setPalette(own);
    }
}

bool ThemedLabel::event(QEvent *event)
{
    // Which of the two comes depends on who set the palette; tint() changes nothing that is right already.
    if (event->type() == QEvent::ApplicationPaletteChange || event->type() == QEvent::PaletteChange) {
        tint();
    }
    return QLabel::event(event);
}

} // namespace console
