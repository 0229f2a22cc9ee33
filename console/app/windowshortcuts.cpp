// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/windowshortcuts.h"

#include "console/app/mainwindow.h"
#include "console/app/workspace.h"

#include <QShortcut>

namespace console
{

namespace
{
template <typename Target>
void bind(MainWindow &window, const QKeySequence &keys, Target target)
{
    auto *shortcut = new QShortcut(keys, &window);
    QObject::connect(shortcut, &QShortcut::activated, &window, target);
}
} // namespace

void addWindowShortcuts(MainWindow &window)
{
    const auto inWorkspace = [&window](const QKeySequence &keys, auto action) {
        bind(window, keys, [&window, action] {
            if (Workspace *seen = window.activeWorkspace()) {
                action(*seen);
            }
        });
    };
    inWorkspace(Qt::CTRL | Qt::Key_K, [](Workspace &w) { w.goTo(); });
    inWorkspace(Qt::CTRL | Qt::Key_F, [](Workspace &w) { w.focusFilter(); });
    inWorkspace(Qt::CTRL | Qt::Key_J, [](Workspace &w) { w.toggleTasks(); });
    inWorkspace(Qt::Key_F5, [](Workspace &w) { w.refreshPage(); });
    inWorkspace(Qt::Key_F6, [](Workspace &w) { w.focusNextPane(true); });
    inWorkspace(Qt::SHIFT | Qt::Key_F6, [](Workspace &w) { w.focusNextPane(false); });
    inWorkspace(Qt::Key_F8, [](Workspace &w) { w.focusSnackbar(); });
    inWorkspace(Qt::Key_F9, [](Workspace &w) { w.toggleNavigation(); });
    inWorkspace(Qt::ALT | Qt::Key_Left, [](Workspace &w) { w.back(); });
    inWorkspace(Qt::ALT | Qt::Key_Right, [](Workspace &w) { w.forward(); });
    for (int entry = 0; entry < 5; ++entry) {
        const auto key = static_cast<Qt::Key>(Qt::Key_1 + entry);
        inWorkspace(Qt::CTRL | key, [entry](Workspace &w) { w.openEntry(entry); });
    }
    bind(window, Qt::CTRL | Qt::Key_L, [&window] { window.copyLink(); });
    bind(window, Qt::CTRL | Qt::Key_Comma, [&window] { window.showPreferences(); });
    bind(window, Qt::Key_F1, [&window] { window.showKeys(); });
    bind(window, Qt::Key_Question, [&window] { window.showKeys(); });
    bind(window, Qt::CTRL | Qt::SHIFT | Qt::Key_N, [&window] { Q_EMIT window.windowRequested({}); });
}

} // namespace console
