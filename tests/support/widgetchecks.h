// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
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

/// Visible labels, buttons, combos and placeholders that have less room than their text needs, and widgets
/// that stick out of their parent.
inline QStringList clippedWidgets(const QWidget &top)
{
    QStringList clipped;
    for (const QWidget *widget : top.findChildren<QWidget *>()) {
        const bool inLine =
            qobject_cast<const QLineEdit *>(widget->parentWidget()) != nullptr; // its own icons
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
