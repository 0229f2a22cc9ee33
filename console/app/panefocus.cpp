// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/panefocus.h"

#include <QApplication>
#include <QWidget>

namespace console
{

void focusNextOf(const QList<QWidget *> &panes, bool forward)
{
    if (panes.isEmpty()) {
        return;
    }
    QWidget *focus = QApplication::focusWidget();
    qsizetype at = -1;
    for (qsizetype i = 0; i < panes.size(); ++i) {
        if (focus != nullptr && (panes[i] == focus || panes[i]->isAncestorOf(focus))) {
            at = i;
        }
    }
    const qsizetype next =
        (at + (forward ? 1 : panes.size() - 1) + (at < 0 && !forward ? 1 : 0)) % panes.size();
    QWidget *pane = panes[next];
    if (pane->focusPolicy() == Qt::NoFocus && pane->focusProxy() == nullptr) {
        // A page that takes no focus itself: its first widget that does.
        for (QWidget *child = pane->nextInFocusChain(); child != pane; child = child->nextInFocusChain()) {
            if (pane->isAncestorOf(child) && child->isVisibleTo(pane) && child->isEnabled() &&
                (child->focusPolicy() & Qt::TabFocus) != 0) {
                pane = child;
                break;
            }
        }
    }
    pane->setFocus(Qt::TabFocusReason);
}

} // namespace console
