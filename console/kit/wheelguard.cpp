// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/kit/wheelguard.h"

#include <QEvent>
#include <QWidget>

namespace console
{

namespace
{
class WheelGuard final : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Wheel && !static_cast<QWidget *>(watched)->hasFocus()) {
            event->ignore(); // what lies around it takes it
            return true;
        }
        return QObject::eventFilter(watched, event);
    }
};
} // namespace

void guardWheel(QWidget *widget)
{
    widget->setFocusPolicy(Qt::StrongFocus);
    widget->installEventFilter(new WheelGuard(widget));
}

} // namespace console
