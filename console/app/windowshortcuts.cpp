// SPDX-License-Identifier: GPL-3.0-or-later
#include "console/app/windowshortcuts.h"

#include "console/app/mainwindow.h"
#include "console/app/workspace.h"

#include <QCoreApplication>
#include <QShortcut>

#include <functional>
#include <vector>

namespace console
{

namespace
{
using Act = std::function<void(MainWindow &)>;

struct WindowKeys {
    QList<QKeySequence> keys;
    std::vector<Act> acts; ///< of each key, or one of all
    const char *what;
    bool isRange = false;
};

template <typename Action>
Act inWorkspace(Action action)
{
    return [action](MainWindow &window) {
        if (Workspace *seen = window.activeWorkspace()) {
            action(*seen);
        }
    };
}

WindowKeys entryKeys()
{
    WindowKeys made{{}, {}, QT_TRANSLATE_NOOP("console::KeyList", "First page of an area"), true};
    for (int entry = 0; entry < 5; ++entry) {
        made.keys.append(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + entry)));
        made.acts.push_back(inWorkspace([entry](Workspace &w) { w.openEntry(entry); }));
    }
    return made;
}

std::vector<WindowKeys> table()
{
    return {{{Qt::CTRL | Qt::Key_K},
             {inWorkspace([](Workspace &w) { w.goTo(); })},
             QT_TRANSLATE_NOOP("console::KeyList", "Go to a page or a call")},
            {{Qt::CTRL | Qt::Key_F},
             {inWorkspace([](Workspace &w) { w.focusFilter(); })},
             QT_TRANSLATE_NOOP("console::KeyList", "Go to the page's search field")},
            {{Qt::Key_F5},
             {inWorkspace([](Workspace &w) { w.refreshPage(); })},
             QT_TRANSLATE_NOOP("console::KeyList", "Load again")},
            {{Qt::Key_F6, Qt::SHIFT | Qt::Key_F6},
             {inWorkspace([](Workspace &w) { w.focusNextPane(true); }),
              inWorkspace([](Workspace &w) { w.focusNextPane(false); })},
             QT_TRANSLATE_NOOP("console::KeyList", "Next, previous part of the window")},
            {{Qt::Key_F8},
             {inWorkspace([](Workspace &w) { w.focusSnackbar(); })},
             QT_TRANSLATE_NOOP("console::KeyList", "Go to the message at the bottom")},
            {{Qt::Key_F9},
             {inWorkspace([](Workspace &w) { w.toggleNavigation(); })},
             QT_TRANSLATE_NOOP("console::KeyList", "Fold the pages at the side into icons, and back")},
            {{Qt::ALT | Qt::Key_Left, Qt::ALT | Qt::Key_Right},
             {inWorkspace([](Workspace &w) { w.back(); }), inWorkspace([](Workspace &w) { w.forward(); })},
             QT_TRANSLATE_NOOP("console::KeyList", "Back, forward")},
            entryKeys(),
            {{Qt::CTRL | Qt::Key_J},
             {inWorkspace([](Workspace &w) { w.toggleTasks(); })},
             QT_TRANSLATE_NOOP("console::KeyList", "Show or hide the tasks")},
            {{Qt::CTRL | Qt::Key_L},
             {[](MainWindow &window) { window.copyLink(); }},
             QT_TRANSLATE_NOOP("console::KeyList", "Copy a link to this page")},
            {{Qt::CTRL | Qt::Key_Comma},
             {[](MainWindow &window) { window.showPreferences(); }},
             QT_TRANSLATE_NOOP("console::KeyList", "Preferences")},
            {{Qt::CTRL | Qt::SHIFT | Qt::Key_N},
             {[](MainWindow &window) { Q_EMIT window.windowRequested({}); }},
             QT_TRANSLATE_NOOP("console::KeyList", "New window")},
            {{Qt::Key_Question, Qt::Key_F1},
             {[](MainWindow &window) { window.showKeys(); }},
             QT_TRANSLATE_NOOP("console::KeyList", "This list")}};
}
} // namespace

void addWindowShortcuts(MainWindow &window)
{
    for (const WindowKeys &row : table()) {
        for (qsizetype i = 0; i < row.keys.size(); ++i) {
            const Act act = row.acts[row.acts.size() == 1 ? 0 : static_cast<std::size_t>(i)];
            auto *shortcut = new QShortcut(row.keys[i], &window);
            QObject::connect(shortcut, &QShortcut::activated, &window, [&window, act] { act(window); });
        }
    }
}

QList<ShortcutRow> windowKeys()
{
    QList<ShortcutRow> rows;
    for (const WindowKeys &row : table()) {
        rows.append({row.keys, QCoreApplication::translate("console::KeyList", row.what), row.isRange});
    }
    return rows;
}

} // namespace console
