// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/app/mainwindow.h"
#include "console/app/pageregistry.h"
#include "console/app/preferences.h"
#include "tests/console/player/captureoutput.h"
#include "tests/support/faketokenstore.h"
#include "tests/support/recorderprocess.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>

class QPushButton;

namespace console
{
class CallView;
class ListPage;
} // namespace console

namespace tests
{

/// The real console in the test's process: window, pages, TLS, player. Only the sound's output is a Capture
/// and the keychain is in memory. Hands act as a person's: they type and click. Blocking (event loop runs):
/// for test code only.
class ConsoleLab
{
public:
    ConsoleLab();
    ~ConsoleLab();

    /// A new window, sized 1280 x 800, at the servers; an earlier one goes.
    void open();
    /// What opens addresses, before open().
    void browseWith(std::function<bool(const QUrl &)> browser)
    {
        m_services.openBrowser = std::move(browser);
    }
    /// Hands tell what went wrong; empty = done.
    QString addServer(quint16 port, const QString &label = QStringLiteral("Lab"));
    QString trust();
    QString signIn(const QString &login, const QString &password);
    /// All three; a server that is known is chosen from the list instead.
    QString enter(quint16 port, const QString &login, const QString &password);
    /// Clicks a page of the navigation tree by its English title, whatever language is shown.
    QString choose(const QString &title);

    console::MainWindow &window() { return *m_window; }
    console::ServerBook &servers() { return m_servers; }
    const console::PageRegistry &registry() const { return m_registry; }
    Capture &capture() { return m_capture; }
    console::ListPage *list() const; ///< the page that is seen; null = another kind of page
    console::CallView *call() const;
    /// Enter on the list's row: the call page once it shows its call. Null = it does not.
    console::CallView *openRow(int row);
    QString cell(int row, const QString &column) const; ///< of the list that is seen

private:
    QTemporaryDir m_dir;
    common::SystemClock m_clock;
    Capture m_capture;
    console::ServerBook m_servers;
    FakeTokenStore m_tokens;
    console::PageRegistry m_registry;
    console::Preferences m_preferences;
    console::ConsoleServices m_services;
    std::unique_ptr<console::MainWindow> m_window;
};

/// A button that is seen, by its text.
QPushButton *buttonOf(const QWidget &root, const QString &text);
/// What the labels that are seen say, a line each.
QString labelsOf(const QWidget &root);
/// "--role administrator" as arguments.
QStringList words(const char *text);

} // namespace tests
