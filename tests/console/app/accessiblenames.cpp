// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/console/app/accessiblenames.h"

#include <QAbstractScrollArea>
#include <QAccessible>
#include <QDir>
#include <QHeaderView>
#include <QPixmap>
#include <QTableView>
#include <QTest>
#include <QTreeView>
#include <QWidget>

namespace tests
{

namespace
{
bool takesFocus(const QWidget &widget)
{
    return widget.isVisible() && widget.isEnabled() && (widget.focusPolicy() & Qt::TabFocus) != 0 &&
           widget.focusProxy() == nullptr;
}

QString describe(const QWidget &widget)
{
    return QStringLiteral("%1 '%2' in %3")
        .arg(QString::fromLatin1(widget.metaObject()->className()), widget.objectName(),
             QString::fromLatin1(
                 widget.parentWidget() == nullptr ? "-" : widget.parentWidget()->metaObject()->className()));
}

void addUntitled(const QAbstractItemView &view, const QHeaderView *header, QStringList &faults)
{
    if (header == nullptr || header->isHidden() || view.model() == nullptr) {
        return;
    }
    for (int column = 0; column < view.model()->columnCount(); ++column) {
        const bool titled =
            !view.model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty() ||
            !view.model()->headerData(column, Qt::Horizontal, Qt::AccessibleTextRole).toString().isEmpty();
        if (!header->isSectionHidden(column) && !titled) {
            faults.append(QStringLiteral("column %1 of %2").arg(column).arg(describe(view)));
        }
    }
}
} // namespace

QStringList unnamedWidgets(const QWidget &root)
{
    QStringList faults;
    for (QWidget *widget : root.findChildren<QWidget *>()) {
        if (!takesFocus(*widget)) {
            continue;
        }
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
        if (interface == nullptr || interface->text(QAccessible::Name).trimmed().isEmpty()) {
            faults.append(describe(*widget));
        }
    }
    return faults;
}

namespace
{

/// Where it is seen: what is scrolled out stands at the edge of what it is scrolled in.
QRect placeOf(const QWidget &widget, QWidget &root)
{
    QRect place(widget.mapTo(&root, QPoint()), widget.size());
    for (const QWidget *up = widget.parentWidget(); up != nullptr && up != &root; up = up->parentWidget()) {
        if (qobject_cast<const QAbstractScrollArea *>(up->parentWidget()) == nullptr) {
            continue;
        }
        const QRect view(up->mapTo(&root, QPoint()), up->size());
        if (place.top() > view.bottom()) {
            place.moveTop(view.bottom());
            place.setHeight(1);
        } else if (place.bottom() < view.top()) {
            place.moveBottom(view.top());
            place.setTop(view.top());
        }
    }
    return place;
}

} // namespace

QStringList tabOrderFaults(QWidget &root)
{
    QStringList faults;
    const QWidget *previous = nullptr;
    QWidget *widget = root.nextInFocusChain();
    for (; widget != &root; widget = widget->nextInFocusChain()) {
        if (!root.isAncestorOf(widget) || !takesFocus(*widget)) {
            continue;
        }
        if (previous != nullptr) {
            const QRect before = placeOf(*previous, root);
            const QRect now = placeOf(*widget, root);
            const bool sameLine = now.bottom() > before.top() && now.center().y() >= before.top();
            if (!sameLine && now.left() < before.right()) {
                faults.append(QStringLiteral("%1 after %2").arg(describe(*widget), describe(*previous)));
            }
        }
        previous = widget;
    }
    return faults;
}

QStringList untitledColumns(const QWidget &root)
{
    QStringList faults;
    for (const QTableView *table : root.findChildren<QTableView *>()) {
        addUntitled(*table, table->horizontalHeader(), faults);
    }
    for (const QTreeView *tree : root.findChildren<QTreeView *>()) {
        addUntitled(*tree, tree->header(), faults);
    }
    return faults;
}

bool saveScreenshot(QWidget &widget, const QString &name)
{
    QTest::qWait(30); // layouts of what was just shown
    const QDir folder(qEnvironmentVariable("EARSHOT_BIN") + QStringLiteral("/../screenshots"));
    return folder.mkpath(QStringLiteral(".")) &&
           widget.grab().save(folder.filePath(name + QStringLiteral(".png")));
}

} // namespace tests
