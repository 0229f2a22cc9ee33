// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/screenfit.h"

#include "console/kit/spacing.h"

#include <QGuiApplication>
#include <QScreen>
#include <QStyle>
#include <QWidget>

#include <algorithm>

namespace console
{

QRect fittedTo(const QRect &wanted, const QList<QRect> &screens)
{
    if (screens.isEmpty()) {
        return wanted;
    }
    QRect best = screens.first();
    qint64 largest = 0;
    for (const QRect &screen : screens) {
        if (screen.contains(wanted)) {
            return wanted;
        }
        const QRect common = screen.intersected(wanted);
        const qint64 area = common.isEmpty() ? 0 : qint64(common.width()) * common.height();
        if (area > largest) {
            largest = area;
            best = screen;
        }
    }
    const QSize size = wanted.size().boundedTo(best.size());
    const QPoint corner(std::clamp(wanted.x(), best.left(), best.right() + 1 - size.width()),
                        std::clamp(wanted.y(), best.top(), best.bottom() + 1 - size.height()));
    return QRect(corner, size);
}

void fitToScreens(QWidget &window)
{
    // geometry() is without the frame, which has no size yet: room for a title bar is left.
    const QMargins frame(kUnit, window.style()->pixelMetric(QStyle::PM_TitleBarHeight) + kUnit, kUnit, kUnit);
    QList<QRect> screens{QGuiApplication::primaryScreen()->availableGeometry() - frame};
    for (const QScreen *screen : QGuiApplication::screens()) {
        screens.append(screen->availableGeometry() - frame);
    }
    window.setGeometry(fittedTo(window.geometry(), screens));
}

} // namespace console
