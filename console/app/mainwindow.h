// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "console/app/deeplink.h"
#include "console/net/connection.h"
#include "console/net/sessionkeys.h"

#include <QMainWindow>
#include <QPointer>

#include <memory>
#include <optional>

class QStackedWidget;

namespace console
{

class CertificateChangedPage;
class CertificateDialog;
class ConnectionBanner;
class ConnectionStrip;
class ImpersonationView;
class PageRegistry;
class PasswordPage;
class Preferences;
class ResetPage;
class SecondStepPage;
class SecondStepSetupPage;
class ServersPage;
class SignInPage;
class UnlockKeysDialog;
class Workspace;

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

/// One window, one connection. Hosts pages and owns no feature: which of servers, sign-in, hard stop and
/// workspace is seen follows from the connection's state.
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
    void copyLink(); ///< to the page that is shown

    Connection &connection() { return *m_connection; }
    SessionKeys &keys() { return *m_keys; }
    Workspace *activeWorkspace() const; ///< that is seen now; null = something else is
    Workspace *workspace() const;       ///< null before the first sign-in
    ServersPage *serversPage() const { return m_serversPage; }
    SignInPage *signInPage() const { return m_signInPage; }
    PasswordPage *passwordPage() const { return m_passwordPage; }
    SecondStepPage *secondStepPage() const { return m_secondStepPage; }
    ResetPage *resetPage() const { return m_resetPage; }
    ImpersonationView *impersonation() const; ///< null = the user's own eyes
    CertificateDialog *certificateDialog() const;
    QWidget *shown() const; ///< the part that is seen now

Q_SIGNALS:
    void windowRequested(const QString &serverKey); ///< empty: with the list of servers

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void makeParts();
    void connectSignIn();
    void connectStrip();
    void follow(ConnectionState state);
    void followReady();
    void showSignIn();
    void showProfile();
    void openInWorkspace(const DeepLink &link);
    void browse(const QUrl &url);
    void impersonate(const QByteArray &token);
    void endImpersonation(const QString &why);
    void showServers(const QString &problem = {});
    void showCertificate();
    void trust();
    void makeWorkspace();
    void dropWorkspace();
    void changePassword();
    void unlockKeys();
    void followKeys(SessionKeys::State state);
    void updateTitle();
    void saveLayout();
    void resetLayout();
    void askBeforeFirstWrite();

    const ConsoleServices &m_services;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<SessionKeys> m_keys;
    ConnectionStrip *m_strip = nullptr;
    ConnectionBanner *m_banner = nullptr;
    QStackedWidget *m_stack = nullptr;
    ServersPage *m_serversPage = nullptr;
    SignInPage *m_signInPage = nullptr;
    PasswordPage *m_passwordPage = nullptr;
    SecondStepPage *m_secondStepPage = nullptr;
    SecondStepSetupPage *m_setupPage = nullptr;
    ResetPage *m_resetPage = nullptr;
    CertificateChangedPage *m_changedPage = nullptr;
    QPointer<CertificateDialog> m_certificate;
    QPointer<Workspace> m_workspace;
    QPointer<ImpersonationView> m_impersonation;
    QPointer<UnlockKeysDialog> m_unlock;
    QString m_workspaceUser; ///< whose pages these are
    std::optional<DeepLink> m_pendingLink;
    bool m_placed = false;
};

} // namespace console
