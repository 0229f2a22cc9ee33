// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QTabBar>
#include <QWidget>

namespace tests
{

/// Focusable widgets that a screen reader could not name.
inline QStringList namelessWidgets(const QWidget &top)
{
    QStringList nameless;
    for (const QWidget *widget : top.findChildren<QWidget *>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisibleTo(&top) ||
            widget->focusProxy() != nullptr) {
            continue;
        }
        QAccessibleInterface *accessible =
            QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
        if (accessible == nullptr || accessible->text(QAccessible::Name).trimmed().isEmpty()) {
            nameless.append(
                QStringLiteral("%1 \"%2\"")
                    .arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName()));
        }
    }
    return nameless;
}

/// The first ancestor up to `top` that cuts something off the widget; null when all of it can be seen. What
/// is scrolled is not cut off, and the panes of a splitter are as the user has drawn them.
inline const QWidget *cutBy(const QWidget &widget, const QWidget &top)
{
    QRect area = widget.rect();
    for (const QWidget *inner = &widget; inner != &top && !inner->isWindow(); inner = inner->parentWidget()) {
        const QWidget *outer = inner->parentWidget();
        const auto *scrolls = qobject_cast<const QAbstractScrollArea *>(outer->parentWidget());
        if ((scrolls != nullptr && scrolls->viewport() == outer) ||
            qobject_cast<const QSplitter *>(outer) != nullptr) {
            return nullptr;
        }
        area = QRect(inner->mapTo(outer, area.topLeft()), area.size());
        if (!area.isEmpty() && !outer->rect().adjusted(-1, -1, 1, 1).contains(area)) { // a pixel is rounding
            return outer;
        }
    }
    return nullptr;
}

/// Visible labels, buttons, combos and placeholders that have less room than their text needs, and those and
/// fields that stick out of what they are in.
inline QStringList clippedWidgets(const QWidget &top)
{
    QStringList clipped;
    for (const QWidget *widget : top.findChildren<QWidget *>()) {
        const bool inLine =
            qobject_cast<const QLineEdit *>(widget->parentWidget()) != nullptr || // its own icons
            qobject_cast<const QTabBar *>(widget->parentWidget()) != nullptr;     // and arrows
        if (!widget->isVisibleTo(&top) || widget->isWindow() || inLine) {
            continue;
        }
        const auto *label = qobject_cast<const QLabel *>(widget);
        const bool text = (label != nullptr && !label->wordWrap() && !label->text().isEmpty()) ||
                          qobject_cast<const QAbstractButton *>(widget) != nullptr ||
                          qobject_cast<const QComboBox *>(widget) != nullptr;
        bool tight = text && widget->width() < widget->minimumSizeHint().width() &&
                     widget->width() < widget->sizeHint().width();
        if (label != nullptr && label->wordWrap()) {
            // Lines are counted with rounding: a pixel is no line.
            tight = widget->height() + 1 < label->heightForWidth(widget->width());
        }
        if (const auto *line = qobject_cast<const QLineEdit *>(widget)) {
            tight = line->fontMetrics().horizontalAdvance(line->placeholderText()) > line->width();
        }
        const bool seen = text || (label != nullptr && !label->text().isEmpty()) ||
                          qobject_cast<const QAbstractSpinBox *>(widget) != nullptr ||
                          qobject_cast<const QLineEdit *>(widget) != nullptr;
        if (const QWidget *cutter = seen ? cutBy(*widget, top) : nullptr) {
            clipped.append(
                QStringLiteral("%1 \"%2\" sticks out of %3 \"%4\"")
                    .arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName(),
                         QString::fromLatin1(cutter->metaObject()->className()), cutter->objectName()));
        }
        if (tight) {
            clipped.append(
                QStringLiteral("%1 \"%2\" has %3x%4, wants %5x%6")
                    .arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName())
                    .arg(widget->width())
                    .arg(widget->height())
                    .arg(widget->sizeHint().width())
                    .arg(widget->sizeHint().height()));
        }
    }
    return clipped;
}

} // namespace tests
