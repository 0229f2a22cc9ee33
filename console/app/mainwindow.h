// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/app/connectionquestions.h"
#include "console/app/deeplink.h"
#include "console/app/entrypages.h"
#include "console/app/workspacehost.h"
#include "console/net/connection.h"
#include "console/net/sessionkeys.h"

#include <QMainWindow>

#include <memory>
#include <optional>

class QStackedWidget;

namespace console
{

class ConnectionStrip;
class PageRegistry;
class Preferences;

/// What all windows share; outlives them.
struct ConsoleServices {
    const common::Clock &clock;
    ServerBook &servers;
    TokenStore &tokens;
    const PageRegistry &registry;
    Preferences &preferences;
    SecretMaker makeSecret;
    std::function<double()> random;
    std::function<std::unique_ptr<Link>()> makeLink;
    /// Opens an address in the user's browser; false = there is none. Absent: the desktop's own.
    std::function<bool(const QUrl &)> openBrowser{};
    QcaSource loadQca{}; ///< absent: the installation's own
};

/// One window, one connection. Hosts pages and owns no feature: which of the entry's pages or the workspace
/// is seen follows from the connection's state.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(const ConsoleServices &services, QWidget *parent = nullptr);
    ~MainWindow() override;

    void connectTo(const QString &serverKey);
    /// Shows it now or after the sign-in; false when this window is for another server.
    bool openLink(const DeepLink &link);
    /// A link to a server that is not in the list: asks before it is added.
    void offerServer(const DeepLink &link);
    void showKeys();
    void showPreferences();
    void copyLink(const QVariantMap &more = {}); ///< to the page that is shown, with more arguments
    bool hasUnsaved() const { return m_host->hasUnsaved(); }
    /// Everything that shows words is made anew, in the language of now; session, place and tasks stay. What
    /// waits for the user's next step (a code, a new password) comes to its end first.
    void rebuild();

    Connection &connection() { return *m_connection; }
    SessionKeys &keys() { return *m_keys; }
    Workspace *activeWorkspace() const { return m_host->active(); } ///< seen now; null = something else is
    Workspace *workspace() const { return m_host->workspace(); }    ///< null before the first sign-in
    ServersPage *serversPage() const { return m_entry->servers(); }
    SignInPage *signInPage() const { return m_entry->signIn(); }
    PasswordPage *passwordPage() const { return m_entry->password(); }
    SecondStepPage *secondStepPage() const { return m_entry->secondStep(); }
    ResetPage *resetPage() const { return m_entry->reset(); }
    ImpersonationView *impersonation() const { return m_host->impersonation(); } ///< null = own eyes
    CertificateDialog *certificateDialog() const { return m_questions->certificate(); }
    QWidget *shown() const; ///< the part that is seen now

Q_SIGNALS:
    void windowRequested(const QString &serverKey); ///< empty: with the list of servers

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void followConnection();
    void makeParts();
    void connectEntry();
    void connectStrip();
    void rebuildIfDue();
    void follow(ConnectionState state);
    void followIdentity();
    void followReady();
    void showSignIn();
    void showProfile();
    void showWorkspace();
    void openInWorkspace(const DeepLink &link);
    void changePassword();
    void followKeys();
    bool mayLeave() const;
    void stepAside();
    void updateTitle();
    void saveLayout();
    void resetLayout();

    const ConsoleServices &m_services;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<SessionKeys> m_keys;
    std::unique_ptr<ConnectionQuestions> m_questions;
    std::unique_ptr<WorkspaceHost> m_host;
    ConnectionStrip *m_strip = nullptr;
    QStackedWidget *m_stack = nullptr;
    std::unique_ptr<EntryPages> m_entry; ///< in the stack
    std::optional<DeepLink> m_pendingLink;
    bool m_rebuildDue = false;
    bool m_placed = false;
};

} // namespace console
